//! Which sending identities may be used live: each was looked at and found ready.

use jiff::Timestamp;

use crate::error::StoreError;

/// A sending identity that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clearance {
    /// A domain, which holds for what lies below it too, or a single address; in lower case.
    pub identity: String,
    /// When it passed.
    pub passed_at: Timestamp,
}

/// Keeps clearances.
pub trait ClearanceStore: Sync {
    /// Every clearance, by identity; read strongly.
    fn clearances(&self) -> impl Future<Output = Result<Vec<Clearance>, StoreError>> + Send;

    /// Stores a clearance in the place of an earlier one of the same identity.
    fn store_clearance(&self, clearance: &Clearance) -> impl Future<Output = Result<(), StoreError>> + Send;
}
