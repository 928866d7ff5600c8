//! What happened, as the daybook lists it: reports count these and nothing else.

use std::{fmt, str::FromStr};

use jiff::Timestamp;

/// A kind of fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactKind {
    /// A lead came in.
    Created,
    /// A first mail went out.
    Sent,
    /// A follow-up went out.
    FollowedUp,
    /// A lead that was due was left alone, for the reason with this key.
    Skipped(String),
    /// A person wrote back.
    Replied,
    /// A person said no.
    OptedOut,
    /// A lead became a project.
    Escalated,
}

/// Something that happened, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: FactKind,
}

impl fmt::Display for FactKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Created => f.write_str("created"),
            Self::Sent => f.write_str("sent"),
            Self::FollowedUp => f.write_str("followed-up"),
            Self::Skipped(key) => write!(f, "skipped.{key}"),
            Self::Replied => f.write_str("replied"),
            Self::OptedOut => f.write_str("opted-out"),
            Self::Escalated => f.write_str("escalated"),
        }
    }
}

/// The text names no kind of fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of fact")]
pub struct InvalidFact;

impl FromStr for FactKind {
    type Err = InvalidFact;

    fn from_str(text: &str) -> Result<Self, InvalidFact> {
        match text {
            "created" => Ok(Self::Created),
            "sent" => Ok(Self::Sent),
            "followed-up" => Ok(Self::FollowedUp),
            "replied" => Ok(Self::Replied),
            "opted-out" => Ok(Self::OptedOut),
            "escalated" => Ok(Self::Escalated),
            other => {
                let key = other.strip_prefix("skipped.").filter(|key| !key.is_empty());
                key.map(|key| Self::Skipped(key.to_owned())).ok_or(InvalidFact)
            }
        }
    }
}
