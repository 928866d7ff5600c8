//! The list of every lead, over more than one page of DynamoDB.

#![cfg(test)]

use std::collections::BTreeSet;

use cam_aws::dynamo::{DynamoTable, Settings, schema};
use cam_core::id::LeadKey;
use cam_embedded::EmbeddedDynamo;
use cam_ports::{
    identity::CountedClaimIds,
    import_store::{ImportBatch, ImportStore},
    lead_store::LeadStore,
    suppression::SuppressionReason,
};
use cam_testkit::sample;

async fn table() -> DynamoTable {
    let client = EmbeddedDynamo::memory().unwrap().client();
    schema::create_table(&client, "scan").await.unwrap();
    DynamoTable::new(client, Settings::one_machine("scan"), CountedClaimIds::from_os().unwrap())
}

/// Every page, as the keys of its leads; each lead comes with its own profile.
async fn pages(table: &DynamoTable) -> Vec<Vec<LeadKey>> {
    let mut pages = Vec::new();
    let mut from = None;
    loop {
        let page = table.scan_leads(from).await.unwrap();
        for (lead, profile) in &page.leads {
            assert_eq!(lead.key, profile.key);
        }
        pages.push(page.leads.into_iter().map(|(lead, _)| lead.key).collect());
        from = page.next;
        if from.is_none() {
            return pages;
        }
    }
}

#[tokio::test]
async fn every_lead_is_listed_once_whatever_the_pages_are_and_nobody_who_is_only_suppressed() {
    let table = table().await;
    let names: Vec<String> = (0..40).map(|n| format!("person{n}")).collect();
    for name in &names {
        let mut profile = sample::profile(name);
        profile.variables.insert("about".to_owned(), "x".repeat(60_000));
        let ImportBatch { source, .. } = sample::import(&[name]);
        table.import(&ImportBatch { leads: vec![(sample::lead(name), profile)], source }).await.unwrap();
    }
    let no = sample::suppression(SuppressionReason::Erased);
    table.forget(&sample::person("nobody"), &no, sample::minutes(0)).await.unwrap();
    table.forget(&sample::person("person7"), &no, sample::minutes(0)).await.unwrap();

    let pages = pages(&table).await;
    assert!(pages.len() > 2, "{} pages", pages.len());
    let listed: Vec<LeadKey> = pages.concat();
    let expected: BTreeSet<LeadKey> =
        names.iter().filter(|name| *name != "person7").map(|name| sample::key(name)).collect();
    assert_eq!(listed.len(), expected.len());
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[tokio::test]
async fn an_empty_table_is_one_empty_page() {
    assert_eq!(pages(&table().await).await, [Vec::<LeadKey>::new()]);
}
