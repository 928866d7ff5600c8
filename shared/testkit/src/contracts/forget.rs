//! Forgetting a person.

use cam_core::{
    attempt::{Attempt, AttemptState},
    cycle::Cycle,
    lead::LeadEvent,
};
use cam_ports::{
    cycle_store::CycleStore,
    error::Saved,
    import_store::{ImportStore, Known},
    inbound::{InboundEffects, InboundMail, InboundStore},
    lead_store::{LeadChanges, LeadStore, Person},
    ledger::{AttemptLedger, ClaimBatch, Claimed, Settlement},
    preview_store::{Preview, PreviewState, PreviewStore},
    suppression::SuppressionReason,
};

use super::{save, take_in};
use crate::sample::{
    NOW, claim_id, claim_request, company, cycle, dry_cycle, key, lead, minutes, person, planned, receipt, sender,
    suppression,
};

/// Everything of a person goes, and what points to it, but not their no; a mail on its way is waited for.
pub async fn forget(store: &(impl LeadStore + ImportStore + AttemptLedger + InboundStore + CycleStore + PreviewStore)) {
    take_in(store, &["ada", "bob"]).await;
    let erased = suppression(SuppressionReason::Erased);
    let planned = planned(&lead("ada"), minutes(10));
    assert_eq!(save(store, &planned).await, Saved::Done);
    let request = claim_request(&planned, &claim_id('a'));
    let claims = ClaimBatch { claims: vec![request.clone()], gates: vec![] };
    assert_eq!(store.claim(&claims).await.unwrap(), Claimed::Granted);
    assert_eq!(store.forget(&person("ada"), &erased, minutes(20)).await.unwrap(), Saved::Stale);
    assert_eq!(store.known(&[key("ada")]).await.unwrap(), vec![Known::Suppressed]);

    let event = LeadEvent::Sent { claim: claim_id('a'), at: minutes(11), next_from: None };
    let lead = request.lead.after(event).unwrap();
    let attempt = Attempt { state: AttemptState::Sent(receipt("ada@wire.example", minutes(11))), ..request.attempt };
    let settlement = Settlement { lead, attempt: attempt.clone() };
    assert_eq!(store.settle(&[settlement]).await.unwrap(), Saved::Done);
    traces(store).await;

    assert_eq!(store.forget(&person("ada"), &erased, minutes(20)).await.unwrap(), Saved::Done);
    let left = store.person(&person("ada")).await.unwrap();
    assert_eq!(left, Person { suppression: Some(erased.clone()), ..Person::default() });
    assert_eq!(store.find_message("ada@wire.example").await.unwrap(), None);
    assert!(store.companies(&[company("ada")]).await.unwrap()[0].active.is_empty());
    assert_eq!(store.previews(&dry_cycle()).await.unwrap(), vec![preview("bob")]);
    assert!(store.person(&person("bob")).await.unwrap().lead(&key("bob").campaign).is_some());
    assert_eq!(store.forget(&person("ada"), &erased, minutes(21)).await.unwrap(), Saved::Done);
    store.settle_attempt(&key("ada"), &attempt).await.unwrap();
    assert!(store.person(&person("ada")).await.unwrap().attempts.is_empty());
}

/// A reply, a preview and a company that knows her.
async fn traces(store: &(impl LeadStore + InboundStore + CycleStore + PreviewStore)) {
    let mail = InboundMail {
        id: "m1".to_owned(),
        person: person("ada"),
        received_at: minutes(15),
        class: "reply".to_owned(),
        confidence_milli: 900,
        evidence: "call me".to_owned(),
        text: "Call me.".to_owned(),
    };
    let effects = InboundEffects {
        id: "m1".to_owned(),
        at: minutes(15),
        class: "reply".to_owned(),
        mail: Some(mail),
        leads: vec![],
        companies: vec![],
        suppression: None,
        fact: None,
    };
    assert_eq!(store.apply_inbound(&effects).await.unwrap(), Saved::Done);
    for id in [dry_cycle(), cycle()] {
        assert_eq!(store.open_cycle(&Cycle::open(id, NOW, NOW)).await.unwrap(), Saved::Done);
    }
    store.plan_previews(&[preview("ada"), preview("bob")]).await.unwrap();
    let companies = store.companies(&[company("ada")]).await.unwrap();
    let busy = companies[0].with_active(key("ada"), minutes(9999), NOW);
    let changes = LeadChanges { leads: vec![], companies: vec![busy] };
    assert_eq!(store.save_leads(&changes).await.unwrap(), Saved::Done);
}

fn preview(name: &str) -> Preview {
    Preview {
        cycle: dry_cycle(),
        lead: key(name),
        due_at: minutes(5),
        sender: sender(),
        step: 1,
        state: PreviewState::Planned,
    }
}
