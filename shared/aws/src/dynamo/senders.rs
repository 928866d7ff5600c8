//! Senders: a gate and a history in one partition.

use cam_core::{
    id::SenderId,
    sender::{Gate, SenderHistory},
};
use cam_ports::{error::StoreError, sender_store::SenderStore};

use super::{DynamoTable, error::malformed, key, record};

const READ: &str = "read a sender";
const SAVE: &str = "save a sender's history";

impl SenderStore for DynamoTable {
    async fn sender(&self, id: &SenderId) -> Result<(Gate, SenderHistory), StoreError> {
        let (gate, history) = (key::gate(id), key::history(id));
        let mut items = self.get_all(READ, [gate.clone(), history.clone()]).await?;
        let gate = items.remove(&gate).map(|item| record::sender::gate_from_item(id, item)).transpose();
        let history = items.remove(&history).map(record::sender::history_from_item).transpose();
        let gate = gate.map_err(malformed(READ))?.unwrap_or_else(|| Gate::new(id.clone()));
        Ok((gate, history.map_err(malformed(READ))?.unwrap_or_default()))
    }

    async fn save_history(&self, id: &SenderId, history: &SenderHistory) -> Result<(), StoreError> {
        let item = record::sender::history_to_item(id, history).map_err(malformed(SAVE))?;
        self.put(SAVE, item).await
    }
}
