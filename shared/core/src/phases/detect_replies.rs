//! Phase 4: what a mail from a person does to their leads.

use crate::{
    feedback::Fate,
    id::LeadKey,
    lead::{Lead, LeadEvent},
};

/// What a mail says, as far as it decides anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Never again: for the person, in every campaign.
    OptOut,
    /// Not this.
    Refusal,
    /// Yes, or let us talk.
    Hot,
    /// Anything else that a human wrote.
    Reply,
    /// A machine wrote it; nobody has answered.
    Machine,
}

/// What a provider's report says of a person, if it says that they must not be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndOfContact {
    /// There is no such mailbox.
    DeadAddress,
    /// They called a mail of ours unwanted.
    Complaint,
}

/// Whether what became of a mail ends all contact with its recipient. What may pass by itself does not.
#[must_use]
pub fn ends_contact(fate: Fate) -> Option<EndOfContact> {
    match fate {
        Fate::BouncedPermanent => Some(EndOfContact::DeadAddress),
        Fate::Complained => Some(EndOfContact::Complaint),
        Fate::Delivered
        | Fate::Withheld
        | Fate::BouncedTransient
        | Fate::BouncedUndetermined
        | Fate::NotSpam
        | Fate::Rejected
        | Fate::Delayed => None,
    }
}

/// The person's leads that change, each one version later, in the order they came.
///
/// A no ends every lead of the person. Any other answer ends every sequence of theirs: the lead it answers (`answered`,
/// or else [`written_to_last`]) is taken up or lost, the others are stopped.
#[must_use]
pub fn plan(meaning: Meaning, leads: &[Lead], answered: Option<&LeadKey>) -> Vec<Lead> {
    let answered = answered.or_else(|| written_to_last(leads));
    let changes = leads.iter().filter_map(|lead| {
        let is_answered = Some(&lead.key) == answered;
        let event = match meaning {
            Meaning::Machine => return None,
            Meaning::OptOut => LeadEvent::Stopped,
            Meaning::Refusal if is_answered => LeadEvent::Stopped,
            Meaning::Hot | Meaning::Reply if is_answered => LeadEvent::Replied,
            Meaning::Refusal | Meaning::Hot | Meaning::Reply if lead.is_in_sequence() => LeadEvent::Stopped,
            Meaning::Refusal | Meaning::Hot | Meaning::Reply => return None,
        };
        let is_news = !(lead.is_over() && matches!(event, LeadEvent::Stopped));
        lead.after(event).ok().filter(|_| is_news)
    });
    changes.collect()
}

/// The lead a mail is about that names none: the one that was written to last, or any at all.
#[must_use]
pub fn written_to_last(leads: &[Lead]) -> Option<&LeadKey> {
    let turn = |lead: &&Lead| (lead.claim.is_some(), lead.last_touch_at, lead.key.clone());
    leads.iter().max_by_key(turn).map(|lead| &lead.key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_dead_address_and_a_complaint_end_all_contact() {
        let ends = Fate::ALL.iter().filter_map(|fate| Some((*fate, ends_contact(*fate)?)));
        let expected =
            [(Fate::BouncedPermanent, EndOfContact::DeadAddress), (Fate::Complained, EndOfContact::Complaint)];
        assert_eq!(ends.collect::<Vec<_>>(), expected);
    }
}
