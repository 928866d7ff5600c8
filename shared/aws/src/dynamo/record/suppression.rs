//! A suppression: a person's no, which outlives everything else of them.

use cam_core::id::PersonId;
use cam_ports::suppression::{Suppression, SuppressionReason};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key;

const ITEM: &str = "suppression";

#[derive(Serialize, Deserialize)]
struct SuppressionRecord {
    reason: String,
    source: String,
    at: Timestamp,
}

/// The suppression's item.
pub(crate) fn to_item(person: &PersonId, suppression: &Suppression) -> Result<Item, Malformed> {
    let record = SuppressionRecord {
        reason: suppression.reason.as_str().to_owned(),
        source: suppression.source.clone(),
        at: suppression.at,
    };
    super::write(ITEM, key::suppression(person), &record)
}

/// The suppression of an item.
pub(crate) fn from_item(item: Item) -> Result<Suppression, Malformed> {
    let record: SuppressionRecord = super::read(ITEM, item)?;
    let reason = SuppressionReason::ALL.into_iter().find(|reason| reason.as_str() == record.reason);
    Ok(Suppression { reason: reason.or_malformed(ITEM, "reason")?, source: record.source, at: record.at })
}
