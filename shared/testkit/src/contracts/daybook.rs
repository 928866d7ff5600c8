//! What happened.

use cam_core::{
    attempt::{Attempt, AttemptState},
    fact::{Fact, FactKind},
    lead::{Lead, LeadEvent},
    profile::Profile,
};
use cam_ports::{
    daybook::Daybook,
    error::Saved,
    import_store::{ImportBatch, ImportStore},
    lead_store::{LeadChange, LeadChanges, LeadStore},
    ledger::{AttemptLedger, ClaimBatch, Claimed, Settlement},
};

use jiff::{SignedDuration, Timestamp};

use super::{eventually, save, stored};
use crate::sample::{
    NOW, campaign, claim_id, claim_request, import, key, lead, minutes, other_campaign, planned, profile, receipt,
};

/// Facts stand in the order of their instants, each in exactly one of two spans that meet, over midnight too.
pub async fn daybook(store: &(impl Daybook + LeadStore + ImportStore + AttemptLedger)) {
    people_come_in(store).await;
    a_mail_goes_out(store, "ada", minutes(100), "ada@wire.example").await;
    a_mail_goes_out(store, "ada", minutes(1500), "ada2@wire.example").await;
    a_lead_is_skipped(store).await;
    let fact = |at, kind| Fact { at: minutes(at), kind };
    let first = vec![fact(0, FactKind::Created), fact(1, FactKind::Created), fact(101, FactKind::Sent)];
    let second = vec![fact(900, FactKind::Skipped("cool_down".to_owned())), fact(1501, FactKind::FollowedUp)];
    let whole = [first.clone(), second.clone()].concat();
    let facts = async |from, until| store.facts(&campaign(), minutes(from), minutes(until)).await.unwrap();
    assert_eq!(eventually(&whole, async || facts(0, 1502).await).await, whole);
    assert_eq!(facts(0, 900).await, first);
    assert_eq!(facts(900, 1502).await, second);
    assert_eq!(facts(900, 1501).await, second[..1]);
    assert_eq!(facts(2, 101).await, vec![]);
    assert_eq!(facts(5, 5).await, vec![]);
    assert_eq!(store.facts(&other_campaign(), NOW, minutes(2000)).await.unwrap(), vec![]);
}

async fn people_come_in(store: &impl ImportStore) {
    let late = Profile { created_at: minutes(1), ..profile("bob") };
    let leads = vec![(lead("ada"), profile("ada")), (lead("bob"), late)];
    let batch = ImportBatch { leads, ..import(&["ada", "bob"]) };
    assert_eq!(store.import(&batch).await.unwrap(), Saved::Done);
}

async fn a_mail_goes_out(store: &(impl LeadStore + AttemptLedger), name: &str, due_at: Timestamp, wire_id: &str) {
    let read = stored(store, &key(name)).await.unwrap();
    let planned = planned(&read, due_at);
    assert_eq!(save(store, &planned).await, Saved::Done);
    let request = claim_request(&planned, &claim_id('a'));
    let batch = ClaimBatch { claims: vec![request.clone()], gates: vec![] };
    assert_eq!(store.claim(&batch).await.unwrap(), Claimed::Granted);
    let at = due_at + SignedDuration::from_mins(1);
    let event = LeadEvent::Sent { claim: claim_id('a'), at, next_from: Some(at) };
    let lead = request.lead.after(event).unwrap();
    let attempt = Attempt { state: AttemptState::Sent(receipt(wire_id, at)), ..request.attempt };
    let settlement = Settlement { lead, attempt };
    assert_eq!(store.settle(&[settlement]).await.unwrap(), Saved::Done);
}

async fn a_lead_is_skipped(store: &impl LeadStore) {
    let fact = Fact { at: minutes(900), kind: FactKind::Skipped("cool_down".to_owned()) };
    let lead = Lead { version: 2, ..lead("bob") };
    let changes = LeadChanges { leads: vec![LeadChange { lead, fact: Some(fact) }], companies: vec![] };
    assert_eq!(store.save_leads(&changes).await.unwrap(), Saved::Done);
}
