use std::collections::BTreeMap;

use jiff::civil::Date;
use proptest::prelude::*;

use super::*;
use crate::{
    attempt::AttemptState,
    calendar::{SendWindow, Weekdays, is_business_day},
    country::Country,
    fixture::{
        MORNING, at, campaign, claim, claim_id, cycle, due_lead, follow_up, hours, lead, mins, person, profile, sender,
        sending_cycle,
    },
    law::{B2bMail, LegalBasis},
    pacing::{Pacing, SendingDay, WarmUp},
};

/// Ten in the morning in New York.
const TEN: Timestamp = Timestamp::constant(1_795_413_600 + 9 * 3600, 0);

fn send_id(step: u8) -> SendId {
    SendId { person: person("a"), campaign_number: 1, step }
}

fn attempt(step: u8) -> Attempt {
    Attempt {
        id: send_id(step),
        claim: claim_id("c"),
        cycle: cycle().id,
        sender: "ann".parse().unwrap(),
        claimed_at: MORNING,
        state: AttemptState::Claimed,
    }
}

/// What a touch is judged by, owned.
#[derive(Debug, Clone)]
struct Scene {
    campaign: Campaign,
    cycle: Cycle,
    stack: Stack,
    lead: Lead,
    is_suppressed: bool,
    attempts: Vec<Attempt>,
    elsewhere: Vec<Lead>,
    due_at: Timestamp,
}

impl Scene {
    /// A first mail that is due at ten, and nothing stands against it.
    fn new() -> Self {
        Self {
            campaign: campaign(),
            cycle: sending_cycle(),
            stack: Stack::Live,
            lead: due_lead("a", TEN),
            is_suppressed: false,
            attempts: Vec::new(),
            elsewhere: Vec::new(),
            due_at: TEN,
        }
    }

    fn judge(&self, now: Timestamp) -> Verdict {
        let Self { campaign, cycle, lead, attempts, elsewhere, .. } = self;
        let (stack, is_suppressed, due_at) = (self.stack, self.is_suppressed, self.due_at);
        let address = &profile("a").address;
        let snapshot = Snapshot { campaign, cycle, stack, lead, address, is_suppressed, attempts, elsewhere, due_at };
        judge(&snapshot, &send_id(lead.next_step), now)
    }
}

fn elsewhere(place: Place) -> Lead {
    let mut other = Lead { place, ..follow_up("a") };
    other.key.campaign = "autumn".parse().unwrap();
    other
}

#[test]
fn a_touch_that_is_due_and_nothing_stands_against_is_claimed() {
    assert_eq!(Scene::new().judge(TEN), Verdict::Claim);
    assert_eq!(Scene::new().judge(TEN - mins(1)), Verdict::Nothing);
}

#[test]
fn a_task_that_is_not_this_slot_or_was_dealt_with_does_nothing() {
    let moved = Scene { due_at: TEN - mins(10), ..Scene::new() };
    let claimed = Scene { lead: Lead { claim: Some(claim("c")), ..due_lead("a", TEN) }, ..Scene::new() };
    let sent = Scene { attempts: vec![attempt(1)], ..Scene::new() };
    let waiting = Scene { lead: lead("a"), ..Scene::new() };
    let other_cycle = Cycle { id: "spring.2026-11-23.live.2".parse().unwrap(), ..sending_cycle() };
    let of_another_cycle = Scene { cycle: other_cycle, ..Scene::new() };
    for scene in [moved, claimed, sent, waiting, of_another_cycle] {
        assert_eq!(scene.judge(TEN), Verdict::Nothing);
    }
}

/// Failure 8 of `RULES.md` §3.5, the half that core decides: a touch of a dry cycle is never claimed.
#[test]
fn nothing_is_claimed_unless_stack_campaign_and_cycle_are_live() {
    let left = Verdict::Leave(SkipReason::NotLive);
    assert_eq!(Scene { stack: Stack::Dry, ..Scene::new() }.judge(TEN), left);
    let mut dry_campaign = Scene::new();
    dry_campaign.campaign.mode = Mode::Dry;
    assert_eq!(dry_campaign.judge(TEN), left);
    assert_eq!(Scene { stack: Stack::Rehearsal, ..dry_campaign }.judge(TEN), Verdict::Claim);
    let mut dry_cycle = Scene { stack: Stack::Rehearsal, ..Scene::new() };
    dry_cycle.cycle.id.mode = Mode::Dry;
    dry_cycle.lead.place = Place::Due(crate::lead::Due { at: TEN, cycle: dry_cycle.cycle.id.clone() });
    assert_eq!(dry_cycle.judge(TEN), left);
}

#[test]
fn nobody_is_written_to_after_a_no_or_while_another_campaign_writes() {
    let suppressed = Scene { is_suppressed: true, ..Scene::new() };
    assert_eq!(suppressed.judge(TEN), Verdict::Leave(SkipReason::Suppressed));
    let busy = Scene { elsewhere: vec![elsewhere(Place::Waiting { from: MORNING })], ..Scene::new() };
    let other = busy.elsewhere[0].key.campaign.clone();
    assert_eq!(busy.judge(TEN), Verdict::Leave(SkipReason::OtherSequence(other)));
    assert_eq!(Scene { elsewhere: vec![elsewhere(Place::Idle)], ..Scene::new() }.judge(TEN), Verdict::Claim);
}

#[test]
fn an_address_that_the_owner_has_listed_since_the_morning_is_left_alone() {
    let mut scene = Scene::new();
    scene.campaign.do_not_contact.addresses.insert(profile("a").address);
    assert_eq!(scene.judge(TEN), Verdict::Leave(SkipReason::DoNotContact));
}

#[test]
fn a_country_that_the_campaign_has_blocked_since_the_morning_is_left_alone() {
    let mut scene = Scene::new();
    scene.campaign.legal.overrides = BTreeMap::from([(Country::parse("US").unwrap(), B2bMail::NeedsConsent)]);
    assert!(matches!(scene.judge(TEN), Verdict::Leave(SkipReason::Law(_))));
    scene.lead.basis = LegalBasis::Consent;
    assert_eq!(scene.judge(TEN), Verdict::Claim);
}

#[test]
fn a_touch_after_the_end_of_its_sending_day_goes_back() {
    assert_eq!(Scene { cycle: cycle(), ..Scene::new() }.judge(TEN), Verdict::Leave(SkipReason::DayEnded));
    let mut closed = Scene::new();
    closed.cycle.phases.entry(crate::cycle::Phase::SendOutreach).or_default().finished_at = Some(TEN);
    assert_eq!(closed.judge(TEN), Verdict::Leave(SkipReason::DayEnded));
}

#[test]
fn a_touch_whose_window_is_shut_waits_for_it_within_its_day_and_no_longer() {
    let evening = at("2026-11-23T22:30:00Z");
    let next_morning = at("2026-11-24T14:00:00Z");
    let shut = SkipReason::WindowShut { until: Some(next_morning) };
    assert_eq!(Scene::new().judge(evening), Verdict::Leave(shut.clone()));
    let opened_late = Cycle { opened_at: MORNING + hours(10), ..sending_cycle() };
    let scene = Scene { cycle: opened_late, ..Scene::new() };
    assert_eq!(scene.judge(evening), Verdict::Postpone { until: next_morning, reason: shut });
}

#[test]
fn the_window_is_the_leads_own_across_the_change_of_its_clocks() {
    let campaign = campaign();
    let shut = |zone: &str, instant: &str| {
        let lead = Lead { zone: Some(zone.to_owned()), country: None, ..lead("a") };
        window_shut(&lead, &campaign, at(instant))
    };
    // New York, Monday after the clocks went back, then Monday after they went forward.
    assert_eq!(shut("America/New_York", "2026-11-02T13:59:59Z"), Some(Some(at("2026-11-02T14:00:00Z"))));
    assert_eq!(shut("America/New_York", "2026-11-02T14:00:00Z"), None);
    assert_eq!(shut("America/New_York", "2026-03-09T13:00:00Z"), None);
    assert_eq!(shut("America/New_York", "2026-03-06T21:59:59Z"), None);
    assert_eq!(shut("America/New_York", "2026-03-06T22:00:00Z"), Some(Some(at("2026-03-09T13:00:00Z"))));
    // Lord Howe changes by half an hour.
    assert_eq!(shut("Australia/Lord_Howe", "2026-10-05T22:00:00Z"), None);
    assert_eq!(shut("Australia/Lord_Howe", "2026-10-02T06:30:00Z"), Some(Some(at("2026-10-04T22:00:00Z"))));
}

#[test]
fn a_gate_that_opens_within_the_day_postpones_and_any_other_leaves() {
    let (ann, history, day) = (sender("ann"), SenderHistory::default(), sending_cycle());
    let gate = pass(&Gate::new(ann.id.clone()), &ann, &history, &day, TEN).unwrap();
    let until = TEN + ann.pacing.gap_min;
    let reason = SkipReason::SenderShut(Shut::GapNotOver { until });
    assert_eq!(pass(&gate, &ann, &history, &day, TEN + mins(1)), Err(Verdict::Postpone { until, reason }));

    let spent = crate::campaign::Sender { pacing: Pacing { cap_per_day: 1, ..ann.pacing }, ..ann.clone() };
    let refused = pass(&gate, &spent, &history, &day, TEN + hours(1));
    assert!(matches!(refused, Err(Verdict::Leave(SkipReason::SenderShut(Shut::CapReached { until: Some(_) })))));
    let stopped = Gate { stopped: Some("complaints".to_owned()), ..gate };
    let refused = pass(&stopped, &ann, &history, &day, TEN + hours(1));
    assert!(matches!(refused, Err(Verdict::Leave(SkipReason::SenderShut(Shut::Stopped(_))))));
}

#[test]
fn an_outage_postpones_by_a_quarter_of_an_hour_until_the_day_is_over() {
    let until = TEN + REST_AFTER_OUTAGE;
    let reason = SkipReason::GatewayUnavailable;
    assert_eq!(after_outage(&cycle(), TEN), Verdict::Postpone { until, reason: reason.clone() });
    assert_eq!(after_outage(&cycle(), cycle().ends_at() - mins(15)), Verdict::Leave(reason));
}

#[test]
fn after_the_last_step_there_is_no_next() {
    let last = Lead { next_step: 3, ..follow_up("a") };
    assert_eq!(next_from(&last, &campaign(), TEN), None);
    // Thanksgiving is on Thursday: three days after Monday is Friday.
    assert_eq!(next_from(&lead("a"), &campaign(), TEN), Some(at("2026-11-27T14:00:00Z")));
}

/// A morning's worth of what may stand against a touch, each as a yes or no.
#[derive(Debug, Clone)]
struct Troubles {
    suppressed: bool,
    dry: bool,
    closed: bool,
    claimed: bool,
    attempted: bool,
    busy: bool,
    no_basis: bool,
    other_slot: bool,
}

fn any_troubles() -> impl Strategy<Value = Troubles> {
    let rare = || prop::bool::weighted(0.15);
    let flags = (rare(), rare(), rare(), rare(), rare(), rare(), rare(), rare());
    flags.prop_map(|(suppressed, dry, closed, claimed, attempted, busy, no_basis, other_slot)| Troubles {
        suppressed,
        dry,
        closed,
        claimed,
        attempted,
        busy,
        no_basis,
        other_slot,
    })
}

impl Troubles {
    fn any(&self) -> bool {
        let Self { suppressed, dry, closed, claimed, attempted, busy, no_basis, other_slot } = self.clone();
        suppressed || dry || closed || claimed || attempted || busy || no_basis || other_slot
    }

    fn scene(&self, due_at: Timestamp) -> Scene {
        let mut scene = Scene { due_at, lead: due_lead("a", due_at), is_suppressed: self.suppressed, ..Scene::new() };
        if self.dry {
            scene.stack = Stack::Dry;
        }
        if self.closed {
            scene.cycle = cycle();
        }
        scene.lead.claim = Some(claim("c")).filter(|_| self.claimed);
        scene.attempts = Vec::from_iter(Some(attempt(1)).filter(|_| self.attempted));
        let other = Some(elsewhere(Place::Waiting { from: MORNING }));
        scene.elsewhere = Vec::from_iter(other.filter(|_| self.busy));
        if self.no_basis {
            scene.lead.basis = LegalBasis::None;
        }
        if self.other_slot {
            scene.due_at = due_at - mins(5);
        }
        scene
    }
}

const ZONES: [&str; 5] =
    ["America/New_York", "Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo"];

fn any_window() -> impl Strategy<Value = SendWindow> {
    let clock = || (0_i8..24, 0_i8..4).prop_map(|(hour, quarter)| jiff::civil::time(hour, quarter * 15, 0, 0));
    let windows = (clock(), clock(), any::<bool>()).prop_map(|(opens, closes, weekend)| SendWindow {
        opens,
        closes,
        days: if weekend { Weekdays::ALL } else { Weekdays::MONDAY_TO_FRIDAY },
    });
    windows.boxed()
}

/// A step of a day at a gate.
#[derive(Debug, Clone)]
enum Knock {
    /// A claim so many seconds after the knock before.
    Claim(i64),
    /// The claim before this many turns out not to have gone out.
    GiveBack(usize),
}

fn any_knock() -> impl Strategy<Value = Knock> {
    prop_oneof![5 => (0_i64..9_000).prop_map(Knock::Claim), 1 => (0_usize..5).prop_map(Knock::GiveBack)]
}

proptest! {
    #[test]
    fn a_touch_is_claimed_exactly_when_nothing_stands_against_it(
        troubles in any_troubles(), zone in prop::sample::select(ZONES.to_vec()), minute in 0_i64..1440,
        wait in -60_i64..300,
    ) {
        let due_at = MORNING + mins(minute);
        let now = due_at + mins(wait);
        let mut scene = troubles.scene(due_at);
        scene.lead.zone = Some(zone.to_owned());
        let lead = &scene.lead;
        let zone = zone_of(lead, &scene.campaign);
        let is_open = scene.campaign.window.is_open(now, &zone, lead.country, &[]).is_ok();
        let verdict = scene.judge(now);
        prop_assert_eq!(verdict == Verdict::Claim, !troubles.any() && is_open && now >= due_at);
        if let Verdict::Postpone { until, reason } = verdict {
            prop_assert!(until > now && until < scene.cycle.ends_at());
            prop_assert_eq!(reason.consequence(), Consequence::ComesUpAgain);
        }
    }

    /// Failure 1 of `RULES.md` §3.5: a cap of 5 a day sent 20.
    #[test]
    fn no_24_hours_at_a_gate_hold_more_than_the_cap_and_no_two_mails_are_closer_than_the_gap(
        knocks in prop::collection::vec(any_knock(), 1..150), cap in 0_u32..9, gap in 0_i64..20,
    ) {
        let pacing = Pacing { cap_per_day: cap, gap_min: mins(gap), gap_max: mins(gap), warm_up: WarmUp::Off };
        let ann = crate::campaign::Sender { pacing, ..sender("ann") };
        let (history, day) = (SenderHistory::default(), sending_cycle());
        let mut gate = Gate::new(ann.id.clone());
        let mut log: Vec<Timestamp> = Vec::new();
        let mut claims: Vec<Timestamp> = Vec::new();
        let mut now = MORNING;
        for knock in knocks {
            match knock {
                Knock::Claim(wait) => {
                    now += SignedDuration::from_secs(wait);
                    match pass(&gate, &ann, &history, &day, now) {
                        Ok(next) => {
                            prop_assert_eq!(next.version, gate.version + 1);
                            gate = next;
                            log.push(now);
                            claims.push(now);
                        }
                        Err(Verdict::Postpone { until, .. }) => prop_assert!(until > now && until < day.ends_at()),
                        Err(_) => {}
                    }
                }
                Knock::GiveBack(ago) => {
                    if let Some(at) = log.len().checked_sub(ago + 1) {
                        gate = gate.give_back(log.remove(at));
                    }
                }
            }
            let recent = log.iter().filter(|sent_at| **sent_at > now - hours(24)).count();
            prop_assert!(recent <= usize::try_from(cap).unwrap());
        }
        prop_assert!(claims.windows(2).all(|pair| pair[1].duration_since(pair[0]) >= mins(gap)));
        prop_assert!(cap > 0 || claims.is_empty());
    }

    #[test]
    fn a_gate_lets_through_at_the_instant_it_named(cap in 1_u32..5, waits in prop::collection::vec(0_i64..3_000, 1..12)) {
        let pacing = Pacing { cap_per_day: cap, warm_up: WarmUp::Off, ..Pacing::default() };
        let ann = crate::campaign::Sender { pacing, ..sender("ann") };
        let (history, day) = (SenderHistory::default(), sending_cycle());
        let mut gate = Gate::new(ann.id.clone());
        let mut now = MORNING;
        for wait in waits {
            now += SignedDuration::from_secs(wait);
            match pass(&gate, &ann, &history, &day, now) {
                Ok(next) => gate = next,
                Err(Verdict::Postpone { until, .. }) => prop_assert!(pass(&gate, &ann, &history, &day, until).is_ok()),
                Err(verdict) => {
                    let is_cap = matches!(verdict, Verdict::Leave(SkipReason::SenderShut(Shut::CapReached { .. })));
                    prop_assert!(is_cap, "{:?}", verdict);
                }
            }
        }
    }

    #[test]
    fn the_gate_follows_the_warm_up(n_days in 0_i64..8, n_sent in 1_u32..20) {
        let ann = crate::campaign::Sender { pacing: Pacing::default(), ..sender("ann") };
        let date = |ago: i64| sending_cycle().id.date.saturating_sub(jiff::ToSpan::days(ago));
        let days = (1..=n_days).map(|ago| SendingDay { date: date(ago), n_sent, healthy: true });
        let history = days.fold(SenderHistory::default(), |history, day| history.with(day));
        let level = pacing::level(&ann.pacing.warm_up, ann.pacing.cap_per_day, &history.days, sending_cycle().id.date);
        let mut gate = Gate::new(ann.id.clone());
        let mut n = 0;
        for knock in 0..100 {
            if let Ok(next) = pass(&gate, &ann, &history, &sending_cycle(), MORNING + mins(9 * knock)) {
                gate = next;
                n += 1;
            }
        }
        prop_assert_eq!(n, level);
    }

    #[test]
    fn the_next_step_falls_on_a_working_day_at_the_windows_opening_and_not_too_early(
        zone in prop::sample::select(ZONES.to_vec()), window in any_window(), minute in 0_i64..600_000,
        after_days in 1_u16..15, country in prop::sample::select(vec!["US", "DE", "GB"]),
    ) {
        let mut campaign = campaign();
        campaign.window = window;
        campaign.steps[1].after_days = after_days;
        let lead = Lead { zone: Some(zone.to_owned()), country: Country::parse(country), ..lead("a") };
        let sent_at = MORNING + mins(minute);
        let zone = zone_of(&lead, &campaign);
        let day = |at: Timestamp| -> Date { at.to_zoned(zone.clone()).date() };

        let from = next_from(&lead, &campaign, sent_at).unwrap();
        prop_assert!(is_business_day(day(from), lead.country, &[]));
        prop_assert!(day(sent_at).until(day(from)).unwrap().get_days() >= i32::from(after_days));
        prop_assert_eq!(from.to_zoned(zone.clone()).time(), window.opens);
        // It is the first such day.
        let first = day(sent_at).saturating_add(jiff::ToSpan::days(i64::from(after_days)));
        let days_between = first.series(jiff::ToSpan::day(1)).take_while(|date| *date < day(from));
        for date in days_between {
            prop_assert!(!is_business_day(date, lead.country, &[]));
        }
    }

    #[test]
    fn the_window_is_shut_exactly_outside_it_and_says_when_it_opens(
        zone in prop::sample::select(ZONES.to_vec()), window in any_window(), minute in 0_i64..525_600,
    ) {
        let campaign = Campaign { window, ..campaign() };
        let lead = Lead { zone: Some(zone.to_owned()), ..lead("a") };
        let now = at("2026-01-01T00:00:00Z") + mins(minute);
        let local = now.to_zoned(zone_of(&lead, &campaign));
        match window_shut(&lead, &campaign, now) {
            None if window.opens < window.closes => {
                prop_assert!(window.opens <= local.time() && local.time() < window.closes);
                prop_assert!(window.days.contains(local.weekday()));
            }
            None => prop_assert!(window.opens <= local.time() || local.time() < window.closes),
            Some(Some(until)) => {
                prop_assert!(until > now);
                prop_assert_eq!(window_shut(&lead, &campaign, until), None);
            }
            Some(None) => prop_assert!(false, "a window that opens every week opens within thirty days"),
        }
    }
}
