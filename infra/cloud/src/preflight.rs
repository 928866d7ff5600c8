//! What must be in order before strangers are written to: asked of AWS and of the DNS, and judged.
//!
//! [`ask`] fetches and judges nothing, [`judge`] judges and fetches nothing. Each check says what was seen and what to
//! do about it, as exact steps.

pub mod ask;
pub mod dns;
pub mod findings;
mod judge;

use serde::Serialize;

pub use self::judge::judge;

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What: `DKIM`, `DMARC of example.com`.
    pub name: String,
    /// How it is.
    pub outcome: Outcome,
    /// What was seen.
    pub seen: String,
    /// What to do, one step or DNS record a line; empty where nothing is to be done.
    pub remedy: Vec<String>,
    /// Whether nothing is sent unless this is known to be in order; the others hold mail back where they block.
    pub is_required: bool,
}

/// How a thing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// In order.
    Passed,
    /// It may go on, and should be looked at.
    Warning,
    /// Nothing may be sent like this.
    Blocking,
    /// It could not be found out.
    CannotTell,
}

impl Outcome {
    /// As a person reads it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warning => "warning",
            Self::Blocking => "blocking",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// Whether everything that is required is in order: what could not be found out is not.
#[must_use]
pub fn is_cleared(checks: &[Check]) -> bool {
    checks.iter().all(|check| match check.outcome {
        Outcome::Passed | Outcome::Warning => true,
        Outcome::Blocking => false,
        Outcome::CannotTell => !check.is_required,
    })
}
