//! The dry run's last step: the exact mail, kept instead of sent. No lead moves.

use cam_core::{
    id::{CycleId, LeadKey},
    skip::{Hold, SkipReason},
};
use cam_ports::{
    clock::Clock,
    letter::LetterWriter,
    phase::{RunError, campaign_of},
    preview_store::{Preview, PreviewState},
};
use jiff::Timestamp;

use crate::{Store, World};

/// Writes the mail of a dry touch as it would go out now, and keeps it; or the reason why it would not.
pub async fn preview<S, Q, C, G, I>(
    world: &World<'_, S, Q, C, G, I>,
    cycle: &CycleId,
    lead: &LeadKey,
    due_at: Timestamp,
) -> Result<(), RunError>
where
    S: Store,
    C: Clock,
{
    let planned = world.store.preview(cycle, lead, due_at).await?;
    let Some(preview) = planned.filter(|preview| preview.state == PreviewState::Planned) else { return Ok(()) };
    let stored = campaign_of(world.store, cycle).await?;
    let person = world.store.person(&lead.person).await?;
    let state = match (person.lead(&lead.campaign), person.profile(&lead.campaign)) {
        _ if person.suppression.is_some() => PreviewState::Held(Hold::from(&SkipReason::Suppressed)),
        (Some(lead), Some(profile)) => {
            let writer = LetterWriter::new(&stored, world.identities).answered_at(world.reply_domain);
            let letter = stored.campaign.sender(&preview.sender).ok_or(SkipReason::NoSender).and_then(|sender| {
                // As on a live day, the mail is dated with the instant at which it is written.
                writer.write(lead, profile, sender, &person.attempts, world.clock.now())
            });
            match letter {
                Ok(letter) => PreviewState::Shown { mime: letter.mail.mime },
                Err(reason) => PreviewState::Held(Hold::from(&reason)),
            }
        }
        // The person was forgotten since; nothing of them is shown.
        (None, _) | (_, None) => return Ok(()),
    };
    world.store.show_preview(&Preview { state, ..preview }).await?;
    Ok(())
}
