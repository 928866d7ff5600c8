//! Reading and writing outreach mail: templates, contracts and MIME out, replies in.
//!
//! The writing side is [`template`] (fill in), [`contract`] (may it leave the house?), [`footer`] (who we are and how
//! to object) and [`compose`] (the bytes). The reading side is [`read`]: the one place that turns the bytes of an
//! incoming mail into what a person wrote and what they meant by it. [`score`] measures it.
//!
//! Everything here is a pure function of its arguments. The crate knows no lead and no campaign, does no I/O, reads no
//! clock and draws no random number, and holds no address in any `Debug` output.

pub mod compose;
pub mod contract;
pub mod footer;
pub mod header;
pub mod html;
pub mod read;
pub mod score;
pub mod template;
pub mod view;

/// The examples of the README, as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
