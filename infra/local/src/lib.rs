//! The same functions on one machine: the real phases and the real DynamoDB adapter, an embedded table under `.cam/`,
//! queues in memory, a clock that is driven, and folders for what comes in and goes out.

pub mod cli;
pub mod clock;
pub mod command;
pub mod failure;
pub mod home;
pub mod queues;
pub mod site;
pub mod stage;
pub mod terminal;
