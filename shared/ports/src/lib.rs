//! What a phase needs from the world, in the words of the domain.
//!
//! One module per capability. Nothing here names a vendor, and nothing decides: adapters
//! (`cam-aws`, `cam-gateways`) carry these traits out, functions are generic over them.

pub mod campaign_file;
pub mod campaign_store;
pub mod clearance;
pub mod clock;
pub mod cycle_store;
pub mod daybook;
pub mod error;
pub mod gateway;
pub mod identity;
pub mod import_store;
pub mod inbound;
pub mod lead_source;
pub mod lead_store;
pub mod ledger;
pub mod letter;
pub mod notice;
pub mod phase;
pub mod preview_store;
pub mod project_store;
pub mod queue;
pub mod reject_store;
pub mod report_json;
pub mod second_reader;
pub mod sender_store;
pub mod suppression;
pub mod task;
pub mod work_list;
