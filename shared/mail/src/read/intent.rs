//! Says what a reply means, from its new text alone, with the words that decided.
//!
//! `token` cuts the text into comparable words, `find` looks the phrases of all languages up, `rules` weighs them, and
//! `model` says what people mean who write like that. Here the two come to a reading: what was learnt decides, because
//! nobody can list all that is written, within what is promised: an opt-out that a phrase says outright is honoured
//! unless all else speaks against it, and hot is only what is very likely hot.

mod find;
mod model;
mod pattern;
mod rules;
mod text;
mod token;
mod vocabulary;

use jiff::civil::Date;

use self::{
    find::find,
    model::Opinion,
    rules::{OptOut, Rules},
    text::Text,
    token::tokens,
};
use super::{
    Automatic, AutomaticKind, Class, Family, Inbound, Reading, automatic::absence_in, phrases::Sign,
    quote::MAX_NEW_BYTES,
};

/// How likely an opt-out must be at least where a phrase says it outright. Only a text all of whose other words mean
/// something else is less: "I unsubscribed from their list, tell me more".
const NOT_DENIED: f32 = 0.05;
/// How likely an opt-out must be where the phrases only say that none is wanted: "don't take me off".
const DENIED: f32 = 0.6;
/// How likely an opt-out must be to be honoured although a plain no is likelier: nobody is lost by it who was not.
const RATHER_THAN_A_NO: f32 = 0.1;
/// How likely an opt-out must be to be honoured although something else is likelier.
const RATHER_THAN_ANYTHING: f32 = 0.2;
/// How likely it must be that a person should take over now.
const HOT: f32 = 0.75;
/// How likely a text without any header that says so must be a machine's, where phrases say so too, and where none does:
/// to take a person for a machine is the worst error.
const AUTOMATIC: f32 = 0.5;
const AUTOMATIC_BY_ITSELF: f32 = 0.85;

/// Reads a mail: reports first, then automatic answers, then what a person means.
#[must_use]
pub fn classify(mail: &Inbound) -> Reading {
    if let Some(report) = &mail.report {
        return reading(Class::MachineReport, &report.evidence, 990);
    }
    if let Some(automatic) = &mail.automatic {
        return automatic_reading(automatic);
    }
    let written_on = mail.date_unix_s.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    let written_on = written_on.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date());
    if mail.new_text.trim().is_empty() {
        // A mail client's unsubscribe button writes to the `mailto:` with the word in the subject and no text.
        let words = tokens(&mail.subject);
        let text = Text { text: &mail.subject, words: &words, written_on };
        let read = Rules { text: &text, found: &find(&words) }.reading();
        return if read.class == Class::Unsubscribe { read } else { unclear() };
    }
    read(&mail.new_text, written_on)
}

/// Reads the new text of a mail written by a person, as much of it as [`new_text`](super::new_text) keeps. Without the day
/// of writing, "next week" names no date.
#[must_use]
pub fn classify_text(new_text: &str) -> Reading {
    read(new_text.get(..new_text.floor_char_boundary(MAX_NEW_BYTES)).unwrap_or_default(), None)
}

pub(super) fn read(new_text: &str, written_on: Option<Date>) -> Reading {
    let words = tokens(new_text);
    let text = Text { text: new_text, words: &words, written_on };
    let found = find(&words);
    let rules = Rules { text: &text, found: &found };
    let by_rules = rules.reading();
    let opinion = model::opinion(&words, &found, &by_rules);
    if !opinion.is_familiar {
        return by_rules;
    }
    let family = family(&opinion, Family::from(by_rules.class), rules.opt_out_said());
    let confidence_milli = (opinion.share(family) * 1000.0) as u16;
    if Family::from(by_rules.class) != family {
        return learnt(&text, &rules, &opinion, family, confidence_milli);
    }
    // A phrase is better evidence than its sentence, unless another sentence says it better.
    let sentence = text.slice(opinion.evidence(family, &words));
    let is_in_it = family == Family::Neutral || by_rules.class.is_opt_out() || sentence.contains(&by_rules.evidence);
    let evidence = if is_in_it { by_rules.evidence } else { sentence };
    Reading { confidence_milli, evidence, ..by_rules }
}

/// What the text is taken to mean, of which the rules say that.
fn family(opinion: &Opinion, by_rules: Family, opt_out: OptOut) -> Family {
    let rest = opinion.likeliest(|family| family != Family::Unsubscribe);
    let enough = match opt_out {
        OptOut::Outright => NOT_DENIED,
        OptOut::Denied => DENIED,
        OptOut::Open if rest == Family::Refusal => RATHER_THAN_A_NO,
        OptOut::Open => RATHER_THAN_ANYTHING,
    };
    if opinion.share(Family::Unsubscribe) >= enough {
        return Family::Unsubscribe;
    }
    let is_automatic = |family| matches!(family, Family::Ooo | Family::Auto);
    let automatic = if is_automatic(by_rules) { AUTOMATIC } else { AUTOMATIC_BY_ITSELF };
    let is_hot = opinion.share(Family::Interested) + opinion.share(Family::Meeting) >= HOT;
    opinion.likeliest(|family| match family {
        Family::Unsubscribe => false,
        Family::Interested | Family::Meeting => is_hot,
        Family::Ooo | Family::Auto => opinion.share(Family::Ooo) + opinion.share(Family::Auto) >= automatic,
        _ => true,
    })
}

/// A reading of that family where the phrases say another; the sentence that speaks most for it is the evidence.
fn learnt(text: &Text<'_>, rules: &Rules<'_>, opinion: &Opinion, family: Family, confidence_milli: u16) -> Reading {
    let says = |sign| rules.best(move |found| found == sign).is_some();
    let class = match family {
        Family::Interested => Class::Interested,
        Family::Meeting => Class::Meeting,
        Family::Question => Class::Question,
        Family::NotNow => Class::NotNow,
        Family::Referral if says(Sign::Left) => Class::LeftCompany,
        Family::Referral => Class::Referral,
        Family::Refusal => Class::Refusal,
        Family::Unsubscribe if says(Sign::Legal) => Class::ComplaintLegal,
        Family::Unsubscribe if says(Sign::Erasure) => Class::ErasureRequest,
        Family::Unsubscribe => Class::Unsubscribe,
        Family::Ooo => Class::Automatic(AutomaticKind::OutOfOffice),
        Family::Auto => Class::Automatic(AutomaticKind::Receipt),
        Family::Neutral if says(Sign::Thanks) => Class::Acknowledgement,
        Family::Neutral => Class::Unclear,
    };
    let evidence = opinion.evidence(family, text.words);
    let read = text.reading(class, evidence, confidence_milli);
    match family {
        Family::Ooo => absence_in(text.text, text.written_on)
            .filter(|absence| absence.kind == AutomaticKind::OutOfOffice)
            .map_or(read, |absence| Reading { confidence_milli, ..automatic_reading(&absence) }),
        Family::Question => Reading { asks_about_sender: says(Sign::Origin), ..read },
        _ => read,
    }
}

fn automatic_reading(automatic: &Automatic) -> Reading {
    let read = reading(Class::Automatic(automatic.kind), &automatic.evidence, 990);
    Reading { contact: automatic.replacement.clone(), until: automatic.returns_on, ..read }
}

fn reading(class: Class, evidence: &str, confidence_milli: u16) -> Reading {
    let evidence = evidence.to_owned();
    Reading { class, evidence, confidence_milli, contact: None, until: None, asks_about_sender: false }
}

fn unclear() -> Reading {
    reading(Class::Unclear, "", 0)
}

#[cfg(test)]
mod tests;
