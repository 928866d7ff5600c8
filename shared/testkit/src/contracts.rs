//! What each port promises, as checks that can fail.
//!
//! A suite wants a store of its own, empty at the start. It is run against the embedded table always, and against a real
//! endpoint where one is named. Lists that may be late are asked again for a while before they count as wrong.

mod campaigns;
mod clearances;
mod cycles;
mod daybook;
mod forget;
mod gateway;
mod imports;
mod inbound;
mod inbox;
mod leads;
mod ledger;
mod previews;
mod projects;
mod rejects;
mod senders;
mod work;

pub use campaigns::campaign_store;
pub use clearances::clearance_store;
pub use cycles::cycle_store;
pub use daybook::daybook;
pub use forget::forget;
pub use gateway::email_gateway;
pub use imports::import_store;
pub use inbound::inbound_store;
pub use inbox::inbox;
pub use leads::lead_store;
pub use ledger::attempt_ledger;
pub use previews::preview_store;
pub use projects::project_store;
pub use rejects::reject_store;
pub use senders::sender_store;
pub use work::work_list;

use std::time::Duration;

use cam_core::{id::LeadKey, lead::Lead};
use cam_ports::{
    error::Saved,
    import_store::ImportStore,
    lead_store::{LeadChange, LeadChanges, LeadStore},
};

use crate::sample;

/// How often a list that may be late is asked, and how long between.
const ASKS: usize = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// The answer of a list that may be late, once it is the expected one, or else its last.
async fn eventually<T: PartialEq, F: Future<Output = T>>(expected: &T, ask: impl Fn() -> F) -> T {
    for _ in 1..ASKS {
        let answer = ask().await;
        if answer == *expected {
            return answer;
        }
        tokio::time::sleep(PAUSE).await;
    }
    ask().await
}

/// Takes people in who are new.
async fn take_in(store: &impl ImportStore, names: &[&str]) {
    assert_eq!(store.import(&sample::import(names)).await.unwrap(), Saved::Done);
}

/// Stores a lead's next state.
async fn save(store: &impl LeadStore, lead: &Lead) -> Saved {
    let changes = LeadChanges { leads: vec![LeadChange { lead: lead.clone(), fact: None }], ..LeadChanges::default() };
    store.save_leads(&changes).await.unwrap()
}

/// The lead as it is stored.
async fn stored(store: &impl LeadStore, key: &LeadKey) -> Option<Lead> {
    store.person(&key.person).await.unwrap().lead(&key.campaign).cloned()
}
