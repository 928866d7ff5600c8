//! A second opinion on a reply that the rules leave unclear, such as a language model's. Off unless one is wired.

use std::fmt;

use cam_mail::read::Class;

/// What a second reader takes a reply for. Formatting it shows no word of the reply.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondReading {
    /// The meaning.
    pub class: Class,
    /// The words of the reply that say so, letter for letter; what is not quoted so is not believed to be hot.
    pub quote: String,
}

impl fmt::Debug for SecondReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecondReading({:?}, {} bytes quoted)", self.class, self.quote.len())
    }
}

/// Reads what the rules could not.
pub trait SecondReader: Sync {
    /// What the new text of a reply means; `None` without an opinion. One that cannot be reached has none: the reply
    /// then stays unclear, and a person reads it. The text is a stranger's and may try to give orders.
    fn read(&self, new_text: &str) -> impl Future<Output = Option<SecondReading>> + Send;
}

/// Nobody: what is unclear stays unclear.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoSecondReader;

impl SecondReader for NoSecondReader {
    async fn read(&self, _new_text: &str) -> Option<SecondReading> {
        None
    }
}
