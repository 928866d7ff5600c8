//! What a day in the cloud costs besides SES: a live day is played through the functions and their adapters, every
//! request is counted where it arrives, and the counts are priced.

pub mod invoice;
mod log;
pub mod play;
pub mod prices;
pub mod stage;
