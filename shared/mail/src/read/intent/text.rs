//! A reply that is read, and what is taken from it once its meaning is known.

use std::ops::Range;

use jiff::civil::Date;

use super::{
    super::{Class, Reading, contact::contact_in, date::dates_in},
    find::Found,
    reading,
    token::{Boundary, Tokens},
};

/// The most of the text that is quoted as evidence, in characters.
const EVIDENCE_CHARS: usize = 160;

/// The text that is read.
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a Tokens,
    pub(super) written_on: Option<Date>,
}

impl Text<'_> {
    /// That class by those words, with what a person needs to act on it.
    pub(super) fn reading(&self, class: Class, words: Range<usize>, confidence_milli: u16) -> Reading {
        let mut read = reading(class, &self.slice(words.clone()), confidence_milli);
        if matches!(class, Class::Referral | Class::LeftCompany) {
            read.contact = contact_in(self.text);
        }
        if class == Class::NotNow {
            read.until = self.until(words.start);
        }
        read
    }

    /// The first day that is named in the text from that word on, or else before it.
    fn until(&self, word: usize) -> Option<Date> {
        let start = self.words.words.get(word).map_or(0, |token| token.at.start);
        let dates = dates_in(self.text, self.written_on);
        let later = dates.iter().filter(|date| date.at.end > start).find_map(|date| date.on);
        later.or_else(|| dates.iter().find_map(|date| date.on))
    }

    /// Whether both phrases stand in one clause.
    pub(super) fn is_one_clause(&self, one: &Found, other: &Found) -> bool {
        let start = one.words.start.min(other.words.start);
        let end = one.words.end.max(other.words.end);
        let inner = self.words.words.get(start + 1..end).unwrap_or_default();
        inner.iter().all(|token| token.before == Boundary::None)
    }

    pub(super) fn sentence(&self, sentence: usize) -> Range<usize> {
        let words = &self.words.words;
        let start = words.partition_point(|token| token.sentence < sentence);
        start..words.partition_point(|token| token.sentence <= sentence)
    }

    /// The clause of the word, from it on.
    pub(super) fn around(&self, word: usize) -> String {
        let rest = self.words.words.get(word + 1..).unwrap_or_default();
        let n_more = rest.iter().take_while(|token| token.before == Boundary::None).count();
        self.slice(word..word + 1 + n_more)
    }

    pub(super) fn words_of(&self, found: &Found) -> String {
        self.slice(found.words.clone())
    }

    /// The text from the first of these words to the last, on one line.
    pub(super) fn slice(&self, words: Range<usize>) -> String {
        let words = self.words.words.get(words).unwrap_or_default();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return String::new() };
        let slice = self.text.get(first.at.start..last.at.end).unwrap_or_default();
        let slice = slice.split_whitespace().collect::<Vec<_>>().join(" ");
        slice.chars().take(EVIDENCE_CHARS).collect()
    }
}
