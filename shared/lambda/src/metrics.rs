//! What an invocation adds to the stack's metrics: one line in CloudWatch's embedded metric format, written to the
//! function's output, and no call.
//!
//! The counts are of what this process saw, so that a task that came again may count again; a day's report counts facts,
//! and never twice.

use std::io::{self, Write};

use cam_core::cycle::{Phase, PhaseReport};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// Where the metrics stand in CloudWatch.
pub const NAMESPACE: &str = "CAM";

/// What sets the metrics of one stack apart from those of another.
pub const DIMENSION: &str = "Stack";

/// What phase 4 counts of people who wrote, whatever they said.
const WRITTEN_BACK: [&str; 4] = ["hot_replies", "replies", "refusals", "opt_outs"];

/// What one invocation did, as an owner's dashboard shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    sent: u64,
    replied: u64,
    hot: u64,
    held_back: u64,
    failed: u64,
}

impl Tally {
    /// The names of the metrics.
    pub const NAMES: [&str; 5] = ["Sent", "Replied", "Hot", "HeldBack", "Failed"];

    /// Counts what a run of `phase` reports, each thing in the phase that did it.
    pub fn count(&mut self, phase: Phase, report: &PhaseReport) {
        let n = |names: &[&str]| names.iter().filter_map(|name| report.counts.get(*name)).sum::<u64>();
        match phase {
            Phase::ScheduleOutreach => self.held_back += report.skips.values().sum::<u64>(),
            Phase::SendOutreach => {
                self.sent += n(&["outreach_sent", "followups_sent"]);
                self.held_back += report.skips.values().sum::<u64>();
            }
            Phase::DetectReplies => self.replied += n(&WRITTEN_BACK),
            Phase::EscalateLeads => self.hot += n(&["hot_leads"]),
            // Phase 6 counts what the phases before it did.
            Phase::StartCycle | Phase::ProcessLeads | Phase::ReportCycle => {}
        }
        self.failed += report.errors.len() as u64;
    }

    /// Counts a record or an event that was not done.
    pub fn count_failure(&mut self) {
        self.failed += 1;
    }

    /// The line, if there is anything to say.
    #[must_use]
    pub fn line(&self, stack: &str, at: Timestamp) -> Option<String> {
        let values = [self.sent, self.replied, self.hot, self.held_back, self.failed];
        let counted: Vec<(&str, u64)> = Self::NAMES.into_iter().zip(values).filter(|(_, n)| *n > 0).collect();
        if counted.is_empty() {
            return None;
        }
        let metrics: Vec<Value> = counted.iter().map(|(name, _)| json!({"Name": name, "Unit": "Count"})).collect();
        let directive = json!({"Namespace": NAMESPACE, "Dimensions": [[DIMENSION]], "Metrics": metrics});
        let mut line = Map::new();
        let about = json!({"Timestamp": at.as_millisecond(), "CloudWatchMetrics": [directive]});
        line.insert("_aws".to_owned(), about);
        line.insert(DIMENSION.to_owned(), json!(stack));
        line.extend(counted.into_iter().map(|(name, n)| (name.to_owned(), json!(n))));
        Some(Value::Object(line).to_string())
    }

    /// Writes the line, if there is anything to say.
    pub fn write(&self, stack: &str, at: Timestamp, mut out: impl Write) -> io::Result<()> {
        let Some(line) = self.line(stack, at) else { return Ok(()) };
        writeln!(out, "{line}")?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(counts: &[(&str, u64)], skips: &[(&str, u64)], n_errors: usize) -> PhaseReport {
        let mut report = PhaseReport::default();
        counts.iter().for_each(|(name, n)| report.add(name, *n));
        skips.iter().for_each(|(reason, n)| report.skip(reason, *n));
        report.errors.extend((0..n_errors).map(|_| "the inbox is out of reach".to_owned()));
        report
    }

    /// Compares with a file of `tests/golden/metrics`, which `CAM_BLESS=1` writes anew.
    #[allow(clippy::disallowed_methods, reason = "whether the golden files are written anew is asked of whoever tests")]
    fn assert_golden(name: &str, written: &[u8]) {
        let path = format!("{}/../../tests/golden/metrics/{name}.json", env!("CARGO_MANIFEST_DIR"));
        if std::env::var("CAM_BLESS").is_ok() {
            std::fs::write(&path, written).unwrap();
        }
        assert_eq!(String::from_utf8_lossy(written), std::fs::read_to_string(&path).unwrap(), "{path}");
    }

    #[test]
    fn everything_is_one_line_as_cloudwatch_reads_it() {
        let mut tally = Tally::default();
        tally.count(
            Phase::SendOutreach,
            &report(&[("outreach_sent", 2), ("followups_sent", 3)], &[("suppressed", 1)], 0),
        );
        tally.count(Phase::ScheduleOutreach, &report(&[], &[("campaign_paused", 4), ("cool_down", 2)], 0));
        tally.count(Phase::DetectReplies, &report(&[("replies", 1), ("hot_replies", 1), ("machine_mails", 9)], &[], 1));
        tally.count(Phase::EscalateLeads, &report(&[("hot_leads", 1), ("replied_leads", 5)], &[], 0));
        tally.count_failure();
        let mut out = Vec::new();
        tally.write("cam", Timestamp::constant(1_795_424_400, 0), &mut out).unwrap();
        assert_golden("whole", &out);
    }

    #[test]
    fn only_what_there_is_to_count_is_in_the_line_and_nothing_makes_none() {
        let at = Timestamp::constant(1_795_424_400, 0);
        let mut tally = Tally::default();
        tally.count(Phase::ProcessLeads, &report(&[("leads_created", 10)], &[], 0));
        assert_eq!(tally.line("cam", at), None);
        tally.count(Phase::ProcessLeads, &report(&[], &[], 1));
        let line = tally.line("cam", at).unwrap();
        assert!(line.contains("\"Failed\":1,") && !line.contains("Sent"), "{line}");
    }

    #[test]
    fn the_report_counts_nothing_that_other_phases_counted() {
        let mut tally = Tally::default();
        tally.count(Phase::ReportCycle, &report(&[("outreach_sent", 20), ("errors", 1)], &[("suppressed", 3)], 0));
        assert_eq!(tally, Tally::default());
    }
}
