//! Reads an absence from its words alone, and the day on which it ends.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use jiff::{ToSpan, civil::Date};

use super::{
    super::{
        contact::contact_in,
        date::{Mention, Precision, dates_in},
    },
    Automatic, AutomaticKind, has_phrase, phrase_at, plain, words,
};

/// How long a text is at most that may be an absence, in bytes: nobody who is away writes a long letter.
const MAX_BYTES: usize = 4 * 1024;
/// Up to how many words an absence needs no more than its phrase and its date.
const MAX_BARE_WORDS: usize = 30;
/// How far before or behind a date the words are looked for that say what it means, in bytes.
const REACH: usize = 80;
/// How far ahead an absence ends at most, in days; what is further was read wrongly.
const MAX_DAYS: i32 = 120;

/// The absence that a text announces by itself, whatever its headers say; `written_on` is the day it was sent.
///
/// Only where nothing in it goes on with the conversation: "I am away until Monday, let's talk then" is a person's.
pub(in super::super) fn absence_in(text: &str, written_on: Option<Date>) -> Option<Automatic> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let said = plain(text);
    // One look for all phrases at once spares almost every mail a look for each.
    if ANY_ABSENCE.as_ref().is_some_and(|any| !any.is_match(&said)) {
        return None;
    }
    let phrase = words::ABSENCES.iter().find(|phrase| is_said(&said, phrase))?;
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| has_phrase(&said, phrase));
    let has_companion = has(words::COMPANIONS);
    let asks = said.contains(['?', '？']) && !has_companion;
    let dates = dates_in(text, written_on);
    let is_bare =
        said.split(' ').count() <= MAX_BARE_WORDS && dates.iter().any(|date| meaning(text, &dates, date).is_some());
    if asks || has(words::CONVERSATION) || !(has_companion || is_bare || has(words::STATEMENTS)) {
        return None;
    }
    Some(Automatic {
        kind: AutomaticKind::OutOfOffice,
        evidence: (*phrase).to_owned(),
        returns_on: returns_on(text, written_on),
        replacement: contact_in(text),
    })
}

static ANY_ABSENCE: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(words::ABSENCES).ok());

/// Whether the phrase is said of the writer, now: not in a condition, and not of the reader.
fn is_said(said: &str, phrase: &str) -> bool {
    let Some(at) = phrase_at(said, phrase) else { return false };
    let before = said.get(..at).unwrap_or_default().trim_end();
    ![
        "if", "when", "whenever", "are you", "you are", "you're", "not", "wenn", "falls", "si", "se", "als", "hvis",
        "om", "jos",
    ]
    .iter()
    .any(|word| {
        before.ends_with(word) && before.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    })
}

/// What a date means to an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The first day back.
    Back,
    /// Away until then.
    Until,
    /// The last day away.
    Through,
}

/// The first day back: the one day that is said, in the first 120 days after the mail was written.
pub(super) fn returns_on(text: &str, written_on: Option<Date>) -> Option<Date> {
    let written_on = written_on?;
    let text = text.get(..text.floor_char_boundary(MAX_BYTES)).unwrap_or_default();
    let dates = dates_in(text, Some(written_on));
    let meant: Vec<(Meaning, Date)> = dates
        .iter()
        .filter_map(|date| Some((meaning(text, &dates, date)?, date)))
        .map(|(meaning, date)| Some((meaning, date.on.filter(|_| date.precision == Precision::Day)?)))
        // One that cannot be read makes the others doubtful.
        .collect::<Option<_>>()?;
    let said = |wanted: Meaning| meant.iter().filter(move |(meaning, _)| *meaning == wanted).map(|(_, on)| *on);
    let only = |mut days: Vec<Date>| {
        days.dedup();
        (days.len() == 1).then(|| days.first().copied()).flatten()
    };
    let back: Vec<Date> = said(Meaning::Back).collect();
    let ends: Vec<Date> =
        said(Meaning::Until).chain(said(Meaning::Through).filter_map(|on| on.tomorrow().ok())).collect();
    let on = if back.is_empty() { only(ends) } else { only(back) }?;
    let is_near = on > written_on && written_on.checked_add(MAX_DAYS.days()).is_ok_and(|last| on <= last);
    is_near.then_some(on)
}

/// What the words around a date say of it.
fn meaning(text: &str, dates: &[Mention], date: &Mention) -> Option<Meaning> {
    let previous = dates.iter().filter(|other| other.at.end <= date.at.start).map(|other| other.at.end).max();
    let next = dates.iter().filter(|other| other.at.start >= date.at.end).map(|other| other.at.start).min();
    let start = text.ceil_char_boundary(date.at.start.saturating_sub(REACH)).max(previous.unwrap_or(0));
    let end = text.floor_char_boundary(date.at.end + REACH).min(next.unwrap_or(text.len()));
    let before = plain(last_sentence(text.get(start..date.at.start)?));
    let behind = text.get(date.at.end..end)?;
    let after = plain(first_sentence(behind));
    let cue = without_fillers(&before);
    let ends_with = |cues: &[&str]| cues.iter().any(|word| ends_with_word(cue, word) || ends_with_word(&before, word));
    let is_inclusive =
        words::INCLUSIVE_BEHIND.iter().any(|word| after.trim_start_matches([',', '(', ' ']).starts_with(word));
    if ends_with(words::THROUGH) || (is_inclusive && (ends_with(words::UNTIL) || ends_with(words::RANGES))) {
        return Some(Meaning::Through);
    }
    let begins = |cues: &[&str]| cues.iter().any(|word| after.starts_with(word));
    if begins(words::UNTIL_BEHIND) || (ends_with(words::UNTIL) && !ends_with(&["by", "before"])) {
        return Some(Meaning::Until);
    }
    let has_back = |side: &str| words::BACK.iter().any(|word| has_phrase(side, word));
    if has_back(&before) {
        return Some(Meaning::Back);
    }
    if ends_range(cue, previous.is_some()) || ends_range(&before, previous.is_some()) {
        return Some(Meaning::Until);
    }
    // Words between two dates of a sentence belong to the second.
    let belongs_to_next = next == Some(end) && first_sentence(behind).len() == behind.len();
    (has_back(&after) && !belongs_to_next).then_some(Meaning::Back)
}

/// "from 3 to", or "to" alone between two dates: the date behind is the second of a range.
fn ends_range(before: &str, is_behind_date: bool) -> bool {
    words::RANGES.iter().filter(|word| ends_with_word(before, word)).filter_map(|word| before.strip_suffix(word)).any(
        |rest| {
            let rest = rest.trim_end_matches(['.', ' ']);
            rest.ends_with(|c: char| c.is_ascii_digit()) || (rest.is_empty() && is_behind_date)
        },
    )
}

/// What follows the last sentence's end; a dot behind a number or a short word ends none.
fn last_sentence(text: &str) -> &str {
    let end = text.rmatch_indices(['.', '!', '?', ';', '\n', '。']).find(|(at, sign)| match *sign {
        "." => ends_sentence(text, *at),
        "\n" => text
            .get(..*at)
            .is_some_and(|before| before.ends_with('\n') || before.trim_end_matches('\r').ends_with('\n')),
        _ => true,
    });
    end.and_then(|(at, sign)| text.get(at + sign.len()..)).unwrap_or(text)
}

fn first_sentence(text: &str) -> &str {
    let end = text.match_indices(['.', '!', '?', ';', '\n', '。']).find(|(at, sign)| match *sign {
        "." => *at > 0 && ends_sentence(text, *at),
        "\n" => text.get(at + 1..).is_some_and(|after| after.starts_with(['\n', '\r'])),
        _ => true,
    });
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Whether the dot ends a sentence: behind a word of some length, with a blank after it.
fn ends_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let has_blank = text.get(at + 1..).is_none_or(|after| after.is_empty() || after.starts_with(char::is_whitespace));
    has_blank && word.chars().count() > 3 && !word.ends_with(|c: char| c.is_ascii_digit())
}

/// The words without the small ones and the weekdays at their end.
fn without_fillers(text: &str) -> &str {
    let mut rest = text.trim_end_matches([' ', ',', ':', '(', '.']);
    for _ in 0..5 {
        let word = rest.rsplit([' ', '\'']).next().unwrap_or_default();
        let is_weekday = dates_in(word, None).iter().any(|date| date.at.len() == word.len());
        if word.is_empty() || !(words::FILLERS.contains(&word) || is_weekday) {
            break;
        }
        rest =
            rest.get(..rest.len() - word.len()).unwrap_or_default().trim_end_matches([' ', ',', ':', '(', '.', '\'']);
    }
    rest
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|before| {
        !before.ends_with(char::is_alphanumeric) || !word.starts_with(|c: char| c.is_ascii_alphabetic())
    })
}
