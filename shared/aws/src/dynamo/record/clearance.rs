//! A sending identity that may be used live.

use cam_ports::clearance::Clearance;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed};
use crate::dynamo::key;

const ITEM: &str = "clearance";

#[derive(Serialize, Deserialize)]
struct ClearanceRecord {
    identity: String,
    passed_at: Timestamp,
}

/// The clearance's item.
pub(crate) fn to_item(clearance: &Clearance) -> Result<Item, Malformed> {
    let Clearance { identity, passed_at } = clearance;
    let record = ClearanceRecord { identity: identity.clone(), passed_at: *passed_at };
    super::write(ITEM, key::clearance(identity), &record)
}

/// The clearance of an item.
pub(crate) fn from_item(item: Item) -> Result<Clearance, Malformed> {
    let ClearanceRecord { identity, passed_at } = super::read(ITEM, item)?;
    Ok(Clearance { identity, passed_at })
}
