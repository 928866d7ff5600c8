//! The lists of things to do.

use cam_core::{
    lead::{Lead, LeadEvent, Place},
    score::Milli,
    skip::Hold,
};
use cam_ports::{
    error::Saved,
    import_store::ImportStore,
    lead_store::LeadStore,
    ledger::{AttemptLedger, ClaimBatch, Claimed},
    work_list::{WorkEntry, WorkList, WorkQuery},
};
use jiff::{SignedDuration, Timestamp};

use super::{eventually, save, stored, take_in};
use crate::sample::{NOW, campaign, claim_id, claim_request, key, minutes, other_campaign, planned};

/// A lead stands in the one list it belongs to, and every list is in its order whatever shard its leads are in.
pub async fn work_list(store: &(impl WorkList + LeadStore + ImportStore + AttemptLedger)) {
    let names = ["ada", "bob", "cleo", "dora", "emil", "fay", "gus", "hal", "ida", "jon", "kim", "lea"];
    take_in(store, &names).await;
    those_without_a_score_come_first_and_then_the_best(store).await;
    due_touches_come_in_their_order_and_half_open(store).await;
    a_claimed_touch_stands_in_doubt_and_nowhere_else(store).await;
    follow_ups_hot_and_held_leads_have_lists_of_their_own(store).await;
}

async fn change(store: &impl LeadStore, name: &str, event: LeadEvent) -> Lead {
    let next = stored(store, &key(name)).await.unwrap().after(event).unwrap();
    assert_eq!(save(store, &next).await, Saved::Done);
    next
}

async fn place(store: &impl LeadStore, name: &str, place: Place) {
    let read = stored(store, &key(name)).await.unwrap();
    let moved = Lead { version: read.version + 1, place, ..read };
    assert_eq!(save(store, &moved).await, Saved::Done);
}

fn entry(name: &str, at: Option<Timestamp>) -> WorkEntry {
    WorkEntry { key: key(name), at }
}

/// Holds a list to what it should be, whole, counted, and cut short.
async fn expect(store: &impl WorkList, query: WorkQuery, expected: Vec<WorkEntry>) {
    let listed = eventually(&expected, async || store.work(&campaign(), query, 100).await.unwrap()).await;
    assert_eq!(listed, expected, "{query:?}");
    assert_eq!(store.n_work(&campaign(), query).await.unwrap(), expected.len() as u64, "{query:?}");
    let short = store.work(&campaign(), query, 2).await.unwrap();
    assert_eq!(short, expected.iter().take(2).cloned().collect::<Vec<_>>(), "{query:?}");
    assert_eq!(store.work(&other_campaign(), query, 100).await.unwrap(), vec![], "{query:?}");
}

async fn those_without_a_score_come_first_and_then_the_best(store: &(impl WorkList + LeadStore)) {
    let scores = [("ada", 700), ("bob", 1000), ("cleo", 851), ("dora", 0), ("emil", 850), ("fay", 60)];
    for (name, score) in scores {
        change(store, name, LeadEvent::Scored { score: Some(Milli::new(score)) }).await;
    }
    for name in ["gus", "hal", "jon", "kim", "lea"] {
        place(store, name, Place::Idle).await;
    }
    let order = ["ida", "bob", "cleo", "emil", "ada", "fay", "dora"];
    expect(store, WorkQuery::Ready, order.map(|name| entry(name, None)).to_vec()).await;
}

async fn due_touches_come_in_their_order_and_half_open(store: &(impl WorkList + LeadStore)) {
    let exact = minutes(30).saturating_add(SignedDuration::from_nanos(1)).unwrap();
    for (name, at) in [("ada", minutes(30)), ("bob", minutes(10)), ("cleo", minutes(20)), ("dora", exact)] {
        let next = planned(&stored(store, &key(name)).await.unwrap(), at);
        assert_eq!(save(store, &next).await, Saved::Done);
    }
    let query = |from, until| WorkQuery::DueWithin { from: minutes(from), until: minutes(until) };
    let (bob, cleo) = (entry("bob", Some(minutes(10))), entry("cleo", Some(minutes(20))));
    let (ada, dora) = (entry("ada", Some(minutes(30))), entry("dora", Some(exact)));
    expect(store, query(0, 60), vec![bob.clone(), cleo.clone(), ada.clone(), dora.clone()]).await;
    expect(store, query(10, 30), vec![bob, cleo]).await;
    expect(store, query(30, 31), vec![ada, dora]).await;
    expect(store, query(30, 30), vec![]).await;
    expect(store, query(60, 0), vec![]).await;
}

async fn a_claimed_touch_stands_in_doubt_and_nowhere_else(store: &(impl WorkList + LeadStore + AttemptLedger)) {
    let bob = stored(store, &key("bob")).await.unwrap();
    let batch = ClaimBatch { claims: vec![claim_request(&bob, &claim_id('b'))], gates: vec![] };
    assert_eq!(store.claim(&batch).await.unwrap(), Claimed::Granted);
    let (cleo, bob) = (entry("cleo", Some(minutes(20))), entry("bob", Some(minutes(25))));
    expect(store, WorkQuery::DueWithin { from: NOW, until: minutes(30) }, vec![cleo]).await;
    expect(store, WorkQuery::DoubtBefore(minutes(25)), vec![]).await;
    expect(store, WorkQuery::DoubtBefore(minutes(26)), vec![bob.clone()]).await;
    change(store, "bob", LeadEvent::Replied).await;
    expect(store, WorkQuery::DoubtBefore(minutes(26)), vec![bob]).await;
}

async fn follow_ups_hot_and_held_leads_have_lists_of_their_own(store: &(impl WorkList + LeadStore)) {
    place(store, "gus", Place::Waiting { from: minutes(60) }).await;
    place(store, "hal", Place::Waiting { from: minutes(50) }).await;
    let (hal, gus) = (entry("hal", Some(minutes(50))), entry("gus", Some(minutes(60))));
    expect(store, WorkQuery::WaitingBefore(minutes(60)), vec![hal.clone()]).await;
    expect(store, WorkQuery::WaitingBefore(minutes(61)), vec![hal, gus]).await;
    place(store, "jon", Place::Hot).await;
    expect(store, WorkQuery::Hot, vec![entry("jon", None)]).await;
    let hold = Hold { key: "country_unknown".to_owned(), text: "its country is not known".to_owned() };
    for (name, judged_by) in [("kim", 2), ("lea", u32::MAX)] {
        place(store, name, Place::Review { hold: hold.clone(), judged_by }).await;
    }
    expect(store, WorkQuery::HeldBefore(2), vec![]).await;
    expect(store, WorkQuery::HeldBefore(3), vec![entry("kim", None)]).await;
    expect(store, WorkQuery::HeldBefore(u32::MAX), vec![entry("kim", None)]).await;
}
