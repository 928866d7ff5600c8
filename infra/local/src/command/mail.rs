//! `cam mail`: what a mail is and why, and how well mails are read.

mod eval;
mod explain;

pub(super) use self::{eval::eval, explain::explain};
