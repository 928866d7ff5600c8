//! Which sending identities may be used live.

use cam_ports::clearance::{Clearance, ClearanceStore};

use crate::sample::{NOW, minutes};

/// Clearances come by identity, one each; a later one takes the place of an earlier one.
pub async fn clearance_store(store: &impl ClearanceStore) {
    let clearance = |identity: &str, passed_at| Clearance { identity: identity.to_owned(), passed_at };
    assert_eq!(store.clearances().await.unwrap(), vec![]);
    for identity in ["northlight.example", "ann@example.com"] {
        store.store_clearance(&clearance(identity, NOW)).await.unwrap();
    }
    store.store_clearance(&clearance("northlight.example", minutes(5))).await.unwrap();
    let expected = vec![clearance("ann@example.com", NOW), clearance("northlight.example", minutes(5))];
    assert_eq!(store.clearances().await.unwrap(), expected);
}
