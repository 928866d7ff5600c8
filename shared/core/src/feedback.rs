//! What a mail provider reports of a mail it took: whether it arrived, came back, or was complained about.

use std::{fmt, str::FromStr};

use jiff::Timestamp;

use crate::id::SendId;

/// One report of a mail provider about one send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// The name it is handled once under: letters and digits, the same however often it is delivered.
    pub id: String,
    /// Which send it is about.
    pub send: SendId,
    /// What became of it.
    pub what: Fate,
    /// When, by the provider's clock.
    pub at: Timestamp,
}

/// Declares the fates once, so that the enum, the names and the list of all cannot differ.
macro_rules! fates {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal,)+) => {
        /// What became of a mail that a provider took.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fate { $($(#[$doc])+ $variant,)+ }

        impl Fate {
            /// Every fate.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The fate's name, as it crosses a queue.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

fates! {
    /// The recipient's mail server took it.
    Delivered = "delivered",
    /// It came back for good: there is no such mailbox.
    BouncedPermanent = "bounced-permanent",
    /// The provider kept it back, because the address stands on a list of its own: nothing new is known of the address.
    Withheld = "withheld",
    /// It came back for now: the mailbox is full, the mail was too large, the server was busy.
    BouncedTransient = "bounced-transient",
    /// It came back, and nobody can say why.
    BouncedUndetermined = "bounced-undetermined",
    /// The recipient called it unwanted.
    Complained = "complained",
    /// The recipient said that it is wanted after all.
    NotSpam = "not-spam",
    /// The provider took it and then did not send it: it found a virus.
    Rejected = "rejected",
    /// The recipient's mail server has not taken it yet, and the provider goes on trying.
    Delayed = "delayed",
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no fate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not something that becomes of a mail: it was written by a later release, or by hand")]
pub struct InvalidFate;

impl FromStr for Fate {
    type Err = InvalidFate;

    fn from_str(text: &str) -> Result<Self, InvalidFate> {
        Self::ALL.iter().find(|fate| fate.as_str() == text).copied().ok_or(InvalidFate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fate_reads_back_from_its_name_and_nothing_else_does() {
        for fate in Fate::ALL {
            assert_eq!(fate.as_str().parse(), Ok(*fate));
        }
        assert_eq!("opened".parse::<Fate>(), Err(InvalidFate));
    }
}
