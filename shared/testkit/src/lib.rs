//! A world with faults, and the contract suites every port is held to.
//!
//! Tests are made of three things: [`sample`] has small nouns with names ("ada"), [`contracts`] says what a port
//! promises, and [`faults`] stands between the SDK and the table and breaks what a wire can break.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails, and says where"
)]

pub mod bootstrap;
pub mod contracts;
pub mod faults;
pub mod sample;
