//! How failures of the world are told apart and written down.

use std::{error::Error, fmt};

/// Any error of a library below an adapter.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The table could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is out of reach or overloaded; the same call may go through later.
    #[error("the table is out of reach while it was asked to {operation}")]
    Unavailable {
        /// What was asked, in words.
        operation: &'static str,
        /// What the library said.
        #[source]
        source: BoxError,
    },
    /// An item is not what it should be; a person has to look at it.
    #[error("an item in the table is unreadable while it was asked to {operation}")]
    Malformed {
        /// What was asked, in words.
        operation: &'static str,
        /// What is wrong with it, without its content.
        #[source]
        source: BoxError,
    },
}

/// The answer to a write that is conditional on nobody having written before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is stored.
    Done,
    /// Somebody else wrote first: read again and decide again. Nothing was stored.
    Stale,
}

/// Formats an error and everything below it on one line, `outer: inner: innermost`.
///
/// `lambda_runtime` and the `%` sigil of `tracing` print only the outermost message, and an SDK
/// error's outermost message is "service error". Unlike the SDK's own `DisplayErrorContext`, this
/// never appends the raw response, which would put addresses into the logs.
#[derive(Debug)]
pub struct Chain<'a>(pub &'a dyn Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}
