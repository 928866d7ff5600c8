//! Senders' gates and histories.

use cam_core::{
    pacing::SendingDay,
    sender::{Gate, SenderHistory},
};
use cam_ports::{
    ledger::{AttemptLedger, ClaimBatch, Claimed},
    sender_store::SenderStore,
};

use crate::sample::{NOW, minutes, other_campaign, passed, sender};

/// A sender begins with an open gate and no history; its gate comes back exactly as a claim left it.
pub async fn sender_store(store: &(impl SenderStore + AttemptLedger)) {
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
