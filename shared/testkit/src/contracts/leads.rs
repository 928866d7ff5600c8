//! Keeping people and their leads.

use cam_core::{
    id::LeadKey,
    lead::{Lead, LeadEvent, LeadStatus},
    profile::Profile,
    score::Milli,
};
use cam_ports::{
    error::Saved,
    import_store::{ImportBatch, ImportStore},
    lead_store::{LeadChange, LeadChanges, LeadStore},
};
use jiff::SignedDuration;

use super::{save, stored, take_in};
use crate::sample::{NOW, campaign, company, import, key, lead, other_campaign, person, profile};

/// Leads change one version at a time, with their companies, all or nothing.
pub async fn lead_store(store: &(impl LeadStore + ImportStore)) {
    take_in(store, &["ada", "bob", "cleo"]).await;
    nobody_is_an_empty_person(store).await;
    a_lead_changes_one_version_at_a_time(store).await;
    changes_stand_or_fall_together(store).await;
    companies_begin_at_version_0(store).await;
    dossiers_come_in_the_order_asked(store).await;
    more_leads_than_one_batch_takes_are_all_read(store).await;
}

async fn nobody_is_an_empty_person(store: &impl LeadStore) {
    assert!(store.person(&person("nobody")).await.unwrap().is_unknown());
}

async fn a_lead_changes_one_version_at_a_time(store: &impl LeadStore) {
    let scored = lead("ada").after(LeadEvent::Scored { score: Some(Milli::new(850)) }).unwrap();
    assert_eq!(save(store, &scored).await, Saved::Done);
    assert_eq!(stored(store, &key("ada")).await, Some(scored.clone()));
    let late = lead("ada").after(LeadEvent::Disqualified).unwrap();
    assert_eq!(save(store, &late).await, Saved::Stale);
    assert_eq!(save(store, &Lead { version: 4, ..scored.clone() }).await, Saved::Stale);
    assert_eq!(save(store, &Lead { version: 2, ..lead("nobody") }).await, Saved::Stale);
    assert_eq!(stored(store, &key("ada")).await, Some(scored));
}

async fn changes_stand_or_fall_together(store: &impl LeadStore) {
    let bob = lead("bob").after(LeadEvent::Disqualified).unwrap();
    let late = lead("ada").after(LeadEvent::Disqualified).unwrap();
    let companies = store.companies(&[company("bob")]).await.unwrap();
    let busy = companies[0].with_active(key("bob"), NOW + SignedDuration::from_hours(1), NOW);
    let leads = [bob.clone(), late].map(|lead| LeadChange { lead, fact: None }).to_vec();
    let both = LeadChanges { leads, companies: vec![busy.clone()] };
    assert_eq!(store.save_leads(&both).await.unwrap(), Saved::Stale);
    assert_eq!(stored(store, &key("bob")).await, Some(lead("bob")));
    assert_eq!(store.companies(&[company("bob")]).await.unwrap(), companies);
    let alone =
        LeadChanges { leads: vec![LeadChange { lead: bob.clone(), fact: None }], companies: vec![busy.clone()] };
    assert_eq!(store.save_leads(&alone).await.unwrap(), Saved::Done);
    assert_eq!(stored(store, &key("bob")).await.map(|lead| lead.status), Some(LeadStatus::Lost));
    assert_eq!(store.companies(&[company("bob")]).await.unwrap(), vec![busy.clone()]);
    let late = LeadChanges { leads: vec![], companies: vec![busy] };
    assert_eq!(store.save_leads(&late).await.unwrap(), Saved::Stale);
}

async fn companies_begin_at_version_0(store: &impl LeadStore) {
    let ids = [company("nobody"), company("bob")];
    let companies = store.companies(&ids).await.unwrap();
    let found: Vec<_> = companies.iter().map(|company| (company.id.clone(), company.version)).collect();
    assert_eq!(found, vec![(company("nobody"), 0), (company("bob"), 1)]);
}

async fn dossiers_come_in_the_order_asked(store: &(impl LeadStore + ImportStore)) {
    let elsewhere = LeadKey { campaign: other_campaign(), person: person("cleo") };
    let autumn = Lead { key: elsewhere.clone(), ..lead("cleo") };
    let mut batch = ImportBatch {
        leads: vec![(autumn.clone(), Profile { key: elsewhere, ..profile("cleo") })],
        ..import(&["autumn"])
    };
    batch.source.campaign = other_campaign();
    assert_eq!(store.import(&batch).await.unwrap(), Saved::Done);
    let asked = [key("cleo"), key("nobody"), key("bob")];
    // A lead's own campaign is not elsewhere, also if it is among those asked for.
    let dossiers = store.dossiers(&asked, &[other_campaign(), campaign()]).await.unwrap();
    let found: Vec<_> = dossiers.iter().map(|dossier| (dossier.lead.key.clone(), dossier.elsewhere.clone())).collect();
    assert_eq!(found, vec![(key("cleo"), vec![autumn]), (key("bob"), vec![])]);
    assert_eq!(dossiers[0].profile, profile("cleo"));
    let alone = store.dossiers(&asked[..1], &[]).await.unwrap();
    assert_eq!((alone[0].elsewhere.len(), alone[0].is_suppressed), (0, false));
}

async fn more_leads_than_one_batch_takes_are_all_read(store: &(impl LeadStore + ImportStore)) {
    let names: Vec<String> = (0..120).map(|n| format!("person{n}")).collect();
    for page in names.chunks(store.leads_per_transaction()) {
        take_in(store, &page.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    let keys: Vec<LeadKey> = names.iter().map(|name| key(name)).collect();
    let dossiers = store.dossiers(&keys, &[]).await.unwrap();
    assert_eq!(dossiers.into_iter().map(|dossier| dossier.lead.key).collect::<Vec<_>>(), keys);
}
