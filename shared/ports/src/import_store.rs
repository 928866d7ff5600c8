//! Takes leads in, and remembers how far each source has been read.

use cam_core::{
    id::{CampaignId, LeadKey},
    lead::Lead,
    profile::Profile,
};
use jiff::civil::Date;

use crate::{
    error::{Saved, StoreError},
    lead_source::{Position, SourceIdentity},
};

/// How far a source has been read. Stored with the leads it gave, in the same transactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceState {
    /// The campaign it feeds.
    pub campaign: CampaignId,
    /// Its name and the fingerprint of its content; the same file again is the same source.
    pub identity: SourceIdentity,
    /// Grows by one with every change; 0 before the first.
    pub version: u64,
    /// Where reading goes on.
    pub position: Position,
    /// Rows that became leads.
    pub n_created: u64,
    /// Rows whose person the campaign, or an earlier row, has already.
    pub n_duplicates: u64,
    /// Rows whose person asked not to be written to.
    pub n_suppressed: u64,
    /// Rows that are no lead; they stand in the rejects file.
    pub n_rejected: u64,
    /// Whether the last row has been read.
    pub is_done: bool,
    /// Whether it was gone, replaced or no list at all when it was to be read. It is passed over until it is dropped again.
    pub is_set_aside: bool,
    /// The date it was last read on, in the campaign's zone, and how many leads it gave on it.
    pub day: Option<(Date, u32)>,
}

impl SourceState {
    /// A list that was dropped and is not read yet: the first version, to be stored.
    #[must_use]
    pub fn dropped(campaign: CampaignId, identity: SourceIdentity) -> Self {
        Self {
            campaign,
            identity,
            version: 1,
            position: Position::default(),
            n_created: 0,
            n_duplicates: 0,
            n_suppressed: 0,
            n_rejected: 0,
            is_done: false,
            is_set_aside: false,
            day: None,
        }
    }

    /// Whether there is something left to read in it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.is_done && !self.is_set_aside
    }
}

/// What the table has of a person before a row of theirs comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Stranger,
    /// The campaign has this lead.
    Lead,
    /// The person is suppressed.
    Suppressed,
}

/// Leads of one transaction, with the source's state after them.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportBatch {
    /// New leads with their profiles; keys are distinct.
    pub leads: Vec<(Lead, Profile)>,
    /// The source's state, its version one above the one that was read.
    pub source: SourceState,
}

/// Takes leads in.
pub trait ImportStore: Sync {
    /// How many leads one transaction takes; a setting of the adapter.
    fn leads_per_transaction(&self) -> usize;

    /// Every source of a campaign; read strongly.
    fn sources(&self, campaign: &CampaignId) -> impl Future<Output = Result<Vec<SourceState>, StoreError>> + Send;

    /// What is known of each of `keys`, in their order; read strongly.
    fn known(&self, keys: &[LeadKey]) -> impl Future<Output = Result<Vec<Known>, StoreError>> + Send;

    /// Stores the leads and the source's state, all or nothing.
    ///
    /// `Stale`: one of the leads exists by now, or somebody else has read on; nothing was stored.
    /// Each lead is a fact ([`FactKind::Created`](cam_core::fact::FactKind::Created)) at its `created_at`.
    fn import(&self, batch: &ImportBatch) -> impl Future<Output = Result<Saved, StoreError>> + Send;
}
