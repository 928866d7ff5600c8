//! Log lines: one subscriber as the runtime would build it, and one span for each piece of work.

use std::env;

use cam_core::cycle::Phase;
use cam_ports::task::Task;
use tracing::{Span, field, info_span, level_filters::LevelFilter};

/// Starts logging, in the format and at the level the function is configured with (`AWS_LAMBDA_LOG_FORMAT`, `_LEVEL`).
///
/// The runtime's own subscriber filters by regular expressions, which no function here asks for and each would carry.
#[allow(clippy::disallowed_methods, reason = "Lambda says here how to log, before settings can be read")]
pub fn start() {
    let level = env::var("AWS_LAMBDA_LOG_LEVEL").ok().and_then(|level| level.parse().ok()).unwrap_or(LevelFilter::INFO);
    let lines = tracing_subscriber::fmt().with_target(false).without_time().with_max_level(level);
    if env::var("AWS_LAMBDA_LOG_FORMAT").is_ok_and(|format| format.eq_ignore_ascii_case("json")) {
        lines.json().init();
    } else {
        lines.init();
    }
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
