//! Hands tasks on.

use cam_core::cycle::Phase;
use jiff::SignedDuration;

use crate::{error::BoxError, task::Task};

/// A task on its way to a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// Whose queue.
    pub to: Phase,
    /// What.
    pub task: Task,
    /// How long it rests first; at most 15 minutes (SQS `DelaySeconds`).
    pub delay: SignedDuration,
}

impl Dispatch {
    /// A task for a phase, at once.
    #[must_use]
    pub fn now(to: Phase, task: Task) -> Self {
        Self { to, task, delay: SignedDuration::ZERO }
    }
}

/// The queues between the phases. Delivery is at least once and in any order.
pub trait TaskQueue: Sync {
    /// Hands tasks on, in any number. After an error some of them may be on their way.
    fn dispatch(&self, tasks: &[Dispatch]) -> impl Future<Output = Result<(), QueueError>> + Send;

    /// Whether nothing waits, rests or is being worked on in a phase's queue. An estimate.
    fn is_idle(&self, phase: Phase) -> impl Future<Output = Result<bool, QueueError>> + Send;
}

/// The queue did not take the tasks.
#[derive(Debug, thiserror::Error)]
#[error("the queue is out of reach")]
pub struct QueueError(#[source] pub BoxError);
