//! An attempt: one send in the ledger, whose key forbids a second one.

use cam_core::{
    attempt::{Attempt, AttemptState, Receipt},
    fact::FactKind,
    id::{LeadKey, SendId},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key::{self, Key};

const ITEM: &str = "attempt";

/// The state of an attempt of which nothing has become yet; conditions name it.
pub(crate) const CLAIMED: &str = "claimed";
const SENT: &str = "sent";
const REJECTED: &str = "rejected";

#[derive(Serialize, Deserialize)]
struct AttemptRecord {
    campaign_number: u16,
    step: u8,
    claim: String,
    cycle: String,
    sender: String,
    claimed_at: Timestamp,
    state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settled_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    receipt: Option<ReceiptRecord>,
}

#[derive(Serialize, Deserialize)]
struct ReceiptRecord {
    wire_id: String,
    gateway: String,
    subject: String,
}

/// The attempt's item, which is also the fact of what became of it: that mail went out, or was rejected.
pub(crate) fn to_item(key: &LeadKey, attempt: &Attempt) -> Result<Item, Malformed> {
    let (state, settled_at, receipt) = match &attempt.state {
        AttemptState::Claimed => (CLAIMED, None, None),
        AttemptState::Sent(receipt) => (SENT, Some(receipt.at), Some(receipt)),
        AttemptState::Rejected { at } => (REJECTED, Some(*at), None),
    };
    let record = AttemptRecord {
        campaign_number: attempt.id.campaign_number,
        step: attempt.id.step,
        claim: attempt.claim.to_string(),
        cycle: attempt.cycle.to_string(),
        sender: attempt.sender.to_string(),
        claimed_at: attempt.claimed_at,
        state: state.to_owned(),
        settled_at,
        receipt: receipt.map(|receipt| ReceiptRecord {
            wire_id: receipt.wire_id.clone(),
            gateway: receipt.gateway.clone(),
            subject: receipt.subject.clone(),
        }),
    };
    let kind = match &attempt.state {
        AttemptState::Rejected { .. } => FactKind::Skipped(REJECTED.to_owned()),
        AttemptState::Claimed | AttemptState::Sent(_) if attempt.id.step > 1 => FactKind::FollowedUp,
        AttemptState::Claimed | AttemptState::Sent(_) => FactKind::Sent,
    };
    let fact = settled_at.map(|at| key::day(key, at, &kind, &attempt.id.to_string()));
    Ok(key::listed_as_fact(super::write(ITEM, key::attempt(key, attempt.id.step), &record)?, fact))
}

/// The attempt of an item.
pub(crate) fn from_item(item: Item) -> Result<Attempt, Malformed> {
    let person = Key::of(&item)?.person()?;
    let record: AttemptRecord = super::read(ITEM, item)?;
    let state = match (record.state.as_str(), record.settled_at, record.receipt) {
        (CLAIMED, _, _) => AttemptState::Claimed,
        (SENT, Some(at), Some(receipt)) => AttemptState::Sent(Receipt {
            at,
            wire_id: receipt.wire_id,
            gateway: receipt.gateway,
            subject: receipt.subject,
        }),
        (REJECTED, Some(at), _) => AttemptState::Rejected { at },
        _ => return None.or_malformed(ITEM, "state"),
    };
    Ok(Attempt {
        id: SendId { person, campaign_number: record.campaign_number, step: record.step },
        claim: record.claim.parse().or_malformed(ITEM, "claim")?,
        cycle: record.cycle.parse().or_malformed(ITEM, "cycle")?,
        sender: record.sender.parse().or_malformed(ITEM, "sender")?,
        claimed_at: record.claimed_at,
        state,
    })
}
