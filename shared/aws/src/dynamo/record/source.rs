//! A lead source: how far it has been read.

use cam_core::id::CampaignId;
use cam_ports::{
    import_store::SourceState,
    lead_source::{Position, SourceIdentity},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed};
use crate::dynamo::key;

const ITEM: &str = "source";

#[derive(Serialize, Deserialize)]
struct SourceRecord {
    name: String,
    etag: String,
    version: u64,
    byte_offset: u64,
    row: u64,
    n_created: u64,
    n_duplicates: u64,
    n_suppressed: u64,
    n_rejected: u64,
    is_done: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_set_aside: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<DayRecord>,
}

#[derive(Serialize, Deserialize)]
struct DayRecord {
    date: Date,
    n_created: u32,
}

/// The source's item.
pub(crate) fn to_item(source: &SourceState) -> Result<Item, Malformed> {
    let record = SourceRecord {
        name: source.identity.name.clone(),
        etag: source.identity.etag.clone(),
        version: source.version,
        byte_offset: source.position.byte_offset,
        row: source.position.row,
        n_created: source.n_created,
        n_duplicates: source.n_duplicates,
        n_suppressed: source.n_suppressed,
        n_rejected: source.n_rejected,
        is_done: source.is_done,
        is_set_aside: source.is_set_aside,
        day: source.day.map(|(date, n_created)| DayRecord { date, n_created }),
    };
    super::write(ITEM, key::source(&source.campaign, &source.identity), &record)
}

/// The source of an item.
pub(crate) fn from_item(campaign: &CampaignId, item: Item) -> Result<SourceState, Malformed> {
    let record: SourceRecord = super::read(ITEM, item)?;
    Ok(SourceState {
        campaign: campaign.clone(),
        identity: SourceIdentity { name: record.name, etag: record.etag },
        version: record.version,
        position: Position { byte_offset: record.byte_offset, row: record.row },
        n_created: record.n_created,
        n_duplicates: record.n_duplicates,
        n_suppressed: record.n_suppressed,
        n_rejected: record.n_rejected,
        is_done: record.is_done,
        is_set_aside: record.is_set_aside,
        day: record.day.map(|day| (day.date, day.n_created)),
    })
}
