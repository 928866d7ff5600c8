//! A campaign: who writes what to whom, how often, and within which limits. Read from `campaign.toml`
//! (`cam_ports::campaign_file`), which is where its numbers get their defaults.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    civil::{Date, Time},
    tz::TimeZone,
};

use crate::{
    address::{DomainPattern, EmailAddress},
    calendar::SendWindow,
    country::Country,
    cycle::Mode,
    id::{CampaignId, SenderId},
    law::{B2bMail, LegalBasis},
    pacing::Pacing,
    score::{IdealCustomer, ScorePolicy},
};

/// A campaign, checked as a whole: what it refers to exists, and its numbers are in their ranges.
#[derive(Debug, Clone, PartialEq)]
pub struct Campaign {
    /// Its name in keys.
    pub id: CampaignId,
    /// Its name for people.
    pub name: String,
    /// What it may do at most; a live cycle also needs a live stack.
    pub mode: Mode,
    /// Who is told.
    pub owner: EmailAddress,
    /// Who writes, as the law wants it said in every mail.
    pub company: String,
    /// Where that company sits; without it no mail leaves.
    pub postal_address: String,
    /// The language of the parts CAM adds to a mail, as a BCP 47 tag.
    pub language: String,
    /// The zone of leads whose own zone is unknown, and of the campaign's dates.
    pub zone: TimeZone,
    /// The local hour at which the day begins.
    pub starts_at: Time,
    /// When mail may go out, in the lead's own zone.
    pub window: SendWindow,
    /// Days without mail besides the national holidays.
    pub holidays: Vec<Date>,
    /// Who mail comes from; at least one, ids distinct.
    pub senders: Vec<Sender>,
    /// The sequence, first mail first; at least one.
    pub steps: Vec<Step>,
    /// How much a day.
    pub limits: Limits,
    /// Who is worth writing to.
    pub ideal_customer: IdealCustomer,
    /// From which score on.
    pub scoring: ScorePolicy,
    /// Who is never written to, whatever the list says.
    pub do_not_contact: DoNotContact,
    /// Whose people are no customers.
    pub competitors: Vec<DomainPattern>,
    /// Whether private mailboxes (gmail.com and its like) are written to.
    pub free_mail: FreeMail,
    /// The law's part.
    pub legal: Legal,
    /// Where a link to unsubscribe leads, if the stack (or `cam serve`) has such a page: `https://…`, no trailing `/`.
    pub unsubscribe_url: Option<String>,
    /// When the campaign has reached what it is for.
    pub goals: Goals,
}

/// Who mail comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Sender {
    /// Its name in keys; several campaigns may share a sender, and then share its cap.
    pub id: SenderId,
    /// The name a reader sees.
    pub name: String,
    /// The address a reader sees and answers to.
    pub address: EmailAddress,
    /// How fast it may write.
    pub pacing: Pacing,
}

/// One mail of the sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Days after the mail before it, moved on to a working day; 0 for the first.
    pub after_days: u16,
    /// Its texts; a lead always gets the same one. At least one.
    pub variants: Vec<Variant>,
}

/// One text of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its name in reports.
    pub id: String,
    /// The template of the subject; empty in a follow-up means `Re:` and the first subject.
    pub subject: String,
    /// The template of the body, plain text.
    pub body: String,
    /// Its share among the variants of its step.
    pub weight: u16,
}

/// How much a day. Days are the campaign's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Leads taken in a day.
    pub new_leads_per_day: u32,
    /// First mails a day.
    pub outreach_per_day: u32,
    /// Follow-ups a day.
    pub followups_per_day: u32,
    /// People of one company in a sequence at once.
    pub active_per_company: u32,
    /// Days after the end of a sequence before the same person may be written to again.
    pub cool_down_days: u16,
}

impl Default for Limits {
    /// The prototype's announced numbers (RULES §3.1) and the pacing defaults of RULES §1.6.
    fn default() -> Self {
        Self {
            new_leads_per_day: 10,
            outreach_per_day: 20,
            followups_per_day: 10,
            active_per_company: 2,
            cool_down_days: 90,
        }
    }
}

/// Who is never written to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DoNotContact {
    /// Single addresses.
    pub addresses: BTreeSet<EmailAddress>,
    /// Domains with all their subdomains.
    pub domains: Vec<DomainPattern>,
}

impl DoNotContact {
    /// Whether `address` is on the list.
    #[must_use]
    pub fn holds(&self, address: &EmailAddress) -> bool {
        self.addresses.iter().any(|listed| listed.same_mailbox_as(address))
            || self.domains.iter().any(|domain| domain.matches(address.domain()))
    }
}

/// Whether private mailboxes are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FreeMail {
    /// Like any other.
    #[default]
    Allowed,
    /// Disqualified.
    Refused,
}

/// The law's part of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Legal {
    /// What allows the mail where the lead's own row says nothing.
    pub basis: LegalBasis,
    /// What to answer to "where did you get my address?" where the lead's own row says nothing.
    pub source_note: Option<String>,
    /// Countries judged otherwise than in the shipped table, on the owner's own responsibility.
    pub overrides: BTreeMap<Country, B2bMail>,
}

/// When the campaign has reached what it is for, or should stop trying (RULES §3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Goals {
    /// Hot leads that are enough.
    pub hot_leads: Option<u32>,
}

/// A mailbox has two ids: its cap and its history would be counted apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "sender \"{id}\" is the mailbox that is known as \"{known}\" already: write id = \"{known}\", because its cap and its history stand under that id"
)]
pub struct SecondId {
    id: SenderId,
    known: SenderId,
}

impl Campaign {
    /// Refuses a mailbox that one of the `known` campaigns has under another id.
    pub fn expect_one_id_a_mailbox<'a>(&self, known: impl IntoIterator<Item = &'a Self>) -> Result<(), SecondId> {
        let known: Vec<&Sender> = known.into_iter().flat_map(|campaign| &campaign.senders).collect();
        let second = self.senders.iter().find_map(|sender| {
            let other = known.iter().find(|other| other.address == sender.address && other.id != sender.id)?;
            Some(SecondId { id: sender.id.clone(), known: other.id.clone() })
        });
        second.map_or(Ok(()), Err)
    }

    /// The sender called `id`.
    #[must_use]
    pub fn sender(&self, id: &SenderId) -> Option<&Sender> {
        self.senders.iter().find(|sender| &sender.id == id)
    }

    /// The step with this number, counted from 1.
    #[must_use]
    pub fn step(&self, number: u8) -> Option<&Step> {
        self.steps.get(usize::from(number.checked_sub(1)?))
    }
}

impl Step {
    /// The variant that `seed` falls on, by weight; the same seed always gets the same text.
    #[must_use]
    pub fn variant(&self, seed: u64) -> Option<&Variant> {
        let total: u64 = self.variants.iter().map(|variant| u64::from(variant.weight)).sum();
        let mut rest = seed.checked_rem(total).unwrap_or_default();
        self.variants.iter().find(|variant| match rest.checked_sub(u64::from(variant.weight)) {
            Some(left) => {
                rest = left;
                false
            }
            None => true,
        })
    }
}

/// A campaign as it stands in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCampaign {
    /// What it says.
    pub campaign: Campaign,
    /// Its number in this stack, from 1: part of every send id, never reused.
    pub number: u16,
    /// Grows by one with every change of the file.
    pub version: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant(id: &str, weight: u16) -> Variant {
        Variant { id: id.to_owned(), subject: String::new(), body: String::new(), weight }
    }

    #[test]
    fn variants_get_their_share_and_a_lead_always_the_same() {
        let step = Step { after_days: 0, variants: vec![variant("a", 1), variant("b", 3)] };
        let drawn: String = (0..8).map(|seed| step.variant(seed).unwrap().id.clone()).collect();
        assert_eq!(drawn, "abbbabbb");
    }

    #[test]
    fn a_mailbox_keeps_its_id_in_every_campaign() {
        let before = crate::fixture::campaign();
        assert_eq!(before.expect_one_id_a_mailbox([&before]), Ok(()));
        let mut renamed = before.clone();
        renamed.senders[0].id = "someone-else".parse().unwrap();
        let refused = renamed.expect_one_id_a_mailbox([&before]).unwrap_err();
        assert!(refused.to_string().contains("\"someone-else\""), "{refused}");
    }

    #[test]
    fn a_step_without_weight_has_no_variant() {
        let step = Step { after_days: 0, variants: vec![variant("a", 0)] };
        assert_eq!(step.variant(7), None);
    }
}
