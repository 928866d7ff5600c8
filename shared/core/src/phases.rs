//! One module per phase of the cycle, named after the function that runs it.

pub mod detect_replies;
pub mod process_leads;
pub mod report_cycle;
pub mod schedule_outreach;
pub mod send_outreach;
pub mod start_cycle;
