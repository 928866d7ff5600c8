//! The cycles and queues of a test, in memory.

use std::{collections::BTreeMap, sync::Mutex};

use cam_core::{
    cycle::{Cycle, Phase},
    id::{CampaignId, CycleId},
};
use cam_ports::{
    cycle_store::CycleStore,
    error::{Saved, StoreError},
    queue::{Dispatch, QueueError, TaskQueue},
};
use jiff::Timestamp;

/// What the edge reads and writes.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    cycles: Mutex<BTreeMap<String, Cycle>>,
    dispatched: Mutex<Vec<Dispatch>>,
}

impl Memory {
    /// One cycle, just opened.
    pub(crate) fn with_cycle(id: &str) -> Self {
        let opened_at = Timestamp::constant(1_795_420_000, 0);
        let cycle = Cycle::open(id.parse().unwrap(), opened_at, opened_at);
        Self { cycles: Mutex::new(BTreeMap::from([(id.to_owned(), cycle)])), dispatched: Mutex::default() }
    }

    /// The cycle as it stands.
    pub(crate) fn cycle_now(&self, id: &str) -> Cycle {
        self.cycles.lock().unwrap()[id].clone()
    }

    /// Everything that was handed on.
    pub(crate) fn dispatched(&self) -> Vec<Dispatch> {
        self.dispatched.lock().unwrap().clone()
    }
}

impl CycleStore for Memory {
    async fn open_cycle(&self, _cycle: &Cycle) -> Result<Saved, StoreError> {
        unimplemented!("the edge opens no cycle")
    }

    async fn cycle(&self, id: &CycleId) -> Result<Option<Cycle>, StoreError> {
        Ok(self.cycles.lock().unwrap().get(&id.to_string()).cloned())
    }

    async fn recent_cycles(&self, _campaign: &CampaignId, _limit: usize) -> Result<Vec<Cycle>, StoreError> {
        unimplemented!("the edge looks for no cycle")
    }

    async fn save_cycle(&self, cycle: &Cycle) -> Result<Saved, StoreError> {
        let mut cycles = self.cycles.lock().unwrap();
        let read = cycles.get(&cycle.id.to_string()).map(|cycle| cycle.version + 1);
        if read != Some(cycle.version) {
            return Ok(Saved::Stale);
        }
        cycles.insert(cycle.id.to_string(), cycle.clone());
        Ok(Saved::Done)
    }
}

impl TaskQueue for Memory {
    async fn dispatch(&self, tasks: &[Dispatch]) -> Result<(), QueueError> {
        self.dispatched.lock().unwrap().extend_from_slice(tasks);
        Ok(())
    }

    async fn is_idle(&self, _phase: Phase) -> Result<bool, QueueError> {
        Ok(true)
    }
}
