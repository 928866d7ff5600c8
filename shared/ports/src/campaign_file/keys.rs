//! Everything that may stand in a campaign file: the one table ([`ROOT`]) that the checks, the help texts and the JSON
//! Schema are made of.

mod table;

use serde_json::{Value, json};

pub(super) use self::table::ROOT;
use self::{
    Kind::{Choices, Dates, Lines},
    Need::{Default as Or, NeededSection, Optional, Required, Section},
};

/// The most mails a day and mailbox that need no word of its owner (RULES §1.6).
pub(super) const CAP_CEILING: u32 = 50;
/// The words with which an owner lifts [`CAP_CEILING`].
pub(super) const CEILING_WORDS: &str = "I know what this risks";
/// The days of the week, as the file names them, from Monday.
pub(super) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Ranks, highest first.
pub(super) const SENIORITIES: [&str; 11] =
    ["founder", "owner", "c-level", "partner", "vp", "head", "director", "manager", "senior", "entry", "intern"];
/// What makes the moment good.
pub(super) const SIGNALS: [&str; 6] = ["job_change", "funded", "hiring", "active", "decision_maker", "budget"];

/// A section of the file.
pub(super) struct Table {
    /// How it is called in a message and begun in the file; empty for the top of the file.
    pub(super) header: &'static str,
    pub(super) doc: &'static str,
    pub(super) keys: &'static [Key],
}

/// A key of a section.
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) need: Need,
    pub(super) doc: &'static str,
}

/// What may stand behind a key.
pub(super) enum Kind {
    /// A text on one line.
    Line,
    /// A text on one line, which may be empty.
    AnyLine,
    /// A text of one or more lines.
    Text,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number.
    Count { min: u32, max: u32 },
    /// A number from 0 to 1.
    Share,
    /// A time of day.
    Time,
    /// A list of texts.
    Lines,
    /// A list of these words.
    Choices(&'static [&'static str]),
    /// A list of dates.
    Dates,
    /// Two whole numbers, `[least, most]`.
    Pair { min: u32, max: u32 },
    /// A section.
    Table(&'static Table),
    /// A section, or this word in its place.
    TableOr(&'static Table, &'static str),
    /// A section that may be there several times, at least once.
    Tables(&'static Table),
    /// A section whose keys are countries and whose values are these words.
    ByCountry(&'static [&'static str]),
}

/// Whether a key must be there.
pub(super) enum Need {
    /// It must; the text is an example of its value.
    Required(&'static str),
    /// It may be left out; the text is an example of its value.
    Optional(&'static str),
    /// Leaving it out is the same as writing this.
    Default(fn() -> Value),
    /// A section that may be left out.
    Section,
    /// A section that must be there.
    NeededSection,
}

impl Table {
    pub(super) fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The table itself and every one below it.
    pub(super) fn with_parts(&'static self) -> Vec<&'static Self> {
        let below = self.keys.iter().filter_map(|key| match key.kind {
            Kind::Table(part) | Kind::TableOr(part, _) | Kind::Tables(part) => Some(part),
            _ => None,
        });
        std::iter::once(self).chain(below.flat_map(Self::with_parts)).collect()
    }

    /// Where it stands, for a message: `in [window]`.
    pub(super) fn place(&self) -> String {
        if self.header.is_empty() { "at the top of the file".to_owned() } else { format!("in {}", self.header) }
    }
}

impl Key {
    /// The default as JSON, if there is one.
    pub(super) fn default(&self) -> Option<Value> {
        match self.need {
            Or(default) => Some(default()),
            Required(_) | Optional(_) | Section | NeededSection => None,
        }
    }

    /// How to write it, with a value that would do.
    pub(super) fn example(&self) -> String {
        match (&self.kind, &self.need) {
            (Kind::Table(table) | Kind::Tables(table), _) => table.header.to_owned(),
            (Lines, _) => format!("{} = [\"…\"]", self.name),
            (Dates, _) => format!("{} = [2026-12-28]", self.name),
            (Choices(words), _) => format!("{} = {}", self.name, inline(&json!(words))),
            (_, Required(example) | Optional(example)) => format!("{} = {example}", self.name),
            (_, Or(default)) => format!("{} = {}", self.name, inline(&default())),
            (_, Section | NeededSection) => self.name.to_owned(),
        }
    }
}

/// JSON written as TOML, on one line.
pub(super) fn inline(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: Vec<_> = fields.iter().map(|(name, value)| format!("{name} = {}", inline(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
