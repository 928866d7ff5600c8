//! A preview: what a dry cycle would send. Personal data, for 14 days.

use cam_core::{
    id::{CycleId, LeadKey},
    skip::Hold,
};
use cam_ports::preview_store::{Preview, PreviewState};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key;

const ITEM: &str = "preview";

/// How long a dry run can be looked at. An expired item that DynamoDB has not removed yet does no harm: it is found only
/// by whoever asks for that very cycle.
pub(crate) const KEPT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The attribute that says what came of a preview, and its value while nothing has; queries name both.
pub(crate) const STATE: &str = "state";
pub(crate) const PLANNED: &str = "planned";
const SHOWN: &str = "shown";
const HELD: &str = "held";

#[derive(Serialize, Deserialize)]
struct PreviewRecord {
    campaign: String,
    person: String,
    due_at: Timestamp,
    sender: String,
    step: u8,
    state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mime: Option<serde_bytes::ByteBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hold: Option<HoldRecord>,
}

#[derive(Serialize, Deserialize)]
struct HoldRecord {
    key: String,
    text: String,
}

/// The preview's item.
pub(crate) fn to_item(preview: &Preview) -> Result<Item, Malformed> {
    let (state, mime, hold) = match &preview.state {
        PreviewState::Planned => (PLANNED, None, None),
        PreviewState::Shown { mime } => (SHOWN, Some(mime), None),
        PreviewState::Held(hold) => (HELD, None, Some(hold)),
    };
    let record = PreviewRecord {
        campaign: preview.lead.campaign.to_string(),
        person: preview.lead.person.to_string(),
        due_at: preview.due_at,
        sender: preview.sender.to_string(),
        step: preview.step,
        state: state.to_owned(),
        mime: mime.map(|mime| serde_bytes::ByteBuf::from(mime.clone())),
        hold: hold.map(|hold| HoldRecord { key: hold.key.clone(), text: hold.text.clone() }),
    };
    let item = super::write(ITEM, key::preview(&preview.cycle, preview.due_at, &preview.lead.person), &record)?;
    Ok(super::expiring(item, preview.due_at, KEPT))
}

/// The preview of an item.
pub(crate) fn from_item(cycle: &CycleId, item: Item) -> Result<Preview, Malformed> {
    let record: PreviewRecord = super::read(ITEM, item)?;
    let state = match (record.state.as_str(), record.mime, record.hold) {
        (PLANNED, _, _) => PreviewState::Planned,
        (SHOWN, Some(mime), _) => PreviewState::Shown { mime: mime.into_vec() },
        (HELD, _, Some(hold)) => PreviewState::Held(Hold { key: hold.key, text: hold.text }),
        _ => return None.or_malformed(ITEM, STATE),
    };
    Ok(Preview {
        cycle: cycle.clone(),
        lead: LeadKey {
            campaign: record.campaign.parse().or_malformed(ITEM, "campaign")?,
            person: record.person.parse().or_malformed(ITEM, "person")?,
        },
        due_at: record.due_at,
        sender: record.sender.parse().or_malformed(ITEM, "sender")?,
        step: record.step,
        state,
    })
}
