//! What `cam why` says of one lead, in plain words.

use cam_core::{
    attempt::{Attempt, AttemptState},
    campaign::StoredCampaign,
    lead::{Claim, Due, Lead, LeadStatus, Place},
    phases::schedule_outreach::zone_of,
    profile::Profile,
    score::{Milli, Score},
    sender::Shut,
    skip::{Consequence, Hold, SkipReason},
};
use cam_ports::{
    lead_store::Person,
    suppression::{Suppression, SuppressionReason},
};
use jiff::{SignedDuration, Timestamp};

use super::outlook::{Outlook, Turn, is_for_want_of_a_place};
use crate::command::words::{Dates, because, count, is_after_last, lifts};

/// A lead with all that is known of it.
pub(super) struct Case<'a> {
    pub(super) stored: &'a StoredCampaign,
    pub(super) lead: &'a Lead,
    pub(super) profile: &'a Profile,
    pub(super) person: &'a Person,
    pub(super) score: Score,
    /// What stands against its next mail now, whatever the day's limits say.
    pub(super) judged: Result<(), SkipReason>,
    /// What the next sending day would do, where nothing stands against it.
    pub(super) outlook: Option<Outlook>,
    /// Whether its campaign is paused.
    pub(super) is_paused: bool,
    /// When the latest dry day would have written to it.
    pub(super) shown: Option<Timestamp>,
    pub(super) now: Timestamp,
    /// How `cam` is called for the site.
    pub(super) program: &'a str,
    /// How a touch that is late goes on there.
    pub(super) late: &'a str,
}

/// The answer, as lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub(super) who: String,
    pub(super) campaign: String,
    pub(super) stands: Vec<String>,
    pub(super) next: Vec<String>,
    pub(super) history: Vec<String>,
    pub(super) score: Vec<String>,
}

/// Says where a lead stands, what comes next, what has been, and how it scores.
pub(super) fn account(case: &Case<'_>) -> Account {
    let campaign = &case.stored.campaign;
    let dates = Dates::new(zone_of(case.lead, campaign), case.now);
    Account {
        who: who(case.profile),
        campaign: format!("\"{}\" ({}), times of {}", campaign.name, campaign.id, dates.zone_name()),
        stands: vec![case.stands()],
        next: case.next(&dates),
        history: case.history(&dates),
        score: case.score_lines(),
    }
}

/// Why a person is not written to.
pub(super) fn no_words(reason: SuppressionReason) -> &'static str {
    match reason {
        SuppressionReason::OptOut => "they asked not to be written to",
        SuppressionReason::Complaint => "they complained",
        SuppressionReason::DeadAddress => "the address is dead",
        SuppressionReason::Erased => "they asked to be forgotten",
    }
}

fn who(profile: &Profile) -> String {
    let address = profile.address.expose();
    let name = profile.display_name();
    let mut parts = vec![if name == address { address.to_owned() } else { format!("{name} <{address}>") }];
    parts.extend(profile.variable("title").map(str::to_owned));
    parts.extend(profile.variable("company").map(str::to_owned));
    parts.join(", ")
}

impl Case<'_> {
    fn n_steps(&self) -> usize {
        self.stored.campaign.steps.len()
    }

    /// The number of the mail that is next, out of how many.
    fn mail(&self) -> String {
        format!("mail {} of {}", self.lead.next_step, self.n_steps())
    }

    fn stands(&self) -> String {
        let n_sent = usize::from(self.lead.next_step.saturating_sub(1));
        match self.lead.status {
            LeadStatus::New => "new: it came in and was not written to".to_owned(),
            LeadStatus::Enriched => "judged worth writing to, and not written to yet".to_owned(),
            LeadStatus::Contacted => format!("written to: {n_sent} of {} have gone out", count(self.n_steps(), "mail")),
            LeadStatus::Replied => "it wrote back".to_owned(),
            LeadStatus::Qualified => "a project: people have taken over".to_owned(),
            LeadStatus::Lost if n_sent == 0 => "over, without a mail".to_owned(),
            LeadStatus::Lost => format!("over, after {}", count(n_sent, "mail")),
            LeadStatus::ManualReview => "held until a person changes something".to_owned(),
        }
    }

    fn next(&self, dates: &Dates) -> Vec<String> {
        if let Some(claim) = &self.lead.claim {
            return self.on_its_way(claim, dates);
        }
        if let Some(no) = &self.person.suppression {
            return vec![suppressed(no, dates)];
        }
        match &self.lead.place {
            Place::Hot => {
                vec!["It wrote back: the next day makes it a project, and the owner is told by mail.".to_owned()]
            }
            Place::Due(_) if self.is_paused => self.paused(dates),
            Place::Due(due) => self.due(due, dates),
            Place::Review { hold, judged_by } => self.held(hold, *judged_by, dates),
            Place::Waiting { from } => match &self.judged {
                Err(reason) => self.stands_against(reason, dates),
                Ok(()) if self.is_paused => self.paused(dates),
                Ok(()) => {
                    let mut lines = vec![format!("{} may go from {} on.", upper(&self.mail()), dates.moment(*from))];
                    lines.extend(self.turn(dates));
                    lines
                }
            },
            Place::Ready => match &self.judged {
                Err(reason) => self.stands_against(reason, dates),
                Ok(()) if self.is_paused => self.paused(dates),
                Ok(()) => self.turn(dates),
            },
            Place::Idle => self.over(dates),
        }
    }

    fn paused(&self, dates: &Dates) -> Vec<String> {
        let mut lines = self.stands_against(&SkipReason::SenderShut(Shut::Paused), dates);
        lines.push(format!("\"{} campaign resume {}\" resumes it.", self.program, self.stored.campaign.id));
        lines
    }

    fn on_its_way(&self, claim: &Claim, dates: &Dates) -> Vec<String> {
        let mail = upper(&self.mail());
        let since = dates.moment(claim.at);
        if claim.is_in_flight(self.now) {
            return vec![
                format!("{mail} is on its way since {since}."),
                format!("If no answer comes until {}, it is in doubt.", dates.moment(claim.in_doubt_at())),
            ];
        }
        vec![
            format!("{mail} may or may not have gone out: it was handed over on {since}, and no answer came."),
            "It is not sent again, and nothing else is sent meanwhile.".to_owned(),
            lifts(&SkipReason::InDoubt, dates),
        ]
    }

    fn due(&self, due: &Due, dates: &Dates) -> Vec<String> {
        let mail = upper(&self.mail());
        let sender = self.lead.sender.as_ref().map(|id| self.sender_name(id.as_str())).unwrap_or_default();
        if due.at >= self.now {
            return vec![format!("{mail} goes on {}{sender}.", dates.moment(due.at))];
        }
        vec![
            format!("{mail} was planned for {}{sender}, and its day is not over.", dates.moment(due.at)),
            self.late.to_owned(),
        ]
    }

    /// `, from Nora Quill`.
    fn sender_name(&self, id: &str) -> String {
        let sender = self.stored.campaign.senders.iter().find(|sender| sender.id.as_str() == id);
        sender.map(|sender| format!(", from {}", sender.name)).unwrap_or_default()
    }

    fn held(&self, hold: &Hold, judged_by: u32, dates: &Dates) -> Vec<String> {
        if judged_by == u32::MAX {
            return vec![format!("A person has to look at what it wrote: {}.", hold.text)];
        }
        let is_changed = self.stored.version > judged_by;
        match &self.judged {
            Ok(()) if is_changed => {
                let mut lines = vec![format!("It was held because {}. The campaign has changed since.", hold.text)];
                lines.extend(self.turn(dates));
                lines
            }
            Ok(()) => vec![
                format!("It is held because {}. That no longer stands against it.", hold.text),
                "It is judged again when the campaign's file changes.".to_owned(),
            ],
            Err(reason) => {
                let mut lines = self.stands_against(reason, dates);
                lines.push("It is judged again on the first day after the campaign's file has changed.".to_owned());
                lines
            }
        }
    }

    /// The first rule that holds it back, and when that lifts.
    fn stands_against(&self, reason: &SkipReason, dates: &Dates) -> Vec<String> {
        let because = because(reason);
        match reason.consequence() {
            Consequence::Ends => vec![format!("Nothing: {because}."), lifts(reason, dates)],
            Consequence::Held => vec![format!("It is held: {because}."), lifts(reason, dates)],
            Consequence::ComesUpAgain => {
                vec![format!("{} has to wait: {because}.", upper(&self.mail())), lifts(reason, dates)]
            }
        }
    }

    /// What the next sending day would do.
    fn turn(&self, dates: &Dates) -> Vec<String> {
        let mail = upper(&self.mail());
        let Some(Outlook { day, turn }) = &self.outlook else {
            return vec!["The campaign has no sending day within a year: see [window] in its file.".to_owned()];
        };
        let day_name = dates.day(*day);
        match turn {
            Turn::Planned { at, sender } => {
                let sender = self.sender_name(sender.as_str());
                let at = dates.moment(*at);
                vec![format!("{mail} comes up on the next sending day: {at}, or a little later{sender}.")]
            }
            Turn::Left { reason, n_before, n_places } if is_for_want_of_a_place(reason) => vec![
                format!("{mail} waits for a place. The next sending day, {day_name}, gives {n_places} to others."),
                format!("{} before it in the line that is left then.", there_are(*n_before)),
            ],
            Turn::Left { reason, .. } => {
                let mut lines =
                    vec![format!("{mail} does not go on the next sending day, {day_name}: {}.", because(reason))];
                lines.push(lifts(reason, dates));
                lines
            }
            Turn::NotYet => vec![format!("The next sending day, {day_name}, is too early for it.")],
            Turn::InLine => {
                vec![format!("It stands in line by its score; the next sending day is {day_name}.")]
            }
        }
    }

    /// Nothing comes next, and why.
    fn over(&self, dates: &Dates) -> Vec<String> {
        let last = self.lead.last_touch_at;
        match self.lead.status {
            LeadStatus::Qualified | LeadStatus::Replied => {
                vec!["Nothing is sent: people have taken over.".to_owned()]
            }
            LeadStatus::Lost => vec![format!("Nothing: {}.", self.why_lost(dates))],
            LeadStatus::New | LeadStatus::Enriched | LeadStatus::Contacted | LeadStatus::ManualReview => {
                let mut lines = Vec::new();
                if is_after_last(self.lead, &self.stored.campaign) {
                    lines.push("Nothing: its sequence is finished, and no answer came.".to_owned());
                } else {
                    lines.push("Nothing is planned for it.".to_owned());
                }
                lines
                    .extend(last.and_then(|last| self.rests_until(last)).map(|until| {
                        format!("Another campaign may write to the person from {} on.", dates.day(until))
                    }));
                lines
            }
        }
    }

    fn rests_until(&self, last: Timestamp) -> Option<Timestamp> {
        let days = i64::from(self.stored.campaign.limits.cool_down_days);
        last.saturating_add(SignedDuration::from_hours(24 * days)).ok()
    }

    fn why_lost(&self, dates: &Dates) -> String {
        if let Some(at) = self.attempts().find_map(|attempt| match &attempt.state {
            AttemptState::Rejected { at } => Some(*at),
            AttemptState::Claimed | AttemptState::Sent(_) => None,
        }) {
            return format!("the mail server refused the address for good, on {}", dates.day(at));
        }
        if let Some(reason) = self.judged.as_ref().err().filter(|reason| reason.consequence() == Consequence::Ends) {
            return because(reason);
        }
        let last = self.person.mails.iter().max_by_key(|mail| mail.received_at);
        match last {
            Some(mail) => format!("they wrote on {}: {}", dates.day(mail.received_at), class_words(&mail.class)),
            None => "it was stopped".to_owned(),
        }
    }

    /// What was sent to the person in this campaign.
    fn attempts(&self) -> impl Iterator<Item = &Attempt> {
        self.person.attempts.iter().filter(|attempt| attempt.id.campaign_number == self.stored.number)
    }

    fn history(&self, dates: &Dates) -> Vec<String> {
        let origin = &self.profile.origin;
        let came_in = format!("it came in with row {} of {}", origin.row, origin.source);
        let mut happened = vec![(self.profile.created_at, came_in)];
        happened.extend(self.attempts().map(|attempt| attempted(attempt, self.now)));
        happened.extend(self.person.mails.iter().map(|mail| {
            let words =
                if mail.evidence.is_empty() { String::new() } else { format!(" (\"{}\")", line(&mail.evidence)) };
            (mail.received_at, format!("they wrote: {}{words}", class_words(&mail.class)))
        }));
        let projects = self.person.projects.iter().filter(|project| project.key == self.lead.key);
        happened.extend(projects.map(|project| (project.created_at, "it became a project".to_owned())));
        // A mail and what followed from it stand at one instant: that order stays.
        happened.sort_by_key(|(at, _)| *at);
        let mut lines: Vec<String> =
            happened.into_iter().map(|(at, what)| format!("{}: {what}", dates.moment(at))).collect();
        lines.extend(
            self.shown.map(|at| format!("A dry run showed a mail to it for {}; nothing was sent.", dates.moment(at))),
        );
        lines
    }

    fn score_lines(&self) -> Vec<String> {
        let policy = &self.stored.campaign.scoring;
        let asked = format!("{} is asked for", policy.qualify_at);
        let total = match (self.score.value, self.score.parts.is_empty()) {
            (_, true) => return vec!["The campaign describes no ideal customer: everyone is worth a mail.".to_owned()],
            (Some(value), _) => format!("{value}, and {asked}; certainty {}", self.score.certainty),
            (None, _) => format!("nothing is known that it could be judged by ({asked})"),
        };
        let parts = self.score.parts.iter().map(|part| {
            let value = part.value.map_or_else(|| "  ?  ".to_owned(), |value: Milli| value.to_string());
            let is_whole = part.value.is_none() || part.known == Milli::ONE;
            let known = if is_whole { String::new() } else { format!(" (known to {})", part.known) };
            format!("{value}  {}{known}", part.reason)
        });
        std::iter::once(total).chain(parts).collect()
    }
}

fn suppressed(no: &Suppression, dates: &Dates) -> String {
    format!("Nothing, whatever list they stand on: {}, since {}.", no_words(no.reason), dates.day(no.at))
}

fn attempted(attempt: &Attempt, now: Timestamp) -> (Timestamp, String) {
    let step = attempt.id.step;
    match &attempt.state {
        AttemptState::Sent(receipt) => (receipt.at, format!("mail {step} went out, \"{}\"", line(&receipt.subject))),
        AttemptState::Rejected { at } => (*at, format!("mail {step} was refused by the mail server for good")),
        AttemptState::Claimed => {
            let is_fresh = now.duration_since(attempt.claimed_at) < cam_core::lead::IN_FLIGHT;
            let state = if is_fresh { "is on its way" } else { "may or may not have gone out" };
            (attempt.claimed_at, format!("mail {step} was handed over and {state}"))
        }
    }
}

/// What a mail was taken for.
fn class_words(class: &str) -> &str {
    match class {
        "meeting" => "they want to talk",
        "interested" => "they are interested",
        "question" => "they ask something",
        "referral" => "they name somebody else",
        "not-now" => "not now",
        "refusal" => "they do not want this",
        "unsubscribe" => "they ask not to be written to",
        "erasure-request" => "they ask to be forgotten",
        "complaint-legal" => "they complain",
        "left-company" => "they have left the company",
        "acknowledgement" => "they have read it",
        "unclear" => "it is not clear what they want",
        "automatic" => "an automatic answer",
        "machine-report" => "a report of a mail server",
        other => other,
    }
}

fn there_are(n: usize) -> String {
    match n {
        0 => "Nobody is".to_owned(),
        1 => "One lead is".to_owned(),
        n => format!("{n} leads are"),
    }
}

/// On one line, without what a terminal would take for a command.
fn line(text: &str) -> String {
    text.split_whitespace()
        .map(|word| word.chars().filter(|c| !c.is_control()).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

fn upper(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
