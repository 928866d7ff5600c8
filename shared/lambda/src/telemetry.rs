//! Log lines: the runtime's own subscriber, and one span for each piece of work.

use cam_core::cycle::Phase;
use cam_ports::task::Task;
use tracing::{Span, field, info_span};

/// Starts logging, in the format and at the level the function is configured with (`AWS_LAMBDA_LOG_FORMAT`, `_LEVEL`).
pub fn start() {
    lambda_runtime::tracing::init_default_subscriber();
}

/// The span of one task. Ids only: a person stands in it as a keyed hash.
pub(crate) fn task_span(phase: Phase, message_id: Option<&str>, task: &Task) -> Span {
    let span = info_span!(
        "task",
        phase = %phase,
        message.id = message_id,
        cycle.id = field::Empty,
        campaign.id = field::Empty,
        lead.id = field::Empty,
        send.id = field::Empty,
    );
    match task {
        Task::Cycle(cycle) => {
            span.record("cycle.id", field::display(cycle));
            span.record("campaign.id", field::display(&cycle.campaign));
        }
        Task::Preview { cycle, lead, .. } => {
            span.record("cycle.id", field::display(cycle));
            span.record("lead.id", field::display(lead));
        }
        Task::Touch { lead, .. } | Task::Lead(lead) => {
            span.record("lead.id", field::display(lead));
        }
        Task::Feedback(feedback) => {
            span.record("send.id", field::display(&feedback.send));
        }
        // Names of files are people's own.
        Task::Source { .. } | Task::Mail(_) | Task::Tick => {}
    }
    span
}
