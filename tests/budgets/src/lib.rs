//! What the two programs are made of: an AWS and a Runtime API on loopback, and what is counted there.

pub mod aws;
pub mod bill;
pub mod callgrind;
pub mod campaign;
pub mod event;
pub mod figure;
pub mod http;
pub mod lambda;
pub mod memory;
pub mod programs;
pub mod reply;
pub mod stack;
pub mod start;
pub mod tls;
