//! What `cam` prints of a day.

use std::path::Path;

use cam_core::{
    campaign::Campaign,
    cycle::{Cycle, DayReport, Mode},
    id::CycleId,
    skip,
};
use cam_ports::{import_store::SourceState, report_json};

use super::previews::Written;
use crate::{cli::RunArgs, failure::Failure, stage::Played, terminal::Terminal};

/// `{"reports": [...]}`, one a cycle that has one.
pub(super) fn json<'a>(cycles: impl Iterator<Item = &'a Cycle>) -> String {
    let reports: Vec<_> = cycles.filter_map(report_json::day).collect();
    serde_json::json!({ "reports": reports }).to_string()
}

/// Everything that went wrong on a day, in words.
pub(super) fn errors(played: &Played) -> Vec<String> {
    let reported = played.cycle.report.iter().flat_map(|report| &report.errors);
    let reported = reported.map(|error| format!("{}: {}", error.phase, error.error));
    reported.chain(played.dead_letters.iter().cloned()).collect()
}

/// The date of a cycle as a person says it: `Tuesday, 24 November 2026`.
pub(super) fn date(id: &CycleId) -> String {
    id.date.strftime("%A, %-d %B %Y").to_string()
}

/// Which day is played.
pub(super) fn title(
    campaign: &Campaign,
    id: &CycleId,
    n: u16,
    args: &RunArgs,
    terminal: &mut Terminal,
) -> Result<(), Failure> {
    let date = date(id);
    let of = if args.days > 1 { format!(" ({} of {})", n + 1, args.days) } else { String::new() };
    let again = if id.number > 1 { format!(", cycle {} of the date", id.number) } else { String::new() };
    let how = match id.mode {
        Mode::Dry => "dry run: nothing is sent, no lead moves",
        Mode::Live => "delivered into the outbox folder",
    };
    if n > 0 {
        terminal.line("")?;
    }
    terminal.line(terminal.bold(format!("{date}{of}{again}")))?;
    terminal.line(format!("\"{}\", {how}", campaign.name))?;
    Ok(())
}

/// The day's report.
pub(super) fn report(campaign: &Campaign, played: &Played, terminal: &mut Terminal) -> Result<(), Failure> {
    let Some(day) = &played.cycle.report else {
        terminal.line(terminal.warning("The day has no report; see the errors below."))?;
        return failures(&errors(played), terminal);
    };
    let end = played
        .cycle
        .opened_at
        .saturating_add(jiff::SignedDuration::from_secs(i64::try_from(day.seconds).unwrap_or_default()));
    let local = |at: jiff::Timestamp| at.to_zoned(campaign.zone.clone()).strftime("%a %H:%M").to_string();
    let until = end.map(local).unwrap_or_default();
    terminal.line(terminal.dim(format!("{} to {until}, {}", local(played.cycle.opened_at), zone_name(campaign))))?;
    terminal.line("")?;
    for (n, words) in figures(played.cycle.id.mode, day) {
        terminal.line(format!("{n:>6}  {words}"))?;
    }
    if !day.skips.is_empty() {
        terminal.line(format!("\n{}", terminal.bold("Left alone, and why")))?;
        for (n, words) in skips(day) {
            terminal.line(format!("{n:>6}  {words}"))?;
        }
    }
    failures(&errors(played), terminal)
}

fn zone_name(campaign: &Campaign) -> String {
    campaign.zone.iana_name().unwrap_or("UTC").to_owned()
}

fn failures(errors: &[String], terminal: &mut Terminal) -> Result<(), Failure> {
    if errors.is_empty() {
        return Ok(());
    }
    terminal.line(format!("\n{}", terminal.bold("What went wrong")))?;
    for error in errors {
        terminal.line(terminal.warning(format!("  {error}")))?;
    }
    Ok(())
}

fn figures(mode: Mode, day: &DayReport) -> Vec<(u64, &'static str)> {
    let (outreach, followups) = match mode {
        Mode::Dry => ((day.outreach_previewed, "first mails to show"), (day.followups_previewed, "follow-ups to show")),
        Mode::Live => ((day.outreach_sent, "first mails sent"), (day.followups_sent, "follow-ups sent")),
    };
    let mut figures = vec![
        (day.leads_created, "new leads"),
        outreach,
        followups,
        (day.replies_detected, "replies"),
        (day.hot_leads_detected, "hot leads"),
    ];
    if day.opt_outs > 0 {
        figures.push((day.opt_outs, "opt-outs"));
    }
    if day.in_doubt > 0 {
        figures.push((day.in_doubt, "in doubt: they may or may not have gone out, and are not sent again"));
    }
    figures
}

/// Skips with their words, most frequent first.
fn skips(day: &DayReport) -> Vec<(u64, &str)> {
    let mut skips: Vec<(u64, &str)> = day.skips.iter().map(|(key, n)| (*n, skip::words(key))).collect();
    skips.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
    skips
}

/// How far a list has been read.
pub(super) fn source(state: &SourceState, rejects: &Path, terminal: &mut Terminal) -> Result<(), Failure> {
    let mut parts = vec![format!("{} leads taken in", state.n_created)];
    let mut part = |n: u64, words: &str| {
        if n > 0 {
            parts.push(format!("{n} {words}"));
        }
    };
    part(state.n_duplicates, "there already");
    part(state.n_suppressed, "suppressed");
    part(state.n_rejected, "rejected");
    if !state.is_done {
        parts.push("the rest comes in on the next days".to_owned());
    }
    terminal.line(format!("\n{}: {}", terminal.bold(&state.identity.name), parts.join(", ")))?;
    if state.n_rejected > 0 {
        terminal.line(format!("  Rejected rows, with reasons: {}", rejects.display()))?;
    }
    Ok(())
}

/// Where the previews of a dry run lie.
pub(super) fn previews(written: &Written, terminal: &mut Terminal) -> Result<(), Failure> {
    if written.n_mails == 0 {
        return Ok(());
    }
    terminal.line(format!("\n{}", terminal.bold(format!("The {} mails, as they would go out", written.n_mails))))?;
    terminal.line(format!("  in a browser: {}", written.index.display()))?;
    terminal.line(format!("  as .eml:      {}", written.dir.display()))?;
    terminal.line(terminal.dim("  Like what you see? --deliver plays the same day into the outbox folder."))?;
    Ok(())
}

/// Where delivered mail lies.
pub(super) fn outbox(dir: &Path, terminal: &mut Terminal) -> Result<(), Failure> {
    terminal.line(format!("\nMails: {}", dir.display()))?;
    Ok(())
}
