//! Why a lead that is due is left alone, in a form that can be counted, explained and waited for.

use std::fmt;

use jiff::Timestamp;

use crate::{id::CampaignId, law::Blocked, score::Milli, sender::Shut};

/// Why a lead that is due is left alone; the order of the variants is the order of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// The person is on the suppression list.
    Suppressed,
    /// The campaign's own list says no.
    DoNotContact,
    /// It is no customer.
    Disqualified(Disqualification),
    /// The law, as the campaign reads it, says no.
    Law(Blocked),
    /// Too little is known to judge it.
    TooLittleKnown {
        /// How much of what was asked is known.
        certainty: Milli,
        /// How much has to be.
        needed: Milli,
    },
    /// An earlier touch may or may not have gone out.
    InDoubt,
    /// Another campaign is writing to the person.
    OtherSequence(CampaignId),
    /// The last sequence ended a short while ago.
    CoolDown {
        /// When it may be written to again.
        until: Timestamp,
    },
    /// Someone at the company said no for all of it.
    CompanyStopped,
    /// Enough people of its company are in a sequence.
    CompanyBusy {
        /// How many.
        active: u32,
    },
    /// The sender that wrote before is no longer in the campaign.
    NoSender,
    /// A template needs something that is not known of the lead.
    MissingVariable {
        /// The variable.
        name: String,
    },
    /// The finished text breaks a rule of what may leave the house.
    ContractBroken {
        /// Which, in words.
        breach: String,
    },
    /// Its window does not open within this day.
    NoOpening {
        /// When it opens next.
        until: Option<Timestamp>,
    },
    /// The day's follow-ups are given out.
    FollowUpsSpent {
        /// The campaign's limit.
        limit: u32,
    },
    /// The day's first mails are given out.
    OutreachSpent {
        /// The campaign's limit.
        limit: u32,
    },
    /// Every sender's day is full.
    SendersSpent,
    /// Its window is shut at this instant.
    WindowShut {
        /// When it opens next.
        until: Option<Timestamp>,
    },
    /// The sender may not write now.
    SenderShut(Shut),
    /// The gateway takes nothing for now.
    GatewayUnavailable,
    /// Live mail is switched off.
    NotLive,
    /// The day was over before its turn came.
    DayEnded,
}

/// Why a lead is no customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disqualification {
    /// The address belongs to an office, not to a person.
    RoleAccount,
    /// Nobody reads the address.
    NoReply,
    /// The address is thrown away after use.
    Disposable,
    /// The address is private, and the campaign asks for business addresses.
    FreeMail,
    /// The address is a test.
    TestAddress,
    /// The company is a competitor.
    Competitor,
    /// It scores below what the campaign asks for.
    BelowThreshold {
        /// Its score.
        score: Milli,
        /// What is asked for.
        needed: Milli,
    },
}

/// What follows from a skip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consequence {
    /// It comes up again by itself.
    ComesUpAgain,
    /// It is held until a person changes something.
    Held,
    /// It is over.
    Ends,
}

/// When the reason no longer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lift {
    /// At this instant.
    At(Timestamp),
    /// When this happens.
    When(&'static str),
    /// Not at all.
    Never,
}

/// A skip reason as it is stored with a lead that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Its key, as reports count it.
    pub key: String,
    /// What it says, in words.
    pub text: String,
}

impl From<&SkipReason> for Hold {
    fn from(reason: &SkipReason) -> Self {
        Self { key: reason.key().to_owned(), text: reason.to_string() }
    }
}

impl SkipReason {
    /// The reason's name in reports; stable.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Suppressed => "suppressed",
            Self::DoNotContact => "do_not_contact",
            Self::Disqualified(why) => why.key(),
            Self::Law(Blocked::NeedsConsent { .. }) => "needs_consent",
            Self::Law(Blocked::UnknownCountry) => "country_unknown",
            Self::Law(Blocked::CountryNotListed { .. }) => "country_not_listed",
            Self::Law(Blocked::NoBasis) => "no_legal_basis",
            Self::TooLittleKnown { .. } => "too_little_known",
            Self::InDoubt => "in_doubt",
            Self::OtherSequence(_) => "other_sequence",
            Self::CoolDown { .. } => "cool_down",
            Self::CompanyStopped => "company_stopped",
            Self::CompanyBusy { .. } => "company_busy",
            Self::NoSender => "no_sender",
            Self::MissingVariable { .. } => "missing_variable",
            Self::ContractBroken { .. } => "contract_broken",
            Self::NoOpening { .. } => "no_opening_today",
            Self::FollowUpsSpent { .. } => "followups_spent",
            Self::OutreachSpent { .. } => "outreach_spent",
            Self::SendersSpent => "senders_spent",
            Self::WindowShut { .. } => "window_shut",
            Self::SenderShut(Shut::Stopped(_)) => "sender_stopped",
            Self::SenderShut(Shut::Paused) => "campaign_paused",
            Self::SenderShut(Shut::CapReached { .. }) => "cap_reached",
            Self::SenderShut(Shut::GapNotOver { .. }) => "gap_not_over",
            Self::GatewayUnavailable => "gateway_unavailable",
            Self::NotLive => "not_live",
            Self::DayEnded => "day_ended",
        }
    }

    /// What follows for the lead.
    #[must_use]
    pub fn consequence(&self) -> Consequence {
        match self {
            Self::Suppressed | Self::Disqualified(_) => Consequence::Ends,
            Self::DoNotContact
            | Self::Law(_)
            | Self::TooLittleKnown { .. }
            | Self::NoSender
            | Self::MissingVariable { .. }
            | Self::ContractBroken { .. } => Consequence::Held,
            Self::InDoubt
            | Self::OtherSequence(_)
            | Self::CoolDown { .. }
            | Self::CompanyStopped
            | Self::CompanyBusy { .. }
            | Self::NoOpening { .. }
            | Self::FollowUpsSpent { .. }
            | Self::OutreachSpent { .. }
            | Self::SendersSpent
            | Self::WindowShut { .. }
            | Self::SenderShut(_)
            | Self::GatewayUnavailable
            | Self::NotLive
            | Self::DayEnded => Consequence::ComesUpAgain,
        }
    }

    /// When the reason no longer holds.
    #[must_use]
    pub fn lifts(&self) -> Lift {
        match self {
            Self::Suppressed | Self::Disqualified(_) => Lift::Never,
            Self::DoNotContact => Lift::When("the entry is taken off do_not_contact in the campaign's file"),
            Self::Law(Blocked::NeedsConsent { .. }) => Lift::When(
                "the person has agreed and the lead's row says legal_basis = consent, or the campaign's file overrides the country",
            ),
            Self::Law(Blocked::UnknownCountry) => Lift::When("the lead's country is known"),
            Self::Law(Blocked::CountryNotListed { .. }) => {
                Lift::When("the campaign's file says under [legal.countries] what holds there")
            }
            Self::Law(Blocked::NoBasis) => Lift::When("the campaign's file or the lead's row names a legal basis"),
            Self::TooLittleKnown { .. } => {
                Lift::When("more is known of the lead, or the campaign asks for less (min_certainty)")
            }
            Self::InDoubt => Lift::When("a delivery event or a person says whether the earlier mail went out"),
            Self::OtherSequence(_) => Lift::When("the other campaign's sequence is over"),
            Self::CompanyStopped => Lift::When("a person lifts the stop of the company"),
            Self::CompanyBusy { .. } => Lift::When("a colleague's sequence is over"),
            Self::NoSender => Lift::When("the sender is back in the campaign's file"),
            Self::MissingVariable { .. } => {
                Lift::When("the template gives a default (as in {{ name | default(\"there\") }}) or does without it")
            }
            Self::ContractBroken { .. } => Lift::When("the template is mended"),
            Self::CoolDown { until } | Self::SenderShut(Shut::GapNotOver { until }) => Lift::At(*until),
            Self::NoOpening { until } | Self::WindowShut { until } | Self::SenderShut(Shut::CapReached { until }) => {
                until.map_or(Lift::When("the campaign's window opens"), Lift::At)
            }
            Self::FollowUpsSpent { .. } | Self::OutreachSpent { .. } | Self::SendersSpent | Self::DayEnded => {
                Lift::When("the next day has a place for it")
            }
            Self::SenderShut(Shut::Stopped(_)) => Lift::When("a person starts the sender again"),
            Self::SenderShut(Shut::Paused) => Lift::When("the campaign is resumed"),
            Self::GatewayUnavailable => Lift::When("the gateway takes mail again; it is tried by itself"),
            Self::NotLive => Lift::When("both the stack and the campaign are live"),
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Suppressed => f.write_str("the person asked not to be written to, or the address is dead"),
            Self::DoNotContact => f.write_str("the address or its domain is on the campaign's do-not-contact list"),
            Self::Disqualified(why) => why.fmt(f),
            Self::Law(blocked) => blocked.fmt(f),
            Self::TooLittleKnown { certainty, needed } => {
                write!(f, "too little is known to judge it: {certainty} of what is asked, {needed} are needed")
            }
            Self::InDoubt => f.write_str("an earlier mail may or may not have gone out"),
            Self::OtherSequence(campaign) => write!(f, "campaign \"{campaign}\" is writing to the person"),
            Self::CoolDown { until } => write!(f, "the last sequence ended a short while ago; it rests until {until}"),
            Self::CompanyStopped => f.write_str("the company asked not to be written to"),
            Self::CompanyBusy { active } => write!(f, "{active} people of its company are being written to already"),
            Self::NoSender => f.write_str("the sender that wrote before is no longer in the campaign"),
            Self::MissingVariable { name } => {
                write!(f, "the template needs \"{name}\", which is not known of the lead")
            }
            Self::ContractBroken { breach } => write!(f, "the text may not leave the house: {breach}"),
            Self::NoOpening { .. } => f.write_str("its window does not open on this day"),
            Self::FollowUpsSpent { limit } => write!(f, "the day's {limit} follow-ups are given out"),
            Self::OutreachSpent { limit } => {
                write!(f, "the day's {limit} first mails are given out, to leads with better scores")
            }
            Self::SendersSpent => f.write_str("every sender's day is full"),
            Self::WindowShut { .. } => f.write_str("its window is shut at this hour"),
            Self::SenderShut(Shut::Stopped(reason)) => write!(f, "the sender is stopped: {reason}"),
            Self::SenderShut(Shut::Paused) => f.write_str("the campaign is paused"),
            Self::SenderShut(Shut::CapReached { .. }) => f.write_str("the sender's cap of 24 hours is used up"),
            Self::SenderShut(Shut::GapNotOver { .. }) => f.write_str("the gap after the mail before is not over"),
            Self::GatewayUnavailable => f.write_str("the mail gateway takes nothing for now"),
            Self::NotLive => f.write_str("live mail is switched off"),
            Self::DayEnded => f.write_str("the day was over before its turn came"),
        }
    }
}

impl Disqualification {
    fn key(self) -> &'static str {
        match self {
            Self::RoleAccount => "role_account",
            Self::NoReply => "no_reply_address",
            Self::Disposable => "disposable_address",
            Self::FreeMail => "free_mail",
            Self::TestAddress => "test_address",
            Self::Competitor => "competitor",
            Self::BelowThreshold { .. } => "below_threshold",
        }
    }
}

impl fmt::Display for Disqualification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RoleAccount => f.write_str("the address belongs to an office, not to a person"),
            Self::NoReply => f.write_str("nobody reads the address"),
            Self::Disposable => f.write_str("the address is of the kind that is thrown away after use"),
            Self::FreeMail => f.write_str("the address is a private mailbox, and the campaign asks for business ones"),
            Self::TestAddress => f.write_str("the address is a test address"),
            Self::Competitor => f.write_str("the company is on the campaign's list of competitors"),
            Self::BelowThreshold { score, needed } => {
                write!(f, "it scores {score}, and the campaign asks for {needed}")
            }
        }
    }
}

/// What a reason's key means, for a count in a report: `12 × the country asks for consent first`.
///
/// The key itself where it is unknown: an older release may have written it.
#[must_use]
pub fn words(key: &str) -> &str {
    WORDS.iter().find(|(known, _)| *known == key).map_or(key, |(_, words)| words)
}

const WORDS: [(&str, &str); 35] = [
    ("suppressed", "asked not to be written to, or the address is dead"),
    ("do_not_contact", "on the campaign's do-not-contact list"),
    ("role_account", "an office address, not a person"),
    ("no_reply_address", "an address nobody reads"),
    ("disposable_address", "a throw-away address"),
    ("free_mail", "a private mailbox"),
    ("test_address", "a test address"),
    ("competitor", "works for a competitor"),
    ("below_threshold", "scores below what the campaign asks for"),
    ("needs_consent", "the country asks for consent first"),
    ("country_unknown", "the country is not known"),
    ("country_not_listed", "the country's rules are not listed"),
    ("no_legal_basis", "no legal basis is named"),
    ("too_little_known", "too little is known to judge"),
    ("in_doubt", "an earlier mail may or may not have gone out"),
    ("other_sequence", "another campaign is writing to them"),
    ("cool_down", "resting after an earlier sequence"),
    ("company_stopped", "the company asked not to be written to"),
    ("company_busy", "enough colleagues are being written to"),
    ("no_sender", "the sender that wrote before is gone"),
    ("missing_variable", "the text needs something that is not known of them"),
    ("contract_broken", "the text may not leave the house"),
    ("no_opening_today", "their window does not open today"),
    ("followups_spent", "the day's follow-ups are given out"),
    ("outreach_spent", "the day's first mails are given out"),
    ("senders_spent", "every sender's day is full"),
    ("window_shut", "their window shut before their turn came"),
    ("sender_stopped", "the sender is stopped"),
    ("campaign_paused", "the campaign is paused"),
    ("cap_reached", "the sender's cap of 24 hours is used up"),
    ("gap_not_over", "the gap between two mails was not over"),
    ("rejected", "the mail gateway refused the mail for good"),
    ("gateway_unavailable", "the mail gateway took nothing"),
    ("not_live", "live mail is switched off"),
    ("day_ended", "the day was over before their turn came"),
];
