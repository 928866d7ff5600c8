//! Previews of dry cycles: one partition a cycle, by their slots.

use cam_core::id::{CycleId, LeadKey};
use cam_ports::{
    error::StoreError,
    preview_store::{Preview, PreviewStore},
};
use jiff::Timestamp;

use super::{
    DynamoTable,
    call::{Action, Range, Transacted},
    condition,
    error::malformed,
    key,
    record::{self, preview},
};

const PLAN: &str = "plan previews";
const READ: &str = "read previews";
const SHOW: &str = "store a preview";

impl PreviewStore for DynamoTable {
    async fn plan_previews(&self, previews: &[Preview]) -> Result<(), StoreError> {
        for page in previews.chunks(self.settings.items_per_transaction.max(1)) {
            let puts =
                page.iter().map(|planned| Ok(Action::Put(preview::to_item(planned)?, Some(condition::absent()))));
            let puts: Result<Vec<Action>, _> = puts.collect();
            self.put_missing(puts.map_err(malformed(PLAN))?).await?;
        }
        Ok(())
    }

    async fn planned_previews(
        &self,
        cycle: &CycleId,
        from: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> Result<Vec<Preview>, StoreError> {
        if until <= from {
            return Ok(Vec::new());
        }
        // Every sort key goes on after its instant, so `until` itself is not in the range.
        let range = Range::of(key::previews(cycle)).between(key::instant(from), key::instant(until));
        self.read_previews(cycle, range.only(preview::STATE, preview::PLANNED), limit).await
    }

    async fn preview(&self, cycle: &CycleId, lead: &LeadKey, due_at: Timestamp) -> Result<Option<Preview>, StoreError> {
        let item = self.get(READ, key::preview(cycle, due_at, &lead.person)).await?;
        item.map(|item| preview::from_item(cycle, item)).transpose().map_err(malformed(READ))
    }

    async fn previews(&self, cycle: &CycleId) -> Result<Vec<Preview>, StoreError> {
        self.read_previews(cycle, Range::of(key::previews(cycle)), usize::MAX).await
    }

    async fn show_preview(&self, preview: &Preview) -> Result<(), StoreError> {
        self.put(SHOW, record::preview::to_item(preview).map_err(malformed(SHOW))?).await
    }
}

impl DynamoTable {
    async fn read_previews(&self, cycle: &CycleId, range: Range, limit: usize) -> Result<Vec<Preview>, StoreError> {
        let items = self.query(READ, range, limit).await?;
        let previews = items.into_iter().map(|item| preview::from_item(cycle, item));
        previews.collect::<Result<_, _>>().map_err(malformed(READ))
    }

    /// Stores items where nothing lies yet. What lies there already falls out of the transaction, and the rest goes
    /// again.
    async fn put_missing(&self, mut puts: Vec<Action>) -> Result<(), StoreError> {
        while let Transacted::Refused(taken) = self.transact(PLAN, puts.clone()).await? {
            let mut taken = taken.into_iter();
            puts.retain(|_| !taken.next().unwrap_or(true));
        }
        Ok(())
    }
}
