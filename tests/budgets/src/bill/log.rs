//! What the functions log, as bytes: written as they write it, and counted instead of kept.

use std::{
    io,
    sync::atomic::{AtomicU64, Ordering},
};

use tracing_subscriber::filter::LevelFilter;

static WRITTEN: AtomicU64 = AtomicU64::new(0);

/// Counts what is logged in this process from now on, from the level on that the functions log at.
pub(super) fn start() {
    let subscriber = tracing_subscriber::fmt().json().with_max_level(LevelFilter::INFO).with_writer(|| Counter);
    // A second start finds the first one at work.
    let _started_before = subscriber.try_init();
}

/// How many bytes were logged so far.
pub(super) fn written() -> u64 {
    WRITTEN.load(Ordering::SeqCst)
}

struct Counter;

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        WRITTEN.fetch_add(bytes.len() as u64, Ordering::SeqCst);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
