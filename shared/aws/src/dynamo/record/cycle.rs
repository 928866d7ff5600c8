//! A cycle: the traces of its phases, and its report.

use std::collections::BTreeMap;

use cam_core::{
    cycle::{Cycle, DayReport, PhaseError, PhaseReport, PhaseRun},
    id::{CampaignId, CycleId},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key;

const ITEM: &str = "cycle";

#[derive(Serialize, Deserialize)]
struct CycleRecord {
    date: Date,
    mode: String,
    number: u16,
    version: u64,
    opened_at: Timestamp,
    report_from: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_due_at: Option<Timestamp>,
    phases: BTreeMap<String, RunRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    report: Option<ReportRecord>,
}

#[derive(Serialize, Deserialize)]
struct RunRecord {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    handed_on_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    started_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    finished_at: Option<Timestamp>,
    counts: BTreeMap<String, u64>,
    skips: BTreeMap<String, u64>,
    errors: Vec<String>,
    elapsed_ms: u64,
}

#[derive(Serialize, Deserialize)]
struct ReportRecord {
    from: Timestamp,
    until: Timestamp,
    leads_created: u64,
    outreach_sent: u64,
    followups_sent: u64,
    outreach_previewed: u64,
    followups_previewed: u64,
    replies_detected: u64,
    hot_leads_detected: u64,
    opt_outs: u64,
    in_doubt: u64,
    skips: BTreeMap<String, u64>,
    errors: Vec<ErrorRecord>,
    seconds: u64,
}

#[derive(Serialize, Deserialize)]
struct ErrorRecord {
    phase: String,
    error: String,
}

/// The cycle's item.
pub(crate) fn to_item(cycle: &Cycle) -> Result<Item, Malformed> {
    let record = CycleRecord {
        date: cycle.id.date,
        mode: cycle.id.mode.to_string(),
        number: cycle.id.number,
        version: cycle.version,
        opened_at: cycle.opened_at,
        report_from: cycle.report_from,
        last_due_at: cycle.last_due_at,
        phases: cycle.phases.iter().map(|(phase, run)| (phase.to_string(), run_record(run))).collect(),
        report: cycle.report.as_ref().map(report_record),
    };
    super::write(ITEM, key::cycle(&cycle.id), &record)
}

/// The cycle of an item.
pub(crate) fn from_item(campaign: &CampaignId, item: Item) -> Result<Cycle, Malformed> {
    let record: CycleRecord = super::read(ITEM, item)?;
    let mode = record.mode.parse().or_malformed(ITEM, "mode")?;
    let phases =
        record.phases.into_iter().map(|(phase, run)| Ok((phase.parse().or_malformed(ITEM, "phases")?, run.into())));
    Ok(Cycle {
        id: CycleId { campaign: campaign.clone(), date: record.date, mode, number: record.number },
        version: record.version,
        opened_at: record.opened_at,
        report_from: record.report_from,
        last_due_at: record.last_due_at,
        phases: phases.collect::<Result<_, Malformed>>()?,
        report: record.report.map(report).transpose()?,
    })
}

fn run_record(run: &PhaseRun) -> RunRecord {
    RunRecord {
        handed_on_at: run.handed_on_at,
        started_at: run.started_at,
        finished_at: run.finished_at,
        counts: run.report.counts.clone(),
        skips: run.report.skips.clone(),
        errors: run.report.errors.clone(),
        elapsed_ms: run.report.elapsed_ms,
    }
}

impl From<RunRecord> for PhaseRun {
    fn from(run: RunRecord) -> Self {
        Self {
            handed_on_at: run.handed_on_at,
            started_at: run.started_at,
            finished_at: run.finished_at,
            report: PhaseReport {
                counts: run.counts,
                skips: run.skips,
                errors: run.errors,
                elapsed_ms: run.elapsed_ms,
            },
        }
    }
}

fn report_record(report: &DayReport) -> ReportRecord {
    let error = |failed: &PhaseError| ErrorRecord { phase: failed.phase.to_string(), error: failed.error.clone() };
    ReportRecord {
        from: report.from,
        until: report.until,
        leads_created: report.leads_created,
        outreach_sent: report.outreach_sent,
        followups_sent: report.followups_sent,
        outreach_previewed: report.outreach_previewed,
        followups_previewed: report.followups_previewed,
        replies_detected: report.replies_detected,
        hot_leads_detected: report.hot_leads_detected,
        opt_outs: report.opt_outs,
        in_doubt: report.in_doubt,
        skips: report.skips.clone(),
        errors: report.errors.iter().map(error).collect(),
        seconds: report.seconds,
    }
}

fn report(record: ReportRecord) -> Result<DayReport, Malformed> {
    let error = |failed: ErrorRecord| {
        Ok(PhaseError { phase: failed.phase.parse().or_malformed(ITEM, "report.errors")?, error: failed.error })
    };
    Ok(DayReport {
        from: record.from,
        until: record.until,
        leads_created: record.leads_created,
        outreach_sent: record.outreach_sent,
        followups_sent: record.followups_sent,
        outreach_previewed: record.outreach_previewed,
        followups_previewed: record.followups_previewed,
        replies_detected: record.replies_detected,
        hot_leads_detected: record.hot_leads_detected,
        opt_outs: record.opt_outs,
        in_doubt: record.in_doubt,
        skips: record.skips,
        errors: record.errors.into_iter().map(error).collect::<Result<_, Malformed>>()?,
        seconds: record.seconds,
    })
}
