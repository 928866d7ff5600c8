//! The send ledger.

use cam_core::{
    attempt::{Attempt, AttemptState},
    id::{LeadKey, SendId},
    lead::{Lead, LeadEvent, Place},
    profile::Profile,
    sender::Gate,
};
use cam_ports::{
    error::Saved,
    import_store::{ImportBatch, ImportStore},
    inbound::{InboundEffects, InboundStore},
    lead_store::LeadStore,
    ledger::{AttemptLedger, ClaimBatch, ClaimRefusal, ClaimRequest, Claimed, Release, Settlement},
    sender_store::SenderStore,
    suppression::SuppressionReason,
};

use super::{save, stored, take_in};
use crate::sample::{
    NOW, claim_id, claim_request, import, key, lead, minutes, other_campaign, passed, person, planned, profile,
    receipt, sender, suppression,
};

/// A touch is claimed by exactly one caller, never after a no, and settled by nobody else.
pub async fn attempt_ledger(store: &(impl AttemptLedger + LeadStore + ImportStore + InboundStore + SenderStore)) {
    take_in(store, &["ada", "bob", "cleo", "dora", "emil", "fay", "gus"]).await;
    a_touch_is_granted_once(store).await;
    a_step_that_was_attempted_is_not_attempted_again(store).await;
    a_no_wins(store).await;
    a_lead_that_moved_elsewhere_refuses_the_claim(store).await;
    a_gate_that_was_passed_meanwhile_is_contended(store).await;
    one_refusal_keeps_the_whole_batch(store).await;
    a_settlement_is_of_its_own_claim_and_happens_once(store).await;
    a_late_answer_settles_the_attempt_alone(store).await;
    what_is_given_back_may_be_claimed_again(store).await;
}

async fn plan(store: &impl LeadStore, name: &str) -> Lead {
    let read = stored(store, &key(name)).await.unwrap();
    let planned = planned(&read, minutes(10));
    assert_eq!(save(store, &planned).await, Saved::Done);
    planned
}

/// The claims, and the gate after them.
async fn batch(store: &impl SenderStore, claims: Vec<ClaimRequest>) -> ClaimBatch {
    let (read, _) = store.sender(&sender()).await.unwrap();
    let mut gate = read.clone();
    for claim in &claims {
        gate = Gate { version: read.version, ..passed(&gate, claim.attempt.claimed_at) };
    }
    ClaimBatch { claims, gates: vec![Gate { version: read.version + 1, ..gate }] }
}

async fn claim(store: &(impl AttemptLedger + SenderStore), lead: &Lead, letter: char) -> (ClaimRequest, Claimed) {
    let request = claim_request(lead, &claim_id(letter));
    let answer = store.claim(&batch(store, vec![request.clone()]).await).await.unwrap();
    (request, answer)
}

async fn attempt_of(store: &impl LeadStore, key: &LeadKey) -> Option<Attempt> {
    store.person(&key.person).await.unwrap().attempts.into_iter().next()
}

fn refused(refusal: ClaimRefusal) -> Claimed {
    Claimed::Refused(vec![Some(refusal)])
}

fn sent(request: &ClaimRequest, wire_id: &str) -> Settlement {
    let (claim, at) = (request.attempt.claim.clone(), minutes(11));
    let lead = request.lead.after(LeadEvent::Sent { claim, at, next_from: Some(minutes(9999)) }).unwrap();
    let attempt = Attempt { state: AttemptState::Sent(receipt(wire_id, at)), ..request.attempt.clone() };
    Settlement { lead, attempt }
}

fn given_back(request: &ClaimRequest, gate: &Gate) -> Release {
    let event = LeadEvent::GivenBack { claim: request.attempt.claim.clone(), until: minutes(30) };
    let gate = gate.give_back(request.attempt.claimed_at);
    Release { lead: request.lead.after(event).unwrap(), attempt: request.attempt.clone(), gate }
}

async fn a_touch_is_granted_once(store: &(impl AttemptLedger + LeadStore + SenderStore)) {
    let ada = plan(store, "ada").await;
    let (request, answer) = claim(store, &ada, 'a').await;
    assert_eq!(answer, Claimed::Granted);
    assert_eq!(stored(store, &key("ada")).await, Some(request.lead.clone()));
    assert_eq!(attempt_of(store, &key("ada")).await, Some(request.attempt.clone()));
    let (gate, _) = store.sender(&sender()).await.unwrap();
    assert_eq!((gate.version, gate.sends.count_at(minutes(10))), (1, 1));
    assert_eq!(claim(store, &ada, 'a').await.1, refused(ClaimRefusal::LeadChanged));
    assert_eq!(claim(store, &ada, 'b').await.1, refused(ClaimRefusal::LeadChanged));
    let (gate, _) = store.sender(&sender()).await.unwrap();
    assert_eq!((gate.version, gate.sends.count_at(minutes(10))), (1, 1));
}

async fn a_step_that_was_attempted_is_not_attempted_again(store: &(impl AttemptLedger + LeadStore + SenderStore)) {
    let claimed = stored(store, &key("ada")).await.unwrap();
    let forgetful = Lead { version: claimed.version + 1, claim: None, place: Place::Ready, ..claimed };
    assert_eq!(save(store, &forgetful).await, Saved::Done);
    let again = plan(store, "ada").await;
    assert_eq!(claim(store, &again, 'b').await.1, refused(ClaimRefusal::AlreadyAttempted));
}

async fn a_no_wins(store: &(impl AttemptLedger + LeadStore + SenderStore + InboundStore)) {
    let bob = plan(store, "bob").await;
    let no = InboundEffects {
        id: "no-of-bob".to_owned(),
        at: NOW,
        class: "opt-out".to_owned(),
        mail: None,
        leads: vec![],
        companies: vec![],
        suppression: Some((person("bob"), suppression(SuppressionReason::OptOut))),
        fact: None,
    };
    assert_eq!(store.apply_inbound(&no).await.unwrap(), Saved::Done);
    assert_eq!(claim(store, &bob, 'b').await.1, refused(ClaimRefusal::Suppressed));
    assert_eq!(attempt_of(store, &key("bob")).await, None);
}

async fn a_lead_that_moved_elsewhere_refuses_the_claim(
    store: &(impl AttemptLedger + LeadStore + SenderStore + ImportStore),
) {
    let other = LeadKey { campaign: other_campaign(), person: person("cleo") };
    let (autumn, autumn_profile) = (Lead { key: other.clone(), ..lead("cleo") }, profile("cleo"));
    let profile = Profile { key: other.clone(), ..autumn_profile };
    let import = ImportBatch { leads: vec![(autumn, profile)], ..import(&["autumn"]) };
    assert_eq!(store.import(&import).await.unwrap(), Saved::Done);
    let request = claim_request(&plan(store, "cleo").await, &claim_id('c'));
    let moved = ClaimRequest { elsewhere: vec![(other.clone(), 2)], ..request.clone() };
    assert_eq!(store.claim(&batch(store, vec![moved]).await).await.unwrap(), refused(ClaimRefusal::LeadChanged));
    let gone =
        ClaimRequest { elsewhere: vec![(LeadKey { person: person("nobody"), ..other.clone() }, 1)], ..request.clone() };
    assert_eq!(store.claim(&batch(store, vec![gone]).await).await.unwrap(), refused(ClaimRefusal::LeadChanged));
    let rested = ClaimRequest { elsewhere: vec![(other, 1)], ..request };
    assert_eq!(store.claim(&batch(store, vec![rested]).await).await.unwrap(), Claimed::Granted);
}

async fn a_gate_that_was_passed_meanwhile_is_contended(store: &(impl AttemptLedger + LeadStore + SenderStore)) {
    let (dora, emil) = (plan(store, "dora").await, plan(store, "emil").await);
    let first = batch(store, vec![claim_request(&dora, &claim_id('d'))]).await;
    let second = batch(store, vec![claim_request(&emil, &claim_id('e'))]).await;
    assert_eq!(store.claim(&first).await.unwrap(), Claimed::Granted);
    assert_eq!(store.claim(&second).await.unwrap(), Claimed::Contended);
    assert_eq!((stored(store, &key("emil")).await, attempt_of(store, &key("emil")).await), (Some(emil), None));
}

async fn one_refusal_keeps_the_whole_batch(store: &(impl AttemptLedger + LeadStore + SenderStore)) {
    let emil = stored(store, &key("emil")).await.unwrap();
    let fay = plan(store, "fay").await;
    let moved = claim_request(&Lead { version: 1, ..fay.clone() }, &claim_id('f'));
    let both = batch(store, vec![claim_request(&emil, &claim_id('e')), moved]).await;
    let answer = store.claim(&both).await.unwrap();
    assert_eq!(answer, Claimed::Refused(vec![None, Some(ClaimRefusal::LeadChanged)]));
    assert_eq!(stored(store, &key("emil")).await, Some(emil.clone()));
    let claims = vec![claim_request(&emil, &claim_id('e')), claim_request(&fay, &claim_id('f'))];
    assert_eq!(store.claim(&batch(store, claims).await).await.unwrap(), Claimed::Granted);
}

async fn a_settlement_is_of_its_own_claim_and_happens_once(store: &(impl AttemptLedger + LeadStore + SenderStore)) {
    let emil = stored(store, &key("emil")).await.unwrap();
    let attempt = attempt_of(store, &key("emil")).await.unwrap();
    let request = ClaimRequest { lead: emil, attempt, elsewhere: vec![] };
    let settlement = sent(&request, "emil@wire.example");
    let foreign = Attempt { claim: claim_id('x'), ..settlement.attempt.clone() };
    let foreign = Settlement { attempt: foreign, ..settlement.clone() };
    assert_eq!(store.settle(&[foreign]).await.unwrap(), Saved::Stale);
    assert_eq!(store.find_message("emil@wire.example").await.unwrap(), None);
    assert_eq!(store.settle(std::slice::from_ref(&settlement)).await.unwrap(), Saved::Done);
    assert_eq!(stored(store, &key("emil")).await, Some(settlement.lead.clone()));
    assert_eq!(attempt_of(store, &key("emil")).await, Some(settlement.attempt.clone()));
    let found = store.find_message("emil@wire.example").await.unwrap();
    assert_eq!(found, Some((key("emil"), settlement.attempt.id.clone())));
    assert_eq!(store.settle(&[settlement]).await.unwrap(), Saved::Stale);
    let (gate, _) = store.sender(&sender()).await.unwrap();
    assert_eq!(store.release(&given_back(&request, &gate)).await.unwrap(), Saved::Stale);
}

async fn what_is_given_back_may_be_claimed_again(store: &(impl AttemptLedger + LeadStore + SenderStore)) {
    let fay = stored(store, &key("fay")).await.unwrap();
    let attempt = attempt_of(store, &key("fay")).await.unwrap();
    let request = ClaimRequest { lead: fay, attempt, elsewhere: vec![] };
    let (gate, _) = store.sender(&sender()).await.unwrap();
    let release = given_back(&request, &gate);
    let stale = Release { gate: Gate { version: gate.version, ..release.gate.clone() }, ..release.clone() };
    assert_eq!(store.release(&stale).await.unwrap(), Saved::Stale);
    assert_eq!(store.release(&release).await.unwrap(), Saved::Done);
    assert_eq!(attempt_of(store, &key("fay")).await, None);
    assert_eq!(store.sender(&sender()).await.unwrap().0, release.gate);
    assert_eq!(store.release(&release).await.unwrap(), Saved::Stale);
    let later = stored(store, &key("fay")).await.unwrap();
    assert_eq!(claim(store, &later, 'g').await.1, Claimed::Granted);
}

async fn a_late_answer_settles_the_attempt_alone(store: &(impl AttemptLedger + LeadStore + SenderStore)) {
    let gus = plan(store, "gus").await;
    let (request, answer) = claim(store, &gus, 'h').await;
    assert_eq!(answer, Claimed::Granted);
    let settlement = sent(&request, "gus@wire.example");
    let foreign = Attempt { claim: claim_id('x'), ..settlement.attempt.clone() };
    store.settle_attempt(&key("gus"), &foreign).await.unwrap();
    assert_eq!(attempt_of(store, &key("gus")).await, Some(request.attempt.clone()));
    store.settle_attempt(&key("gus"), &settlement.attempt).await.unwrap();
    assert_eq!(attempt_of(store, &key("gus")).await, Some(settlement.attempt.clone()));
    assert_eq!(stored(store, &key("gus")).await, Some(request.lead.clone()));
    let rejected = Attempt { state: AttemptState::Rejected { at: minutes(12) }, ..request.attempt.clone() };
    store.settle_attempt(&key("gus"), &rejected).await.unwrap();
    assert_eq!(attempt_of(store, &key("gus")).await, Some(settlement.attempt));
    store.settle_attempt(&key("nobody"), &Attempt { id: nobody(&request), ..rejected }).await.unwrap();
    assert_eq!(attempt_of(store, &key("nobody")).await, None);
}

fn nobody(request: &ClaimRequest) -> SendId {
    SendId { person: person("nobody"), ..request.attempt.id.clone() }
}
