//! Splits a text into numbers, words and signs.

use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Its value, and of how many digits.
    Number { value: u32, n_digits: usize },
    /// Letters; a character of a script without blanks is a word of its own.
    Word,
    /// Any other character that is not blank.
    Sign,
}

/// A piece of the text.
#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// In lower case.
    pub(super) plain: String,
    pub(super) at: Range<usize>,
    pub(super) kind: Kind,
}

impl Token<'_> {
    pub(super) fn number(&self) -> Option<u32> {
        match self.kind {
            Kind::Number { value, .. } => Some(value),
            Kind::Word | Kind::Sign => None,
        }
    }

    pub(super) fn number_of_digits(&self, wanted: usize) -> Option<u32> {
        match self.kind {
            Kind::Number { value, n_digits } if n_digits == wanted => Some(value),
            _ => None,
        }
    }

    pub(super) fn number_up_to(&self, max: u32) -> Option<u32> {
        self.number().filter(|n| (1..=max).contains(n))
    }

    pub(super) fn is_in(&self, words: &[&str]) -> bool {
        words.contains(&self.plain.as_str())
    }

    pub(super) fn is_sign(&self, signs: &str) -> bool {
        self.kind == Kind::Sign && signs.contains(self.text)
    }

    /// Whether no blank stands between this and the next.
    pub(super) fn touches(&self, next: &Self) -> bool {
        self.at.end == next.at.start
    }
}

pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let sort = Sort::of(c);
        let mut end = start + c.len_utf8();
        while let Some((at, next)) = chars.next_if(|(_, next)| sort.goes_on(*next)) {
            end = at + next.len_utf8();
        }
        let piece = text.get(start..end).unwrap_or_default();
        let kind = match sort {
            Sort::Digits => piece.parse().map_or(Kind::Sign, |value| Kind::Number { value, n_digits: piece.len() }),
            Sort::Letters | Sort::Ideograph => Kind::Word,
            Sort::Other => Kind::Sign,
        };
        tokens.push(Token { text: piece, plain: piece.to_lowercase(), at: start..end, kind });
    }
    tokens
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Digits,
    Letters,
    Ideograph,
    Other,
}

impl Sort {
    fn of(c: char) -> Self {
        match c {
            c if c.is_ascii_digit() => Self::Digits,
            c if c as u32 >= 0x2e80 && c.is_alphanumeric() => Self::Ideograph,
            c if c.is_alphabetic() => Self::Letters,
            _ => Self::Other,
        }
    }

    fn goes_on(self, next: char) -> bool {
        matches!(self, Self::Digits | Self::Letters) && Self::of(next) == self
    }
}
