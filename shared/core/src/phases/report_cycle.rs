//! Phase 6: what the day amounts to.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    cycle::{Cycle, DayReport, Mode, Phase, PhaseError, PhaseRun, REPORT_MARGIN},
    fact::{Fact, FactKind},
    id::CycleId,
    pacing::SendingDay,
    sender::Gate,
};

/// What a dry cycle showed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// First mails.
    pub outreach: u64,
    /// Follow-ups.
    pub followups: u64,
    /// Touches that would not have gone out, by the key of the reason.
    pub held: BTreeMap<String, u64>,
}

/// Where a cycle's report begins: where the last one of the same mode ended, which may have been made since the cycle
/// was opened.
#[must_use]
pub fn from(cycle: &Cycle, recent: &[Cycle]) -> Timestamp {
    let of_mode = recent.iter().filter(|other| other.id.mode == cycle.id.mode);
    let reported = of_mode.filter_map(|other| other.report.as_ref()).map(|report| report.until);
    reported.max().unwrap_or(cycle.report_from).max(cycle.report_from)
}

/// Where a report that is made at `now` ends.
#[must_use]
pub fn until(cycle: &Cycle, now: Timestamp) -> Timestamp {
    now.saturating_sub(REPORT_MARGIN).unwrap_or(now).max(cycle.report_from)
}

/// The report of a cycle: counts from those of `facts` that lie within its bounds; errors and the skips that left no
/// fact from what its phases left; previews from what was shown.
#[must_use]
pub fn plan(cycle: &Cycle, facts: &[Fact], shown: &Shown, n_in_doubt: u64, now: Timestamp) -> DayReport {
    let (from, until) = (cycle.report_from, until(cycle, now));
    let is_ours = |fact: &&Fact| from <= fact.at && fact.at < until && is_of(&fact.kind, cycle.id.mode);
    let facts: Vec<&Fact> = facts.iter().filter(is_ours).collect();
    let count = |kind: &FactKind| facts.iter().filter(|fact| &fact.kind == kind).count() as u64;
    DayReport {
        from,
        until,
        leads_created: count(&FactKind::Created),
        outreach_sent: count(&FactKind::Sent),
        followups_sent: count(&FactKind::FollowedUp),
        outreach_previewed: shown.outreach,
        followups_previewed: shown.followups,
        replies_detected: count(&FactKind::Replied) + count(&FactKind::OptedOut),
        hot_leads_detected: count(&FactKind::Escalated),
        opt_outs: count(&FactKind::OptedOut),
        in_doubt: n_in_doubt,
        skips: skips(cycle, &facts, shown),
        errors: errors(cycle),
        seconds: u64::try_from(now.duration_since(cycle.opened_at).as_secs()).unwrap_or_default(),
    }
}

/// A dry day sends nothing and moves no lead: what a live day of the same hours did is not its doing.
fn is_of(kind: &FactKind, mode: Mode) -> bool {
    match kind {
        FactKind::Sent | FactKind::FollowedUp | FactKind::Skipped(_) => mode == Mode::Live,
        FactKind::Created | FactKind::Replied | FactKind::OptedOut | FactKind::Escalated => true,
    }
}

fn skips(cycle: &Cycle, facts: &[&Fact], shown: &Shown) -> BTreeMap<String, u64> {
    let mut skips = shown.held.clone();
    for run in cycle.phases.values() {
        for (key, n) in &run.report.skips {
            *skips.entry(key.clone()).or_default() += n;
        }
    }
    for fact in facts {
        if let FactKind::Skipped(key) = &fact.kind {
            *skips.entry(key.clone()).or_default() += 1;
        }
    }
    skips
}

fn errors(cycle: &Cycle) -> Vec<PhaseError> {
    let of_phase = |(phase, run): (&Phase, &PhaseRun)| {
        let phase = *phase;
        run.report.errors.iter().map(move |error| PhaseError { phase, error: error.clone() }).collect::<Vec<_>>()
    };
    cycle.phases.iter().flat_map(of_phase).collect()
}

/// The sender's day for its history: every send within the cycle's 24 hours in the sender's own count, whichever
/// campaign it was for. The date is the cycle's, also of what goes out after midnight.
#[must_use]
pub fn sending_day(gate: &Gate, cycle: &Cycle) -> SendingDay {
    let is_within = |start: Timestamp| cycle.opened_at <= start && start < cycle.ends_at();
    let n_sent = gate.sends.instants().filter(|(start, _)| is_within(*start)).map(|(_, n)| n).sum();
    SendingDay { date: cycle.id.date, n_sent, healthy: gate.stopped.is_none() }
}

/// The name a report is mailed under.
#[must_use]
pub fn notice_name(cycle: &CycleId) -> String {
    format!("report.{cycle}")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        cycle::PhaseReport,
        fixture::{MORNING, at, cycle, hours, mins, sender},
        pacing::RollingCount,
        sender::SenderHistory,
    };

    fn fact(at: Timestamp, kind: FactKind) -> Fact {
        Fact { at, kind }
    }

    fn skipped(key: &str) -> FactKind {
        FactKind::Skipped(key.to_owned())
    }

    #[test]
    fn a_day_amounts_to_its_facts() {
        let kinds = [
            FactKind::Created,
            FactKind::Created,
            FactKind::Created,
            FactKind::Sent,
            FactKind::Sent,
            FactKind::FollowedUp,
            FactKind::Replied,
            FactKind::OptedOut,
            FactKind::Escalated,
            skipped("day_ended"),
        ];
        let facts = kinds.map(|kind| fact(MORNING + hours(1), kind));
        let shown = Shown { outreach: 4, followups: 5, held: [("no_sender".to_owned(), 6)].into() };
        let report = plan(&cycle(), &facts, &shown, 7, MORNING + hours(12));
        assert_eq!((report.leads_created, report.outreach_sent, report.followups_sent), (3, 2, 1));
        assert_eq!((report.replies_detected, report.opt_outs, report.hot_leads_detected), (2, 1, 1));
        assert_eq!((report.outreach_previewed, report.followups_previewed, report.in_doubt), (4, 5, 7));
        assert_eq!(report.skips, [("day_ended".to_owned(), 1), ("no_sender".to_owned(), 6)].into());
        assert_eq!(report.seconds, 12 * 3600);
        assert_eq!((report.from, report.until), (MORNING, MORNING + hours(12) - REPORT_MARGIN));
    }

    /// Failure 11 of `RULES.md` §3.5: every error was swallowed, so a failed day looked like a quiet one.
    #[test]
    fn the_error_of_every_phase_stands_in_the_report() {
        let mut cycle = cycle();
        for phase in Phase::ALL {
            let mut report = PhaseReport::failed(format!("{phase} fell over"));
            report.skip("senders_spent", 2);
            cycle.phases.insert(phase, PhaseRun { report, ..PhaseRun::default() });
        }
        let report = plan(&cycle, &[], &Shown::default(), 0, MORNING);
        let expected = Phase::ALL.map(|phase| PhaseError { phase, error: format!("{phase} fell over") });
        assert_eq!(report.errors, expected);
        assert_eq!(report.skips, [("senders_spent".to_owned(), 14)].into());
    }

    #[test]
    fn a_report_made_at_once_is_empty_and_not_backwards() {
        let report = plan(&cycle(), &[fact(MORNING, FactKind::Sent)], &Shown::default(), 0, MORNING);
        assert_eq!((report.from, report.until, report.outreach_sent), (MORNING, MORNING, 0));
    }

    /// Failure 2 of `RULES.md` §3.5: the warm-up never advanced. A campaign in Sydney that writes to New York sends
    /// all its mail after its own midnight.
    #[test]
    fn mail_that_goes_out_after_midnight_warms_the_sender_up_too() {
        let opened_at = at("2026-11-23T09:00:00Z");
        let cycle = Cycle::open("spring.2026-11-23.live.1".parse().unwrap(), opened_at, opened_at);
        let sends: RollingCount = [1, 5, 6].iter().fold(RollingCount::default(), |mut sends, hour| {
            sends.record(opened_at + hours(*hour));
            sends
        });
        let gate = Gate { sends, ..Gate::new(sender("ann").id) };
        let day = sending_day(&gate, &cycle);
        assert_eq!(day, SendingDay { date: date(2026, 11, 23), n_sent: 3, healthy: true });
        assert_eq!(SenderHistory::default().with(day).days, [day]);
        let stopped = Gate { stopped: Some("complaints".to_owned()), ..gate };
        assert!(!sending_day(&stopped, &cycle).healthy);
    }

    #[test]
    fn the_days_before_and_after_count_for_themselves() {
        let mut gate = Gate::new(sender("ann").id);
        gate.sends.record(MORNING - mins(10));
        gate.sends.record(MORNING);
        gate.sends.record(MORNING + hours(24));
        assert_eq!(sending_day(&gate, &cycle()).n_sent, 1);
    }

    proptest! {
        /// Whatever the store hands over, one report ends where the next begins.
        #[test]
        fn consecutive_reports_count_every_fact_once(
            minutes in prop::collection::vec(0_i64..3_000, 0..40), made in prop::collection::vec(1_i64..1_500, 1..5),
        ) {
            let facts: Vec<Fact> = minutes.iter().map(|m| fact(MORNING + mins(*m), FactKind::Sent)).collect();
            let (mut from, mut now, mut n_counted) = (MORNING, MORNING, 0);
            for wait in made {
                now += mins(wait);
                let cycle = Cycle { report_from: from, ..cycle() };
                let report = plan(&cycle, &facts, &Shown::default(), 0, now);
                prop_assert_eq!(report.from, from);
                prop_assert!(report.until >= from && (report.until <= now - REPORT_MARGIN || report.until == from));
                n_counted += report.outreach_sent;
                from = report.until;
            }
            let truth = facts.iter().filter(|fact| fact.at < from).count() as u64;
            prop_assert_eq!(n_counted, truth);
        }
    }
}
