//! The ports, on what is not AWS: CSV lead sources, SMTP, the outbox and inbox folders.

pub mod csv_source;
mod files;
pub mod inbox;
pub mod outbox;
pub mod rejects;
pub mod rejects_folder;
pub mod smtp;
mod spreadsheet;
