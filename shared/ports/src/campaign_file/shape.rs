//! Holds a document against the table of keys: nothing unknown, nothing missing, every value of its kind and range.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    finding::Notes,
    keys::{self, Key, Kind, Need, Table},
    section::{date_of, pair_of, thousandths, time_of, whole},
    spelling::{closest, one_of, shortened},
};

/// Checks `table`, which begins at `at` and should be a `spec`.
pub(super) fn check(table: &DeTable<'_>, at: Range<usize>, spec: &'static Table, notes: &mut Notes<'_>) {
    for (name, value) in table {
        match spec.key(name.get_ref()) {
            Some(key) => check_value(value, key, notes),
            None => unknown_key(name, spec, notes),
        }
    }
    for key in spec.keys.iter().filter(|key| !table.contains_key(key.name)) {
        let message = match (&key.need, &key.kind) {
            (Need::Required(_), _) => format!("\"{}\" is missing {}", key.name, spec.place()),
            (Need::NeededSection, Kind::Table(part) | Kind::Tables(part)) => format!("there is no {}", part.header),
            _ => continue,
        };
        notes.missing(&at, message, format!("write {}", written_out(key)));
    }
}

/// How to write what is missing: a section with what it needs, or, where it needs nothing, with its texts.
fn written_out(key: &Key) -> String {
    let (Kind::Table(part) | Kind::Tables(part)) = key.kind else { return key.example() };
    let examples = |asks: fn(&&Key) -> bool| part.keys.iter().filter(asks).map(Key::example).collect::<Vec<_>>();
    let needed = examples(|key| matches!(key.need, Need::Required(_)));
    let texts = examples(|key| matches!(key.kind, Kind::AnyLine | Kind::Text));
    format!("{} with {}", part.header, if needed.is_empty() { texts } else { needed }.join(" and "))
}

fn unknown_key(name: &Spanned<impl AsRef<str>>, spec: &'static Table, notes: &mut Notes<'_>) {
    let word = name.get_ref().as_ref();
    let known = || spec.keys.iter().map(|key| key.name);
    let elsewhere = || keys::ROOT.with_parts().into_iter().find(|table| table.key(word).is_some());
    let help = match (closest(word, known()), elsewhere()) {
        (Some(near), _) => format!("did you mean \"{near}\"?"),
        (None, Some(table)) if table.header.is_empty() => {
            format!("\"{word}\" belongs at the top of the file, above the first section")
        }
        (None, Some(table)) => format!("\"{word}\" belongs in {}", table.header),
        (None, None) => format!("known here: {}", known().collect::<Vec<_>>().join(", ")),
    };
    notes.error(&name.span(), format!("unknown key \"{}\" {}", shortened(word), spec.place()), help);
}

fn check_value(value: &Spanned<DeValue<'_>>, key: &'static Key, notes: &mut Notes<'_>) {
    match (&key.kind, value.get_ref()) {
        (Kind::Line | Kind::AnyLine | Kind::Text, _) => check_text(value, key, notes),
        (Kind::Choice(words), _) => check_choice(value, key, words, notes),
        (Kind::Count { min, max }, number) if whole(number).is_some_and(|n| (*min..=*max).contains(&n)) => {}
        (Kind::Pair { min, max }, pair)
            if pair_of(pair).is_some_and(|pair| pair.iter().all(|n| (*min..=*max).contains(n))) => {}
        (Kind::Share, number) if thousandths(number).is_some() => {}
        (Kind::Time, time) if time_of(time).is_some() => {}
        (Kind::Lines, DeValue::Array(items)) => items.iter().for_each(|item| check_text(item, key, notes)),
        (Kind::Choices(words), DeValue::Array(items)) => {
            items.iter().for_each(|item| check_choice(item, key, words, notes));
        }
        (Kind::Dates, DeValue::Array(items)) => items.iter().for_each(|item| check_date(item, key, notes)),
        (Kind::Table(part) | Kind::TableOr(part, _), DeValue::Table(table)) => check(table, value.span(), part, notes),
        (Kind::TableOr(_, word), DeValue::String(text)) if text == word => {}
        (Kind::Tables(part), DeValue::Array(items)) if items.is_empty() => {
            notes.error(&value.span(), format!("there is no {}", part.header), format!("write {}", written_out(key)));
        }
        (Kind::Tables(part), DeValue::Array(items)) => {
            for item in items {
                match item.get_ref() {
                    DeValue::Table(table) => check(table, item.span(), part, notes),
                    _ => wrong_kind(item, key, notes),
                }
            }
        }
        (Kind::ByCountry(words), DeValue::Table(table)) => {
            table.values().for_each(|word| check_choice(word, key, words, notes));
        }
        _ => wrong_kind(value, key, notes),
    }
}

fn check_date(value: &Spanned<DeValue<'_>>, key: &Key, notes: &mut Notes<'_>) {
    if date_of(value.get_ref()).is_none() {
        let message = format!("{} in \"{}\" is not a date", found(value.get_ref()), key.name);
        notes.error(&value.span(), message, "write a day that exists, as in 2026-12-28");
    }
}

fn check_text(value: &Spanned<DeValue<'_>>, key: &Key, notes: &mut Notes<'_>) {
    let Some(text) = value.get_ref().as_str() else { return wrong_kind(value, key, notes) };
    let may_break = matches!(key.kind, Kind::Text);
    let is_bad = |c: char| c.is_control() && !(may_break && matches!(c, '\n' | '\r' | '\t'));
    if text.chars().any(is_bad) {
        let message = format!("\"{}\" holds a line break or another control character", key.name);
        notes.error(&value.span(), message, "write it on one line, with spaces only");
    } else if text.trim().is_empty() && !matches!(key.kind, Kind::AnyLine) {
        notes.error(&value.span(), format!("\"{}\" is empty", key.name), format!("write {}", key.example()));
    }
}

fn check_choice(value: &Spanned<DeValue<'_>>, key: &Key, words: &[&'static str], notes: &mut Notes<'_>) {
    let Some(text) = value.get_ref().as_str() else { return wrong_kind(value, key, notes) };
    if words.contains(&text) {
        return;
    }
    let help = match closest(text, words.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => format!("write {}", one_of(words)),
    };
    notes.error(&value.span(), format!("\"{}\" cannot be \"{}\"", key.name, shortened(text)), help);
}

fn wrong_kind(value: &Spanned<DeValue<'_>>, key: &Key, notes: &mut Notes<'_>) {
    let found = match (&key.kind, value.get_ref()) {
        (Kind::Tables(_), DeValue::Table(_)) => "one with single brackets".to_owned(),
        (_, value) => found(value),
    };
    let message = format!("\"{}\" must be {}, not {found}", key.name, wanted(&key.kind));
    notes.error(&value.span(), message, format!("write {}", key.example()));
}

/// What should stand there.
fn wanted(kind: &Kind) -> String {
    match kind {
        Kind::Line | Kind::AnyLine | Kind::Text => "a text in quotes".to_owned(),
        Kind::Choice(words) => one_of(words),
        Kind::Count { min, max } => format!("a whole number from {min} to {max}"),
        Kind::Share => "a number from 0 to 1".to_owned(),
        Kind::Time => "a time of day".to_owned(),
        Kind::Lines => "a list of texts in quotes".to_owned(),
        Kind::Choices(words) => format!("a list of {}", one_of(words)),
        Kind::Dates => "a list of dates".to_owned(),
        Kind::Pair { min, max } => format!("two whole numbers from {min} to {max}"),
        Kind::Table(_) | Kind::ByCountry(_) => "a section with single brackets".to_owned(),
        Kind::TableOr(_, word) => format!("a section or \"{word}\""),
        Kind::Tables(_) => "a section with double brackets".to_owned(),
    }
}

/// What stands there.
fn found(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text \"{}\"", shortened(text)),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(stamp) => stamp.to_string(),
        DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
            "one with double brackets".to_owned()
        }
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a section".to_owned(),
    }
}
