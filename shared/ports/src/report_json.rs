//! Reports as JSON: what a direct invocation answers, and what `cam run --json` prints.
//!
//! Field names are those the prototype announced (RULES §3.1). Golden files in `tests/golden/report` hold the text.

use std::collections::BTreeMap;

use cam_core::cycle::{Cycle, Mode, Phase, PhaseReport};
use jiff::civil::Date;
use serde::Serialize;

/// The report of one run of `phase`.
#[must_use]
pub fn phase(phase: Phase, report: &PhaseReport) -> PhaseJson<'_> {
    let PhaseReport { counts, skips, errors, elapsed_ms } = report;
    PhaseJson { phase: phase.as_str(), counts, skips, errors, elapsed_ms: *elapsed_ms }
}

/// The report of a cycle that has one.
#[must_use]
pub fn day(cycle: &Cycle) -> Option<DayJson<'_>> {
    let (id, day) = (&cycle.id, cycle.report.as_ref()?);
    let errors = day.errors.iter().map(|error| ErrorJson { phase: error.phase.as_str(), error: &error.error });
    Some(DayJson {
        campaign: id.campaign.as_str(),
        date: id.date,
        cycle: id.to_string(),
        dry_run: id.mode == Mode::Dry,
        leads_created: day.leads_created,
        outreach_sent: day.outreach_sent,
        followups_sent: day.followups_sent,
        hot_leads_detected: day.hot_leads_detected,
        outreach_previewed: day.outreach_previewed,
        followups_previewed: day.followups_previewed,
        replies_detected: day.replies_detected,
        opt_outs: day.opt_outs,
        in_doubt: day.in_doubt,
        skips: &day.skips,
        errors: errors.collect(),
        seconds: day.seconds,
    })
}

/// What one run of a phase did.
#[derive(Debug, Serialize)]
pub struct PhaseJson<'a> {
    phase: &'static str,
    counts: &'a BTreeMap<String, u64>,
    skips: &'a BTreeMap<String, u64>,
    errors: &'a [String],
    elapsed_ms: u64,
}

/// What a day amounts to.
#[derive(Debug, Serialize)]
pub struct DayJson<'a> {
    campaign: &'a str,
    date: Date,
    cycle: String,
    dry_run: bool,
    leads_created: u64,
    outreach_sent: u64,
    followups_sent: u64,
    hot_leads_detected: u64,
    outreach_previewed: u64,
    followups_previewed: u64,
    replies_detected: u64,
    opt_outs: u64,
    in_doubt: u64,
    skips: &'a BTreeMap<String, u64>,
    errors: Vec<ErrorJson<'a>>,
    seconds: u64,
}

#[derive(Debug, Serialize)]
struct ErrorJson<'a> {
    phase: &'static str,
    error: &'a str,
}

#[cfg(test)]
mod tests {
    use cam_core::cycle::{DayReport, PhaseError};
    use jiff::Timestamp;

    use super::*;

    /// Compares with a file of `tests/golden/report`, which `CAM_BLESS=1` writes anew.
    #[allow(clippy::disallowed_methods, reason = "whether the golden files are written anew is asked of whoever tests")]
    fn assert_golden(name: &str, report: &impl Serialize) {
        let path = format!("{}/../../tests/golden/report/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let written = serde_json::to_string_pretty(report).unwrap() + "\n";
        if std::env::var("CAM_BLESS").is_ok() {
            std::fs::write(&path, &written).unwrap();
        }
        assert_eq!(written, std::fs::read_to_string(&path).unwrap(), "{path}");
    }

    fn named(counts: &[(&str, u64)]) -> BTreeMap<String, u64> {
        counts.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
    }

    #[test]
    fn a_phase_reports_under_the_names_callers_know() {
        let report = PhaseReport {
            counts: named(&[("leads_created", 10), ("rows_rejected", 2)]),
            skips: named(&[("suppressed", 3)]),
            errors: vec!["a mail in the inbox could not be handled".to_owned()],
            elapsed_ms: 1_250,
        };
        assert_golden("phase", &phase(Phase::ProcessLeads, &report));
    }

    #[test]
    fn a_day_reports_under_the_names_the_prototype_announced() {
        let report = DayReport {
            from: Timestamp::constant(1_795_400_000, 0),
            until: Timestamp::constant(1_795_480_000, 0),
            leads_created: 1,
            outreach_sent: 2,
            followups_sent: 3,
            outreach_previewed: 4,
            followups_previewed: 5,
            replies_detected: 6,
            hot_leads_detected: 7,
            opt_outs: 8,
            in_doubt: 9,
            skips: named(&[("day_ended", 10), ("suppressed", 11)]),
            errors: vec![PhaseError { phase: Phase::DetectReplies, error: "the inbox is out of reach".to_owned() }],
            seconds: 12,
        };
        let opened = Cycle::open("spring.2026-11-23.dry.1".parse().unwrap(), report.from, report.from);
        assert!(day(&opened).is_none());
        assert_golden("day", &day(&Cycle { report: Some(report), ..opened }).unwrap());
    }
}
