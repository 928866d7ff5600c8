//! What became of a mail that went out: a dead address and a complaint end all contact, at once and in one transaction;
//! everything else is counted.

use cam_core::{
    fact::FactKind,
    feedback::{Fate, Feedback},
    phases::detect_replies::{EndOfContact, Meaning, ends_contact, plan},
};
use cam_ports::{
    campaign_store::CampaignStore,
    clock::Clock,
    cycle_store::CycleStore,
    error::Saved,
    inbound::{InboundEffects, InboundStore},
    lead_store::{LeadStore, Person},
    phase::RunError,
    suppression::{Suppression, SuppressionReason},
};
use tracing::info;

use crate::{PhaseReport, World, companies, lead_of};

/// Who tells of it, as the suppression keeps it.
const SOURCE: &str = "SES";

/// Applies one report of the provider. However often it is delivered, it acts once.
pub(crate) async fn feedback<S, Q, C, B, R>(
    world: &World<'_, S, Q, C, B, R>,
    feedback: &Feedback,
) -> Result<PhaseReport, RunError>
where
    S: CampaignStore + CycleStore + LeadStore + InboundStore,
    C: Clock,
{
    let mut report = PhaseReport::default();
    let Some(end) = ends_contact(feedback.what) else {
        report.add(count(feedback.what), 1);
        return Ok(report);
    };
    loop {
        if world.store.is_handled(&feedback.id).await? {
            report.add("handled_before", 1);
            return Ok(report);
        }
        let person = world.store.person(&feedback.send.person).await?;
        let effects = effects(world, feedback, end, &person).await?;
        // Stale: a lead changed in between, or another delivery has done it.
        if world.store.apply_inbound(&effects).await? == Saved::Done {
            report.add(count(feedback.what), 1);
            let (class, send) = (effects.class, &feedback.send);
            info!(event = "cam.contact_ended", send.id = %send, class, "{send} was reported: {class}");
            return Ok(report);
        }
    }
}

async fn effects<S, Q, C, B, R>(
    world: &World<'_, S, Q, C, B, R>,
    feedback: &Feedback,
    end: EndOfContact,
    person: &Person,
) -> Result<InboundEffects, RunError>
where
    S: CampaignStore + LeadStore,
    C: Clock,
{
    let now = world.clock.now();
    let about = lead_of(world.store, &feedback.send, person).await?;
    let leads = plan(Meaning::OptOut, &person.leads, about.as_ref());
    let (reason, fact) = match end {
        EndOfContact::DeadAddress => (SuppressionReason::DeadAddress, None),
        EndOfContact::Complaint => (SuppressionReason::Complaint, Some(FactKind::OptedOut)),
    };
    let no = Suppression { reason, source: SOURCE.to_owned(), at: now };
    Ok(InboundEffects {
        id: feedback.id.clone(),
        at: now,
        class: feedback.what.to_string(),
        mail: None,
        companies: companies(world.store, &leads).await?,
        leads,
        suppression: person.suppression.is_none().then(|| (feedback.send.person.clone(), no)),
        fact: about.and_then(|key| Some((key, fact?))),
    })
}

fn count(fate: Fate) -> &'static str {
    match fate {
        Fate::Delivered => "delivered",
        Fate::BouncedPermanent => "bounces",
        Fate::Withheld => "withheld",
        Fate::BouncedTransient | Fate::BouncedUndetermined => "bounces_for_now",
        Fate::Complained => "complaints",
        Fate::NotSpam => "not_spam",
        Fate::Rejected => "rejected_by_provider",
        Fate::Delayed => "delayed",
    }
}
