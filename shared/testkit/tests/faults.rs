//! The table under a wire that breaks: nothing is granted twice, and no no is overtaken.

#![cfg(test)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use cam_aws::dynamo::{DynamoTable, Settings};
use cam_core::{
    id::ClaimId,
    lead::{Lead, LeadEvent},
    sender::Gate,
};
use cam_embedded::{EmbeddedDynamo, client_over};
use cam_ports::{
    error::{Saved, StoreError},
    identity::{ClaimIds, CountedClaimIds},
    import_store::ImportStore,
    inbound::{InboundEffects, InboundStore},
    lead_store::{LeadChange, LeadChanges, LeadStore},
    ledger::{AttemptLedger, ClaimBatch, ClaimRefusal, ClaimRequest, Claimed},
    sender_store::SenderStore,
    suppression::SuppressionReason,
};
use cam_testkit::{
    faults::{Call, Fault, TRANSACTION, faulty},
    sample::{
        NOW, campaign, claim_id, claim_request, embedded_table, import, key, lead, minutes, person, planned, sender,
        suppression, table_over,
    },
};
use jiff::SignedDuration;

/// How long the table under test repeats a call.
const PATIENCE: Duration = Duration::from_secs(1);

/// A table with one planned lead, seen through a sound wire and through one that breaks by `rule`.
async fn tables(rule: impl Fn(Call<'_>) -> Option<Fault> + Send + Sync + 'static) -> (DynamoTable, DynamoTable, Lead) {
    let dynamo = EmbeddedDynamo::memory().unwrap();
    let sound = table_over(dynamo.client()).await;
    let lead = plan(&sound, "ada").await;
    let broken = client_over(faulty(dynamo.http_client(), rule));
    let settings = Settings { retry_for: PATIENCE, ..Settings::one_machine("cam") };
    (sound, DynamoTable::new(broken, settings, CountedClaimIds::from_os().unwrap()), lead)
}

async fn plan(table: &DynamoTable, name: &str) -> Lead {
    assert_eq!(table.import(&import(&[name])).await.unwrap(), Saved::Done);
    let lead = planned(&lead(name), minutes(10));
    let change = LeadChange { lead: lead.clone(), fact: None };
    assert_eq!(table.save_leads(&LeadChanges { leads: vec![change], companies: vec![] }).await.unwrap(), Saved::Done);
    lead
}

/// The claim, past the gate as it stands.
async fn batch(table: &DynamoTable, request: ClaimRequest, cap: u32) -> Option<ClaimBatch> {
    let (gate, _) = table.sender(&sender()).await.unwrap();
    let gate = gate.admit(&campaign(), cap, SignedDuration::ZERO, request.attempt.claimed_at).ok()?;
    Some(ClaimBatch { claims: vec![request], gates: vec![gate] })
}

async fn claim(table: &DynamoTable, lead: &Lead, id: &ClaimId) -> Result<Claimed, StoreError> {
    let batch = batch(table, claim_request(lead, id), 20).await.unwrap();
    table.claim(&batch).await
}

fn only(n: usize, fault: Fault) -> impl Fn(Call<'_>) -> Option<Fault> {
    move |call| (call.operation == TRANSACTION && call.n_before < n).then_some(fault)
}

#[tokio::test]
async fn a_claim_whose_answer_is_lost_on_the_way_is_repeated_and_granted_once() {
    let (sound, faulty, ada) = tables(only(1, Fault::FailAfter)).await;
    assert_eq!(claim(&faulty, &ada, &claim_id('a')).await.unwrap(), Claimed::Granted);
    assert_eq!(
        claim(&sound, &ada, &claim_id('b')).await.unwrap(),
        Claimed::Refused(vec![Some(ClaimRefusal::LeadChanged)])
    );
    assert_eq!(sound.sender(&sender()).await.unwrap().0.sends.count_at(minutes(10)), 1);
}

#[tokio::test]
async fn a_claim_whose_answer_is_lost_before_a_conflict_is_not_refused_by_itself() {
    let rule = |call: Call<'_>| match (call.operation, call.n_before) {
        (TRANSACTION, 0) => Some(Fault::FailAfter),
        (TRANSACTION, 1) => Some(Fault::Conflict),
        _ => None,
    };
    let (_, faulty, ada) = tables(rule).await;
    assert_eq!(claim(&faulty, &ada, &claim_id('a')).await.unwrap(), Claimed::Granted);
}

#[tokio::test]
async fn a_claim_whose_answer_is_lost_for_good_is_not_granted_a_second_time() {
    let (sound, faulty, ada) = tables(only(usize::MAX, Fault::FailAfter)).await;
    let error = claim(&faulty, &ada, &claim_id('a')).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { operation: "claim touches", .. }));
    assert_eq!(
        claim(&sound, &ada, &claim_id('a')).await.unwrap(),
        Claimed::Refused(vec![Some(ClaimRefusal::LeadChanged)])
    );
    let attempts = sound.person(&person("ada")).await.unwrap().attempts;
    assert_eq!(attempts.into_iter().map(|attempt| attempt.claim).collect::<Vec<_>>(), vec![claim_id('a')]);
}

#[tokio::test]
async fn a_request_that_never_arrives_claims_nothing() {
    let (sound, faulty, ada) = tables(only(usize::MAX, Fault::FailBefore)).await;
    assert!(claim(&faulty, &ada, &claim_id('a')).await.is_err());
    assert_eq!(claim(&sound, &ada, &claim_id('b')).await.unwrap(), Claimed::Granted);
}

#[tokio::test]
async fn conflicts_and_throttles_are_waited_out() {
    for fault in [Fault::Conflict, Fault::Throttle] {
        let (_, faulty, ada) = tables(only(5, fault)).await;
        assert_eq!(claim(&faulty, &ada, &claim_id('a')).await.unwrap(), Claimed::Granted, "{fault:?}");
    }
}

#[tokio::test]
async fn a_throttled_read_is_waited_out() {
    let rule = |call: Call<'_>| (call.operation == "BatchGetItem" && call.n_before < 5).then_some(Fault::Throttle);
    let (_, faulty, ada) = tables(rule).await;
    let dossiers = faulty.dossiers(&[key("ada")], &[]).await.unwrap();
    assert_eq!(dossiers.into_iter().map(|dossier| dossier.lead).collect::<Vec<_>>(), vec![ada]);
}

#[tokio::test]
async fn a_conflict_without_end_is_given_up_at_the_deadline() {
    let (sound, faulty, ada) = tables(only(usize::MAX, Fault::Conflict)).await;
    let before = Instant::now();
    let error = claim(&faulty, &ada, &claim_id('a')).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { .. }));
    assert!(before.elapsed() < 2 * PATIENCE);
    assert_eq!(claim(&sound, &ada, &claim_id('b')).await.unwrap(), Claimed::Granted);
}

#[tokio::test]
async fn an_error_names_codes_and_not_what_was_sent() {
    let (_, faulty, ada) = tables(only(usize::MAX, Fault::Conflict)).await;
    let error = claim(&faulty, &ada, &claim_id('a')).await.unwrap_err();
    let text = cam_ports::error::Chain(&error).to_string();
    assert!(text.contains("TransactionConflict") && text.contains("claim touches"), "{text}");
    let all = format!("{text} {error:?}");
    assert!(!all.contains(person("ada").as_str()), "{all}");
}

async fn say_no(table: &DynamoTable) -> Saved {
    let ada = table.person(&person("ada")).await.unwrap().leads.remove(0);
    let no = InboundEffects {
        id: "no-of-ada".to_owned(),
        at: NOW,
        class: "opt-out".to_owned(),
        mail: None,
        leads: vec![ada.after(LeadEvent::Stopped).unwrap()],
        companies: vec![],
        suppression: Some((person("ada"), suppression(SuppressionReason::OptOut))),
        fact: None,
    };
    table.apply_inbound(&no).await.unwrap()
}

#[tokio::test]
async fn a_no_that_is_stored_before_the_claim_wins_and_one_after_it_still_stops_the_sequence() {
    let (table, _, ada) = tables(|_| None).await;
    assert_eq!(say_no(&table).await, Saved::Done);
    assert!(matches!(claim(&table, &ada, &claim_id('a')).await.unwrap(), Claimed::Refused(_)));
    assert!(table.person(&person("ada")).await.unwrap().attempts.is_empty());

    let (table, _, ada) = tables(|_| None).await;
    assert_eq!(claim(&table, &ada, &claim_id('a')).await.unwrap(), Claimed::Granted);
    assert_eq!(say_no(&table).await, Saved::Done);
    let stopped = table.person(&person("ada")).await.unwrap().leads.remove(0);
    let event = LeadEvent::Sent { claim: claim_id('a'), at: minutes(11), next_from: Some(minutes(9999)) };
    assert!(stopped.after(event).unwrap().is_over());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_claims_that_race_for_one_touch_exactly_one_is_granted() {
    for round in 0..60 {
        let table = Arc::new(embedded_table().await);
        let ada = plan(&table, "ada").await;
        let racers = ["a", "b", "c", "d"].map(|letter| {
            let (table, ada, id) = (Arc::clone(&table), ada.clone(), letter.repeat(26).parse().unwrap());
            tokio::spawn(async move { granted(&table, &ada, &id).await })
        });
        let mut n_granted = 0;
        for racer in racers {
            n_granted += usize::from(racer.await.unwrap());
        }
        assert_eq!(n_granted, 1, "round {round}");
        assert_eq!(table.person(&person("ada")).await.unwrap().attempts.len(), 1, "round {round}");
    }
}

/// Claims as a function does: again as long as only the gate stood against it.
async fn granted(table: &DynamoTable, lead: &Lead, id: &ClaimId) -> bool {
    loop {
        match claim(table, lead, id).await.unwrap() {
            Claimed::Granted => return true,
            Claimed::Refused(_) => return false,
            Claimed::Contended => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn claims_that_race_for_one_gate_never_pass_its_cap() {
    const CAP: u32 = 5;
    for round in 0..10 {
        let table = Arc::new(embedded_table().await);
        let ids = Arc::new(CountedClaimIds::new([round; 32]));
        let n_granted = Arc::new(AtomicUsize::new(0));
        let mut racers = Vec::new();
        for n in 0..12 {
            let lead = plan(&table, &format!("person{n}")).await;
            let (table, ids, n_granted) = (Arc::clone(&table), Arc::clone(&ids), Arc::clone(&n_granted));
            racers.push(tokio::spawn(async move {
                let request = claim_request(&lead, &ids.fresh());
                while let Some(batch) = batch(&table, request.clone(), CAP).await {
                    match table.claim(&batch).await.unwrap() {
                        Claimed::Granted => return n_granted.fetch_add(1, Ordering::SeqCst),
                        Claimed::Contended => {}
                        Claimed::Refused(refusals) => unreachable!("nothing stands against it: {refusals:?}"),
                    }
                }
                0
            }));
        }
        for racer in racers {
            racer.await.unwrap();
        }
        let (gate, _) = table.sender(&sender()).await.unwrap();
        assert_eq!(n_granted.load(Ordering::SeqCst), CAP as usize, "round {round}");
        assert_eq!(gate.sends.count_at(minutes(10)), CAP, "round {round}");
        assert_eq!(gate, Gate { version: u64::from(CAP), ..gate.clone() });
    }
}
