//! Phase 2: who is written to today, which step, when and by whom; and for everyone else who is due, why not.
//!
//! Follow-ups come before new threads, then the best score. The plan errs towards silence: whatever it cannot
//! justify becomes a [`Skip`] with the first rule that applied.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::{
    address::AddressKind,
    calendar::{self, Span},
    campaign::{Campaign, FreeMail},
    company::Company,
    country::Country,
    cycle::Cycle,
    id::{CompanyId, LeadKey, SenderId},
    law,
    lead::{Lead, Place},
    profile::Profile,
    score::{self, Band, Facts, Milli, Score, Seniority, Signal, Verdict},
    sender::{Gate, SenderHistory},
    skip::{Disqualification, SkipReason},
};

mod timeline;

use timeline::Timeline;

/// How long after its last mail a lead still counts as an active contact of its company.
const TAIL_DAYS: i64 = 14;

/// Everything the day's plan follows from.
#[derive(Debug, Clone)]
pub struct Snapshot<'a> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// The cycle that is planned.
    pub cycle: &'a Cycle,
    /// Leads that may be due, each once, in any order.
    pub candidates: Vec<Candidate>,
    /// The candidates' companies; one that is not among them is a new one.
    pub companies: BTreeMap<CompanyId, Company>,
    /// The campaign's senders.
    pub senders: BTreeMap<SenderId, (Gate, SenderHistory)>,
    /// What the campaign's date has given out before this plan.
    pub given_out: GivenOut,
    /// Where jitter starts from.
    pub seed: u64,
}

/// Touches of the campaign's date, sent or planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GivenOut {
    /// First mails.
    pub outreach: u32,
    /// Follow-ups.
    pub followups: u32,
}

/// A lead that is due, with what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The lead.
    pub lead: Lead,
    /// Its profile.
    pub profile: Profile,
    /// Whether the person said no.
    pub is_suppressed: bool,
    /// The person's leads in other campaigns.
    pub elsewhere: Vec<Lead>,
    /// What stands against the text of its next step, if anything does: found by writing it.
    pub text_problem: Option<SkipReason>,
}

/// What the phase does, with nothing left to choose.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// Touches, by slot.
    pub touches: Vec<Touch>,
    /// Leads that are due and left alone, in the order they were judged.
    pub skips: Vec<Skip>,
    /// Companies that get active contacts.
    pub companies: Vec<Company>,
}

/// One planned touch.
#[derive(Debug, Clone, PartialEq)]
pub struct Touch {
    /// Who, as the lead was read.
    pub lead: Lead,
    /// Its score, as judged today.
    pub score: Option<Milli>,
    /// When.
    pub due_at: Timestamp,
    /// Who writes.
    pub sender: SenderId,
}

/// A lead that is due and left alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Skip {
    /// Who, as the lead was read.
    pub lead: Lead,
    /// Its score, as judged today.
    pub score: Option<Milli>,
    /// The first rule that applied.
    pub reason: SkipReason,
}

/// Plans one cycle at `now`. Leads that are not due are not in the plan at all.
#[must_use]
pub fn plan(snapshot: &Snapshot<'_>, now: Timestamp) -> Plan {
    let mut day = Day::new(snapshot, now);
    let mut plan = Plan::default();
    let due = snapshot.candidates.iter().filter(|candidate| is_due(&candidate.lead, snapshot));
    let yardstick = snapshot.campaign.ideal_customer.yardstick();
    let scored = due.map(|candidate| (candidate, yardstick.score(&facts(&candidate.lead, &candidate.profile))));
    let mut judged: Vec<(&Candidate, Score)> = scored.collect();
    judged.sort_by_cached_key(|(candidate, score)| turn(&candidate.lead, score, snapshot.campaign));
    for (candidate, score) in judged {
        let lead = candidate.lead.clone();
        let score_value = score.value;
        match day.place(candidate, &score) {
            Ok((due_at, sender)) => plan.touches.push(Touch { lead, score: score_value, due_at, sender }),
            Err(reason) => plan.skips.push(Skip { lead, score: score_value, reason }),
        }
    }
    plan.touches.sort_by(|a, b| (a.due_at, &a.lead.key).cmp(&(b.due_at, &b.lead.key)));
    plan.companies = day.changed_companies();
    plan
}

/// Judges one lead by every rule but the day's limits, at `now`: what stands against its next touch, if anything.
///
/// This is the question behind `cam why`, and the first half of [`plan`].
pub fn judge(
    candidate: &Candidate,
    campaign: &Campaign,
    company: Option<&Company>,
    now: Timestamp,
) -> Result<(), SkipReason> {
    judge_scored(candidate, &score(candidate, campaign), campaign, company, now)
}

/// The score of a candidate, with the reason of each part.
#[must_use]
pub fn score(candidate: &Candidate, campaign: &Campaign) -> Score {
    score::score(&facts(&candidate.lead, &candidate.profile), &campaign.ideal_customer)
}

/// What a profile says about the things a score asks for.
#[must_use]
pub fn facts(lead: &Lead, profile: &Profile) -> Facts {
    let cell = |name: &str| profile.variable(name);
    let signal = |name: &str| {
        let (word, is_on) = name.strip_prefix('!').map_or((name, true), |word| (word, false));
        Signal::parse(word).map(|signal| (signal, is_on))
    };
    Facts {
        title: cell("title").map(str::to_owned),
        seniority: cell("seniority").and_then(Seniority::parse),
        industry: cell("industry").map(str::to_owned),
        employees: cell("company_size").and_then(Band::parse_employees),
        revenue: cell("revenue").and_then(Band::parse_revenue),
        country: lead.country,
        region: cell("region").map(str::to_owned),
        signals: cell("signals")
            .into_iter()
            .flat_map(|list| list.split(','))
            .map(str::trim)
            .filter_map(signal)
            .collect(),
    }
}

/// A lead that is over is not due, whatever list it stands in.
fn is_due(lead: &Lead, snapshot: &Snapshot<'_>) -> bool {
    let is_listed = match &lead.place {
        Place::Ready | Place::Waiting { .. } | Place::Review { .. } => true,
        Place::Idle | Place::Due(_) | Place::Hot => false,
    };
    let may_go_from = may_go_from(lead, snapshot.campaign);
    is_listed && !lead.is_over() && may_go_from.is_none_or(|from| from < snapshot.cycle.ends_at())
}

/// Follow-ups first, longest waiting first; then the best score; ties by key.
fn turn(lead: &Lead, score: &Score, campaign: &Campaign) -> (bool, Option<Timestamp>, Reverse<Option<Milli>>, LeadKey) {
    let is_new = lead.next_step == 1;
    (is_new, may_go_from(lead, campaign), Reverse(score.value), lead.key.clone())
}

/// From when on a follow-up may go. A lead that was held keeps the wait of its step.
fn may_go_from(lead: &Lead, campaign: &Campaign) -> Option<Timestamp> {
    match &lead.place {
        Place::Waiting { from } => Some(*from),
        Place::Review { .. } if lead.next_step > 1 => step_from(lead, campaign, lead.next_step, lead.last_touch_at?),
        Place::Review { .. } | Place::Ready | Place::Idle | Place::Due(_) | Place::Hot => None,
    }
}

/// When a step may go whose mail before went out at `sent_at`: on a working day, from the window's opening.
/// None if there is no such step.
pub(super) fn step_from(lead: &Lead, campaign: &Campaign, step: u8, sent_at: Timestamp) -> Option<Timestamp> {
    let step = campaign.step(step)?;
    let zone = zone_of(lead, campaign);
    let sent_on = sent_at.to_zoned(zone.clone()).date();
    let date = calendar::after_business_days(sent_on, step.after_days, lead.country, &campaign.holidays);
    let opening = date.to_datetime(campaign.window.opens).to_zoned(zone).ok()?;
    Some(opening.timestamp().max(sent_at))
}

fn judge_scored(
    candidate: &Candidate,
    score: &Score,
    campaign: &Campaign,
    company: Option<&Company>,
    now: Timestamp,
) -> Result<(), SkipReason> {
    let lead = &candidate.lead;
    if candidate.is_suppressed {
        return Err(SkipReason::Suppressed);
    }
    if campaign.do_not_contact.holds(&candidate.profile.address) {
        return Err(SkipReason::DoNotContact);
    }
    if lead.next_step == 1 {
        worth(candidate, score, campaign)?;
    }
    law::judge(lead.country, lead.basis, &campaign.legal.overrides).map_err(SkipReason::Law)?;
    if let (1, Verdict::TooLittleKnown { certainty, needed }) =
        (lead.next_step, score::verdict(score, &campaign.scoring))
    {
        return Err(SkipReason::TooLittleKnown { certainty, needed });
    }
    if lead.claim.is_some() {
        return Err(SkipReason::InDoubt);
    }
    one_sequence(candidate, campaign, now)?;
    if let Some(company) = company {
        company_allows(company, lead, campaign, now)?;
    }
    if lead.next_step > 1 && lead.sender.as_ref().and_then(|id| campaign.sender(id)).is_none() {
        return Err(SkipReason::NoSender);
    }
    candidate.text_problem.clone().map_or(Ok(()), Err)
}

fn worth(candidate: &Candidate, score: &Score, campaign: &Campaign) -> Result<(), SkipReason> {
    let address = &candidate.profile.address;
    let why = match address.kind() {
        AddressKind::Role => Some(Disqualification::RoleAccount),
        AddressKind::NoReply => Some(Disqualification::NoReply),
        AddressKind::Test => Some(Disqualification::TestAddress),
        AddressKind::Disposable => Some(Disqualification::Disposable),
        AddressKind::FreeMail if campaign.free_mail == FreeMail::Refused => Some(Disqualification::FreeMail),
        AddressKind::FreeMail | AddressKind::Person => None,
    };
    let is_competitor = campaign.competitors.iter().any(|domain| domain.matches(address.domain()));
    let why = why.or(is_competitor.then_some(Disqualification::Competitor));
    let below = match score::verdict(score, &campaign.scoring) {
        Verdict::BelowThreshold { value, needed } => Some(Disqualification::BelowThreshold { score: value, needed }),
        Verdict::NothingAsked | Verdict::TooLittleKnown { .. } | Verdict::Qualified { .. } => None,
    };
    let why = why.or(below);
    why.map_or(Ok(()), |why| Err(SkipReason::Disqualified(why)))
}

/// One active sequence a person, and a rest after it.
fn one_sequence(candidate: &Candidate, campaign: &Campaign, now: Timestamp) -> Result<(), SkipReason> {
    if candidate.lead.next_step > 1 {
        return Ok(());
    }
    if let Some(other) = candidate.elsewhere.iter().find(|lead| lead.is_in_sequence()) {
        return Err(SkipReason::OtherSequence(other.key.campaign.clone()));
    }
    let rest = SignedDuration::from_hours(24 * i64::from(campaign.limits.cool_down_days));
    let last = candidate.elsewhere.iter().filter_map(|lead| lead.last_touch_at).max();
    let until = last.and_then(|last| last.saturating_add(rest).ok());
    until.filter(|&until| until > now).map_or(Ok(()), |until| Err(SkipReason::CoolDown { until }))
}

fn company_allows(company: &Company, lead: &Lead, campaign: &Campaign, now: Timestamp) -> Result<(), SkipReason> {
    if company.stopped {
        return Err(SkipReason::CompanyStopped);
    }
    let active = company.n_active_besides(&lead.key, now);
    if lead.next_step == 1 && active >= campaign.limits.active_per_company {
        return Err(SkipReason::CompanyBusy { active });
    }
    Ok(())
}

/// The day as it fills up.
struct Day<'a> {
    snapshot: &'a Snapshot<'a>,
    now: Timestamp,
    timelines: BTreeMap<SenderId, Timeline>,
    companies: BTreeMap<CompanyId, Company>,
    given_out: GivenOut,
    openings: HashMap<(Option<String>, Option<Country>), Openings>,
}

/// When the window is open for leads of one zone and country.
#[derive(Clone)]
struct Openings {
    /// Within this cycle, from now on.
    spans: Vec<Span>,
    /// After it.
    next: Option<Timestamp>,
}

impl<'a> Day<'a> {
    fn new(snapshot: &'a Snapshot<'a>, now: Timestamp) -> Self {
        let timelines = snapshot.campaign.senders.iter().filter_map(|sender| {
            let (gate, history) = snapshot.senders.get(&sender.id)?;
            let timeline = Timeline::new(sender, gate, history, snapshot.cycle, snapshot.seed, now);
            Some((sender.id.clone(), timeline))
        });
        Self {
            snapshot,
            now,
            timelines: timelines.collect(),
            companies: snapshot.companies.clone(),
            given_out: snapshot.given_out,
            openings: HashMap::new(),
        }
    }

    fn place(&mut self, candidate: &Candidate, score: &Score) -> Result<(Timestamp, SenderId), SkipReason> {
        let lead = &candidate.lead;
        let company = lead.company.as_ref();
        let company = company.map(|id| &*self.companies.entry(id.clone()).or_insert_with(|| Company::new(id.clone())));
        judge_scored(candidate, score, self.snapshot.campaign, company, self.now)?;
        let Openings { spans, next } = self.openings(lead);
        if spans.is_empty() {
            return Err(SkipReason::NoOpening { until: next });
        }
        self.limit(lead)?;
        let (due_at, sender) = self.slot(lead, &spans).ok_or_else(|| self.no_slot(lead))?;
        self.take(lead, due_at, &sender);
        Ok((due_at, sender))
    }

    fn limit(&self, lead: &Lead) -> Result<(), SkipReason> {
        let limits = self.snapshot.campaign.limits;
        if lead.next_step > 1 && self.given_out.followups >= limits.followups_per_day {
            return Err(SkipReason::FollowUpsSpent { limit: limits.followups_per_day });
        }
        if lead.next_step == 1 && self.given_out.outreach >= limits.outreach_per_day {
            return Err(SkipReason::OutreachSpent { limit: limits.outreach_per_day });
        }
        Ok(())
    }

    /// The earliest free slot: of the sender that wrote before, or of any; ties go to the emptier, then the first.
    fn slot(&self, lead: &Lead, spans: &[Span]) -> Option<(Timestamp, SenderId)> {
        let may = self.may_write(lead);
        let slots = may.filter_map(|(id, timeline)| Some((timeline.first_free(spans)?, timeline.n_taken(), id)));
        slots.min().map(|(due_at, _, id)| (due_at, id.clone()))
    }

    /// Why no sender has a slot: every gate is shut by a person or a breaker, or else the day is full.
    fn no_slot(&self, lead: &Lead) -> SkipReason {
        let shut: Option<Vec<_>> = self.may_write(lead).map(|(_, timeline)| timeline.shut()).collect();
        let first = shut.and_then(|all| all.into_iter().next().cloned());
        first.map_or(SkipReason::SendersSpent, SkipReason::SenderShut)
    }

    /// The senders of a lead: the one that wrote before, or any.
    fn may_write(&self, lead: &Lead) -> impl Iterator<Item = (&SenderId, &Timeline)> {
        let own = lead.sender.clone().filter(|_| lead.next_step > 1);
        self.timelines.iter().filter(move |(id, _)| own.as_ref().is_none_or(|own| own == *id))
    }

    fn take(&mut self, lead: &Lead, due_at: Timestamp, sender: &SenderId) {
        if let Some(timeline) = self.timelines.get_mut(sender) {
            timeline.take(due_at);
        }
        let given_out = if lead.next_step > 1 { &mut self.given_out.followups } else { &mut self.given_out.outreach };
        *given_out = given_out.saturating_add(1);
        self.occupy(lead, due_at);
    }

    /// The company counts the lead as active until its sequence should be over and a while has passed. A follow-up
    /// that comes so late that the count would run out before the sequence does prolongs it.
    fn occupy(&mut self, lead: &Lead, due_at: Timestamp) {
        let campaign = self.snapshot.campaign;
        let steps_left = campaign.steps.iter().skip(usize::from(lead.next_step));
        let days_left: i64 = steps_left.map(|step| i64::from(step.after_days)).sum();
        let in_days =
            |days: i64| due_at.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
        let Some(company) = lead.company.as_ref().and_then(|id| self.companies.get_mut(id)) else { return };
        let is_counted = company.active.get(&lead.key).is_some_and(|until| *until > in_days(days_left));
        if lead.next_step == 1 || !is_counted {
            *company = company.with_active(lead.key.clone(), in_days(days_left + TAIL_DAYS), self.now);
        }
    }

    /// The parts of this cycle in which the lead's own window is open and its turn has come.
    fn openings(&mut self, lead: &Lead) -> Openings {
        let Snapshot { campaign, cycle, .. } = self.snapshot;
        let (now, ends_at) = (self.now, cycle.ends_at());
        let openings = self.openings.entry((lead.zone.clone(), lead.country)).or_insert_with(|| {
            let (zone, window) = (zone_of(lead, campaign), campaign.window);
            let from = cycle.opened_at.max(now);
            Openings {
                spans: window.open_spans(from, ends_at, &zone, lead.country, &campaign.holidays),
                next: window.next_opening(ends_at.max(now), &zone, lead.country, &campaign.holidays),
            }
        });
        let Some(from) = may_go_from(lead, campaign) else { return openings.clone() };
        let later = openings.spans.iter().filter(|span| span.end > from);
        let spans = later.map(|span| Span { start: span.start.max(from), end: span.end }).collect();
        Openings { spans, next: openings.next }
    }

    /// The companies that changed, each one version above the one that was read.
    fn changed_companies(self) -> Vec<Company> {
        let read = &self.snapshot.companies;
        let changed = self.companies.into_values().filter_map(|company| {
            let before = read.get(&company.id).map_or(0, |before| before.version);
            (company.version > before).then(|| Company { version: before + 1, ..company })
        });
        changed.collect()
    }
}

/// The zone a lead's window is read in: its own, or the campaign's.
#[must_use]
pub fn zone_of(lead: &Lead, campaign: &Campaign) -> TimeZone {
    let own = lead.zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    own.unwrap_or_else(|| campaign.zone.clone())
}

#[cfg(test)]
mod tests;
