//! Senders' gates and histories.

use std::collections::BTreeSet;

use cam_core::{
    id::SenderId,
    pacing::SendingDay,
    sender::{Gate, Pause, SenderHistory, Shut},
};
use cam_ports::{
    ledger::{AttemptLedger, ClaimBatch, Claimed},
    sender_store::SenderStore,
};

use crate::sample::{NOW, campaign, minutes, other_campaign, passed, sender};

/// What a sender's gate and history promise, and what a pause does to them.
pub async fn sender_store(store: &(impl SenderStore + AttemptLedger)) {
    a_gate_comes_back_as_a_claim_left_it(store).await;
    a_pause_shuts_the_gates_it_names_and_no_other_campaign(store).await;
    a_claim_that_was_judged_before_the_pause_is_contended(store).await;
}

/// A sender begins with an open gate and no history; its gate comes back exactly as a claim left it.
async fn a_gate_comes_back_as_a_claim_left_it(store: &(impl SenderStore + AttemptLedger)) {
    let (gate, history) = store.sender(&sender()).await.unwrap();
    assert_eq!((gate.clone(), history), (Gate::new(sender()), SenderHistory::default()));
    let mut gate = passed(&gate, NOW);
    gate.paused.insert(other_campaign());
    let claims = ClaimBatch { claims: vec![], gates: vec![gate.clone()] };
    assert_eq!(store.claim(&claims).await.unwrap(), Claimed::Granted);
    let stopped = Gate { stopped: Some("complaints".to_owned()), ..passed(&gate, minutes(11)) };
    let claims = ClaimBatch { claims: vec![], gates: vec![stopped.clone()] };
    assert_eq!(store.claim(&claims).await.unwrap(), Claimed::Granted);
    assert_eq!(store.sender(&sender()).await.unwrap().0, stopped);
    let day = |date: &str, n_sent| SendingDay { date: date.parse().unwrap(), n_sent, healthy: n_sent > 5 };
    let first = SenderHistory::default().with(day("2026-11-20", 5));
    store.save_history(&sender(), &first).await.unwrap();
    let second = first.with(day("2026-11-23", 7));
    store.save_history(&sender(), &second).await.unwrap();
    assert_eq!(store.sender(&sender()).await.unwrap(), (stopped, second));
    assert_eq!(store.sender(&"bea".parse().unwrap()).await.unwrap().0, Gate::new("bea".parse().unwrap()));
}

async fn a_pause_shuts_the_gates_it_names_and_no_other_campaign(store: &impl SenderStore) {
    let [cleo, dora] = ["cleo", "dora"].map(|id| id.parse::<SenderId>().unwrap());
    let senders = [cleo.clone(), dora.clone()];
    let paused = async || {
        let mut paused = Vec::new();
        for sender in &senders {
            paused.push(store.sender(sender).await.unwrap().0.paused);
        }
        paused
    };
    store.set_pause(&campaign(), &senders, Pause::On).await.unwrap();
    store.set_pause(&other_campaign(), std::slice::from_ref(&dora), Pause::On).await.unwrap();
    assert_eq!(paused().await, [BTreeSet::from([campaign()]), BTreeSet::from([campaign(), other_campaign()])]);
    let before = store.sender(&dora).await.unwrap();
    store.set_pause(&campaign(), &senders, Pause::On).await.unwrap();
    assert_eq!(store.sender(&dora).await.unwrap(), before, "a repeat changes nothing");
    store.set_pause(&campaign(), &senders, Pause::Off).await.unwrap();
    assert_eq!(paused().await, [BTreeSet::new(), BTreeSet::from([other_campaign()])]);
}

async fn a_claim_that_was_judged_before_the_pause_is_contended(store: &(impl SenderStore + AttemptLedger)) {
    let emil: SenderId = "emil".parse().unwrap();
    let judged = passed(&store.sender(&emil).await.unwrap().0, NOW);
    store.set_pause(&campaign(), std::slice::from_ref(&emil), Pause::On).await.unwrap();
    let claims = ClaimBatch { claims: vec![], gates: vec![judged] };
    assert_eq!(store.claim(&claims).await.unwrap(), Claimed::Contended);
    assert_eq!(store.sender(&emil).await.unwrap().0.shut_for(&campaign()), Some(Shut::Paused));
}
