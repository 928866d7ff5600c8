//! Cycles, one partition a campaign, in the order of their dates.

use cam_core::{
    cycle::{Cycle, Mode},
    id::{CampaignId, CycleId},
};
use cam_ports::{
    cycle_store::CycleStore,
    error::{Saved, StoreError},
};

use super::{
    DynamoTable,
    call::{Action, Range},
    condition::{self, Condition},
    error::malformed,
    key, record,
};

const READ: &str = "read a cycle";
const OPEN: &str = "open a cycle";
const SAVE: &str = "save a cycle";

impl CycleStore for DynamoTable {
    async fn open_cycle(&self, cycle: &Cycle) -> Result<Saved, StoreError> {
        self.put_cycle(OPEN, cycle, condition::absent()).await
    }

    async fn cycle(&self, id: &CycleId) -> Result<Option<Cycle>, StoreError> {
        let item = self.get(READ, key::cycle(id)).await?;
        item.map(|item| record::cycle::from_item(&id.campaign, item)).transpose().map_err(malformed(READ))
    }

    async fn recent_cycles(&self, campaign: &CampaignId, limit: usize) -> Result<Vec<Cycle>, StoreError> {
        let mut cycles = Vec::new();
        for mode in [Mode::Dry, Mode::Live] {
            let prefix = key::cycles_of(mode);
            // ":" follows every digit, and so every date.
            let range = Range::of(key::cycles(campaign)).between(prefix.clone(), format!("{prefix}:")).descending();
            for item in self.query(READ, range, limit).await? {
                cycles.push(record::cycle::from_item(campaign, item).map_err(malformed(READ))?);
            }
        }
        cycles.sort_by(|a, b| (b.id.date, &b.id).cmp(&(a.id.date, &a.id)));
        Ok(cycles)
    }

    async fn save_cycle(&self, cycle: &Cycle) -> Result<Saved, StoreError> {
        self.put_cycle(SAVE, cycle, condition::before(cycle.version)).await
    }
}

impl DynamoTable {
    /// A transaction of one item: only a transaction has a token that tells its own lost answer from another's write.
    async fn put_cycle(
        &self,
        operation: &'static str,
        cycle: &Cycle,
        condition: Condition,
    ) -> Result<Saved, StoreError> {
        let item = record::cycle::to_item(cycle).map_err(malformed(operation))?;
        Ok(self.transact(operation, vec![Action::Put(item, Some(condition))]).await?.into())
    }
}
