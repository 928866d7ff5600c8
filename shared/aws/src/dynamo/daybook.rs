//! The `daybook` index: one partition a campaign, UTC date and shard.

use cam_core::{fact::Fact, id::CampaignId};
use cam_ports::{daybook::Daybook, error::StoreError};
use futures_util::future::try_join_all;
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::{DynamoTable, call::Range, error::malformed, key};

const READ: &str = "list what happened";

impl Daybook for DynamoTable {
    async fn facts(&self, campaign: &CampaignId, from: Timestamp, until: Timestamp) -> Result<Vec<Fact>, StoreError> {
        if until <= from {
            return Ok(Vec::new());
        }
        // Every key goes on after its instant, so none equals the bare upper bound: `until` itself is not in it.
        let (first, last) = (key::instant(from), key::instant(until));
        let ranges = dates(from, until).flat_map(|date| key::day_partitions(campaign, date));
        let queries =
            ranges.map(|pk| self.query(READ, Range::of_daybook(pk).between(first.as_str(), last.as_str()), usize::MAX));
        let items = try_join_all(queries).await?.into_iter().flatten();
        let facts: Result<Vec<Fact>, _> = items.map(|item| key::fact_of(&item)).collect();
        let mut facts = facts.map_err(malformed(READ))?;
        facts.sort_by(|a, b| (a.at, &a.kind).cmp(&(b.at, &b.kind)));
        Ok(facts)
    }
}

/// The UTC dates from one instant to another.
fn dates(from: Timestamp, until: Timestamp) -> impl Iterator<Item = Date> {
    let date = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
    let last = date(until);
    date(from).series(1.day()).take_while(move |date| *date <= last)
}
