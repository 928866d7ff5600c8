//! The edge every function shares: what it is told, what it is given, and how it answers.
//!
//! It knows tasks and the order of the day, and no phase: a function hands its work in as a closure. Reading events
//! and answering them needs no Lambda, so that the `cam` program takes the same events. What a function works with is
//! wired here (`wiring`, `post`), so that each `main` only names it.

pub mod batch;
pub mod edge;
pub mod event;
pub mod metrics;
pub mod post;
pub mod settings;
pub mod telemetry;
pub mod wiring;

#[cfg(test)]
mod memory;
