//! Cycles as the table keeps them.

use cam_core::{
    cycle::Cycle,
    id::{CampaignId, CycleId},
};

use crate::error::{Saved, StoreError};

/// Keeps cycles.
pub trait CycleStore: Sync {
    /// Stores a cycle that has just been opened, unless it exists. `Stale`: it does, and stays as it is.
    fn open_cycle(&self, cycle: &Cycle) -> impl Future<Output = Result<Saved, StoreError>> + Send;

    /// One cycle; read strongly.
    fn cycle(&self, id: &CycleId) -> impl Future<Output = Result<Option<Cycle>, StoreError>> + Send;

    /// The latest cycles of a campaign, newest date first, at most `limit` of each mode; read strongly. However many dry
    /// days lie beyond it, the last live one is among them.
    fn recent_cycles(
        &self,
        campaign: &CampaignId,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Cycle>, StoreError>> + Send;

    /// Stores `cycle`, whose version is one above the one that was read.
    fn save_cycle(&self, cycle: &Cycle) -> impl Future<Output = Result<Saved, StoreError>> + Send;
}

/// Changes a cycle, reading it again for as long as somebody else writes first.
///
/// `change` answers with nothing if the cycle is fine as it is. Returns the cycle as it stands afterwards,
/// or nothing if there is none. Versions are counted here; `change` need not.
pub async fn update_cycle(
    store: &impl CycleStore,
    id: &CycleId,
    change: impl Fn(&Cycle) -> Option<Cycle> + Send,
) -> Result<Option<Cycle>, StoreError> {
    loop {
        let Some(read) = store.cycle(id).await? else { return Ok(None) };
        let Some(changed) = change(&read) else { return Ok(Some(read)) };
        let next = Cycle { version: read.version + 1, ..changed };
        if store.save_cycle(&next).await? == Saved::Done {
            return Ok(Some(next));
        }
    }
}
