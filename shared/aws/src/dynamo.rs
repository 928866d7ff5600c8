//! The store ports on one DynamoDB table.
//!
//! Mapping and error classes only: what is written, and when, is decided in `cam_core` and in the functions. Every
//! write that depends on what was read carries the condition in the same request, and everything that belongs together
//! is one transaction. Reads of the table are strongly consistent; reads of the two indexes cannot be, and nothing is
//! written because of them alone.

mod call;
mod campaigns;
mod clearances;
mod condition;
mod cycles;
mod daybook;
mod error;
mod forget;
mod imports;
mod inbound;
mod key;
mod leads;
mod ledger;
mod previews;
mod projects;
mod record;
mod scan;
pub mod schema;
mod senders;
mod work;

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use cam_ports::identity::CountedClaimIds;
pub use scan::{LeadPage, ScanPlace};

use crate::connector::Lazy;

/// How the table is used where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The table's name.
    pub table: String,
    /// Items one transaction of lead changes may take; 100 at the most.
    pub items_per_transaction: usize,
    /// New leads one transaction takes: two items each, and the source.
    pub leads_per_transaction: usize,
    /// Touches one transaction claims or settles.
    pub touches_per_transaction: usize,
    /// How long a call that meets a conflict or a throttle is repeated before it is given up.
    pub retry_for: Duration,
}

impl Settings {
    /// For many functions at once: small transactions, so that one conflict costs one lead. Leads come in ten at a time,
    /// because nobody else writes to them or to their source yet, and the source's own units are paid once a transaction.
    #[must_use]
    pub fn cloud(table: &str) -> Self {
        Self {
            table: table.to_owned(),
            items_per_transaction: 10,
            leads_per_transaction: 10,
            touches_per_transaction: 1,
            retry_for: Duration::from_secs(10),
        }
    }

    /// For one process with an embedded table, where a transaction costs one write to the disk however many items it has.
    #[must_use]
    pub fn one_machine(table: &str) -> Self {
        Self {
            table: table.to_owned(),
            items_per_transaction: 100,
            leads_per_transaction: 33,
            touches_per_transaction: 10,
            retry_for: Duration::from_secs(10),
        }
    }
}

/// The store ports on one DynamoDB table; [`schema::create_table`] says how it looks.
#[derive(Debug)]
pub struct DynamoTable {
    client: Lazy<Client>,
    settings: Settings,
    tokens: CountedClaimIds,
}

impl DynamoTable {
    /// Uses the table that `settings` name, which exists.
    ///
    /// `tokens` names transactions, so that one whose answer was lost is not carried out again when it is repeated.
    #[must_use]
    pub fn new(client: impl Into<Lazy<Client>>, settings: Settings, tokens: CountedClaimIds) -> Self {
        Self { client: client.into(), settings, tokens }
    }
}
