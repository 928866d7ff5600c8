//! A message: the way from a `Message-ID` back to the send it was.

use cam_core::{
    attempt::Receipt,
    id::{LeadKey, SendId},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key;

const ITEM: &str = "message";

/// Nobody answers a mail that is older.
pub(crate) const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

#[derive(Serialize, Deserialize)]
struct MessageRecord {
    campaign: String,
    send: String,
}

/// The message's item.
pub(crate) fn to_item(key: &LeadKey, send: &SendId, receipt: &Receipt) -> Result<Item, Malformed> {
    let record = MessageRecord { campaign: key.campaign.to_string(), send: send.to_string() };
    let item = super::write(ITEM, key::message(&receipt.wire_id), &record)?;
    Ok(super::expiring(item, receipt.at, KEPT))
}

/// The lead and the send of an item.
pub(crate) fn from_item(item: Item) -> Result<(LeadKey, SendId), Malformed> {
    let record: MessageRecord = super::read(ITEM, item)?;
    let send: SendId = record.send.parse().or_malformed(ITEM, "send")?;
    let campaign = record.campaign.parse().or_malformed(ITEM, "campaign")?;
    Ok((LeadKey { campaign, person: send.person.clone() }, send))
}
