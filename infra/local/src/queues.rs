//! The queues between the phases, in memory: what SQS is in the cloud, as far as a day on one machine needs it.
//!
//! They are lost when the program stops, and may be: the table knows what is due, and the tick hands it out again.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use cam_core::cycle::Phase;
use cam_lambda::batch::MAX_RECEIVE_COUNT;
use cam_ports::{
    clock::Clock,
    identity::seed,
    queue::{Dispatch, QueueError, TaskQueue},
    task::Task,
};
use jiff::{SignedDuration, Timestamp};

/// How long a task that failed rests.
const REST: SignedDuration = SignedDuration::from_secs(60);

/// A task that is delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// When.
    pub at: Timestamp,
    /// To which phase.
    pub to: Phase,
    /// What.
    pub task: Task,
    /// The how-manieth delivery this is, from 1.
    pub receive_count: u32,
}

impl Delivery {
    /// Whether the task is given up if it fails again.
    #[must_use]
    pub fn is_last(&self) -> bool {
        self.receive_count >= MAX_RECEIVE_COUNT
    }
}

/// How well the queues behave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivering {
    /// Every task once, those of one instant in the order they were sent.
    #[default]
    Once,
    /// As SQS may at its worst: every task a second time up to [`LATEST_COPY`] later, those of one instant in any
    /// order. What is drawn follows from the seed.
    Twice {
        /// Where chance starts from.
        seed: u64,
    },
}

/// How much later than its task a second copy comes at most.
pub const LATEST_COPY: SignedDuration = SignedDuration::from_mins(20);

/// The queues of one machine.
#[derive(Debug)]
pub struct LocalQueues<'a, C> {
    clock: &'a C,
    delivering: Delivering,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    /// By the instant they are due, then by turn, then in the order they were sent.
    tasks: BTreeMap<(Timestamp, u64, u64), Entry>,
    n_sent: u64,
}

#[derive(Debug, Clone)]
struct Entry {
    to: Phase,
    task: Task,
    receive_count: u32,
}

impl<'a, C: Clock> LocalQueues<'a, C> {
    /// Empty queues.
    #[must_use]
    pub fn new(clock: &'a C) -> Self {
        Self::delivering(clock, Delivering::Once)
    }

    /// Empty queues that behave like this.
    #[must_use]
    pub fn delivering(clock: &'a C, delivering: Delivering) -> Self {
        Self { clock, delivering, waiting: Mutex::default() }
    }

    /// When the next task is due.
    #[must_use]
    pub fn next_at(&self) -> Option<Timestamp> {
        self.waiting().tasks.keys().next().map(|(at, ..)| *at)
    }

    /// The next task, and as many of its kind (touches to the same phase) at the same instant as `at_most` allows.
    #[must_use]
    pub fn receive(&self, at_most: usize) -> Vec<Delivery> {
        let mut waiting = self.waiting();
        let mut batch: Vec<Delivery> = Vec::new();
        while let Some(next) = waiting.tasks.first_entry() {
            let is_touch = |task: &Task| matches!(task, Task::Touch { .. });
            let fits = batch.first().is_none_or(|first| {
                let is_same_place = (first.at, first.to) == (next.key().0, next.get().to);
                is_same_place && is_touch(&first.task) && is_touch(&next.get().task)
            });
            if !fits || batch.len() >= at_most {
                break;
            }
            let ((at, ..), Entry { to, task, receive_count }) = next.remove_entry();
            batch.push(Delivery { at, to, task, receive_count: receive_count + 1 });
        }
        batch
    }

    /// Puts a delivery that failed back; false if it was the last one.
    pub fn put_back(&self, delivery: &Delivery) -> bool {
        if delivery.is_last() {
            return false;
        }
        let at = self.clock.now().saturating_add(REST).unwrap_or(Timestamp::MAX);
        let entry = Entry { to: delivery.to, task: delivery.task.clone(), receive_count: delivery.receive_count };
        self.push(at, entry);
        true
    }

    fn push(&self, at: Timestamp, entry: Entry) {
        let mut waiting = self.waiting();
        waiting.n_sent += 1;
        let n_sent = waiting.n_sent;
        let turn = self.chance("turn", n_sent).unwrap_or_default();
        waiting.tasks.insert((at, turn, n_sent), entry);
    }

    /// A number drawn for the `n`th task, where chance has a part.
    fn chance(&self, what: &str, n: u64) -> Option<u64> {
        match self.delivering {
            Delivering::Once => None,
            Delivering::Twice { seed: start } => Some(seed(&format!("{start} {what} {n}"))),
        }
    }

    /// When the second copy of the task sent last comes, if it comes.
    fn copy_at(&self, at: Timestamp) -> Option<Timestamp> {
        let n_sent = self.waiting().n_sent;
        let within = u64::try_from(LATEST_COPY.as_secs()).unwrap_or(1);
        let later = self.chance("copy", n_sent)?.checked_rem(within)?;
        at.saturating_add(SignedDuration::from_secs(i64::try_from(later).ok()?)).ok()
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<C: Clock> TaskQueue for LocalQueues<'_, C> {
    async fn dispatch(&self, tasks: &[Dispatch]) -> Result<(), QueueError> {
        let now = self.clock.now();
        for dispatch in tasks {
            let at = now.saturating_add(dispatch.delay).unwrap_or(Timestamp::MAX);
            let entry = Entry { to: dispatch.to, task: dispatch.task.clone(), receive_count: 0 };
            self.push(at, entry.clone());
            if let Some(copy_at) = self.copy_at(at) {
                self.push(copy_at, entry);
            }
        }
        Ok(())
    }

    async fn is_idle(&self, phase: Phase) -> Result<bool, QueueError> {
        Ok(!self.waiting().tasks.values().any(|entry| entry.to == phase))
    }
}
