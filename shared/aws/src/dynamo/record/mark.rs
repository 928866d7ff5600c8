//! Marks: that something that came in was handled, what it was as a fact, and that a campaign's number is taken.

use cam_core::{
    fact::Fact,
    id::{CampaignId, LeadKey},
};
use cam_ports::inbound::InboundEffects;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Item, Malformed};
use crate::dynamo::key;

/// Nothing is delivered again later than that.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

#[derive(Serialize)]
struct HandledRecord<'a> {
    class: &'a str,
    at: Timestamp,
    /// Whether somebody was found who wrote it; the others stand here for review.
    is_matched: bool,
}

/// The mark that something that came in was handled.
pub(crate) fn handled(effects: &InboundEffects) -> Result<Item, Malformed> {
    let is_matched = effects.mail.is_some() || effects.suppression.is_some();
    let record = HandledRecord { class: &effects.class, at: effects.at, is_matched };
    Ok(super::expiring(super::write("inbound", key::inbound(&effects.id), &record)?, effects.at, KEPT))
}

#[derive(Serialize)]
struct FactRecord {}

/// A fact of a lead that no item of its own says: a skip, or something that came in. `cause` sets it apart: the lead's
/// version, or what came in, which can be a fact of several campaigns.
pub(crate) fn fact(key: &LeadKey, cause: &str, fact: &Fact) -> Result<Item, Malformed> {
    let item = super::write("fact", key::fact(key, cause), &FactRecord {})?;
    let id = format!("{}.{cause}", key.person);
    Ok(key::listed_as_fact(item, Some(key::day(key, fact.at, &fact.kind, &id))))
}

#[derive(Serialize)]
struct NumberRecord<'a> {
    campaign: &'a str,
}

/// The mark that a campaign's number is taken.
pub(crate) fn number(number: u16, campaign: &CampaignId) -> Result<Item, Malformed> {
    super::write("number", key::campaign_number(number), &NumberRecord { campaign: campaign.as_str() })
}
