//! One day of one campaign: its phases in order, its bounds, and what is reported of it.

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::{SignedDuration, Timestamp};

use crate::id::CycleId;

/// Whether a cycle moves leads and hands mail to a gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Mode {
    /// The same path to the last step, which shows the mail instead of sending it; leaves every lead as it was.
    #[default]
    Dry,
    /// Mail goes to the gateway and leads move.
    Live,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dry => "dry",
            Self::Live => "live",
        })
    }
}

/// The text is neither `dry` nor `live`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a mode: write \"dry\" or \"live\"")]
pub struct InvalidMode(String);

impl FromStr for Mode {
    type Err = InvalidMode;

    fn from_str(text: &str) -> Result<Self, InvalidMode> {
        match text {
            "dry" => Ok(Self::Dry),
            "live" => Ok(Self::Live),
            other => Err(InvalidMode(other.chars().take(40).collect())),
        }
    }
}

/// What a stack lets a live campaign do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stack {
    /// Nothing: every cycle is dry, whatever a campaign says.
    #[default]
    Dry,
    /// Leads move, and mail goes into a folder: nothing leaves the machine, so that any campaign may be rehearsed.
    Rehearsal,
    /// Mail of campaigns that are live themselves goes out: both switches are on.
    Live,
}

impl Stack {
    /// The mode in which a campaign that says `campaign` is played here.
    #[must_use]
    pub fn permits(self, campaign: Mode) -> Mode {
        match self {
            Self::Dry => Mode::Dry,
            Self::Rehearsal => Mode::Live,
            Self::Live => campaign,
        }
    }
}

/// A stage of the day; the order of the variants is the order of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Phase {
    /// Opens the cycle.
    StartCycle,
    /// Takes new leads in.
    ProcessLeads,
    /// Scores, qualifies and gives out the day's slots.
    ScheduleOutreach,
    /// Writes to the leads that are due, all day long.
    SendOutreach,
    /// Reads what came back.
    DetectReplies,
    /// Hands hot leads to people.
    EscalateLeads,
    /// Tells the owner.
    ReportCycle,
}

impl Phase {
    /// Every phase, in the order of the day.
    pub const ALL: [Self; 7] = [
        Self::StartCycle,
        Self::ProcessLeads,
        Self::ScheduleOutreach,
        Self::SendOutreach,
        Self::DetectReplies,
        Self::EscalateLeads,
        Self::ReportCycle,
    ];

    /// The phase that follows; the one place that knows the order.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        match self {
            Self::StartCycle => Some(Self::ProcessLeads),
            Self::ProcessLeads => Some(Self::ScheduleOutreach),
            Self::ScheduleOutreach => Some(Self::SendOutreach),
            Self::SendOutreach => Some(Self::DetectReplies),
            Self::DetectReplies => Some(Self::EscalateLeads),
            Self::EscalateLeads => Some(Self::ReportCycle),
            Self::ReportCycle => None,
        }
    }

    /// The phase that hands on to this one.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.next() == Some(self))
    }

    /// How long the hand-on to this phase rests in the queue.
    ///
    /// The report waits, because an index may not yet list what the phases before it wrote
    /// (see [`REPORT_MARGIN`]).
    #[must_use]
    pub fn delay(self) -> SignedDuration {
        match self {
            Self::ReportCycle => SignedDuration::from_mins(3),
            Self::StartCycle
            | Self::ProcessLeads
            | Self::ScheduleOutreach
            | Self::SendOutreach
            | Self::DetectReplies
            | Self::EscalateLeads => SignedDuration::ZERO,
        }
    }

    /// The phase's name: its package, its queue and its Lambda.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StartCycle => "start-cycle",
            Self::ProcessLeads => "process-leads",
            Self::ScheduleOutreach => "schedule-outreach",
            Self::SendOutreach => "send-outreach",
            Self::DetectReplies => "detect-replies",
            Self::EscalateLeads => "escalate-leads",
            Self::ReportCycle => "report-cycle",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no phase.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is not a phase: the phases are start-cycle, process-leads, schedule-outreach, send-outreach, detect-replies, escalate-leads and report-cycle"
)]
pub struct InvalidPhase(String);

impl FromStr for Phase {
    type Err = InvalidPhase;

    fn from_str(text: &str) -> Result<Self, InvalidPhase> {
        let found = Self::ALL.into_iter().find(|phase| phase.as_str() == text);
        found.ok_or_else(|| InvalidPhase(text.chars().take(40).collect()))
    }
}

/// A day's report ends this long before the report is made: by then every index lists what happened.
pub const REPORT_MARGIN: SignedDuration = SignedDuration::from_mins(2);

/// The day is closed this long after its last due touch.
pub const CLOSE_AFTER: SignedDuration = SignedDuration::from_mins(20);

/// A phase that was handed the day and left no trace for this long is handed it again.
pub const HAND_ON_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(10);

/// A phase that is silent for this long is reported failed, and the day goes on without it.
pub const FAILED_AFTER: SignedDuration = SignedDuration::from_mins(30);

/// One campaign's day as it stands in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// Which one.
    pub id: CycleId,
    /// Grows by one with every write.
    pub version: u64,
    /// When it began; it plans the 24 hours from here.
    pub opened_at: Timestamp,
    /// Where its report begins: the end of the last report of the same mode.
    pub report_from: Timestamp,
    /// The last instant at which a touch of this cycle may be due, as planned or given back.
    pub last_due_at: Option<Timestamp>,
    /// What each phase left.
    pub phases: BTreeMap<Phase, PhaseRun>,
    /// The day's report, once it is made; then bounds and counts never change again.
    pub report: Option<DayReport>,
}

/// The trace a phase leaves in its cycle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhaseRun {
    /// When the phase before it handed on (or the tick did so again).
    pub handed_on_at: Option<Timestamp>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended, well or badly.
    pub finished_at: Option<Timestamp>,
    /// What it did.
    pub report: PhaseReport,
}

/// What one run of a phase did: typed counts, skips by reason, and what went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhaseReport {
    /// How many of what; the names are those of the report (`leads_created`, `rows_rejected`, …).
    pub counts: BTreeMap<String, u64>,
    /// Leads that were due and left alone, by the key of the reason (`SkipReason::key`).
    pub skips: BTreeMap<String, u64>,
    /// What failed, in words, without personal data.
    pub errors: Vec<String>,
    /// How long it worked, in milliseconds.
    pub elapsed_ms: u64,
}

impl PhaseReport {
    /// A phase that could not do its work.
    #[must_use]
    pub fn failed(error: impl fmt::Display) -> Self {
        Self { errors: vec![error.to_string()], ..Self::default() }
    }

    /// Adds `n` to the count called `name`.
    pub fn add(&mut self, name: &str, n: u64) {
        *self.counts.entry(name.to_owned()).or_default() += n;
    }

    /// Adds `n` leads that were skipped for the reason with this key.
    pub fn skip(&mut self, key: &str, n: u64) {
        *self.skips.entry(key.to_owned()).or_default() += n;
    }

    /// The count called `name`, 0 if nothing was counted.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or_default()
    }

    /// Takes in what another run of the same phase counted.
    pub fn absorb(&mut self, other: Self) {
        other.counts.into_iter().for_each(|(name, n)| self.add(&name, n));
        other.skips.into_iter().for_each(|(key, n)| self.skip(&key, n));
        self.errors.extend(other.errors);
        self.elapsed_ms += other.elapsed_ms;
    }
}

/// The report of a day, with the names the prototype announced (RULES §3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayReport {
    /// First instant that is counted.
    pub from: Timestamp,
    /// First instant that is not.
    pub until: Timestamp,
    /// Leads that came in.
    pub leads_created: u64,
    /// First mails the gateway took.
    pub outreach_sent: u64,
    /// Follow-ups the gateway took.
    pub followups_sent: u64,
    /// First mails a dry run shows.
    pub outreach_previewed: u64,
    /// Follow-ups a dry run shows.
    pub followups_previewed: u64,
    /// Mails that people wrote back.
    pub replies_detected: u64,
    /// Leads that became projects.
    pub hot_leads_detected: u64,
    /// People who asked not to be written to again.
    pub opt_outs: u64,
    /// Sends whose answer was lost; a person or a delivery event settles them.
    pub in_doubt: u64,
    /// Leads that were due and left alone, by the key of the reason.
    pub skips: BTreeMap<String, u64>,
    /// What failed, phase by phase.
    pub errors: Vec<PhaseError>,
    /// Seconds from the start of the day to this report.
    pub seconds: u64,
}

/// A failure, with the phase it happened in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PhaseError {
    /// Where.
    pub phase: Phase,
    /// What, in words, without personal data.
    pub error: String,
}

impl Cycle {
    /// A cycle at its very start.
    #[must_use]
    pub fn open(id: CycleId, opened_at: Timestamp, report_from: Timestamp) -> Self {
        let phases = BTreeMap::from([(
            Phase::StartCycle,
            PhaseRun {
                handed_on_at: Some(opened_at),
                started_at: Some(opened_at),
                finished_at: Some(opened_at),
                report: PhaseReport::default(),
            },
        )]);
        Self { id, version: 1, opened_at, report_from, last_due_at: None, phases, report: None }
    }

    /// The end of the 24 hours this cycle plans.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.opened_at.saturating_add(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MAX)
    }

    /// Whether the report is made.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.report.is_some()
    }

    /// Whether touches of this cycle may still go out.
    #[must_use]
    pub fn is_sending(&self) -> bool {
        self.run(Phase::ScheduleOutreach).finished_at.is_some() && self.run(Phase::SendOutreach).finished_at.is_none()
    }

    /// The trace of `phase`, empty if it left none.
    #[must_use]
    pub fn run(&self, phase: Phase) -> PhaseRun {
        self.phases.get(&phase).cloned().unwrap_or_default()
    }

    /// When the day may be closed: its last due touch lies [`CLOSE_AFTER`] back.
    #[must_use]
    pub fn closes_at(&self) -> Timestamp {
        let last = self.last_due_at.unwrap_or(self.opened_at);
        last.saturating_add(CLOSE_AFTER).unwrap_or(Timestamp::MAX)
    }

    /// What the tick owes this cycle at `now`.
    ///
    /// A day whose touches are over is closed; a phase that was handed the day and left no trace gets it again, every
    /// [`HAND_ON_AGAIN_AFTER`]; one that is silent for [`FAILED_AFTER`] is reported failed.
    #[must_use]
    pub fn owed(&self, now: Timestamp) -> Option<Owed> {
        if self.is_finished() {
            return None;
        }
        let last = *self.phases.keys().next_back()?;
        let run = self.run(last);
        if last == Phase::SendOutreach && run.started_at.is_some() && run.finished_at.is_none() {
            return (now >= self.closes_at()).then_some(Owed::Close);
        }
        if run.finished_at.is_some() {
            let waited = now.duration_since(run.finished_at?);
            return last.next().filter(|_| waited >= HAND_ON_AGAIN_AFTER).map(Owed::HandOn);
        }
        if let Some(started_at) = run.started_at {
            return (now.duration_since(started_at) >= FAILED_AFTER).then_some(Owed::Fail(last));
        }
        let handed_on_at = run.handed_on_at.unwrap_or(self.opened_at);
        if now.duration_since(handed_on_at) < HAND_ON_AGAIN_AFTER + last.delay() {
            return None;
        }
        // Each new hand-on leaves its own trace, so the silence counts from the end of the phase before.
        let silent_since = last.previous().and_then(|before| self.run(before).finished_at).unwrap_or(handed_on_at);
        let is_failed = now.duration_since(silent_since) >= FAILED_AFTER;
        Some(if is_failed { Owed::Fail(last) } else { Owed::HandOn(last) })
    }
}

/// What the tick owes a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owed {
    /// Close the sending day and hand on.
    Close,
    /// Hand the day to this phase (again).
    HandOn(Phase),
    /// Report this phase failed and hand on to the next.
    Fail(Phase),
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OPENED: Timestamp = Timestamp::constant(1_700_000_000, 0);

    fn cycle() -> Cycle {
        Cycle::open("spring.2026-11-23.live.1".parse().unwrap(), OPENED, OPENED)
    }

    fn after_mins(mins: i64) -> Timestamp {
        OPENED + SignedDuration::from_mins(mins)
    }

    fn with(phase: Phase, run: PhaseRun) -> Cycle {
        let mut cycle = cycle();
        cycle.phases.insert(phase, run);
        cycle
    }

    #[test]
    fn mail_leaves_only_where_stack_and_campaign_are_both_live() {
        assert_eq!(Stack::Live.permits(Mode::Live), Mode::Live);
        assert_eq!(Stack::Live.permits(Mode::Dry), Mode::Dry);
        assert_eq!(Stack::Dry.permits(Mode::Live), Mode::Dry);
        assert_eq!(Stack::default(), Stack::Dry);
    }

    #[test]
    fn the_day_visits_every_phase_once() {
        let day: Vec<Phase> = std::iter::successors(Some(Phase::StartCycle), |phase| phase.next()).collect();
        assert_eq!(day, Phase::ALL);
    }

    #[test]
    fn a_lost_hand_on_is_repeated_after_ten_minutes() {
        assert_eq!(cycle().owed(after_mins(9)), None);
        assert_eq!(cycle().owed(after_mins(10)), Some(Owed::HandOn(Phase::ProcessLeads)));
        let handed = PhaseRun { handed_on_at: Some(OPENED), ..PhaseRun::default() };
        assert_eq!(with(Phase::ProcessLeads, handed).owed(after_mins(10)), Some(Owed::HandOn(Phase::ProcessLeads)));
    }

    #[test]
    fn a_phase_that_is_silent_for_half_an_hour_is_reported_failed() {
        let started = PhaseRun { started_at: Some(OPENED), ..PhaseRun::default() };
        let cycle = with(Phase::ScheduleOutreach, started);
        assert_eq!(cycle.owed(after_mins(29)), None);
        assert_eq!(cycle.owed(after_mins(30)), Some(Owed::Fail(Phase::ScheduleOutreach)));
    }

    #[test]
    fn the_sending_day_closes_twenty_minutes_after_its_last_due_touch() {
        let sending = PhaseRun { started_at: Some(OPENED), ..PhaseRun::default() };
        let cycle = Cycle { last_due_at: Some(after_mins(60)), ..with(Phase::SendOutreach, sending) };
        assert_eq!(cycle.owed(after_mins(79)), None);
        assert_eq!(cycle.owed(after_mins(80)), Some(Owed::Close));
    }

    #[test]
    fn a_phase_that_is_handed_the_day_again_and_again_and_never_starts_is_reported_failed() {
        let handed = |mins| {
            let run = PhaseRun { handed_on_at: Some(after_mins(mins)), ..PhaseRun::default() };
            with(Phase::ProcessLeads, run)
        };
        assert_eq!(handed(10).owed(after_mins(20)), Some(Owed::HandOn(Phase::ProcessLeads)));
        assert_eq!(handed(20).owed(after_mins(29)), None);
        assert_eq!(handed(20).owed(after_mins(30)), Some(Owed::Fail(Phase::ProcessLeads)));
    }

    #[test]
    fn nothing_is_owed_to_a_day_that_is_reported() {
        let shown = crate::phases::report_cycle::plan(&cycle(), &[], &Default::default(), 0, after_mins(5));
        assert_eq!(Cycle { report: Some(shown), ..cycle() }.owed(after_mins(1_000)), None);
    }

    /// What the tick does about it, as `cam_ports::phase` does it.
    fn obey(cycle: &mut Cycle, owed: Owed, now: Timestamp) {
        let mut end = |phase: Phase| {
            let run = cycle.phases.entry(phase).or_default();
            run.started_at = run.started_at.or(Some(now));
            run.finished_at = Some(now);
            phase.next()
        };
        let next = match owed {
            Owed::Close => end(Phase::SendOutreach),
            Owed::Fail(phase) => end(phase),
            Owed::HandOn(phase) => Some(phase),
        };
        if let Some(next) = next {
            let run = cycle.phases.entry(next).or_default();
            run.handed_on_at = Some(now).filter(|_| run.started_at.is_none()).or(run.handed_on_at);
        }
    }

    proptest! {
        /// A phase does its work, starts and dies, or never starts; the tick comes every five minutes.
        #[test]
        fn whatever_the_phases_do_the_day_comes_to_its_end(fates in prop::collection::vec(0_u8..3, 7)) {
            let mut cycle = cycle();
            for tick in 1..200 {
                let now = after_mins(5 * tick);
                if let Some(owed) = cycle.owed(now) {
                    if owed == Owed::Fail(Phase::ReportCycle) {
                        return Ok(());
                    }
                    obey(&mut cycle, owed, now);
                }
                let waiting = cycle.phases.iter().find(|(_, run)| run.started_at.is_none()).map(|(phase, _)| *phase);
                let Some(phase) = waiting else { continue };
                match fates[phase as usize] {
                    0 if phase == Phase::SendOutreach => {
                        cycle.phases.entry(phase).or_default().started_at = Some(now);
                    }
                    0 if phase == Phase::ReportCycle => return Ok(()),
                    0 => obey(&mut cycle, Owed::Fail(phase), now),
                    1 => cycle.phases.entry(phase).or_default().started_at = Some(now),
                    _ => {}
                }
            }
            prop_assert!(false, "the day hangs: {:?}", cycle.phases);
        }

        #[test]
        fn the_tick_leaves_a_phase_in_peace_that_is_at_work(
            n_done in 0_usize..6, started in 0_i64..9, elapsed in 0_i64..30,
        ) {
            let mut cycle = cycle();
            let phase = Phase::ALL[n_done + 1];
            for phase in &Phase::ALL[1..=n_done] {
                obey(&mut cycle, Owed::Fail(*phase), OPENED);
            }
            let run = cycle.phases.entry(phase).or_default();
            run.handed_on_at = Some(OPENED);
            prop_assert_eq!(cycle.owed(after_mins(started)), None);
            cycle.phases.entry(phase).or_default().started_at = Some(after_mins(started));
            cycle.last_due_at = Some(after_mins(60));
            prop_assert_eq!(cycle.owed(after_mins(started + elapsed)), None);
        }
    }
}
