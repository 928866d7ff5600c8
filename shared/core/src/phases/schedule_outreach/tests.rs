use std::collections::BTreeSet;

use jiff::{SignedDuration, ToSpan};
use proptest::prelude::*;

use super::*;
use crate::{
    address::{DomainPattern, EmailAddress},
    calendar::{SendWindow, Weekdays},
    campaign::{Limits, Sender},
    fixture::{
        self, MORNING, campaign, candidate, candidate_of, company_id, cycle, due, follow_up, hours, lead, mins, profile,
    },
    law::LegalBasis,
    lead::{Claim, Due, LeadEvent, LeadStatus},
    pacing::{Pacing, RollingCount, SendingDay, WarmUp},
    sender::{Pause, Shut},
    skip::Hold,
};

/// A snapshot that owns what it is made of, and the instant it is planned at.
#[derive(Debug, Clone)]
struct World {
    campaign: Campaign,
    cycle: Cycle,
    candidates: Vec<Candidate>,
    companies: BTreeMap<CompanyId, Company>,
    senders: BTreeMap<SenderId, (Gate, SenderHistory)>,
    given_out: GivenOut,
    seed: u64,
    /// The sends behind the gates, to the second.
    log: Vec<(SenderId, Timestamp)>,
    now: Timestamp,
}

impl World {
    /// The fixture's day with these candidates, at its beginning.
    fn new(candidates: impl IntoIterator<Item = Candidate>) -> Self {
        Self {
            campaign: campaign(),
            cycle: cycle(),
            candidates: candidates.into_iter().collect(),
            companies: BTreeMap::new(),
            senders: BTreeMap::new(),
            given_out: GivenOut::default(),
            seed: 7,
            log: Vec::new(),
            now: MORNING,
        }
        .with_senders(vec![fixture::sender("ann")])
    }

    /// With these senders in the place of the others, their gates unused.
    fn with_senders(mut self, senders: Vec<Sender>) -> Self {
        self.senders = senders
            .iter()
            .map(|sender| (sender.id.clone(), (Gate::new(sender.id.clone()), SenderHistory::default())))
            .collect();
        self.campaign.senders = senders;
        self
    }

    fn with_limits(mut self, limits: Limits) -> Self {
        self.campaign.limits = limits;
        self
    }

    fn plan(&self) -> Plan {
        let snapshot = Snapshot {
            campaign: &self.campaign,
            cycle: &self.cycle,
            candidates: self.candidates.clone(),
            companies: self.companies.clone(),
            senders: self.senders.clone(),
            given_out: self.given_out,
            seed: self.seed,
        };
        plan(&snapshot, self.now)
    }

    fn candidate(&self, key: &LeadKey) -> &Candidate {
        self.candidates.iter().find(|candidate| &candidate.lead.key == key).unwrap()
    }

    fn is_open_for(&self, lead: &Lead, at: Timestamp) -> bool {
        let zone = zone_of(lead, &self.campaign);
        self.campaign.window.is_open(at, &zone, lead.country, &self.campaign.holidays).is_ok()
    }

    fn level(&self, sender: &Sender) -> u32 {
        let (gate, history) = &self.senders[&sender.id];
        let is_shut = gate.stopped.is_some() || gate.paused.contains(&self.campaign.id);
        let pacing = &sender.pacing;
        let level = crate::pacing::level(&pacing.warm_up, pacing.cap_per_day, &history.days, self.cycle.id.date);
        if is_shut { 0 } else { level }
    }

    /// The world once the plan is applied: touched leads are due, companies and counts are as the plan says.
    fn after(&self, plan: &Plan) -> Self {
        let mut next = self.clone();
        for touch in &plan.touches {
            let event = LeadEvent::Planned {
                due: Due { at: touch.due_at, cycle: self.cycle.id.clone() },
                sender: touch.sender.clone(),
            };
            let is_its = |candidate: &&mut Candidate| candidate.lead.key == touch.lead.key;
            next.candidates.iter_mut().find(is_its).unwrap().lead = touch.lead.after(event).unwrap();
        }
        next.companies.extend(plan.companies.iter().map(|company| (company.id.clone(), company.clone())));
        next.given_out.outreach += n_first(plan);
        next.given_out.followups += n_follow_ups(plan);
        next
    }
}

fn n_first(plan: &Plan) -> u32 {
    u32::try_from(plan.touches.iter().filter(|touch| touch.lead.next_step == 1).count()).unwrap()
}

fn n_follow_ups(plan: &Plan) -> u32 {
    u32::try_from(plan.touches.len()).unwrap() - n_first(plan)
}

fn touched(plan: &Plan) -> BTreeSet<LeadKey> {
    plan.touches.iter().map(|touch| touch.lead.key.clone()).collect()
}

fn accounted(plan: &Plan) -> BTreeSet<LeadKey> {
    plan.skips.iter().map(|skip| skip.lead.key.clone()).chain(touched(plan)).collect()
}

fn reason<'p>(plan: &'p Plan, name: &str) -> Option<&'p SkipReason> {
    plan.skips.iter().find(|skip| skip.lead.key == lead(name).key).map(|skip| &skip.reason)
}

fn unlimited() -> Limits {
    Limits {
        new_leads_per_day: 10_000,
        outreach_per_day: 10_000,
        followups_per_day: 10_000,
        active_per_company: 2,
        cool_down_days: 90,
    }
}

/// Days around clock changes of the zones below, around a holiday, and an ordinary one.
const BEGINNINGS: [&str; 8] = [
    "2026-11-23T06:00:00Z",
    "2026-03-07T12:00:00Z",
    "2026-03-28T12:00:00Z",
    "2026-10-24T12:00:00Z",
    "2026-10-31T12:00:00Z",
    "2026-04-04T06:00:00Z",
    "2026-10-03T06:00:00Z",
    "2026-12-24T06:00:00Z",
];

const ZONES: [&str; 5] = ["America/New_York", "Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe", "Europe/London"];

fn any_window() -> impl Strategy<Value = SendWindow> {
    let clock = || (0_i8..24, 0_i8..4).prop_map(|(hour, quarter)| jiff::civil::time(hour, quarter * 15, 0, 0));
    let days = prop_oneof![
        3 => Just(Weekdays::ALL),
        2 => Just(Weekdays::MONDAY_TO_FRIDAY),
        1 => prop::sample::subsequence(Weekdays::ALL.iter().collect::<Vec<_>>(), 0..7).prop_map(Weekdays::from_iter),
    ];
    let any = (clock(), clock(), days).prop_map(|(opens, closes, days)| SendWindow { opens, closes, days });
    prop_oneof![3 => any, 1 => Just(campaign().window)]
}

fn any_limits() -> impl Strategy<Value = Limits> {
    let limits = (0_u32..15, 0_u32..8, 0_u32..4, prop::sample::select(vec![0_u16, 90]));
    limits.prop_map(|(outreach_per_day, followups_per_day, active_per_company, cool_down_days)| Limits {
        new_leads_per_day: 10,
        outreach_per_day,
        followups_per_day,
        active_per_company,
        cool_down_days,
    })
}

/// A sender with what it sent, in seconds before the cycle.
#[derive(Debug, Clone)]
struct SenderDraft {
    pacing: Pacing,
    days: Vec<(i64, u32, bool)>,
    sent_before_s: Vec<i64>,
    stopped: bool,
    paused: bool,
}

fn any_sender() -> impl Strategy<Value = SenderDraft> {
    let gaps = prop::sample::select(vec![(0, 0), (0, 60), (0, 300), (60, 300), (540, 840), (1200, 1200), (3600, 7200)]);
    let warm_up = prop_oneof![
        2 => Just(WarmUp::Off),
        1 => (0_u32..6, 0_u32..4).prop_map(|(start, step)| WarmUp::Ramp { start, step, growth_percent: 150 }),
    ];
    let pacing = (gaps, 0_u32..16, warm_up).prop_map(|((min, max), cap_per_day, warm_up)| Pacing {
        cap_per_day,
        gap_min: SignedDuration::from_secs(min),
        gap_max: SignedDuration::from_secs(max),
        warm_up,
    });
    let days = prop::collection::vec((1_i64..12, 0_u32..12, any::<bool>()), 0..5);
    let sent = prop::collection::vec(prop_oneof![4 => 0_i64..100_000, 1 => 0_i64..900], 0..10);
    let blocks = (prop::bool::weighted(0.05), prop::bool::weighted(0.05));
    (pacing, days, sent, blocks).prop_map(|(pacing, days, sent_before_s, (stopped, paused))| SenderDraft {
        pacing,
        days,
        sent_before_s,
        stopped,
        paused,
    })
}

/// A lead with what stands against it; spans are hours from the beginning of the cycle.
#[derive(Debug, Clone)]
struct LeadDraft {
    zone: Option<&'static str>,
    country: Option<&'static str>,
    basis: LegalBasis,
    step: u8,
    /// 0 to 2 ready or waiting, 3 held, 4 due, 5 idle, 6 hot.
    place: u8,
    waits: i64,
    company: Option<u8>,
    sender: u8,
    mailbox: Mailbox,
    title: Option<&'static str>,
    industry: Option<&'static str>,
    /// 0 suppressed, 1 over, 2 claimed, 3 a text problem, 4 in another sequence, 5 cooling down; above, nothing.
    obstacle: u8,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mailbox {
    Person,
    Role,
    DoNotContact,
}

fn any_lead() -> impl Strategy<Value = LeadDraft> {
    let countries = vec![Some("US"), Some("US"), Some("FR"), Some("GB"), Some("DE"), Some("JP"), None];
    let bases = vec![LegalBasis::Consent, LegalBasis::Consent, LegalBasis::LegitimateInterest, LegalBasis::None];
    let mailboxes = prop_oneof![8 => Just(Mailbox::Person), 1 => Just(Mailbox::Role), 1 => Just(Mailbox::DoNotContact)];
    let where_from = (
        prop::option::of(prop::sample::select(ZONES.to_vec())),
        prop::sample::select(countries),
        prop::sample::select(bases),
    );
    let state = (
        prop_oneof![2 => Just(1_u8), 1 => 2_u8..4],
        prop_oneof![8 => 0_u8..3, 1 => Just(3_u8), 1 => 4_u8..7],
        -60_i64..40,
        prop_oneof![2 => Just(None), 1 => (0_u8..3).prop_map(Some)],
        0_u8..4,
    );
    let known = (
        mailboxes,
        prop::sample::select(vec![Some("CTO"), Some("CTO"), Some("Baker"), None]),
        prop::sample::select(vec![Some("Software"), Some("Bakery"), None]),
        0_u8..20,
    );
    (where_from, state, known).prop_map(|((zone, country, basis), (step, place, waits, company, sender), known)| {
        let (mailbox, title, industry, obstacle) = known;
        LeadDraft { zone, country, basis, step, place, waits, company, sender, mailbox, title, industry, obstacle }
    })
}

impl LeadDraft {
    fn candidate(&self, i: usize, opened_at: Timestamp) -> Candidate {
        let name = format!("p{i}");
        let from = opened_at + hours(self.waits);
        let place = match self.place {
            0..3 if self.step == 1 => Place::Ready,
            0..3 => Place::Waiting { from },
            3 => Place::Review { hold: Hold { key: String::new(), text: String::new() }, judged_by: 1 },
            4 => Place::Due(due(from)),
            5 => Place::Idle,
            _ => Place::Hot,
        };
        let status = match (self.obstacle, self.step) {
            (1, _) => LeadStatus::Replied,
            (_, 1) => LeadStatus::New,
            (_, _) => LeadStatus::Contacted,
        };
        let claim = Claim { due: due(from), ..fixture::claim("claim") };
        let lead = Lead {
            status,
            place,
            claim: Some(claim).filter(|_| self.obstacle == 2),
            next_step: self.step,
            sender: Some(format!("s{}", self.sender).parse().unwrap()).filter(|_| self.step > 1),
            company: self.company.map(|n| company_id(&format!("c{n}"))),
            country: self.country.and_then(Country::parse),
            zone: self.zone.map(str::to_owned),
            basis: self.basis,
            last_touch_at: Some(from - hours(72)).filter(|_| self.step > 1),
            ..lead(&name)
        };
        let is_elsewhere = matches!(self.obstacle, 4 | 5);
        let other = Lead {
            key: LeadKey { campaign: "autumn".parse().unwrap(), ..lead.key.clone() },
            place: if self.obstacle == 4 { Place::Waiting { from } } else { Place::Idle },
            ..follow_up(&name)
        };
        Candidate {
            profile: self.profile(&name),
            is_suppressed: self.obstacle == 0,
            elsewhere: Vec::from_iter(Some(other).filter(|_| is_elsewhere)),
            text_problem: Some(SkipReason::MissingVariable { name: "x".to_owned() }).filter(|_| self.obstacle == 3),
            lead,
        }
    }

    fn profile(&self, name: &str) -> Profile {
        let address = match self.mailbox {
            Mailbox::Person => format!("{name}@acme.example"),
            Mailbox::Role => "info@acme.example".to_owned(),
            Mailbox::DoNotContact => format!("{name}@shop.never.example"),
        };
        let cells = [("title", self.title), ("industry", self.industry)];
        let cells = cells.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
        Profile { address: EmailAddress::parse(&address).unwrap(), variables: cells.collect(), ..profile(name) }
    }
}

/// Three companies, each stopped or not, with contacts that are active until so many hours from the beginning.
fn any_companies() -> impl Strategy<Value = Vec<(bool, Vec<i64>)>> {
    prop::collection::vec((prop::bool::weighted(0.1), prop::collection::vec(-48_i64..400, 0..2)), 3)
}

fn any_world() -> impl Strategy<Value = World> {
    let late = prop_oneof![1 => Just(0), 2 => 0_i64..1560];
    let instants = (prop::sample::select(BEGINNINGS.to_vec()), 0_i64..2880, late);
    let settings = (any_window(), any_limits(), any::<bool>(), any::<u64>());
    let people = (
        prop::collection::vec(any_sender(), 1..4),
        prop::collection::vec(any_lead(), 0..25),
        any_companies(),
        (0_u32..4, 0_u32..4),
    );
    (instants, settings, people).prop_map(|((beginning, minutes, late), settings, people)| {
        let opened_at = fixture::at(beginning) + mins(minutes);
        let (window, limits, asks, seed) = settings;
        let (senders, leads, companies, (outreach, followups)) = people;
        let date = opened_at.to_zoned(TimeZone::UTC).date();
        let mut world = World {
            campaign: Campaign { window, limits, ..campaign() },
            cycle: Cycle::open(format!("spring.{date}.live.1").parse().unwrap(), opened_at, opened_at),
            given_out: GivenOut { outreach, followups },
            seed,
            now: opened_at + mins(late),
            ..World::new(leads.iter().enumerate().map(|(i, draft)| draft.candidate(i, opened_at)))
        };
        world.campaign.do_not_contact.domains = vec![DomainPattern::parse("never.example").unwrap()];
        if asks {
            world.campaign.ideal_customer.titles = vec!["CTO".to_owned()];
            world.campaign.ideal_customer.industries = vec!["software".to_owned()];
            world.campaign.scoring.qualify_at = Milli::new(400);
        }
        add_senders(&mut world, &senders);
        add_companies(&mut world, &companies);
        world
    })
}

fn add_senders(world: &mut World, drafts: &[SenderDraft]) {
    let opened_at = world.cycle.opened_at;
    world.senders.clear();
    world.campaign.senders.clear();
    for (i, draft) in drafts.iter().enumerate() {
        let sender = Sender { pacing: draft.pacing, ..fixture::sender(&format!("s{i}")) };
        let log: Vec<_> = draft.sent_before_s.iter().map(|s| opened_at - SignedDuration::from_secs(*s)).collect();
        let mut sends = RollingCount::default();
        log.iter().for_each(|sent_at| sends.record(*sent_at));
        let gate = Gate {
            sends,
            last_send_at: log.iter().max().copied(),
            stopped: Some("complaints".to_owned()).filter(|_| draft.stopped),
            paused: Some(world.campaign.id.clone()).filter(|_| draft.paused).into_iter().collect(),
            ..Gate::new(sender.id.clone())
        };
        let history = draft.days.iter().fold(SenderHistory::default(), |history, (ago, n_sent, healthy)| {
            let date = world.cycle.id.date - ago.days();
            history.with(SendingDay { date, n_sent: *n_sent, healthy: *healthy })
        });
        world.log.extend(log.into_iter().map(|sent_at| (sender.id.clone(), sent_at)));
        world.senders.insert(sender.id.clone(), (gate, history));
        world.campaign.senders.push(sender);
    }
}

fn add_companies(world: &mut World, drafts: &[(bool, Vec<i64>)]) {
    for (i, (stopped, active)) in drafts.iter().enumerate() {
        let active = active
            .iter()
            .enumerate()
            .map(|(j, until)| (lead(&format!("c{i}p{j}")).key, world.cycle.opened_at + hours(*until)));
        let id = company_id(&format!("c{i}"));
        let company = Company { stopped: *stopped, active: active.collect(), ..Company::new(id.clone()) };
        world.companies.insert(id, company);
    }
}

/// What the rules say of a lead that may be touched, written down a second time.
fn may_be_touched(world: &World, touch: &Touch) -> Result<(), TestCaseError> {
    let Candidate { lead, profile, is_suppressed, elsewhere, text_problem } = world.candidate(&touch.lead.key);
    prop_assert_eq!(&touch.lead, lead);
    prop_assert!(!is_suppressed && text_problem.is_none());
    prop_assert!(!profile.address.domain().ends_with("never.example"));
    prop_assert!(lead.claim.is_none() && !lead.is_over());
    prop_assert!(lead.next_step > 1 || !profile.address.expose().starts_with("info@"));
    let is_free = lead.country.is_some_and(|country| ["US", "FR", "GB"].contains(&country.code()));
    let basis = lead.basis;
    prop_assert!(basis == LegalBasis::Consent || (is_free && basis == LegalBasis::LegitimateInterest));
    prop_assert!(!elsewhere.iter().any(Lead::is_in_sequence) || lead.next_step > 1);
    let company = lead.company.as_ref().and_then(|id| world.companies.get(id));
    prop_assert!(!company.is_some_and(|company| company.stopped));

    prop_assert!(touch.due_at >= world.now.max(world.cycle.opened_at) && touch.due_at < world.cycle.ends_at());
    prop_assert!(world.is_open_for(lead, touch.due_at), "{}", touch.due_at);
    if let Place::Waiting { from } = lead.place {
        prop_assert!(touch.due_at >= from);
    }
    if lead.next_step > 1 {
        prop_assert_eq!(Some(&touch.sender), lead.sender.as_ref());
    }
    Ok(())
}

/// No 24 hours that end with a planned touch hold more of the sender's mails than its level, and none is too close.
fn keeps_the_pace(world: &World, plan: &Plan, sender: &Sender) -> Result<(), TestCaseError> {
    let of_sender = plan.touches.iter().filter(|touch| touch.sender == sender.id).map(|touch| touch.due_at);
    let planned: Vec<Timestamp> = of_sender.collect();
    let sent: Vec<Timestamp> =
        world.log.iter().filter(|(id, _)| *id == sender.id).map(|(_, sent_at)| *sent_at).collect();
    for end in &planned {
        let day = *end - hours(24)..=*end;
        let n = planned.iter().chain(&sent).filter(|at| **at > *day.start() && *at <= day.end()).count();
        prop_assert!(n <= usize::try_from(world.level(sender)).unwrap(), "{} holds {}", end, n);
    }
    let all = sent.iter().max().into_iter().chain(&planned).copied().collect::<Vec<_>>();
    let is_apart = |pair: &[Timestamp]| pair[1].duration_since(pair[0]) >= sender.pacing.gap_min;
    prop_assert!(all.windows(2).all(is_apart), "{:?}", all);
    Ok(())
}

fn is_due_by_the_book(lead: &Lead, world: &World) -> bool {
    let is_over = matches!(lead.status, LeadStatus::Replied | LeadStatus::Qualified | LeadStatus::Lost);
    let is_its_turn = match lead.place {
        Place::Ready => true,
        Place::Review { .. } => lead.next_step == 1 || turn_of_held(lead, world) < world.cycle.ends_at(),
        Place::Waiting { from } => from < world.cycle.ends_at(),
        Place::Idle | Place::Due(_) | Place::Hot => false,
    };
    !is_over && is_its_turn
}

/// The first instant of the day on which a held follow-up may go.
fn turn_of_held(lead: &Lead, world: &World) -> Timestamp {
    let zone = zone_of(lead, &world.campaign);
    let step = world.campaign.step(lead.next_step).unwrap();
    let sent_on = lead.last_touch_at.unwrap().to_zoned(zone.clone()).date();
    let holidays = &world.campaign.holidays;
    let date = crate::calendar::after_business_days(sent_on, step.after_days, lead.country, holidays);
    date.to_datetime(world.campaign.window.opens).to_zoned(zone).unwrap().timestamp()
}

proptest! {
    #[test]
    fn the_days_quotas_hold_together_with_what_was_given_out(world in any_world()) {
        let (plan, limits) = (world.plan(), world.campaign.limits);
        prop_assert!(n_first(&plan) <= limits.outreach_per_day.saturating_sub(world.given_out.outreach));
        prop_assert!(n_follow_ups(&plan) <= limits.followups_per_day.saturating_sub(world.given_out.followups));
    }

    /// Failure 1 of `RULES.md` §3.5.
    #[test]
    fn no_sender_exceeds_its_level_in_any_24_hours_nor_hurries(world in any_world()) {
        let plan = world.plan();
        for sender in &world.campaign.senders {
            keeps_the_pace(&world, &plan, sender)?;
        }
    }

    #[test]
    fn a_lead_that_is_due_is_touched_or_skipped_once_and_no_other_is(world in any_world()) {
        let plan = world.plan();
        let leads = world.candidates.iter().map(|candidate| &candidate.lead);
        let due = leads.filter(|lead| is_due_by_the_book(lead, &world)).map(|lead| lead.key.clone());
        let due: BTreeSet<LeadKey> = due.collect();
        prop_assert_eq!(accounted(&plan), due);
        prop_assert_eq!(plan.touches.len() + plan.skips.len(), accounted(&plan).len());
    }

    #[test]
    fn nobody_is_touched_whom_a_rule_protects(world in any_world()) {
        for touch in &world.plan().touches {
            may_be_touched(&world, touch)?;
        }
    }

    #[test]
    fn a_company_never_has_more_active_contacts_than_allowed(world in any_world()) {
        let plan = world.plan();
        let next = world.after(&plan);
        for (id, company) in &next.companies {
            let was_active = |key: &LeadKey| world.companies[id].active.get(key).is_some_and(|until| *until > world.now);
            let is_active = |(key, until): (&LeadKey, &Timestamp)| (*until > world.now).then(|| key.clone());
            let active: BTreeSet<LeadKey> = company.active.iter().filter_map(is_active).collect();
            let new = active.iter().filter(|key| !was_active(key)).collect::<BTreeSet<_>>();
            let is_first = |touch: &&Touch| touch.lead.company.as_ref() == Some(id) && touch.lead.next_step == 1;
            let begun: BTreeSet<_> = plan.touches.iter().filter(is_first).map(|touch| &touch.lead.key).collect();
            prop_assert!(begun.is_subset(&new));
            let most = usize::try_from(world.campaign.limits.active_per_company).unwrap();
            prop_assert!(begun.is_empty() || begun.len() + (active.len() - new.len()) <= most);
            let is_changed = plan.companies.iter().any(|changed| &changed.id == id);
            prop_assert_eq!(company.version, world.companies[id].version + u64::from(is_changed));
        }
    }

    #[test]
    fn the_order_of_the_candidates_changes_nothing(world in any_world(), by in any::<prop::sample::Index>()) {
        let mut shuffled = world.clone();
        shuffled.candidates.reverse();
        if !shuffled.candidates.is_empty() {
            let middle = by.index(shuffled.candidates.len());
            shuffled.candidates.rotate_left(middle);
        }
        prop_assert_eq!(world.plan(), shuffled.plan());
        prop_assert_eq!(world.plan(), world.plan());
    }

    #[test]
    fn planning_again_after_applying_touches_nobody_twice(world in any_world()) {
        let plan = world.plan();
        let again = world.after(&plan).plan();
        prop_assert!(accounted(&again).is_disjoint(&touched(&plan)));
        let limits = world.campaign.limits;
        prop_assert!(n_first(&again) <= limits.outreach_per_day.saturating_sub(world.given_out.outreach + n_first(&plan)));
    }

    #[test]
    fn more_places_for_first_mails_take_none_away(world in any_world(), more in 1_u32..9) {
        let mut wider = world.clone();
        wider.campaign.limits.outreach_per_day += more;
        prop_assert!(touched(&wider.plan()).is_superset(&touched(&world.plan())));
    }

    #[test]
    fn more_places_for_follow_ups_never_send_less(world in any_world(), more in 1_u32..9) {
        let mut wider = world.clone();
        wider.campaign.limits.followups_per_day += more;
        let (plan, wider) = (world.plan(), wider.plan());
        prop_assert!(n_follow_ups(&wider) >= n_follow_ups(&plan));
        prop_assert!(wider.touches.len() >= plan.touches.len());
    }

    #[test]
    fn a_higher_cap_never_sends_less(world in any_world(), more in 1_u32..9) {
        let mut wider = world.clone();
        wider.campaign.senders.iter_mut().for_each(|sender| sender.pacing.cap_per_day += more);
        prop_assert!(wider.plan().touches.len() >= world.plan().touches.len());
    }

    #[test]
    fn a_later_start_loses_no_lead_from_the_account(world in any_world(), later in 0_i64..2_000) {
        let late = World { now: world.now + mins(later), ..world.clone() };
        prop_assert_eq!(accounted(&late.plan()), accounted(&world.plan()));
    }

    #[test]
    fn new_threads_take_no_place_from_a_follow_up(world in any_world()) {
        let mut alone = world.clone();
        alone.candidates.retain(|candidate| candidate.lead.next_step > 1);
        let follow_ups = |plan: Plan| -> Vec<Touch> {
            plan.touches.into_iter().filter(|touch| touch.lead.next_step > 1).collect()
        };
        prop_assert_eq!(follow_ups(world.plan()), follow_ups(alone.plan()));
    }

    #[test]
    fn among_equals_the_better_score_goes_first(world in any_world()) {
        let mut world = world;
        for candidate in &mut world.candidates {
            candidate.lead = Lead { zone: None, country: Country::parse("US"), company: None, ..candidate.lead.clone() };
        }
        let plan = world.plan();
        let first = |touch: &&Touch| touch.lead.next_step == 1;
        for touch in plan.touches.iter().filter(first) {
            let better = |score: Option<Milli>| score > touch.score;
            let is_earlier = |other: &Touch| !better(other.score) || other.due_at <= touch.due_at;
            prop_assert!(plan.touches.iter().filter(first).all(is_earlier));
            let is_short = |reason: &SkipReason| {
                matches!(reason, SkipReason::OutreachSpent { .. } | SkipReason::SendersSpent)
            };
            let has_lost = |skip: &Skip| skip.lead.next_step == 1 && better(skip.score) && is_short(&skip.reason);
            prop_assert!(!plan.skips.iter().any(has_lost));
        }
    }

    #[test]
    fn a_reason_that_lifts_by_itself_does_not_say_when_it_already_has(world in any_world()) {
        for skip in &world.plan().skips {
            if let crate::skip::Lift::At(at) = skip.reason.lifts() {
                prop_assert!(at >= world.now, "{:?}", skip.reason);
            }
        }
    }
}

fn many(n: usize) -> Vec<Candidate> {
    (0..n).map(|i| candidate(&format!("p{i}"))).collect()
}

fn with_pacing(pacing: Pacing) -> Vec<Sender> {
    vec![Sender { pacing, ..fixture::sender("ann") }]
}

fn warm(cap_per_day: u32) -> Pacing {
    Pacing { cap_per_day, warm_up: WarmUp::Off, ..Pacing::default() }
}

/// Failure 1 of `RULES.md` §3.5.
#[test]
fn a_cap_of_5_a_day_plans_5_and_a_limit_of_20_plans_20() {
    let capped = World::new(many(30)).with_senders(with_pacing(warm(5))).with_limits(unlimited());
    assert_eq!(capped.plan().touches.len(), 5);
    let gapless = Pacing { gap_min: SignedDuration::ZERO, gap_max: SignedDuration::ZERO, ..warm(1000) };
    let limited = World::new(many(1000)).with_senders(with_pacing(gapless)).plan();
    assert_eq!(limited.touches.len(), 20);
    assert_eq!(limited.skips.len(), 980);
    assert!(limited.skips.iter().all(|skip| skip.reason == SkipReason::OutreachSpent { limit: 20 }));
}

/// Failure 2 of `RULES.md` §3.5, its effect: the warm-up never advanced.
#[test]
fn a_sender_warms_up_by_the_days_it_sent_on() {
    let ramp = Pacing { warm_up: WarmUp::Ramp { start: 5, step: 2, growth_percent: 150 }, ..warm(20) };
    let mut world = World::new(many(30)).with_senders(with_pacing(ramp)).with_limits(unlimited());
    assert_eq!(world.plan().touches.len(), 5);
    let yesterday = SendingDay { date: world.cycle.id.date - 3.days(), n_sent: 5, healthy: true };
    for (_, history) in world.senders.values_mut() {
        *history = history.with(yesterday);
    }
    assert_eq!(world.plan().touches.len(), 7);
}

#[test]
fn a_paused_campaign_says_so_of_every_lead_and_a_sender_that_is_open_still_writes() {
    let mut world = World::new(many(3)).with_senders(vec![fixture::sender("ann"), fixture::sender("bob")]);
    let pause = |world: &mut World, id: &str| {
        let (gate, _) = world.senders.get_mut(&id.parse().unwrap()).unwrap();
        *gate = gate.with_pause(&world.campaign.id, Pause::On).unwrap();
    };
    pause(&mut world, "ann");
    let half = world.plan();
    assert!(half.touches.len() == 3 && half.touches.iter().all(|touch| touch.sender.as_str() == "bob"));
    pause(&mut world, "bob");
    let plan = world.plan();
    assert_eq!((plan.touches.len(), plan.skips.len()), (0, 3));
    assert!(plan.skips.iter().all(|skip| skip.reason == SkipReason::SenderShut(Shut::Paused)));
}

/// Failure 6 of `RULES.md` §3.5: leads starved. A follow-up never gives way to new leads, however good they are.
#[test]
fn follow_ups_do_not_starve_beside_new_leads() {
    let follow_ups = ["f1", "f2", "f3"].map(|name| candidate_of(follow_up(name), profile(name)));
    let candidates = many(9).into_iter().chain(follow_ups);
    let plan = World::new(candidates).with_senders(with_pacing(warm(4))).plan();
    assert_eq!((n_follow_ups(&plan), n_first(&plan)), (3, 1));
    assert!(plan.skips.iter().all(|skip| skip.reason == SkipReason::SendersSpent));
    assert_eq!(plan.touches[3].lead.next_step, 1, "the follow-ups have the first slots");
}

/// Failure 12 of `RULES.md` §3.5: a best possible lead scored .68 of the .70 needed.
#[test]
fn a_best_possible_lead_qualifies_and_the_worst_does_not() {
    let row = |title: &str, country: &str| Candidate {
        profile: Profile {
            variables: [
                ("title", title),
                ("industry", "Software"),
                ("company_size", "11-50"),
                ("revenue", "$5M"),
                ("signals", "job_change,funded,hiring,active,decision_maker,budget"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
            ..profile("a")
        },
        ..candidate_of(Lead { country: Country::parse(country), ..lead("a") }, profile("a"))
    };
    let mut world = World::new([row("CTO", "US")]);
    world.campaign.ideal_customer = score::IdealCustomer {
        industries: vec!["software".to_owned()],
        sizes: vec![Band::new(11, Some(50))],
        revenues: vec![Band::new(1_000_000, Some(9_000_000))],
        countries: Country::parse("US").into_iter().collect(),
        titles: vec!["CTO".to_owned()],
        seniorities: [Seniority::CLevel].into(),
        signals: Signal::ALL.into(),
        ..score::IdealCustomer::default()
    };
    assert_eq!(world.plan().touches[0].score, Some(Milli::ONE));

    world.candidates = vec![row("Baker", "GB")];
    for cell in ["industry", "company_size", "revenue", "signals"] {
        world.candidates[0].profile.variables.insert(cell.to_owned(), "1".to_owned());
    }
    let plan = world.plan();
    assert!(matches!(reason(&plan, "a"), Some(SkipReason::Disqualified(Disqualification::BelowThreshold { .. }))));
}

/// A new lead with everything against it that may stand against one.
fn against_all_odds() -> World {
    let mut world = World::new([Candidate {
        is_suppressed: true,
        text_problem: Some(SkipReason::MissingVariable { name: "city".to_owned() }),
        elsewhere: vec![Lead {
            key: LeadKey { campaign: "autumn".parse().unwrap(), ..lead("a").key },
            last_touch_at: Some(MORNING - hours(24)),
            ..follow_up("a")
        }],
        ..candidate_of(
            Lead {
                claim: Some(fixture::claim("c")),
                company: Some(company_id("acme")),
                basis: LegalBasis::None,
                ..lead("a")
            },
            profile("a"),
        )
    }]);
    world.campaign.do_not_contact.addresses = [profile("a").address].into();
    world.campaign.competitors = vec![DomainPattern::parse("acme.example").unwrap()];
    world.campaign.window.days = Weekdays::from_iter([]);
    world.campaign.limits.outreach_per_day = 0;
    let stopped = Company { stopped: true, ..Company::new(company_id("acme")) };
    world.companies.insert(company_id("acme"), stopped.with_active(lead("b").key, MORNING + hours(1), MORNING));
    world.campaign.limits.active_per_company = 1;
    world.campaign.senders[0].pacing.cap_per_day = 0;
    world
}

#[test]
fn the_first_rule_that_applies_is_the_reason() {
    let mut world = against_all_odds();
    let mends: [fn(&mut World); 13] = [
        |world| world.candidates[0].is_suppressed = false,
        |world| world.campaign.do_not_contact.addresses.clear(),
        |world| world.campaign.competitors.clear(),
        |world| world.candidates[0].lead.basis = LegalBasis::Consent,
        |world| world.candidates[0].lead.claim = None,
        |world| world.candidates[0].elsewhere[0].place = Place::Idle,
        |world| world.candidates[0].elsewhere.clear(),
        |world| world.companies.values_mut().for_each(|company| company.stopped = false),
        |world| world.campaign.limits.active_per_company = 2,
        |world| world.candidates[0].text_problem = None,
        |world| world.campaign.window.days = Weekdays::ALL,
        |world| world.campaign.limits.outreach_per_day = 1,
        |world| world.campaign.senders[0].pacing.cap_per_day = 1,
    ];
    let mut told = Vec::new();
    for mend in mends {
        told.push(reason(&world.plan(), "a").unwrap().key());
        mend(&mut world);
    }
    assert_eq!(
        told,
        [
            "suppressed",
            "do_not_contact",
            "competitor",
            "no_legal_basis",
            "in_doubt",
            "other_sequence",
            "cool_down",
            "company_stopped",
            "company_busy",
            "missing_variable",
            "no_opening_today",
            "outreach_spent",
            "senders_spent",
        ]
    );
    assert_eq!(touched(&world.plan()), [lead("a").key].into());
}

#[test]
fn a_follow_up_whose_sender_left_the_campaign_waits_for_it() {
    let orphan = Lead { sender: Some("gone".parse().unwrap()), ..follow_up("a") };
    let plan = World::new([candidate_of(orphan, profile("a"))]).plan();
    assert_eq!(reason(&plan, "a"), Some(&SkipReason::NoSender));
}

#[test]
fn a_lead_that_wrote_back_is_not_due_though_it_stands_in_review() {
    let review = Place::Review { hold: Hold { key: String::new(), text: String::new() }, judged_by: u32::MAX };
    let replied = Lead { status: LeadStatus::Replied, place: review, ..follow_up("a") };
    assert_eq!(World::new([candidate_of(replied, profile("a"))]).plan(), Plan::default());
}

#[test]
fn a_follow_up_that_was_held_keeps_the_wait_of_its_step() {
    let review = Place::Review { hold: Hold { key: String::new(), text: String::new() }, judged_by: 1 };
    let held = |sent_at| Lead { place: review.clone(), last_touch_at: Some(sent_at), ..follow_up("a") };
    let plan = |lead| World::new([candidate_of(lead, profile("a"))]).plan();
    assert_eq!(plan(held(MORNING - hours(24))), Plan::default(), "the second mail goes three days after the first");
    assert_eq!(touched(&plan(held(MORNING - hours(72)))), [lead("a").key].into());
}

#[test]
fn a_gap_that_may_be_nothing_still_fills_the_whole_day() {
    let pacing = Pacing { gap_min: SignedDuration::ZERO, gap_max: mins(1), ..warm(2000) };
    let world = World::new(many(900)).with_senders(with_pacing(pacing)).with_limits(unlimited());
    assert_eq!(world.plan().touches.len(), 900);
}

#[test]
fn a_sender_without_gaps_writes_as_soon_as_its_cap_has_room() {
    let pacing = Pacing { gap_min: SignedDuration::ZERO, gap_max: SignedDuration::ZERO, ..warm(1) };
    let mut world = World::new([candidate("a")]).with_senders(with_pacing(pacing));
    let yesterday_at_noon = fixture::at("2026-11-22T17:03:00Z");
    for (gate, _) in world.senders.values_mut() {
        gate.sends.record(yesterday_at_noon);
        gate.last_send_at = Some(yesterday_at_noon);
    }
    assert_eq!(world.plan().touches[0].due_at, fixture::at("2026-11-23T17:10:00Z"));
}

#[test]
fn the_first_mail_of_a_day_keeps_its_distance_from_the_last_one_before() {
    let mut world = World { now: fixture::at("2026-11-23T15:00:00Z"), ..World::new([candidate("a")]) };
    let just_now = world.now - mins(1);
    for (gate, _) in world.senders.values_mut() {
        gate.sends.record(just_now);
        gate.last_send_at = Some(just_now);
    }
    assert!(world.plan().touches[0].due_at >= just_now + Pacing::default().gap_min);
}

#[test]
fn a_company_that_was_not_read_is_a_new_one_and_counts_too() {
    let company = Some(company_id("acme"));
    let colleagues =
        ["a", "b", "c"].map(|name| candidate_of(Lead { company: company.clone(), ..lead(name) }, profile(name)));
    let plan = World::new(colleagues).plan();
    assert_eq!(plan.touches.len(), 2);
    assert_eq!(reason(&plan, "c"), Some(&SkipReason::CompanyBusy { active: 2 }));
    assert_eq!(plan.companies.len(), 1);
    assert_eq!((plan.companies[0].version, plan.companies[0].active.len()), (1, 2));
}

#[test]
fn a_sequence_that_runs_late_keeps_its_place_in_the_company() {
    let id = company_id("acme");
    let late = Lead { company: Some(id.clone()), ..follow_up("a") };
    let company = |until| Company::new(id.clone()).with_active(late.key.clone(), until, MORNING);
    let plan_with = |until| {
        let mut world = World::new([candidate_of(late.clone(), profile("a"))]);
        world.companies.insert(id.clone(), company(until));
        world.plan().companies
    };
    assert_eq!(plan_with(MORNING + hours(24 * 20)), [], "the count outlives the sequence");
    let prolonged = plan_with(MORNING + hours(24));
    // The last mail follows in seven days; fourteen more are the tail.
    assert!(prolonged[0].active[&late.key] > MORNING + hours(24 * 21));
}

#[test]
fn two_senders_share_the_day() {
    let senders = vec![fixture::sender("ann"), fixture::sender("bob")];
    let plan = World::new(many(20)).with_senders(senders).plan();
    let of = |id: &str| plan.touches.iter().filter(|touch| touch.sender.as_str() == id).count();
    assert_eq!(of("ann") + of("bob"), 20);
    assert!(of("ann").abs_diff(of("bob")) <= 3);
}

#[test]
fn another_seed_gives_other_instants_and_the_same_people() {
    let world = World::new(many(10));
    let other = World { seed: 8, ..world.clone() };
    assert_eq!(touched(&world.plan()), touched(&other.plan()));
    let instants = |world: &World| world.plan().touches.iter().map(|touch| touch.due_at).collect::<Vec<_>>();
    assert_ne!(instants(&world), instants(&other));
}

#[test]
fn a_lead_whose_window_does_not_open_today_is_told_when_it_does() {
    let thanksgiving = fixture::at("2026-11-26T06:00:00Z");
    let mut world = World { now: thanksgiving, ..World::new([candidate("a")]) };
    world.cycle = Cycle::open("spring.2026-11-26.live.1".parse().unwrap(), thanksgiving, thanksgiving);
    let until = Some(fixture::at("2026-11-27T14:00:00Z"));
    assert_eq!(reason(&world.plan(), "a"), Some(&SkipReason::NoOpening { until }));
}
