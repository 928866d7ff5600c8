//! Senders' gates and histories.

use cam_core::{
    id::SenderId,
    sender::{Gate, SenderHistory},
};

use crate::error::StoreError;

/// Keeps what is known of senders. Gates change only in claims and releases ([`crate::ledger`]).
pub trait SenderStore: Sync {
    /// A sender's gate and history, new ones where nothing is stored; read strongly.
    fn sender(&self, id: &SenderId) -> impl Future<Output = Result<(Gate, SenderHistory), StoreError>> + Send;

    /// Stores a sender's history in the place of what is there.
    fn save_history(
        &self,
        id: &SenderId,
        history: &SenderHistory,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}
