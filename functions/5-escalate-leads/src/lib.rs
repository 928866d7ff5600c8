//! Phase 5 of the cycle: a lead that wrote back becomes a project with its brief, and the owner is told, once.

use cam_core::{
    attempt::AttemptState,
    campaign::StoredCampaign,
    cycle::{Phase, PhaseReport},
    id::{CampaignId, CycleId, LeadKey},
    lead::{Lead, LeadEvent, LeadStatus},
    phases::schedule_outreach::facts,
    profile::Profile,
    score,
};
use cam_mail::html;
use cam_ports::{
    campaign_store::CampaignStore,
    clock::Clock,
    cycle_store::CycleStore,
    error::{Chain, Saved},
    gateway::EmailGateway,
    lead_store::{LeadStore, Person},
    notice,
    phase::{RunError, carry_out},
    project_store::{Project, ProjectStore},
    queue::TaskQueue,
    task::Task,
    work_list::{WorkList, WorkQuery},
};
use tracing::{info, warn};

/// How many hot leads one run takes up.
const AT_ONCE: usize = 1_000;

/// What the phase needs.
#[derive(Debug)]
pub struct World<'a, S, Q, C, G> {
    /// The table.
    pub store: &'a S,
    /// The queues.
    pub queue: &'a Q,
    /// The clock.
    pub clock: &'a C,
    /// Where mail to the owner goes; it is not outreach, and goes out in a dry stack too.
    pub owner_mail: &'a G,
}

/// Everything the phase reads and writes.
pub trait Store: CampaignStore + CycleStore + LeadStore + WorkList + ProjectStore {}

impl<S> Store for S where S: CampaignStore + CycleStore + LeadStore + WorkList + ProjectStore {}

/// Carries one task out: a cycle's sweep, or one lead as it turns hot.
pub async fn perform<S, Q, C, G>(world: &World<'_, S, Q, C, G>, task: &Task) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
{
    match task {
        Task::Cycle(id) => run(world, id).await,
        Task::Lead(key) => lead(world, key).await,
        Task::Touch { .. }
        | Task::Preview { .. }
        | Task::Source { .. }
        | Task::Mail(_)
        | Task::Feedback(_)
        | Task::Tick => Err(RunError::NotForPhase(Phase::EscalateLeads)),
    }
}

/// Runs the phase for one cycle: takes up every lead that is listed as hot.
pub async fn run<S, Q, C, G>(world: &World<'_, S, Q, C, G>, id: &CycleId) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
{
    carry_out(world.store, world.queue, world.clock, id, Phase::EscalateLeads, async |cycle| {
        sweep(world, &cycle.id.campaign).await
    })
    .await
}

async fn sweep<S, Q, C, G>(world: &World<'_, S, Q, C, G>, campaign: &CampaignId) -> Result<PhaseReport, RunError>
where
    S: Store,
    C: Clock,
    G: EmailGateway,
{
    let mut report = PhaseReport::default();
    // A lead that answered a mail in doubt stands among the doubts, and is as hot as any other.
    for query in [WorkQuery::Hot, WorkQuery::DoubtBefore(world.clock.now())] {
        for entry in world.store.work(campaign, query, AT_ONCE).await? {
            report.absorb(lead(world, &entry.key).await?);
        }
    }
    Ok(report)
}

/// Takes up one lead.
pub async fn lead<S, Q, C, G>(world: &World<'_, S, Q, C, G>, key: &LeadKey) -> Result<PhaseReport, RunError>
where
    S: Store,
    C: Clock,
    G: EmailGateway,
{
    let mut report = PhaseReport::default();
    let stored = world.store.campaign(&key.campaign).await?;
    let stored = stored.ok_or_else(|| RunError::UnknownCampaign(key.campaign.clone()))?;
    loop {
        let person = world.store.person(&key.person).await?;
        let (Some(lead), Some(profile)) = (person.lead(&key.campaign), person.profile(&key.campaign)) else {
            return Ok(report);
        };
        // What is in flight is settled first, so that the brief has the mail that was answered.
        let is_in_flight = lead.claim.as_ref().is_some_and(|claim| claim.is_in_flight(world.clock.now()));
        if lead.status == LeadStatus::Replied && !is_in_flight {
            let project = project(&stored, lead, profile, &person, world.clock.now());
            let Ok(next) = lead.after(LeadEvent::Escalated) else { return Ok(report) };
            if world.store.create_project(&next, &project).await? == Saved::Stale {
                continue;
            }
            info!(event = "cam.lead_qualified", lead.id = %key, is_hot = project.is_hot, "{key} became a project");
            report.add(if project.is_hot { "hot_leads" } else { "replied_leads" }, 1);
            tell(world, &stored, profile, &project, &mut report).await?;
            return Ok(report);
        }
        // The project may be there and its notice not: a run that died in between.
        let untold = person.projects.iter().find(|project| project.key == *key && project.notice_at.is_none());
        if let Some(project) = untold {
            tell(world, &stored, profile, project, &mut report).await?;
        }
        return Ok(report);
    }
}

/// Tells the owner, at most once: the notice is taken up before it is sent. If it is lost on the way, the day's digest
/// still counts the lead.
async fn tell<S, Q, C, G>(
    world: &World<'_, S, Q, C, G>,
    stored: &StoredCampaign,
    profile: &Profile,
    project: &Project,
    report: &mut PhaseReport,
) -> Result<(), RunError>
where
    S: Store,
    C: Clock,
    G: EmailGateway,
{
    let now = world.clock.now();
    if world.store.take_notice(&project.key, now).await? == Saved::Stale {
        return Ok(());
    }
    let name = format!("lead.{}.{}", project.key.campaign, project.key.person);
    let who = profile.display_name();
    let subject = if project.is_hot { format!("Hot lead: {who}") } else { format!("{who} wrote back") };
    let page = notice::page(&subject, &format!("<pre>{}</pre>", html::escape(&project.brief)));
    let sent = match notice::compose(&stored.campaign, &name, &subject, &project.brief, &page, now) {
        Ok(mail) => world.owner_mail.send(&mail).await.map(drop).map_err(|error| Chain(&error).to_string()),
        Err(problem) => Err(problem.to_string()),
    };
    match sent {
        Ok(()) => report.add("owner_notices", 1),
        Err(error) => {
            warn!(event = "cam.error", lead.id = %project.key, error, "the owner could not be told of {}", project.key);
            report.errors.push(format!("the owner could not be told of a lead by mail: {error}"));
        }
    }
    Ok(())
}

fn project(stored: &StoredCampaign, lead: &Lead, profile: &Profile, person: &Person, now: jiff::Timestamp) -> Project {
    let is_hot = person.mails.iter().any(|mail| matches!(mail.class.as_str(), "meeting" | "interested"));
    let brief = brief(stored, lead, profile, person);
    Project { key: lead.key.clone(), created_at: now, is_hot, brief, notice_at: None }
}

/// Who it is, why it was written to, and what was said, in the order it happened.
fn brief(stored: &StoredCampaign, lead: &Lead, profile: &Profile, person: &Person) -> String {
    let mut lines = vec![format!("{} <{}>", profile.display_name(), profile.address.expose())];
    for (label, name) in [("Title", "title"), ("Company", "company"), ("Phone", "phone"), ("LinkedIn", "linkedin")] {
        lines.extend(profile.variable(name).map(|value| format!("{label}: {value}")));
    }
    lines.push(format!("Campaign: {}", stored.campaign.name));
    let score = score::score(&facts(lead, profile), &stored.campaign.ideal_customer);
    if let Some(value) = score.value {
        lines.push(format!("Score: {value} (certainty {})", score.certainty));
    }
    lines.extend(score.parts.iter().map(|part| format!("  - {}", part.reason)));
    let mut history: Vec<(jiff::Timestamp, String)> = Vec::new();
    for attempt in person.attempts.iter().filter(|attempt| attempt.id.campaign_number == stored.number) {
        if let AttemptState::Sent(receipt) = &attempt.state {
            history.push((receipt.at, format!("Mail {} went out: \"{}\"", attempt.id.step, receipt.subject)));
        }
    }
    for mail in &person.mails {
        let because =
            if mail.evidence.is_empty() { String::new() } else { format!(", because of \"{}\"", mail.evidence) };
        let said = mail.text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n");
        history.push((mail.received_at, format!("They wrote (read as {}{because}):\n{said}", mail.class)));
    }
    history.sort();
    lines.push(String::new());
    let zone = &stored.campaign.zone;
    let dated = history.into_iter().map(|(at, what)| {
        let local = at.to_zoned(zone.clone());
        format!("{} {}  {what}", local.date(), local.strftime("%H:%M"))
    });
    lines.extend(dated);
    lines.join("\n")
}
