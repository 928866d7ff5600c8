//! What the acquisition cycle knows and decides.
//!
//! Every decision here is a function of a snapshot, a policy and an instant, and returns a plan:
//! a value that says what should happen and why. Nothing in this crate awaits, reads a clock,
//! reads the environment or can fail because the world did.

// Every rule names every case, so a new variant is a compile error at each place that must decide.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod address;
pub mod attempt;
pub mod calendar;
pub mod campaign;
pub mod company;
pub mod country;
pub mod cycle;
pub mod fact;
pub mod feedback;
pub mod id;
pub mod law;
pub mod lead;
pub mod pacing;
pub mod phases;
pub mod profile;
pub mod score;
pub mod sender;
pub mod skip;

mod text;

#[cfg(test)]
mod fixture;
