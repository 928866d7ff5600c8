//! Keeping the rows that are no lead.

use cam_core::id::CampaignId;
use cam_ports::{
    lead_source::{Cells, RejectedRow, SourceIdentity},
    reject_store::RejectStore,
};

use crate::sample::{campaign, other_campaign};

/// Rows are kept once each, by list and version. `store` makes a store that has kept nothing itself yet; `kept` is the
/// text of everything it keeps of a list.
pub async fn reject_store<S: RejectStore>(
    store: impl Fn() -> S,
    kept: impl AsyncFn(&CampaignId, &SourceIdentity) -> String,
) {
    let spring = store();
    let (campaign, list) = (campaign(), list("1a2b"));
    spring.keep(&campaign, &list, &columns(), &[]).await.unwrap();
    assert_eq!(kept(&campaign, &list).await, "");

    spring.keep(&campaign, &list, &columns(), &rows(&[2, 4])).await.unwrap();
    let text = kept(&campaign, &list).await;
    assert!(text.contains("row,reason,Name,Email") && text.contains("4,no e-mail address,Ada 4,"), "{text}");
    for store in [spring, store()] {
        store.keep(&campaign, &list, &columns(), &rows(&[2, 4])).await.unwrap();
        assert_eq!(kept(&campaign, &list).await, text);
    }

    store().keep(&campaign, &list, &columns(), &rows(&[4, 5])).await.unwrap();
    assert_eq!(numbers(&kept(&campaign, &list).await), [2, 4, 5]);

    let other_version = self::list("3c4d");
    store().keep(&campaign, &other_version, &columns(), &rows(&[3])).await.unwrap();
    store().keep(&other_campaign(), &list, &columns(), &rows(&[6])).await.unwrap();
    assert_eq!(numbers(&kept(&campaign, &list).await), [2, 4, 5]);
    assert_eq!(numbers(&kept(&campaign, &other_version).await), [3]);
    assert_eq!(numbers(&kept(&other_campaign(), &list).await), [6]);
}

fn list(etag: &str) -> SourceIdentity {
    SourceIdentity { name: "leads.csv".to_owned(), etag: etag.to_owned() }
}

fn columns() -> Cells {
    ["Name", "Email"].iter().collect()
}

fn rows(numbers: &[u64]) -> Vec<RejectedRow> {
    let row = |row: &u64| RejectedRow {
        row: *row,
        reason: "no e-mail address".to_owned(),
        cells: [format!("Ada {row}"), String::new()].iter().collect(),
    };
    numbers.iter().map(row).collect()
}

/// The numbers of the rows in a text.
fn numbers(text: &str) -> Vec<u64> {
    text.lines().filter_map(|line| line.split(',').next()?.parse().ok()).collect()
}
