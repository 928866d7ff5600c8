//! Sending identities that may be used live, all in one partition: they are few.

use cam_ports::{
    clearance::{Clearance, ClearanceStore},
    error::StoreError,
};

use super::{DynamoTable, call::Range, error::malformed, key, record};

const READ: &str = "read which identities are cleared";
const STORE: &str = "store that an identity is cleared";

impl ClearanceStore for DynamoTable {
    async fn clearances(&self) -> Result<Vec<Clearance>, StoreError> {
        let items = self.query(READ, Range::of(key::CLEARANCES.to_owned()), usize::MAX).await?;
        items.into_iter().map(record::clearance::from_item).collect::<Result<_, _>>().map_err(malformed(READ))
    }

    async fn store_clearance(&self, clearance: &Clearance) -> Result<(), StoreError> {
        self.put(STORE, record::clearance::to_item(clearance).map_err(malformed(STORE))?).await
    }
}
