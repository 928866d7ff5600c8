//! Phase 4 of the cycle: read what came back, and stop what must stop.
//!
//! A mail is found out about by the token it was sent to, by the ids it answers, or by its sender. Its effects stand
//! or fall together, under the mail's own fingerprint: however often it is delivered, it acts once. What a mail means
//! is `cam_mail::read`'s business; what follows from it is `cam_core::phases::detect_replies`'s. What a provider reports
//! of a mail that went out (`feedback`) acts the same way, under the report's own name.

use std::collections::BTreeSet;

use cam_core::{
    address::EmailAddress,
    company::Company,
    cycle::{Phase, PhaseReport},
    fact::FactKind,
    id::{CycleId, LeadKey, PersonId, SendId},
    lead::{Lead, LeadStatus},
    phases::detect_replies::{Meaning, plan, written_to_last},
};
use cam_mail::read::{self, Class, Inbound, Reading};
use cam_ports::{
    campaign_store::CampaignStore,
    clock::Clock,
    cycle_store::CycleStore,
    error::{Chain, Saved},
    identity::{Identities, fingerprint},
    inbound::{InboundEffects, InboundMail, InboundStore, Inbox},
    lead_store::{LeadStore, Person},
    ledger::AttemptLedger,
    phase::{RunError, carry_out},
    queue::{Dispatch, TaskQueue},
    second_reader::SecondReader,
    suppression::{Suppression, SuppressionReason},
    task::Task,
};
use tracing::{info, warn};

mod feedback;
mod second;

/// How much of a mail is kept with the lead, in characters.
const KEPT_TEXT: usize = 4_000;

/// What the phase needs.
#[derive(Debug)]
pub struct World<'a, S, Q, C, B, R> {
    /// The table.
    pub store: &'a S,
    /// The queues.
    pub queue: &'a Q,
    /// The clock.
    pub clock: &'a C,
    /// Where mail comes in.
    pub inbox: &'a B,
    /// Who is who.
    pub identities: &'a Identities,
    /// Who is asked about a reply that is unclear.
    pub second_reader: &'a R,
}

/// Everything the phase reads and writes.
pub trait Store: CampaignStore + CycleStore + LeadStore + AttemptLedger + InboundStore {}

impl<S> Store for S where S: CampaignStore + CycleStore + LeadStore + AttemptLedger + InboundStore {}

/// Carries one task out: a cycle's sweep, one mail as it comes in, or what became of a mail that went out.
pub async fn perform<S, Q, C, B, R>(world: &World<'_, S, Q, C, B, R>, task: &Task) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    B: Inbox,
    R: SecondReader,
{
    match task {
        Task::Cycle(id) => run(world, id).await,
        Task::Mail(name) => mail(world, name).await,
        Task::Feedback(feedback) => feedback::feedback(world, feedback).await,
        Task::Touch { .. } | Task::Preview { .. } | Task::Source { .. } | Task::Lead(_) | Task::Tick => {
            Err(RunError::NotForPhase(Phase::DetectReplies))
        }
    }
}

/// Runs the phase for one cycle: whatever still waits in the inbox is read now.
pub async fn run<S, Q, C, B, R>(world: &World<'_, S, Q, C, B, R>, id: &CycleId) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    B: Inbox,
    R: SecondReader,
{
    carry_out(world.store, world.queue, world.clock, id, Phase::DetectReplies, async |_| sweep(world).await).await
}

/// Reads every mail that waits.
pub async fn sweep<S, Q, C, B, R>(world: &World<'_, S, Q, C, B, R>) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    B: Inbox,
    R: SecondReader,
{
    let mut report = PhaseReport::default();
    for name in world.inbox.waiting().await.map_err(inbox_failed)? {
        if let Err(error) = read_one(world, &name, &mut report).await {
            // One mail that fails does not keep the others from being read; it stays in the inbox.
            warn!(event = "cam.error", error = %Chain(&error), "a mail could not be handled");
            report.errors.push(format!("a mail in the inbox could not be handled: {}", Chain(&error)));
        }
    }
    Ok(report)
}

/// Reads one mail by its name in the inbox.
pub async fn mail<S, Q, C, B, R>(world: &World<'_, S, Q, C, B, R>, name: &str) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    B: Inbox,
    R: SecondReader,
{
    let mut report = PhaseReport::default();
    read_one(world, name, &mut report).await?;
    Ok(report)
}

/// Who wrote, and which lead they answer, if a token or an id says so.
struct Match {
    person: PersonId,
    send: Option<SendId>,
    /// Whether the mail went to the address of `List-Unsubscribe`, which means one thing only (RFC 2369 §3.2).
    is_unsubscribe: bool,
}

async fn read_one<S, Q, C, B, R>(
    world: &World<'_, S, Q, C, B, R>,
    name: &str,
    report: &mut PhaseReport,
) -> Result<(), RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    B: Inbox,
    R: SecondReader,
{
    let Some(bytes) = world.inbox.fetch(name).await.map_err(inbox_failed)? else { return Ok(()) };
    let id = fingerprint(&bytes);
    let hot = if world.store.is_handled(&id).await? {
        report.add("handled_before", 1);
        None
    } else {
        handle(world, &id, &bytes, report).await?
    };
    if let Some(lead) = hot {
        world.queue.dispatch(&[Dispatch::now(Phase::EscalateLeads, Task::Lead(lead))]).await?;
    }
    world.inbox.put_away(name, &id).await.map_err(inbox_failed)
}

/// Applies a mail's effects, reading people again for as long as somebody else writes first. Returns the lead that
/// phase 5 should take up at once.
async fn handle<S, Q, C, B, R>(
    world: &World<'_, S, Q, C, B, R>,
    id: &str,
    bytes: &[u8],
    report: &mut PhaseReport,
) -> Result<Option<LeadKey>, RunError>
where
    S: Store,
    C: Clock,
    R: SecondReader,
{
    let inbound = match read::parse(bytes) {
        Ok(inbound) => inbound,
        Err(problem) => {
            warn!(mail.id = id, error = %problem, "a mail is unreadable and stands for review");
            report.add("unreadable", 1);
            return review(world, id, "unreadable").await.map(|()| None);
        }
    };
    let reading = second::second(world.second_reader, read::classify(&inbound), &inbound.new_text).await;
    let Some(found) = find(world, &inbound).await? else {
        report.add("unmatched", 1);
        return review(world, id, &class_name(reading.class)).await.map(|()| None);
    };
    let reading = if found.is_unsubscribe { unsubscribed(&inbound, reading) } else { reading };
    let class = class_name(reading.class);
    loop {
        let person = world.store.person(&found.person).await?;
        let effects = effects(world, id, &inbound, &reading, &found, &person).await?;
        let hot = effects.leads.iter().find(|lead| lead.status == LeadStatus::Replied).map(|lead| lead.key.clone());
        if world.store.apply_inbound(&effects).await? == Saved::Done {
            count(meaning(&inbound, &reading), report);
            info!(event = "cam.outreach_replied", mail.id = id, class, "a mail was read as {class}");
            return Ok(hot);
        }
        if world.store.is_handled(id).await? {
            report.add("handled_before", 1);
            return Ok(None);
        }
    }
}

/// The reading of a mail to the unsubscribe address: an opt-out, whatever a person writes there or leaves out.
fn unsubscribed(mail: &Inbound, mut reading: Reading) -> Reading {
    if mail.automatic.is_none() && mail.report.is_none() && !reading.class.is_opt_out() {
        reading.class = Class::Unsubscribe;
        reading.evidence = "the address it was sent to".to_owned();
        reading.confidence_milli = 1000;
    }
    reading
}

fn count(meaning: Meaning, report: &mut PhaseReport) {
    let name = match meaning {
        Meaning::OptOut => "opt_outs",
        Meaning::Refusal => "refusals",
        Meaning::Hot => "hot_replies",
        Meaning::Reply => "replies",
        Meaning::Machine => "machine_mails",
    };
    report.add(name, 1);
}

/// Keeps the mark of a mail nobody was found for, so that a person can see it and it is read once.
async fn review<S, Q, C, B, R>(world: &World<'_, S, Q, C, B, R>, id: &str, class: &str) -> Result<(), RunError>
where
    S: Store,
    C: Clock,
{
    let effects = InboundEffects {
        id: id.to_owned(),
        at: world.clock.now(),
        class: class.to_owned(),
        mail: None,
        leads: Vec::new(),
        companies: Vec::new(),
        suppression: None,
        fact: None,
    };
    let _: Saved = world.store.apply_inbound(&effects).await?;
    Ok(())
}

async fn effects<S, Q, C, B, R>(
    world: &World<'_, S, Q, C, B, R>,
    id: &str,
    inbound: &Inbound,
    reading: &Reading,
    found: &Match,
    person: &Person,
) -> Result<InboundEffects, RunError>
where
    S: Store,
    C: Clock,
{
    let now = world.clock.now();
    let answered = match &found.send {
        Some(send) => lead_of(world.store, send, person).await?,
        None => None,
    };
    let meaning = meaning(inbound, reading);
    let about = answered.as_ref().or_else(|| written_to_last(&person.leads)).cloned();
    let leads = plan(meaning, &person.leads, about.as_ref());
    let is_no = meaning == Meaning::OptOut && person.suppression.is_none();
    let suppression = is_no.then(|| {
        let reason = SuppressionReason::OptOut;
        (found.person.clone(), Suppression { reason, source: "reply".to_owned(), at: now })
    });
    let mail = InboundMail {
        id: id.to_owned(),
        person: found.person.clone(),
        received_at: now,
        class: class_name(reading.class),
        confidence_milli: reading.confidence_milli,
        evidence: reading.evidence.clone(),
        text: inbound.new_text.chars().take(KEPT_TEXT).collect(),
    };
    Ok(InboundEffects {
        id: id.to_owned(),
        at: now,
        class: mail.class.clone(),
        // Nothing is kept of a person who was forgotten but the no.
        mail: about.is_some().then_some(mail),
        companies: companies(world.store, &leads).await?,
        leads,
        suppression,
        fact: about.and_then(|key| Some((key, fact_kind(meaning)?))),
    })
}

fn fact_kind(meaning: Meaning) -> Option<FactKind> {
    match meaning {
        Meaning::OptOut => Some(FactKind::OptedOut),
        Meaning::Refusal | Meaning::Hot | Meaning::Reply => Some(FactKind::Replied),
        Meaning::Machine => None,
    }
}

/// The companies whose leads are no longer in a sequence.
async fn companies(store: &impl LeadStore, leads: &[Lead]) -> Result<Vec<Company>, RunError> {
    let ids: BTreeSet<_> = leads.iter().filter_map(|lead| lead.company.clone()).collect();
    let read = store.companies(&ids.into_iter().collect::<Vec<_>>()).await?;
    let changed = read.into_iter().filter_map(|company| {
        let out: Vec<_> = leads.iter().filter(|lead| company.active.contains_key(&lead.key)).collect();
        let next = out.iter().fold(company.clone(), |company, lead| company.without(&lead.key));
        (!out.is_empty()).then(|| Company { version: company.version + 1, ..next })
    });
    Ok(changed.collect())
}

/// The lead that a send belongs to.
async fn lead_of(store: &impl CampaignStore, send: &SendId, person: &Person) -> Result<Option<LeadKey>, RunError> {
    let campaigns = store.campaigns().await?;
    let campaign = campaigns.into_iter().find(|campaign| campaign.number == send.campaign_number);
    Ok(campaign.and_then(|campaign| person.lead(&campaign.campaign.id).map(|lead| lead.key.clone())))
}

/// The ladder of RULES §2.2, as far as it is built: token, then ids, then From.
async fn find<S, Q, C, B, R>(world: &World<'_, S, Q, C, B, R>, inbound: &Inbound) -> Result<Option<Match>, RunError>
where
    S: Store,
{
    let tokens = inbound.recipients.iter().filter_map(|recipient| {
        let (local, _) = recipient.split_once('@')?;
        let unsubscribed = local.strip_prefix("u+");
        let send = world.identities.verify(unsubscribed.or_else(|| local.strip_prefix("r+"))?)?;
        Some(Match { person: send.person.clone(), send: Some(send), is_unsubscribe: unsubscribed.is_some() })
    });
    // Of several, the one that says no: it names whose no it is.
    if let Some(found) = tokens.min_by_key(|found| !found.is_unsubscribe) {
        return Ok(Some(found));
    }
    for id in &inbound.referenced_ids {
        let own = id.split_once('@').and_then(|(local, _)| local.parse::<SendId>().ok());
        let known = match own {
            Some(send) => Some((send.person.clone(), send)),
            None => world.store.find_message(id).await?.map(|(key, send)| (key.person, send)),
        };
        if let Some((person, send)) = known {
            return Ok(Some(Match { person, send: Some(send), is_unsubscribe: false }));
        }
    }
    let Some(address) = inbound.from.as_deref().and_then(|from| EmailAddress::parse(from).ok()) else {
        return Ok(None);
    };
    let person = world.identities.person(&address);
    let known = world.store.person(&person).await?;
    Ok((!known.leads.is_empty()).then_some(Match { person, send: None, is_unsubscribe: false }))
}

/// What a mail that is read so means. Words alone prove no machine: whoever writes of an absence and sends none of a
/// machine's headers has answered, and gets no further mail. A lead is not lost to a no that is doubtful.
fn meaning(mail: &Inbound, reading: &Reading) -> Meaning {
    match reading.class {
        Class::ComplaintLegal | Class::ErasureRequest | Class::Unsubscribe => Meaning::OptOut,
        Class::Refusal | Class::LeftCompany if reading.is_sure() => Meaning::Refusal,
        Class::Refusal | Class::LeftCompany => Meaning::Reply,
        Class::Meeting | Class::Interested => Meaning::Hot,
        Class::Referral | Class::NotNow | Class::Question | Class::Acknowledgement | Class::Unclear => Meaning::Reply,
        Class::Automatic(_) if mail.automatic.is_none() => Meaning::Reply,
        Class::MachineReport | Class::Automatic(_) => Meaning::Machine,
    }
}

/// A class by its stored name: lower case, words joined by `-`.
fn class_name(class: Class) -> String {
    let name = match class {
        Class::MachineReport => "machine-report",
        Class::Automatic(_) => "automatic",
        Class::ComplaintLegal => "complaint-legal",
        Class::ErasureRequest => "erasure-request",
        Class::Unsubscribe => "unsubscribe",
        Class::Referral => "referral",
        Class::LeftCompany => "left-company",
        Class::NotNow => "not-now",
        Class::Refusal => "refusal",
        Class::Meeting => "meeting",
        Class::Interested => "interested",
        Class::Question => "question",
        Class::Acknowledgement => "acknowledgement",
        Class::Unclear => "unclear",
    };
    name.to_owned()
}

fn inbox_failed(error: cam_ports::inbound::InboxError) -> RunError {
    RunError::World { doing: "reading the inbox", source: error.into() }
}

#[cfg(test)]
mod tests {
    use cam_mail::read::classify_text;

    use super::*;

    #[test]
    fn no_lead_is_lost_to_a_doubtful_no_and_no_opt_out_to_a_doubt() {
        let of = |text, confidence_milli| {
            let mut reading = classify_text(text);
            reading.confidence_milli = confidence_milli;
            meaning(&Inbound::default(), &reading)
        };
        assert_eq!(of("No thanks, we are not interested.", 900), Meaning::Refusal);
        assert_eq!(of("No thanks, we are not interested.", 300), Meaning::Reply);
        assert_eq!(of("Please take me off your list.", 300), Meaning::OptOut);
    }
}
