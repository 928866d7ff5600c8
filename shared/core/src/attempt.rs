//! The life of a send: claimed, then settled one way or another. Its key forbids a second one.

use jiff::Timestamp;

use crate::id::{ClaimId, CycleId, SendId, SenderId};

/// One send as it stands in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Person, campaign and step.
    pub id: SendId,
    /// The claim that made it.
    pub claim: ClaimId,
    /// The cycle that planned it.
    pub cycle: CycleId,
    /// Who wrote.
    pub sender: SenderId,
    /// When it was claimed.
    pub claimed_at: Timestamp,
    /// What became of it.
    pub state: AttemptState,
}

/// What became of a send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptState {
    /// It is on its way, or its answer was lost: after 15 minutes it is in doubt.
    Claimed,
    /// The gateway took it.
    Sent(Receipt),
    /// The gateway will never take it.
    Rejected {
        /// When it said so.
        at: Timestamp,
    },
}

/// What the gateway said when it took a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// When.
    pub at: Timestamp,
    /// The `Message-ID` on the wire, without angle brackets.
    pub wire_id: String,
    /// Which gateway.
    pub gateway: String,
    /// The subject as it went out, for the follow-up's `Re:`. Personal data.
    pub subject: String,
}
