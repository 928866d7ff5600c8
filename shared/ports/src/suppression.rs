//! People who must not be written to. Outlives the erasure of everything else.

use jiff::Timestamp;

/// A no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// Why.
    pub reason: SuppressionReason,
    /// Where it came from: `reply`, `unsubscribe link`, `owner`, …
    pub source: String,
    /// Since when.
    pub at: Timestamp,
}

/// Why a person is not written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressionReason {
    /// They said so.
    OptOut,
    /// They complained.
    Complaint,
    /// The address is dead.
    DeadAddress,
    /// They asked to be forgotten.
    Erased,
}

impl SuppressionReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::OptOut, Self::Complaint, Self::DeadAddress, Self::Erased];

    /// The reason's name as it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OptOut => "opt-out",
            Self::Complaint => "complaint",
            Self::DeadAddress => "dead address",
            Self::Erased => "erased",
        }
    }
}
