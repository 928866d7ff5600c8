//! What happened, listed by campaign and instant.

use cam_core::{fact::Fact, id::CampaignId};
use jiff::Timestamp;

use crate::error::StoreError;

/// Lists facts. They are written with what they are facts of, in the same transaction.
pub trait Daybook: Sync {
    /// The facts of [`from`, `until`), in the order of their instants. The list may be a few seconds late.
    fn facts(
        &self,
        campaign: &CampaignId,
        from: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<Vec<Fact>, StoreError>> + Send;
}
