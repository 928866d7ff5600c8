//! What comes back.

use cam_core::{
    fact::{Fact, FactKind},
    id::LeadKey,
    lead::{Lead, LeadEvent},
    profile::Profile,
};
use cam_ports::{
    daybook::Daybook,
    error::Saved,
    import_store::{ImportBatch, ImportStore},
    inbound::{InboundEffects, InboundMail, InboundStore},
    lead_store::LeadStore,
    suppression::SuppressionReason,
};

use super::{eventually, stored, take_in};
use crate::sample::{NOW, campaign, company, import, key, lead, minutes, other_campaign, person, profile, suppression};

/// What comes in does all it does, once, and is the fact that the caller says.
pub async fn inbound_store(store: &(impl InboundStore + LeadStore + ImportStore + Daybook)) {
    take_in(store, &["ada", "bob", "cleo"]).await;
    a_reply_stands_with_the_person(store).await;
    a_stale_lead_keeps_all_of_it_out(store).await;
    a_no_moves_every_campaign_and_counts_once(store).await;
    a_dead_address_is_neither_a_reply_nor_a_no(store).await;
}

fn effects(id: &str, minute: i64) -> InboundEffects {
    InboundEffects {
        id: id.to_owned(),
        at: minutes(minute),
        class: "reply".to_owned(),
        mail: None,
        leads: vec![],
        companies: vec![],
        suppression: None,
        fact: None,
    }
}

fn mail(id: &str, name: &str) -> InboundMail {
    InboundMail {
        id: id.to_owned(),
        person: person(name),
        received_at: minutes(9),
        class: "reply".to_owned(),
        confidence_milli: 900,
        evidence: "sounds good".to_owned(),
        text: "Sounds good, call me.".to_owned(),
    }
}

async fn facts(store: &impl Daybook, minute: i64, expected: Vec<FactKind>) {
    let expected: Vec<Fact> = expected.into_iter().map(|kind| Fact { at: minutes(minute), kind }).collect();
    let span = async || store.facts(&campaign(), minutes(minute), minutes(minute + 1)).await.unwrap();
    assert_eq!(eventually(&expected, span).await, expected);
}

async fn a_reply_stands_with_the_person(store: &(impl InboundStore + LeadStore + Daybook)) {
    let replied = lead("ada").after(LeadEvent::Replied).unwrap();
    let companies = store.companies(&[company("ada")]).await.unwrap();
    let free = companies[0].without(&key("ada"));
    let reply = InboundEffects {
        mail: Some(mail("m1", "ada")),
        leads: vec![replied.clone()],
        companies: vec![free.clone()],
        fact: Some((key("ada"), FactKind::Replied)),
        ..effects("m1", 10)
    };
    assert!(!store.is_handled("m1").await.unwrap());
    assert_eq!(store.apply_inbound(&reply).await.unwrap(), Saved::Done);
    assert!(store.is_handled("m1").await.unwrap());
    let ada = store.person(&person("ada")).await.unwrap();
    assert_eq!((ada.leads, ada.mails, ada.suppression), (vec![replied.clone()], vec![mail("m1", "ada")], None));
    assert_eq!(store.companies(&[company("ada")]).await.unwrap(), vec![free]);
    let again = InboundEffects { leads: vec![Lead { version: 3, ..replied.clone() }], companies: vec![], ..reply };
    assert_eq!(store.apply_inbound(&again).await.unwrap(), Saved::Stale);
    assert_eq!(stored(store, &key("ada")).await, Some(replied));
    facts(store, 10, vec![FactKind::Replied]).await;
}

async fn a_stale_lead_keeps_all_of_it_out(store: &(impl InboundStore + LeadStore)) {
    let late = Lead { version: 9, ..lead("bob") };
    let no = Some((person("bob"), suppression(SuppressionReason::OptOut)));
    let reply =
        InboundEffects { mail: Some(mail("m2", "bob")), leads: vec![late], suppression: no, ..effects("m2", 20) };
    assert_eq!(store.apply_inbound(&reply).await.unwrap(), Saved::Stale);
    assert!(!store.is_handled("m2").await.unwrap());
    let bob = store.person(&person("bob")).await.unwrap();
    assert_eq!((bob.mails.len(), bob.suppression), (0, None));
}

async fn a_no_moves_every_campaign_and_counts_once(store: &(impl InboundStore + LeadStore + ImportStore + Daybook)) {
    let other = LeadKey { campaign: other_campaign(), person: person("bob") };
    let autumn = Lead { key: other.clone(), ..lead("bob") };
    let autumn_profile = Profile { key: other, ..profile("bob") };
    let batch = ImportBatch { leads: vec![(autumn.clone(), autumn_profile)], ..import(&["autumn"]) };
    assert_eq!(store.import(&batch).await.unwrap(), Saved::Done);
    let leads = [lead("bob"), autumn].map(|lead| lead.after(LeadEvent::Stopped).unwrap()).to_vec();
    let no = suppression(SuppressionReason::OptOut);
    let click = InboundEffects {
        leads: leads.clone(),
        suppression: Some((person("bob"), no.clone())),
        fact: Some((key("bob"), FactKind::OptedOut)),
        ..effects("click-of-bob", 30)
    };
    assert_eq!(store.apply_inbound(&click).await.unwrap(), Saved::Done);
    let bob = store.person(&person("bob")).await.unwrap();
    assert_eq!(bob.suppression, Some(no));
    assert!(leads.iter().all(|lead| bob.leads.contains(lead)));
    facts(store, 30, vec![FactKind::OptedOut]).await;
    assert_eq!(store.facts(&other_campaign(), minutes(30), minutes(31)).await.unwrap(), vec![]);
}

async fn a_dead_address_is_neither_a_reply_nor_a_no(store: &(impl InboundStore + LeadStore + Daybook)) {
    let bounce = InboundEffects {
        leads: vec![lead("cleo").after(LeadEvent::Stopped).unwrap()],
        suppression: Some((person("cleo"), suppression(SuppressionReason::DeadAddress))),
        ..effects("bounce-of-cleo", 40)
    };
    assert_eq!(store.apply_inbound(&bounce).await.unwrap(), Saved::Done);
    facts(store, 40, vec![]).await;
    assert!(store.person(&person("cleo")).await.unwrap().suppression.is_some());
    assert_eq!(store.facts(&campaign(), minutes(40), NOW).await.unwrap(), vec![]);
}
