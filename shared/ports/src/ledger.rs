//! Remembers which touches have been attempted, so that nobody is written to twice.

use cam_core::{
    attempt::Attempt,
    id::{LeadKey, SendId},
    lead::Lead,
    sender::Gate,
};

use crate::error::{Saved, StoreError};

/// One touch to be claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimRequest {
    /// The lead once it is claimed; its version is one above the one that was read.
    pub lead: Lead,
    /// The attempt, `Claimed`.
    pub attempt: Attempt,
    /// The person's leads in other campaigns, by the versions that were judged: they must not have moved.
    pub elsewhere: Vec<(LeadKey, u64)>,
}

/// Claims that stand or fall together, with the gates they pass.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ClaimBatch {
    /// The touches; people are distinct.
    pub claims: Vec<ClaimRequest>,
    /// The gates after all of them, versions one above those that were read, senders distinct.
    ///
    /// A gate that several claims of this batch pass has counted each of them; its version is still one above.
    pub gates: Vec<Gate>,
}

/// The answer to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// All of them are ours to send.
    Granted,
    /// None is. One entry per claim: what stood against it, if anything did.
    Refused(Vec<Option<ClaimRefusal>>),
    /// A gate was passed by somebody else in the meantime: read it and judge again. Nothing was stored.
    Contended,
}

/// What stood against a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimRefusal {
    /// The person said no.
    Suppressed,
    /// This step was attempted before.
    AlreadyAttempted,
    /// The lead, or one of the person's other leads, changed since it was read.
    LeadChanged,
}

/// What became of a claimed touch.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// The lead after it; its version is one above the one that was read, under which it is still claimed.
    pub lead: Lead,
    /// The attempt, `Sent` or `Rejected`; its claim id must still be the stored one.
    pub attempt: Attempt,
}

/// A claim that is given back because nothing went out.
#[derive(Debug, Clone, PartialEq)]
pub struct Release {
    /// The lead after it; its version is one above the one that was read, under which it is still claimed.
    pub lead: Lead,
    /// The attempt that is removed, if its claim id is still the stored one.
    pub attempt: Attempt,
    /// The gate after it, its version one above the one that was read.
    pub gate: Gate,
}

/// The send ledger.
pub trait AttemptLedger: Sync {
    /// How many touches one claim or settlement takes; a setting of the adapter: 1 in the cloud, up to 24 here.
    fn touches_per_transaction(&self) -> usize;

    /// Claims touches before they are sent, all or none, in one transaction: each lead as it was read, no attempt
    /// of the step yet, no suppression of the person, every gate as it was read.
    ///
    /// Exactly one caller is ever granted a given touch. A repeat after a lost answer is refused as `LeadChanged`.
    fn claim(&self, batch: &ClaimBatch) -> impl Future<Output = Result<Claimed, StoreError>> + Send;

    /// Records what became of claimed touches, all or none, which are facts of the daybook: that mail went out, or that
    /// it was rejected. `Stale`: a lead moved, or an attempt is settled.
    fn settle(&self, settlements: &[Settlement]) -> impl Future<Output = Result<Saved, StoreError>> + Send;

    /// Gives a claim back, all or nothing. `Stale`: the lead, the attempt or the gate moved.
    fn release(&self, release: &Release) -> impl Future<Output = Result<Saved, StoreError>> + Send;

    /// Records the outcome on the attempt alone, for a lead that is no longer claimed under this id (somebody
    /// settled the doubt, or the person was forgotten). Does nothing if the attempt is settled or gone.
    fn settle_attempt(&self, key: &LeadKey, attempt: &Attempt) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The lead and send behind a `Message-ID` that a gateway gave to a mail of ours, without angle brackets. One of our
    /// own making is not looked up: its local part is the send id.
    fn find_message(&self, wire_id: &str)
    -> impl Future<Output = Result<Option<(LeadKey, SendId)>, StoreError>> + Send;
}
