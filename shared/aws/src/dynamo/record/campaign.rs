//! A campaign: the owner's file, its number and its version.

use cam_core::campaign::StoredCampaign;
use cam_ports::campaign_file;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key;

const ITEM: &str = "campaign";

#[derive(Serialize, Deserialize)]
struct CampaignRecord {
    file: String,
    number: u16,
    version: u32,
}

/// The campaign's item, made of the text it was read from.
pub(crate) fn to_item(stored: &StoredCampaign, file: &str) -> Result<Item, Malformed> {
    let record = CampaignRecord { file: file.to_owned(), number: stored.number, version: stored.version };
    super::write(ITEM, key::campaign(&stored.campaign.id), &record)
}

/// The campaign of an item, with the text it was read from.
pub(crate) fn from_item(item: Item) -> Result<(StoredCampaign, String), Malformed> {
    let record: CampaignRecord = super::read(ITEM, item)?;
    let campaign = campaign_file::parse(&record.file, "campaign.toml").or_malformed(ITEM, "file")?;
    Ok((StoredCampaign { campaign, number: record.number, version: record.version }, record.file))
}
