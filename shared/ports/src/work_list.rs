//! What there is to do, by list. A list may be a few seconds late: nothing is written because of it
//! alone, only after the lead itself has been read.

use cam_core::id::{CampaignId, LeadKey};
use jiff::Timestamp;

use crate::error::StoreError;

/// A list of leads, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkQuery {
    /// Leads that wait for a first mail: those without a score first, then the best score.
    Ready,
    /// Follow-ups that may go before this instant, longest waiting first.
    WaitingBefore(Timestamp),
    /// Touches due in [`from`, `until`), earliest first.
    DueWithin {
        /// First instant.
        from: Timestamp,
        /// First instant that is not.
        until: Timestamp,
    },
    /// Claims that are in doubt before this instant.
    DoubtBefore(Timestamp),
    /// Leads that wrote back.
    Hot,
    /// Leads held by an older version of the campaign than this one.
    HeldBefore(u32),
}

/// A lead in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkEntry {
    /// Which lead.
    pub key: LeadKey,
    /// The instant it is listed by, where the list is ordered by instants.
    pub at: Option<Timestamp>,
}

/// Lists what there is to do.
pub trait WorkList: Sync {
    /// The first `limit` leads of a list.
    fn work(
        &self,
        campaign: &CampaignId,
        query: WorkQuery,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<WorkEntry>, StoreError>> + Send;

    /// How many leads stand in a list.
    fn n_work(&self, campaign: &CampaignId, query: WorkQuery) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
