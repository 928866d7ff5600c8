//! Taking leads in.

use cam_ports::{
    error::Saved,
    import_store::{ImportBatch, ImportStore, Known, SourceState},
    inbound::{InboundEffects, InboundStore},
    lead_source::Position,
    lead_store::LeadStore,
    suppression::SuppressionReason,
};

use crate::sample::{NOW, campaign, import, key, lead, other_campaign, person, profile, source, suppression};

/// Leads come in with their profiles and their source's state, all or nothing, and never a second time.
pub async fn import_store(store: &(impl ImportStore + LeadStore + InboundStore)) {
    leads_come_in_with_the_source(store).await;
    a_lead_that_exists_keeps_the_whole_batch_out(store).await;
    a_source_that_was_read_on_keeps_the_whole_batch_out(store).await;
    who_is_known_is_told_in_the_order_asked(store).await;
}

async fn leads_come_in_with_the_source(store: &(impl ImportStore + LeadStore)) {
    let batch = import(&["ada", "bob"]);
    assert_eq!(store.import(&batch).await.unwrap(), Saved::Done);
    let ada = store.person(&person("ada")).await.unwrap();
    assert_eq!((ada.leads, ada.profiles), (vec![lead("ada")], vec![profile("ada")]));
    assert_eq!(store.sources(&campaign()).await.unwrap(), vec![batch.source.clone()]);
    assert_eq!(store.sources(&other_campaign()).await.unwrap(), vec![]);
    assert_eq!(store.import(&batch).await.unwrap(), Saved::Stale);
}

async fn a_lead_that_exists_keeps_the_whole_batch_out(store: &(impl ImportStore + LeadStore)) {
    let batch = import(&["cleo", "ada"]);
    assert_eq!(store.import(&batch).await.unwrap(), Saved::Stale);
    assert!(store.person(&person("cleo")).await.unwrap().is_unknown());
    assert!(!store.sources(&campaign()).await.unwrap().contains(&batch.source));
}

async fn a_source_that_was_read_on_keeps_the_whole_batch_out(store: &(impl ImportStore + LeadStore)) {
    let first = ImportBatch { leads: vec![], source: source() };
    assert_eq!(store.import(&first).await.unwrap(), Saved::Done);
    let position = Position { byte_offset: 120, row: 4 };
    let on =
        SourceState { version: 2, position, n_rejected: 2, day: Some(("2026-11-23".parse().unwrap(), 1)), ..source() };
    let second = ImportBatch { leads: vec![(lead("dora"), profile("dora"))], source: on.clone() };
    assert_eq!(store.import(&second).await.unwrap(), Saved::Done);
    assert!(store.sources(&campaign()).await.unwrap().contains(&on));
    let late = ImportBatch { leads: vec![(lead("emil"), profile("emil"))], source: on };
    assert_eq!(store.import(&late).await.unwrap(), Saved::Stale);
    assert!(store.person(&person("emil")).await.unwrap().is_unknown());
}

async fn who_is_known_is_told_in_the_order_asked(store: &(impl ImportStore + InboundStore)) {
    let no = InboundEffects {
        id: "no-of-fay".to_owned(),
        at: NOW,
        class: "opt-out".to_owned(),
        mail: None,
        leads: vec![],
        companies: vec![],
        suppression: Some((person("fay"), suppression(SuppressionReason::OptOut))),
        fact: None,
    };
    assert_eq!(store.apply_inbound(&no).await.unwrap(), Saved::Done);
    let known = store.known(&[key("gus"), key("fay"), key("ada"), key("gus")]).await.unwrap();
    assert_eq!(known, vec![Known::Stranger, Known::Suppressed, Known::Lead, Known::Stranger]);
}
