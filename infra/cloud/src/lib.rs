//! A deployed stack, as the `cam` program works on it: where it is, its commands, and the checks before it goes live.
//!
//! It holds no rule about leads, and nothing here is built unless a stack is named.

pub mod error;
pub mod invoke;
pub mod lists;
pub mod preflight;
pub mod session;
pub mod stack;

#[cfg(test)]
mod loopback;
