//! Phase 2 of the cycle: score, qualify, and give the day's slots to follow-ups and the best new leads.
//!
//! A live cycle moves the leads it plans; a dry one writes only previews and leaves every lead as it was.

use std::collections::{BTreeMap, BTreeSet};

use cam_core::{
    campaign::StoredCampaign,
    cycle::{Cycle, Mode, Phase, PhaseReport},
    fact::{Fact, FactKind},
    id::{CampaignId, CycleId, LeadKey},
    lead::{Due, Lead, LeadEvent, LeadStatus, Place},
    phases::schedule_outreach::{Candidate, GivenOut, Plan, Skip, Snapshot, Touch, plan},
    skip::{Consequence, Hold, SkipReason},
};
use cam_ports::{
    campaign_store::CampaignStore,
    clock::Clock,
    cycle_store::{CycleStore, update_cycle},
    daybook::Daybook,
    error::Saved,
    identity::{Identities, seed},
    lead_store::{Dossier, LeadChange, LeadChanges, LeadStore},
    letter::LetterWriter,
    phase::{RunError, campaign_of, carry_out, give_back_planned},
    preview_store::{Preview, PreviewState, PreviewStore},
    queue::TaskQueue,
    sender_store::SenderStore,
    task::Task,
    work_list::{WorkList, WorkQuery},
};
use jiff::{Timestamp, civil::Time};
use tracing::debug;

/// How many cycles back one may still be sending.
const LOOK_BACK: usize = 8;

/// How many dossiers are read in one go.
const PAGE: usize = 300;

/// What the phase needs.
#[derive(Debug)]
pub struct World<'a, S, Q, C> {
    /// The table.
    pub store: &'a S,
    /// The queues.
    pub queue: &'a Q,
    /// The clock.
    pub clock: &'a C,
    /// Who is who.
    pub identities: &'a Identities,
}

/// Everything the phase reads and writes.
pub trait Store: CampaignStore + CycleStore + LeadStore + WorkList + SenderStore + PreviewStore + Daybook {}

impl<S> Store for S where S: CampaignStore + CycleStore + LeadStore + WorkList + SenderStore + PreviewStore + Daybook {}

/// Carries one task out: a cycle's plan.
pub async fn perform<S, Q, C>(world: &World<'_, S, Q, C>, task: &Task) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
{
    match task {
        Task::Cycle(id) => run(world, id).await,
        Task::Touch { .. }
        | Task::Preview { .. }
        | Task::Source { .. }
        | Task::Mail(_)
        | Task::Feedback(_)
        | Task::Lead(_)
        | Task::Tick => Err(RunError::NotForPhase(Phase::ScheduleOutreach)),
    }
}

/// Runs the phase for one cycle.
pub async fn run<S, Q, C>(world: &World<'_, S, Q, C>, id: &CycleId) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
{
    carry_out(world.store, world.queue, world.clock, id, Phase::ScheduleOutreach, async |cycle| {
        let campaign = campaign_of(world.store, &cycle.id).await?;
        let now = world.clock.now();
        if cycle.id.mode == Mode::Live {
            take_over(world.store, &cycle, now).await?;
        }
        let (snapshot, n_unread) = load(world.store, world.identities, &campaign, &cycle, now).await?;
        let plan = plan(&snapshot, now);
        let mut report = PhaseReport::default();
        match cycle.id.mode {
            Mode::Dry => show(world.store, &cycle, &plan, &mut report).await?,
            Mode::Live => apply(world.store, &campaign, &cycle, &plan, now, &mut report).await?,
        }
        let beyond = SkipReason::OutreachSpent { limit: campaign.campaign.limits.outreach_per_day };
        if n_unread > 0 {
            report.skip(beyond.key(), n_unread);
        }
        Ok(report)
    })
    .await
}

/// Reads leads as the phase judges them, each with what stands against its next text: `cam why` asks this too. Leads
/// that are gone are left out.
pub async fn candidates(
    store: &impl LeadStore,
    identities: &Identities,
    campaign: &StoredCampaign,
    keys: &[LeadKey],
    elsewhere: &[CampaignId],
) -> Result<Vec<Candidate>, RunError> {
    let writer = LetterWriter::new(campaign, identities);
    let mut candidates = Vec::new();
    for page in keys.chunks(PAGE) {
        let dossiers = store.dossiers(page, elsewhere).await?;
        candidates.extend(dossiers.into_iter().map(|dossier| with_text(dossier, &writer)));
    }
    Ok(candidates)
}

/// Where a cycle's jitter starts from, in either mode: a dry cycle shows the very instants at which a live one would
/// send, and `cam why` names them.
#[must_use]
pub fn jitter_seed(cycle: &CycleId) -> u64 {
    let CycleId { campaign, date, mode: _, number } = cycle;
    seed(&format!("{campaign}.{date}.{number}"))
}

/// Takes over what an earlier day planned and could not even try: it is judged again with the rest.
async fn take_over<S: Store>(store: &S, cycle: &Cycle, now: Timestamp) -> Result<(), RunError> {
    let recent = store.recent_cycles(&cycle.id.campaign, LOOK_BACK).await?;
    let may_send = |id: &CycleId| {
        let planned_by = recent.iter().find(|recent| recent.id == *id);
        planned_by.is_some_and(|cycle| cycle.run(Phase::SendOutreach).finished_at.is_none())
    };
    Ok(give_back_planned(store, &cycle.id.campaign, |id| !may_send(id), now).await?)
}

/// Reads what the plan needs. The second part is how many ready leads were left unread, because the day has no
/// place for them whatever they are.
async fn load<'a, S: Store>(
    store: &S,
    identities: &Identities,
    campaign: &'a StoredCampaign,
    cycle: &'a Cycle,
    now: Timestamp,
) -> Result<(Snapshot<'a>, u64), RunError> {
    let settings = &campaign.campaign;
    let given_out = given_out(store, campaign, cycle, now).await?;
    let (keys, n_unread) = due_keys(store, campaign, cycle).await?;
    let elsewhere: Vec<CampaignId> = store.campaigns().await?.into_iter().map(|other| other.campaign.id).collect();
    let elsewhere: Vec<CampaignId> = elsewhere.into_iter().filter(|id| *id != settings.id).collect();
    let candidates = candidates(store, identities, campaign, &keys, &elsewhere).await?;
    let company_ids: BTreeSet<_> = candidates.iter().filter_map(|candidate| candidate.lead.company.clone()).collect();
    let company_ids: Vec<_> = company_ids.into_iter().collect();
    let mut companies = BTreeMap::new();
    for page in company_ids.chunks(PAGE) {
        companies.extend(store.companies(page).await?.into_iter().map(|company| (company.id.clone(), company)));
    }
    let mut senders = BTreeMap::new();
    for sender in &settings.senders {
        senders.insert(sender.id.clone(), store.sender(&sender.id).await?);
    }
    let seed = jitter_seed(&cycle.id);
    Ok((Snapshot { campaign: settings, cycle, candidates, companies, senders, given_out, seed }, n_unread))
}

/// The leads that are due: follow-ups, held ones whose campaign changed, and as many ready ones, best first, as the
/// day could possibly use.
async fn due_keys<S: Store>(
    store: &S,
    campaign: &StoredCampaign,
    cycle: &Cycle,
) -> Result<(Vec<LeadKey>, u64), RunError> {
    let id = &campaign.campaign.id;
    let limits = campaign.campaign.limits;
    let depth = |limit: u32| 1_000 + 4 * limit as usize;
    let waiting = WorkQuery::WaitingBefore(cycle.ends_at());
    let mut entries = store.work(id, waiting, depth(limits.followups_per_day)).await?;
    entries.extend(store.work(id, WorkQuery::HeldBefore(campaign.version), depth(0)).await?);
    let n_ready_read = depth(limits.outreach_per_day.saturating_add(limits.new_leads_per_day));
    let ready = store.work(id, WorkQuery::Ready, n_ready_read).await?;
    let n_unread = if ready.len() < n_ready_read {
        0
    } else {
        store.n_work(id, WorkQuery::Ready).await?.saturating_sub(ready.len() as u64)
    };
    entries.extend(ready);
    let distinct: BTreeSet<LeadKey> = entries.into_iter().map(|entry| entry.key).collect();
    Ok((distinct.into_iter().collect(), n_unread))
}

/// What the campaign's date has given out: sent since its midnight, or planned and not yet sent. The list of what is
/// planned does not tell first mails from follow-ups, so a planned touch counts as both: too few is safe.
async fn given_out<S: Store>(
    store: &S,
    campaign: &StoredCampaign,
    cycle: &Cycle,
    now: Timestamp,
) -> Result<GivenOut, RunError> {
    if cycle.id.mode == Mode::Dry {
        return Ok(GivenOut::default());
    }
    let midnight = cycle.id.date.to_datetime(Time::midnight()).to_zoned(campaign.campaign.zone.clone());
    let from = midnight.map(|midnight| midnight.timestamp()).unwrap_or(cycle.opened_at);
    let facts = store.facts(&campaign.campaign.id, from, now.max(from)).await?;
    let count = |kind: &FactKind| u32::try_from(facts.iter().filter(|fact| fact.kind == *kind).count());
    let planned = WorkQuery::DueWithin { from: Timestamp::MIN, until: Timestamp::MAX };
    let planned = u32::try_from(store.n_work(&campaign.campaign.id, planned).await?).unwrap_or(u32::MAX);
    Ok(GivenOut {
        outreach: count(&FactKind::Sent).unwrap_or(u32::MAX).saturating_add(planned),
        followups: count(&FactKind::FollowedUp).unwrap_or(u32::MAX).saturating_add(planned),
    })
}

fn with_text(dossier: Dossier, writer: &LetterWriter<'_>) -> Candidate {
    let text_problem = writer.problem(&dossier.lead, &dossier.profile);
    let Dossier { lead, profile, is_suppressed, elsewhere } = dossier;
    Candidate { lead, profile, is_suppressed, elsewhere, text_problem }
}

/// The dry run's last step: the planned touches as previews, and nothing else.
async fn show<S: Store>(store: &S, cycle: &Cycle, plan: &Plan, report: &mut PhaseReport) -> Result<(), RunError> {
    let preview = |touch: &Touch| Preview {
        cycle: cycle.id.clone(),
        lead: touch.lead.key.clone(),
        due_at: touch.due_at,
        sender: touch.sender.clone(),
        step: touch.lead.next_step,
        state: PreviewState::Planned,
    };
    // A run that died after planning left its previews: whoever has one keeps it, and is not shown twice.
    let shown: BTreeSet<LeadKey> = store.previews(&cycle.id).await?.into_iter().map(|preview| preview.lead).collect();
    let new = plan.touches.iter().filter(|touch| !shown.contains(&touch.lead.key));
    let previews: Vec<Preview> = new.map(preview).collect();
    store.plan_previews(&previews).await?;
    expect_touches(store, cycle, plan.touches.iter().map(|touch| touch.due_at).max()).await?;
    report.add("planned", plan.touches.len() as u64);
    for skip in &plan.skips {
        report.skip(skip.reason.key(), 1);
    }
    Ok(())
}

/// The live last step: leads are planned, held or ended, with the companies they occupy.
async fn apply<S: Store>(
    store: &S,
    campaign: &StoredCampaign,
    cycle: &Cycle,
    plan: &Plan,
    now: Timestamp,
    report: &mut PhaseReport,
) -> Result<(), RunError> {
    expect_touches(store, cycle, plan.touches.iter().map(|touch| touch.due_at).max()).await?;
    let mut changes: Vec<LeadChange> = Vec::new();
    changes.extend(plan.touches.iter().filter_map(|touch| planned(touch, cycle)));
    changes.extend(plan.skips.iter().filter_map(|skip| skipped(skip, campaign, now)));
    let mut n_stale = 0;
    for group in groups(changes, plan, store.items_per_transaction()) {
        n_stale += save(store, group).await?;
    }
    count(plan, report);
    if n_stale > 0 {
        // Somebody wrote to these leads in between (a reply, a stop): they are left to the next day.
        report.add("changed_meanwhile", n_stale);
    }
    Ok(())
}

fn count(plan: &Plan, report: &mut PhaseReport) {
    report.add("planned", plan.touches.len() as u64);
    for skip in &plan.skips {
        match skip.reason.consequence() {
            Consequence::ComesUpAgain => report.skip(skip.reason.key(), 1),
            // These leave a fact, which the day's report counts.
            Consequence::Held => report.add("held", 1),
            Consequence::Ends => report.add("disqualified", 1),
        }
        debug!(lead.id = %skip.lead.key, reason = skip.reason.key(), "{} is skipped", skip.lead.key);
    }
}

/// The day lasts until its last due touch; said before the touches exist, so that it cannot be closed too early.
async fn expect_touches<S: Store>(store: &S, cycle: &Cycle, last: Option<Timestamp>) -> Result<(), RunError> {
    update_cycle(store, &cycle.id, |cycle| {
        (last > cycle.last_due_at).then(|| Cycle { last_due_at: last, ..cycle.clone() })
    })
    .await?;
    Ok(())
}

fn planned(touch: &Touch, cycle: &Cycle) -> Option<LeadChange> {
    let due = Due { at: touch.due_at, cycle: cycle.id.clone() };
    let lead = touch.lead.after(LeadEvent::Planned { due, sender: touch.sender.clone() }).ok()?;
    Some(LeadChange { lead: Lead { score: touch.score, ..lead }, fact: None })
}

/// What a skip changes: a lead that is held or ends leaves a fact; one that comes up again keeps its score.
fn skipped(skip: &Skip, campaign: &StoredCampaign, now: Timestamp) -> Option<LeadChange> {
    let fact = || Some(Fact { at: now, kind: FactKind::Skipped(skip.reason.key().to_owned()) });
    let lead = &skip.lead;
    match skip.reason.consequence() {
        Consequence::Ends => {
            let event = if lead.next_step == 1 { LeadEvent::Disqualified } else { LeadEvent::Stopped };
            let lead = Lead { score: skip.score, ..lead.after(event).ok()? };
            Some(LeadChange { lead, fact: fact() })
        }
        Consequence::Held => {
            let hold = Hold::from(&skip.reason);
            let lead = lead.after(LeadEvent::Held { hold, judged_by: campaign.version }).ok()?;
            Some(LeadChange { lead: Lead { score: skip.score, ..lead }, fact: fact() })
        }
        Consequence::ComesUpAgain => {
            let is_held = matches!(lead.place, Place::Review { .. });
            let is_news = lead.status == LeadStatus::New || lead.score != skip.score || is_held;
            if !is_news || lead.next_step > 1 {
                return None;
            }
            let lead = lead.after(LeadEvent::Scored { score: skip.score }).ok()?;
            Some(LeadChange { lead, fact: None })
        }
    }
}

/// Cuts the changes into transactions; leads of one company stand with it in the same one.
fn groups(changes: Vec<LeadChange>, plan: &Plan, size: usize) -> Vec<LeadChanges> {
    let companies: BTreeMap<_, _> = plan.companies.iter().map(|company| (&company.id, company)).collect();
    let mut units: BTreeMap<Option<_>, LeadChanges> = BTreeMap::new();
    let mut alone = Vec::new();
    for change in changes {
        let changed = change.lead.company.as_ref().filter(|_| matches!(change.lead.place, Place::Due(_)));
        match changed.and_then(|id| companies.get(id)) {
            Some(company) => {
                let unit = units.entry(Some(company.id.clone())).or_default();
                unit.companies = vec![(*company).clone()];
                unit.leads.push(change);
            }
            None => alone.push(LeadChanges { leads: vec![change], companies: Vec::new() }),
        }
    }
    let mut groups: Vec<LeadChanges> = Vec::new();
    for unit in units.into_values().chain(alone) {
        let n_facts = |group: &LeadChanges| group.leads.iter().filter(|change| change.fact.is_some()).count();
        let n_items = |group: &LeadChanges| group.leads.len() + n_facts(group) + group.companies.len();
        match groups.last_mut().filter(|last| n_items(last) + n_items(&unit) <= size) {
            Some(last) => {
                last.leads.extend(unit.leads);
                last.companies.extend(unit.companies);
            }
            None => groups.push(unit),
        }
    }
    groups
}

/// Stores a group; if something in it moved, each company's leads stand alone, and what moved stays as it is.
async fn save<S: Store>(store: &S, group: LeadChanges) -> Result<u64, RunError> {
    if store.save_leads(&group).await? == Saved::Done {
        return Ok(0);
    }
    let mut n_stale = 0;
    for unit in units(group) {
        if store.save_leads(&unit).await? == Saved::Stale {
            n_stale += unit.leads.len() as u64;
        }
    }
    Ok(n_stale)
}

fn units(group: LeadChanges) -> Vec<LeadChanges> {
    let mut units: Vec<LeadChanges> = Vec::new();
    let mut rest = group.leads;
    for company in group.companies {
        let (own, others) = rest.into_iter().partition(|change: &LeadChange| {
            change.lead.company.as_ref() == Some(&company.id) && matches!(change.lead.place, Place::Due(_))
        });
        rest = others;
        units.push(LeadChanges { leads: own, companies: vec![company] });
    }
    units.extend(rest.into_iter().map(|change| LeadChanges { leads: vec![change], companies: Vec::new() }));
    units
}
