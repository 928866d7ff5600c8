//! `cam --stack NAME invoke`: one phase of a stack alone, on the event it would get.

use std::fs;

use cam_core::cycle::Phase;
use serde_json::Value;

use super::invoke::tasks;
use crate::{
    cli::InvokeArgs,
    failure::{ExitCode, Failure},
    site::Named,
    terminal::Terminal,
};

pub(super) async fn invoke(named: Named<'_>, args: &InvokeArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let phase: Phase = args.phase.parse().map_err(Failure::input)?;
    if args.deliver || !args.leads.is_empty() {
        return Err(Failure::input(
            "--deliver and --leads are for this machine: a stack sends if it is deployed live and the campaign is live, and reads the lists that \"cam leads import\" uploaded",
        ));
    }
    // An event that cannot be read is refused here, with words, and not sent.
    tasks(&args.event)?;
    let event = fs::read(&args.event)?;
    let answer = named.stack().await?.invoke(phase, &event).await?;
    terminal.line(String::from_utf8_lossy(&answer))?;
    let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
    Ok(if has_failures(&answer) { ExitCode::WithErrors } else { ExitCode::Done })
}

/// Whether a report has errors, or records of a batch have to come again.
fn has_failures(answer: &Value) -> bool {
    let is_filled = |name: &str| answer.get(name).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    is_filled("errors") || is_filled("batchItemFailures")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_and_records_that_come_again_are_failures() {
        assert!(has_failures(&json!({"errors": ["x"]})));
        assert!(has_failures(&json!({"batchItemFailures": [{"itemIdentifier": "a"}]})));
        assert!(!has_failures(&json!({"errors": [], "batchItemFailures": []})));
        assert!(!has_failures(&Value::Null));
    }
}
