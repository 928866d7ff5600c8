//! A clock that is driven: a day passes in the time its work takes.

use std::sync::atomic::{AtomicI64, Ordering};

use cam_ports::clock::Clock;
use jiff::Timestamp;

/// Stands still until it is set.
#[derive(Debug)]
pub struct PlayClock {
    now_ms: AtomicI64,
}

impl PlayClock {
    /// Starts at `at`, cut to the millisecond.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self { now_ms: AtomicI64::new(at.as_millisecond()) }
    }

    /// Goes on to `at`; never back.
    pub fn go_on_to(&self, at: Timestamp) {
        self.now_ms.fetch_max(at.as_millisecond(), Ordering::SeqCst);
    }
}

impl Clock for PlayClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now_ms.load(Ordering::SeqCst)).unwrap_or(Timestamp::MAX)
    }
}
