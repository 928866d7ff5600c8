//! What time it is. Functions ask here, so that one machine can play a day in seconds.

use jiff::{SignedDuration, Timestamp};

/// Tells the time.
pub trait Clock: Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The clock of the machine, ahead of itself or behind: for tests that play a later day.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShiftedClock {
    /// How far ahead; negative is behind.
    pub by: SignedDuration,
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now().saturating_add(self.by).unwrap_or(Timestamp::MAX)
    }
}
