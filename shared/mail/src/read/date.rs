//! Reads the dates that a text names, in many languages; what is ambiguous is found and left unresolved.
//!
//! One pass over the words with a bounded look ahead, hence linear. There is no clock: what has no year is reckoned
//! from the day on which the text was written.

#[rustfmt::skip]
mod names;
mod token;

use std::ops::Range;

use jiff::{ToSpan, civil::Date};
use token::{Kind, Token, tokens};

/// How exactly a mention names its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Precision {
    /// "12 January", "next Monday", "tomorrow".
    Day,
    /// "next week", "in two weeks"; resolved to its Monday, or counted from the day of writing.
    Week,
    /// "January", "next month"; resolved to its first day, and its end to the last.
    Month,
    /// "Q3", "after the summer", "next year"; resolved to its first day.
    Season,
}

/// A date as a text names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mention {
    /// Where it stands, in bytes.
    pub(super) at: Range<usize>,
    /// The day; none when it is ambiguous (9/8/2026), does not exist (31 June), or needs a day of writing not given.
    pub(super) on: Option<Date>,
    /// How exactly.
    pub(super) precision: Precision,
}

/// Every date that the text names, in its order. One without a year is the nearest that is not before `written_on`.
pub(super) fn dates_in(text: &str, written_on: Option<Date>) -> Vec<Mention> {
    let tokens = tokens(text);
    let order = Order::of(&tokens);
    let mut mentions: Vec<Mention> = Vec::new();
    let mut rest = tokens.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let reader = Reader { tokens: rest, written_on, order };
        let Some(found) = reader.read() else {
            rest = after;
            continue;
        };
        let end =
            found.n_tokens.checked_sub(1).and_then(|last| rest.get(last)).map_or(first.at.end, |last| last.at.end);
        rest = rest.get(found.n_tokens.max(1)..).unwrap_or_default();
        mentions.push(Mention { at: first.at.start..end, on: found.on, precision: found.precision });
    }
    without_weekdays_of_dates(text, mentions)
}

/// "Monday, 12 January" is one date: the weekday goes when a day of the calendar follows at once.
fn without_weekdays_of_dates(text: &str, mentions: Vec<Mention>) -> Vec<Mention> {
    let starts: Vec<usize> = mentions.iter().map(|mention| mention.at.start).skip(1).chain([usize::MAX]).collect();
    let is_weekday_of = |mention: &Mention, next: usize| {
        let is_word = text.get(mention.at.clone()).is_some_and(|words| !words.contains(|c: char| c.is_ascii_digit()));
        let gap = text.get(mention.at.end..next);
        mention.precision == Precision::Day
            && is_word
            && gap.is_some_and(|gap| gap.len() <= 8 && !gap.contains(['.', '\n']))
    };
    mentions
        .into_iter()
        .zip(starts)
        .filter(|(mention, next)| !is_weekday_of(mention, *next))
        .map(|(mention, _)| mention)
        .collect()
}

/// 24/7 is no date.
const ALWAYS: (u32, u32) = (24, 7);

/// In which order a text writes day and month as numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    DayFirst,
    MonthFirst,
    Unknown,
}

impl Order {
    /// What the other dates of the text show, and its language: only English is written in two orders.
    fn of(tokens: &[Token<'_>]) -> Self {
        let numbers = tokens.windows(3).filter_map(|three| match three {
            [a, sign, b] if sign.is_sign("/-") && a.touches(sign) && sign.touches(b) => {
                Some((a.number()?, b.number()?))
            }
            _ => None,
        });
        let (mut day_first, mut month_first) = (false, false);
        for (a, b) in numbers.filter(|pair| *pair != ALWAYS) {
            day_first |= (13..=31).contains(&a) && (1..=12).contains(&b);
            month_first |= (13..=31).contains(&b) && (1..=12).contains(&a);
        }
        let n_foreign = tokens.iter().filter(|token| token.is_in(names::NOT_ENGLISH)).take(2).count();
        match (day_first || n_foreign >= 2, month_first) {
            (true, false) => Self::DayFirst,
            (false, true) => Self::MonthFirst,
            _ => Self::Unknown,
        }
    }
}

/// What stands at the first of the tokens, and how many of them it takes.
struct Found {
    n_tokens: usize,
    on: Option<Date>,
    precision: Precision,
}

impl Found {
    fn day(n_tokens: usize, on: Option<Date>) -> Self {
        Self { n_tokens, on, precision: Precision::Day }
    }
}

/// Reads what begins at the first of its tokens.
#[derive(Clone, Copy)]
struct Reader<'a> {
    tokens: &'a [Token<'a>],
    written_on: Option<Date>,
    order: Order,
}

impl Reader<'_> {
    fn read(&self) -> Option<Found> {
        let numbered = || self.east_asian().or_else(|| self.numeric()).or_else(|| self.day_and_month());
        match self.tokens.first()?.kind {
            Kind::Number { .. } => numbered().or_else(|| self.ordinal_quarter()),
            Kind::Word => self
                .month_and_day()
                .or_else(|| self.relative())
                .or_else(|| self.season())
                .or_else(|| self.next_unit())
                .or_else(|| self.weekday())
                .or_else(|| self.quarter())
                .or_else(|| self.ordinal_quarter())
                .or_else(|| self.month()),
            Kind::Sign => None,
        }
    }

    fn at(&self, i: usize) -> Option<&Token<'_>> {
        self.tokens.get(i)
    }

    fn number(&self, i: usize) -> Option<u32> {
        self.at(i)?.number()
    }

    fn is_in(&self, i: usize, words: &[&str]) -> bool {
        self.at(i).is_some_and(|token| token.is_in(words))
    }

    fn is_sign(&self, i: usize, signs: &str) -> bool {
        self.at(i).is_some_and(|token| token.is_sign(signs))
    }

    /// The month a word names; one that is an ordinary word as well must be written with a capital.
    fn month_at(&self, i: usize) -> Option<u32> {
        let token = self.at(i).filter(|token| matches!(token.kind, Kind::Word))?;
        let month = names::MONTHS.iter().position(|names| token.is_in(names))?;
        let is_meant = !token.is_in(names::MONTHS_AND_WORDS) || token.text.starts_with(char::is_uppercase);
        is_meant.then(|| u32::try_from(month + 1).unwrap_or_default())
    }

    /// A year at that place, after a comma or "de"; with how many tokens it ends.
    fn year_at(&self, i: usize) -> Option<(u32, usize)> {
        let i = i + usize::from(self.is_sign(i, ",") || self.is_in(i, names::OF));
        let year = self.at(i)?.number_of_digits(4)?;
        (1990..2200).contains(&year).then_some((year, i + 1))
    }

    /// The day of a month, in the year given or else the nearest that is not before the day of writing.
    fn resolve(&self, year: Option<u32>, month: u32, day: u32) -> Option<Date> {
        if let Some(year) = year {
            return date(i16::try_from(year).ok()?, month, day);
        }
        let written_on = self.written_on?;
        (0..=1).filter_map(|n| date(written_on.year() + n, month, day)).find(|on| *on >= written_on)
    }

    /// 2026年11月22日, 11月22日, 2026년 11월 22일.
    fn east_asian(&self) -> Option<Found> {
        let (year, i) = if self.is_in(1, &["年", "년"]) { (self.number(0), 2) } else { (None, 0) };
        let month = self.number(i).filter(|_| self.is_in(i + 1, &["月", "월"]))?;
        let day = self.number(i + 2).filter(|_| self.is_in(i + 3, &["日", "号", "號", "일"]));
        match day {
            Some(day) => Some(Found::day(i + 4, self.resolve(year, month, day))),
            None => Some(Found { n_tokens: i + 2, on: self.resolve(year, month, 1), precision: Precision::Month }),
        }
    }

    /// 2026-11-22, 22.11.2026, 22.11., 22/11/2026, 11/22.
    fn numeric(&self) -> Option<Found> {
        let sign =
            self.at(1).filter(|sign| sign.is_sign("-/.") && self.at(0).is_some_and(|first| first.touches(sign)))?;
        let (a, b) = (self.number(0)?, self.number(2)?);
        let is_same = |i: usize| self.at(i).is_some_and(|other| other.text == sign.text);
        let touch = |i: usize| self.at(i).zip(self.at(i + 1)).is_some_and(|(one, next)| one.touches(next));
        let third = self.at(4).filter(|_| is_same(3) && touch(2));
        if self.at(0)?.number_of_digits(4).is_some() {
            return Some(Found::day(5, self.resolve(Some(a), b, third?.number()?)));
        }
        let short_year = |year: &Token<'_>| year.number_of_digits(2).filter(|_| touch(3)).map(|year| 2000 + year);
        let year = third.and_then(|year| year.number_of_digits(4).or_else(|| short_year(year)));
        let is_dotted = sign.text == ".";
        let ends_with_sign = is_same(3) && !(touch(3) && self.number(4).is_some());
        if year.is_none() && (is_dotted && !ends_with_sign || sign.text == "-" || (a, b) == ALWAYS || a == 0 || b == 0)
        {
            return None;
        }
        let n_tokens = if year.is_some() { 5 } else { 3 + usize::from(is_dotted) };
        let on = match self.order {
            _ if is_dotted => self.resolve(year, b, a),
            _ if a > 12 => self.resolve(year, b, a),
            _ if b > 12 => self.resolve(year, a, b),
            _ if a == b => self.resolve(year, a, b),
            Order::DayFirst => self.resolve(year, b, a),
            Order::MonthFirst => self.resolve(year, a, b),
            Order::Unknown => None,
        };
        // Two small numbers with a stroke and no year may be a fraction or a score as well.
        (year.is_some() || on.is_some()).then(|| Found::day(n_tokens, on))
    }

    /// "12th of January 2027", "12. Januar", "12 de enero de 2027".
    fn day_and_month(&self) -> Option<Found> {
        let day = self.at(0)?.number_up_to(31)?;
        let mut i = 1;
        while i <= 3 && (self.is_sign(i, ".ºª°") || self.is_in(i, names::ORDINALS) || self.is_in(i, names::OF)) {
            i += 1;
        }
        let month = self.month_at(i)?;
        i += 1 + usize::from(
            self.is_sign(i + 1, ".") && self.at(i + 2).is_some_and(|next| next.number_of_digits(4).is_some()),
        );
        let (year, n_tokens) = self.year_at(i).map_or((None, i), |(year, end)| (Some(year), end));
        Some(Found::day(n_tokens, self.resolve(year, month, day)))
    }

    /// "January 12th, 2027", "Jan. 12", "January 2027".
    fn month_and_day(&self) -> Option<Found> {
        let month = self.month_at(0)?;
        if let Some((year, n_tokens)) = self.year_at(1) {
            return Some(Found { n_tokens, on: self.resolve(Some(year), month, 1), precision: Precision::Month });
        }
        let i = 1 + usize::from(self.is_sign(1, ".") || self.is_in(1, &["the"]));
        let day = self.at(i)?.number_up_to(31)?;
        // "January 10:30" is a time, and "January 3 December" names the third of December.
        if self.is_sign(i + 1, ":") || self.month_at(i + 1).is_some() {
            return None;
        }
        let i = i + 1 + usize::from(self.is_in(i + 1, names::ORDINALS));
        let (year, n_tokens) = self.year_at(i).map_or((None, i), |(year, end)| (Some(year), end));
        Some(Found::day(n_tokens, self.resolve(year, month, day)))
    }

    /// "January", "end of January".
    fn month(&self) -> Option<Found> {
        let is_end = self.is_in(0, names::END);
        let mut i = usize::from(is_end);
        while is_end && i <= 2 && (self.is_in(i, names::OF) || self.is_in(i, names::THE)) {
            i += 1;
        }
        let month = self.month_at(i)?;
        let is_whole = self.at(i).is_some_and(|name| name.text.chars().count() >= 4 || name.is_in(&["may", "mai"]));
        let first = if is_whole { self.resolve_month(month) } else { return None };
        let year = self.year_at(i + 1);
        let first = year.map_or(first, |(year, _)| self.resolve(Some(year), month, 1));
        let on = if is_end { first.map(Date::last_of_month) } else { first };
        Some(Found { n_tokens: year.map_or(i + 1, |(_, end)| end), on, precision: Precision::Month })
    }

    /// The first day of a month; of this year's while it has not ended.
    fn resolve_month(&self, month: u32) -> Option<Date> {
        let written_on = self.written_on?;
        (0..=1).filter_map(|n| date(written_on.year() + n, month, 1)).find(|first| first.last_of_month() >= written_on)
    }

    /// "in two weeks", "in 10 Tagen", "dans quinze jours", "kahden viikon kuluttua".
    fn relative(&self) -> Option<Found> {
        let has_word_before = self.is_in(0, names::IN);
        let mut i = usize::from(has_word_before);
        i += usize::from(self.is_in(i, &["about", "ca", "etwa", "circa", "environ", "ungefähr"]));
        i += usize::from(self.at(i + 1).is_some_and(|next| names::count(&next.plain).is_some_and(|n| n > 1)));
        let n = self.number(i).or_else(|| names::count(&self.at(i)?.plain))?;
        i += 1;
        i += usize::from(self.is_in(i, &["of", "de", "di"]));
        let unit = names::UNITS.iter().find(|(_, words)| self.is_in(i, words))?.0;
        i += 1;
        let has_word_after = self.is_in(i, names::LATER);
        if !has_word_before && !has_word_after {
            return None;
        }
        let n = i32::try_from(n).ok().filter(|n| *n <= 400)?;
        let (span, precision) = match unit {
            names::Unit::Day => (n.days(), Precision::Day),
            names::Unit::Week => (n.weeks(), Precision::Week),
            names::Unit::Month => (n.months(), Precision::Month),
            names::Unit::Quarter => (n.saturating_mul(3).months(), Precision::Season),
            names::Unit::Year => (n.years(), Precision::Season),
        };
        let on = self.written_on.and_then(|written_on| written_on.checked_add(span).ok());
        Some(Found { n_tokens: i + usize::from(has_word_after), on, precision })
    }

    /// "next week", "la semaine prochaine", "end of the year", "tomorrow".
    fn next_unit(&self) -> Option<Found> {
        if let Some((_, n_days)) = names::NEAR_DAYS.iter().find(|(words, _)| self.is_in(0, words)) {
            return Some(Found::day(1, self.written_on.and_then(|on| on.checked_add(n_days.days()).ok())));
        }
        let unit_at = |i: usize| names::UNITS.iter().find(|(_, words)| self.is_in(i, words)).map(|(unit, _)| *unit);
        let is_end = self.is_in(0, names::END);
        let mut i = usize::from(is_end);
        while is_end && i <= 2 && (self.is_in(i, names::OF) || self.is_in(i, names::THE)) {
            i += 1;
        }
        let (unit, n_tokens, is_next) = match (unit_at(i), unit_at(i + 1)) {
            (None, Some(unit)) if self.is_in(i, names::NEXT) => (unit, i + 2, true),
            (Some(unit), _) if self.is_in(i + 1, names::NEXT_BEHIND) => (unit, i + 2, true),
            (Some(unit), _) if is_end => (unit, i + 1, false),
            _ => return None,
        };
        let first = self.written_on.and_then(|on| if is_next { first_of_next(on, unit) } else { Some(on) });
        let on = if is_end { first.and_then(|on| first_of_next(on, unit)?.yesterday().ok()) } else { first };
        let precision = match unit {
            names::Unit::Day => return None,
            names::Unit::Week => Precision::Week,
            names::Unit::Month => Precision::Month,
            names::Unit::Quarter | names::Unit::Year => Precision::Season,
        };
        Some(Found { n_tokens, on, precision })
    }

    /// "Monday", "next Monday", "lundi prochain". Whether "next Friday", said on a Tuesday, is this week's is not known.
    fn weekday(&self) -> Option<Found> {
        let has_next = self.is_in(0, names::NEXT);
        let i = usize::from(has_next || self.is_in(0, names::THIS));
        let weekday = names::WEEKDAYS.iter().position(|names| self.is_in(i, names))?;
        let has_next_behind = self.is_in(i + 1, names::NEXT_BEHIND);
        let on = self.written_on.and_then(|written_on| {
            let today = i32::from(written_on.weekday().to_monday_zero_offset());
            let wanted = i32::try_from(weekday).ok()?;
            let is_this_week = wanted > today;
            let n_days = (wanted - today + 6).rem_euclid(7) + 1;
            if is_this_week && (has_next || has_next_behind) {
                None
            } else {
                written_on.checked_add(n_days.days()).ok()
            }
        });
        Some(Found::day(i + 1 + usize::from(has_next_behind), on))
    }

    /// "Q3", "Q3 2027", "T3".
    fn quarter(&self) -> Option<Found> {
        let (n, i) = match (self.at(0)?, self.number(1)) {
            (letter, Some(n)) if letter.is_in(&["q", "t", "kv"]) && letter.touches(self.at(1)?) => (n, 2),
            _ => return None,
        };
        self.quarter_of(n, i)
    }

    /// "third quarter", "3. Quartal", "troisième trimestre".
    fn ordinal_quarter(&self) -> Option<Found> {
        let (n, mut i) = match self.number(0) {
            Some(n) => (n, 1),
            None => (names::ordinal(&self.at(0)?.plain)?, 1),
        };
        i += usize::from(self.is_sign(i, ".ºª°") || self.is_in(i, names::ORDINALS));
        let is_quarter = names::UNITS.iter().any(|(unit, words)| *unit == names::Unit::Quarter && self.is_in(i, words));
        if is_quarter { self.quarter_of(n, i + 1) } else { None }
    }

    fn quarter_of(&self, n: u32, i: usize) -> Option<Found> {
        let month = n.checked_sub(1).filter(|n| *n < 4)? * 3 + 1;
        let (year, n_tokens) = self.year_at(i).map_or((None, i), |(year, end)| (Some(year), end));
        Some(Found { n_tokens, on: self.resolve(year, month, 1), precision: Precision::Season })
    }

    /// "after the summer", "nach den Sommerferien", "in the new year".
    fn season(&self) -> Option<Found> {
        let is_here = |phrase: &str| phrase.split(' ').enumerate().all(|(i, word)| self.is_in(i, &[word]));
        let (phrase, month, day) = names::SEASONS.iter().find(|(phrase, ..)| is_here(phrase))?;
        let n_tokens = phrase.split(' ').count();
        Some(Found { n_tokens, on: self.resolve(None, *month, *day), precision: Precision::Season })
    }
}

fn date(year: i16, month: u32, day: u32) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The first day of the next week, month, quarter or year.
fn first_of_next(on: Date, unit: names::Unit) -> Option<Date> {
    let next = match unit {
        names::Unit::Day => on.tomorrow(),
        names::Unit::Week => on.checked_add((7 - i32::from(on.weekday().to_monday_zero_offset())).days()),
        names::Unit::Month => on.first_of_month().checked_add(1.months()),
        names::Unit::Quarter => on.first_of_month().checked_add((3 - i32::from((on.month() - 1) % 3)).months()),
        names::Unit::Year => on.first_of_year().checked_add(1.years()),
    };
    next.ok()
}

#[cfg(test)]
mod tests;
