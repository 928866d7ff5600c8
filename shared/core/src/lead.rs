//! A lead, its states, and what is legal between them.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::{
    country::Country,
    id::{ClaimId, CompanyId, CycleId, LeadKey, SenderId},
    law::LegalBasis,
    score::Milli,
    skip::Hold,
};

/// A claim younger than this is in flight; an older one is in doubt.
pub const IN_FLIGHT: SignedDuration = SignedDuration::from_mins(15);

/// A person in a campaign: what decides about the next touch. Name, address and variables are in the
/// [`Profile`](crate::profile::Profile).
#[derive(Debug, Clone, PartialEq)]
pub struct Lead {
    /// Who, in which campaign.
    pub key: LeadKey,
    /// Grows by one with every change.
    pub version: u64,
    /// How far it has come.
    pub status: LeadStatus,
    /// Where it stands in the list of things to do.
    pub place: Place,
    /// A touch that was claimed and not yet settled.
    pub claim: Option<Claim>,
    /// Its score, once judged.
    pub score: Option<Milli>,
    /// The step that comes next, from 1.
    pub next_step: u8,
    /// Who writes to it: the same sender through the whole sequence.
    pub sender: Option<SenderId>,
    /// Its company; none for private mailboxes.
    pub company: Option<CompanyId>,
    /// Its country, as far as known.
    pub country: Option<Country>,
    /// Its IANA time zone, as far as known.
    pub zone: Option<String>,
    /// What allows us to write.
    pub basis: LegalBasis,
    /// When it came in.
    pub created_at: Timestamp,
    /// When it was last written to.
    pub last_touch_at: Option<Timestamp>,
}

/// How far a lead has come; the prototype's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LeadStatus {
    /// It came in.
    New,
    /// It was judged and is worth writing to.
    Enriched,
    /// It was written to.
    Contacted,
    /// It wrote back.
    Replied,
    /// It is a project: people have taken over.
    Qualified,
    /// It is over.
    Lost,
    /// A person has to decide.
    ManualReview,
}

impl LeadStatus {
    /// Every status, in the order a lead passes them.
    pub const ALL: [Self; 7] =
        [Self::New, Self::Enriched, Self::Contacted, Self::Replied, Self::Qualified, Self::Lost, Self::ManualReview];

    /// The status's name as it is stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Enriched => "enriched",
            Self::Contacted => "contacted",
            Self::Replied => "replied",
            Self::Qualified => "qualified",
            Self::Lost => "lost",
            Self::ManualReview => "manual review",
        }
    }
}

impl fmt::Display for LeadStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a lead stands in the list of things to do; at most in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Nothing is to be done.
    Idle,
    /// It waits for its first mail.
    Ready,
    /// A follow-up may go from then on.
    Waiting {
        /// The first instant.
        from: Timestamp,
    },
    /// A touch is planned.
    Due(Due),
    /// It wrote back, and phase 5 has to take it up.
    Hot,
    /// It is held, for this reason; it is judged again when the campaign's file changes.
    Review {
        /// Why.
        hold: Hold,
        /// The version of the campaign it was judged by.
        judged_by: u32,
    },
}

/// A planned touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// When it goes.
    pub at: Timestamp,
    /// The cycle that planned it; it ends with its day.
    pub cycle: CycleId,
}

/// A touch on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Drawn afresh for each claim.
    pub id: ClaimId,
    /// When it was claimed.
    pub at: Timestamp,
    /// What it was planned as, to be given back if nothing goes out.
    pub due: Due,
}

impl Claim {
    /// Whether its answer may still come.
    #[must_use]
    pub fn is_in_flight(&self, now: Timestamp) -> bool {
        now.duration_since(self.at) < IN_FLIGHT
    }

    /// When it is in doubt.
    #[must_use]
    pub fn in_doubt_at(&self) -> Timestamp {
        self.at.saturating_add(IN_FLIGHT).unwrap_or(Timestamp::MAX)
    }
}

/// What happens to a lead.
#[derive(Debug, Clone, PartialEq)]
pub enum LeadEvent {
    /// It was judged worth writing to.
    Scored {
        /// Its score; none where the campaign asks for nothing.
        score: Option<Milli>,
    },
    /// A rule holds it back until something changes.
    Held {
        /// Which.
        hold: Hold,
        /// The version of the campaign it was judged by.
        judged_by: u32,
    },
    /// It is no customer for this campaign.
    Disqualified,
    /// A touch is planned.
    Planned {
        /// When, and by which cycle.
        due: Due,
        /// Who writes.
        sender: SenderId,
    },
    /// The planned touch moves to a later instant of the same day.
    Postponed {
        /// When it is due now.
        until: Timestamp,
    },
    /// The day is over before the touch went out.
    DayEnded,
    /// The planned touch is being sent.
    Claimed(Claim),
    /// The gateway took it.
    Sent {
        /// Which claim.
        claim: ClaimId,
        /// When.
        at: Timestamp,
        /// From when on the next step may go; none after the last one.
        next_from: Option<Timestamp>,
    },
    /// The gateway will never take it.
    Rejected {
        /// Which claim.
        claim: ClaimId,
    },
    /// Nothing went out; it is tried again.
    GivenBack {
        /// Which claim.
        claim: ClaimId,
        /// When it is due now.
        until: Timestamp,
    },
    /// It wrote back, something a person should see.
    Replied,
    /// It, or someone for it, said no.
    Stopped,
    /// A person has to look at what it wrote.
    NeedsReview(Hold),
    /// It became a project.
    Escalated,
}

/// The event does not fit the lead's state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The claim is not (or no longer) this one.
    #[error("the lead is not claimed under this id")]
    OtherClaim,
    /// The lead is not where this event starts from.
    #[error("a lead that is {status} cannot be {event}")]
    NotFrom {
        /// Where it is.
        status: LeadStatus,
        /// What was asked.
        event: &'static str,
    },
}

impl Lead {
    /// Whether it is in the middle of a sequence: written to (or about to be), and neither answered nor ended. One that
    /// is held between two mails is still in it.
    #[must_use]
    pub fn is_in_sequence(&self) -> bool {
        let is_on_its_way = self.claim.is_some() || matches!(self.place, Place::Due(_));
        let has_next = matches!(self.place, Place::Waiting { .. } | Place::Review { .. });
        is_on_its_way || (self.status == LeadStatus::Contacted && has_next)
    }

    /// Whether people or rules have ended it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.status, LeadStatus::Replied | LeadStatus::Qualified | LeadStatus::Lost)
    }

    /// The lead after `event`, one version later, or why that cannot be.
    ///
    /// A no always wins: whatever was planned for a lead that replied or was stopped is gone, and a claim in
    /// flight may still settle but leads to nothing more.
    pub fn after(&self, event: LeadEvent) -> Result<Self, Refusal> {
        let next = Self { version: self.version + 1, ..self.clone() };
        match event {
            LeadEvent::Scored { score } => {
                let may = matches!(self.place, Place::Ready | Place::Review { .. }) && self.claim.is_none();
                self.expect("scored", may && self.is_untouched())?;
                Ok(Self { status: LeadStatus::Enriched, score, place: Place::Ready, ..next })
            }
            LeadEvent::Held { hold, judged_by } => {
                // A sequence that has ended, or a mail on its way, has no next mail to hold.
                let may = !matches!(self.place, Place::Idle | Place::Hot) && self.claim.is_none();
                self.expect("held", may && !self.is_over())?;
                let status = if self.is_untouched() { LeadStatus::ManualReview } else { self.status };
                Ok(Self { status, place: Place::Review { hold, judged_by }, ..next })
            }
            LeadEvent::Disqualified => {
                self.expect("disqualified", self.is_untouched())?;
                Ok(Self { status: LeadStatus::Lost, place: Place::Idle, ..next })
            }
            LeadEvent::Planned { due, sender } => {
                let may = matches!(self.place, Place::Ready | Place::Waiting { .. } | Place::Review { .. });
                self.expect("planned", may && self.claim.is_none() && !self.is_over())?;
                let status = if self.is_untouched() { LeadStatus::Enriched } else { self.status };
                Ok(Self { status, place: Place::Due(due), sender: Some(sender), ..next })
            }
            LeadEvent::Postponed { until } => {
                let Place::Due(due) = &self.place else { return Err(self.refuse("postponed")) };
                Ok(Self { place: Place::Due(Due { at: until, cycle: due.cycle.clone() }), ..next })
            }
            LeadEvent::DayEnded => {
                let Place::Due(due) = &self.place else { return Err(self.refuse("put off to another day")) };
                Ok(Self { place: self.place_between_days(due.at), ..next })
            }
            LeadEvent::Claimed(claim) => {
                let is_due = matches!(&self.place, Place::Due(due) if *due == claim.due);
                self.expect("claimed", is_due && self.claim.is_none() && !self.is_over())?;
                Ok(Self { place: Place::Idle, claim: Some(claim), ..next })
            }
            LeadEvent::Sent { claim, at, next_from } => self.after_sent(next, &claim, at, next_from),
            LeadEvent::Rejected { claim } => self.after_rejected(next, &claim),
            LeadEvent::GivenBack { claim, until } => self.after_given_back(next, &claim, until),
            LeadEvent::Replied => {
                self.expect("answered", self.status != LeadStatus::Qualified)?;
                Ok(Self { status: LeadStatus::Replied, place: Place::Hot, ..next })
            }
            LeadEvent::Stopped => Ok(Self { status: LeadStatus::Lost, place: Place::Idle, ..next }),
            LeadEvent::NeedsReview(hold) => {
                self.expect("put up for review", self.status != LeadStatus::Qualified)?;
                Ok(Self { status: LeadStatus::Replied, place: Place::Review { hold, judged_by: u32::MAX }, ..next })
            }
            LeadEvent::Escalated => {
                self.expect("escalated", self.status == LeadStatus::Replied)?;
                Ok(Self { status: LeadStatus::Qualified, place: Place::Idle, ..next })
            }
        }
    }

    fn after_sent(
        &self,
        next: Self,
        claim: &ClaimId,
        at: Timestamp,
        next_from: Option<Timestamp>,
    ) -> Result<Self, Refusal> {
        self.expect_claim(claim)?;
        let sent = Self { claim: None, last_touch_at: Some(at), next_step: self.next_step.saturating_add(1), ..next };
        if self.is_over() || !matches!(self.place, Place::Idle) {
            return Ok(sent);
        }
        let place = next_from.map_or(Place::Idle, |from| Place::Waiting { from });
        Ok(Self { status: LeadStatus::Contacted, place, ..sent })
    }

    fn after_rejected(&self, next: Self, claim: &ClaimId) -> Result<Self, Refusal> {
        self.expect_claim(claim)?;
        let settled = Self { claim: None, ..next };
        Ok(if self.is_over() { settled } else { Self { status: LeadStatus::Lost, place: Place::Idle, ..settled } })
    }

    fn after_given_back(&self, next: Self, claim: &ClaimId, until: Timestamp) -> Result<Self, Refusal> {
        self.expect_claim(claim)?;
        let given_back = Self { claim: None, ..next };
        if self.is_over() || !matches!(self.place, Place::Idle) {
            return Ok(given_back);
        }
        let cycle = self.claim.as_ref().map(|claim| claim.due.cycle.clone());
        let place = cycle.map_or(Place::Ready, |cycle| Place::Due(Due { at: until, cycle }));
        Ok(Self { place, ..given_back })
    }

    fn place_between_days(&self, due_at: Timestamp) -> Place {
        if self.next_step == 1 { Place::Ready } else { Place::Waiting { from: due_at } }
    }

    fn is_untouched(&self) -> bool {
        matches!(self.status, LeadStatus::New | LeadStatus::Enriched | LeadStatus::ManualReview)
    }

    fn expect_claim(&self, claim: &ClaimId) -> Result<(), Refusal> {
        let is_ours = self.claim.as_ref().is_some_and(|held| &held.id == claim);
        if is_ours { Ok(()) } else { Err(Refusal::OtherClaim) }
    }

    fn expect(&self, event: &'static str, may: bool) -> Result<(), Refusal> {
        if may { Ok(()) } else { Err(self.refuse(event)) }
    }

    fn refuse(&self, event: &'static str) -> Refusal {
        Refusal::NotFrom { status: self.status, event }
    }
}

#[cfg(test)]
mod tests;
