//! What several commands ask: whose address this is, how late it is, which day is next.

use cam_aws::dynamo::DynamoTable;
use cam_core::{
    address::EmailAddress,
    campaign::{Campaign, StoredCampaign},
    cycle::{Cycle, Mode, Phase},
};
use cam_ports::{
    clock::{Clock, SystemClock},
    cycle_store::CycleStore,
};
use jiff::{Timestamp, ToSpan, civil::Date};

use crate::failure::Failure;

/// The address a person typed.
pub(super) fn address(text: &str) -> Result<EmailAddress, Failure> {
    EmailAddress::parse(text).map_err(|problem| {
        let shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(80).collect();
        Failure::input(format!("\"{shown}\" is no e-mail address: {problem}"))
    })
}

/// How late it is: by the machine's clock, or by the day that was played last, if that is later.
pub(super) async fn present(table: &DynamoTable, campaigns: &[StoredCampaign]) -> Result<Timestamp, Failure> {
    let mut now = SystemClock.now();
    for stored in campaigns {
        for cycle in table.recent_cycles(&stored.campaign.id, 2).await? {
            now = now.max(last_trace(&cycle));
        }
    }
    Ok(now)
}

/// The last instant at which something happened in a cycle.
pub(super) fn last_trace(cycle: &Cycle) -> Timestamp {
    let traces = cycle.phases.values().flat_map(|run| [run.handed_on_at, run.started_at, run.finished_at]);
    traces.flatten().max().unwrap_or(cycle.opened_at)
}

/// Whether a cycle was begun and not brought to its end.
pub(super) fn is_open(cycle: &Cycle) -> bool {
    cycle.run(Phase::ReportCycle).finished_at.is_none()
}

/// Whether a cycle takes its date from a next one of this mode: what was delivered is over for dry days too, but what
/// was only looked at may still be delivered.
pub(super) fn uses_up(cycle: &Cycle, mode: Mode) -> bool {
    cycle.id.mode == mode || cycle.id.mode == Mode::Live
}

/// The next date on which the campaign sends and that is over neither by `now` nor because it was played, and that does
/// not lie before `floor`. None within about a year.
pub(super) fn next_date(
    campaign: &Campaign,
    recent: &[Cycle],
    mode: Mode,
    floor: Option<Date>,
    now: Timestamp,
) -> Option<Date> {
    let now = now.to_zoned(campaign.zone.clone());
    let has_begun = now.time() > campaign.starts_at;
    let today = if has_begun { now.date().saturating_add(1.day()) } else { now.date() };
    let played = recent.iter().filter(|cycle| uses_up(cycle, mode)).map(|cycle| cycle.id.date);
    let after = played.max().map(|played| played.saturating_add(1.day()));
    let first = [Some(today), floor, after].into_iter().flatten().max()?;
    let sends = |date: &Date| campaign.window.days.contains(date.weekday()) && !campaign.holidays.contains(date);
    first.series(1.day()).take(400).find(sends)
}
