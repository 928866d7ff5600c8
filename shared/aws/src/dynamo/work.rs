//! The `work` index: every list in four shards, read together and merged in their order.

use cam_core::id::CampaignId;
use cam_ports::{
    error::StoreError,
    work_list::{WorkEntry, WorkList, WorkQuery},
};
use futures_util::future::try_join_all;
use jiff::Timestamp;

use super::{
    DynamoTable,
    call::Range,
    error::malformed,
    key::{self, Key, List, WORK_SK, sort},
    record::{Item, Malformed},
};

const LIST: &str = "list what there is to do";
const COUNT: &str = "count what there is to do";

impl WorkList for DynamoTable {
    async fn work(&self, campaign: &CampaignId, query: WorkQuery, limit: usize) -> Result<Vec<WorkEntry>, StoreError> {
        let shards = ranges(campaign, query).into_iter().map(|range| self.query(LIST, range, limit));
        let items = try_join_all(shards).await?.into_iter().flatten();
        let listed = items.map(|item| Ok((key::text(&item, WORK_SK)?.to_owned(), entry(&item)?)));
        let mut listed: Vec<(String, WorkEntry)> = listed.collect::<Result<_, Malformed>>().map_err(malformed(LIST))?;
        listed.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(listed.into_iter().map(|(_, entry)| entry).take(limit).collect())
    }

    async fn n_work(&self, campaign: &CampaignId, query: WorkQuery) -> Result<u64, StoreError> {
        let shards = ranges(campaign, query).into_iter().map(|range| self.count(COUNT, range));
        Ok(try_join_all(shards).await?.into_iter().sum())
    }
}

/// One range a shard. Every sort key goes on after its instant, so a bare upper bound is itself not in the range.
fn ranges(campaign: &CampaignId, query: WorkQuery) -> Vec<Range> {
    let (list, bounds) = match query {
        WorkQuery::Ready => (List::Ready, None),
        WorkQuery::WaitingBefore(until) => (List::Waiting, before(until)),
        WorkQuery::DueWithin { from, until } => (List::Due, Some((key::instant(from), key::instant(until)))),
        WorkQuery::DoubtBefore(until) => (List::Doubt, before(until)),
        WorkQuery::Hot => (List::Hot, None),
        WorkQuery::HeldBefore(version) => (List::Review, Some((String::from(" "), key::review_order(version)))),
    };
    let partitions = list.partitions(campaign).into_iter().map(Range::of_work);
    partitions
        .map(|range| match &bounds {
            // DynamoDB refuses bounds in the wrong order; between equal ones nothing lies.
            Some((from, to)) => range.between(from.as_str(), to.max(from).as_str()),
            None => range,
        })
        .collect()
}

/// Everything before an instant; a blank comes before every digit.
fn before(until: Timestamp) -> Option<(String, String)> {
    Some((String::from(" "), key::instant(until)))
}

fn entry(item: &Item) -> Result<WorkEntry, Malformed> {
    let key = Key::of(item)?.lead(sort::LEAD)?;
    let at = key::text(item, WORK_SK)?.split('#').next().and_then(|at| at.parse().ok());
    Ok(WorkEntry { key, at })
}
