//! Numbers of employees and sums of money as lead lists write them: exact, as a range, or open-ended.

use std::fmt;

use super::Milli;

/// Whole numbers from `min` to `max`, both included; without a `max` it has no upper end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Band {
    min: u64,
    max: Option<u64>,
}

impl Band {
    /// From `min` to `max`; a `max` below `min` counts as `min`.
    #[must_use]
    pub fn new(min: u64, max: Option<u64>) -> Self {
        Self { min, max: max.map(|max| max.max(min)) }
    }

    /// One number.
    #[must_use]
    pub fn exactly(n: u64) -> Self {
        Self::new(n, Some(n))
    }

    /// Reads a number of employees: `51-200`, `1,001-5,000`, `10000+`, `11 to 50`, `5k`.
    #[must_use]
    pub fn parse_employees(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "self-employed" | "self employed" | "myself only" | "solo" | "freelancer" => Some(Self::exactly(1)),
            _ => parse(text),
        }
    }

    /// Reads a revenue, in whole units of whatever currency it names: `$5M`, `1.2 Mio €`, `5000000`, `$1M-$10M`.
    #[must_use]
    pub fn parse_revenue(text: &str) -> Option<Self> {
        parse(text)
    }

    /// The smallest number in it.
    #[must_use]
    pub fn min(self) -> u64 {
        self.min
    }

    /// The largest number in it, if it ends.
    #[must_use]
    pub fn max(self) -> Option<u64> {
        self.max
    }

    /// Which share of this band lies in the asked ones. One without an end counts as inside where an asked one goes on
    /// beyond its beginning.
    pub(super) fn share_within(self, asked: &[Self]) -> Milli {
        let Some(max) = self.max else {
            let goes_on = |band: &Self| band.min <= self.min && band.max.is_none_or(|end| end > self.min);
            return if asked.iter().any(goes_on) { Milli::ONE } else { Milli::ZERO };
        };
        let mut asked = asked.to_vec();
        asked.sort();
        let (mut inside, mut next) = (0_u64, self.min);
        for band in asked {
            let (low, high) = (band.min.max(next), band.max.unwrap_or(max).min(max));
            if low <= high {
                inside = inside.saturating_add((high - low).saturating_add(1));
                next = high.saturating_add(1);
            }
        }
        let width = (max - self.min).saturating_add(1);
        Milli::of(inside, width).unwrap_or(if inside == 0 { Milli::ZERO } else { Milli::ONE })
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let min = short(self.min);
        match self.max {
            None => write!(f, "{min}+"),
            Some(max) if max == self.min => write!(f, "{min}"),
            Some(max) => write!(f, "{min}-{}", short(max)),
        }
    }
}

/// Millions and billions with one decimal at most, smaller numbers in full.
fn short(n: u64) -> String {
    let (unit, letter) = match n {
        1_000_000_000.. => (1_000_000_000, "B"),
        1_000_000.. => (1_000_000, "M"),
        _ => return n.to_string(),
    };
    match n % unit / (unit / 10) {
        0 => format!("{}{letter}", n / unit),
        tenth => format!("{}.{tenth}{letter}", n / unit),
    }
}

fn parse(text: &str) -> Option<Band> {
    let text = text.trim().to_lowercase().replace(['\u{A0}', '\u{202F}'], " ");
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let has_any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    // A spreadsheet turns "11-50" into a month; whatever it was is lost.
    if has_any(MONTHS) || text.starts_with('-') {
        return None;
    }
    let numbers = numbers_in(&text)?;
    match numbers.as_slice() {
        [one] => {
            let n = one.in_unit(one.unit)?;
            let is_open = text.contains('+') || text.starts_with(['>', '≥']) || has_any(AT_LEAST);
            let is_limit = text.starts_with(['<', '≤']) || has_any(AT_MOST);
            match (is_open, is_limit) {
                (true, false) => Some(Band::new(n, None)),
                (false, true) => Some(Band::new(0, Some(n))),
                (false, false) => Some(Band::exactly(n)),
                (true, true) => None,
            }
        }
        [low, high] => {
            let max = high.in_unit(high.unit)?;
            // In "1-10M" the unit belongs to both.
            let shared = low.in_unit(high.unit)?;
            let min = if low.unit == 1 && shared <= max { shared } else { low.in_unit(low.unit)? };
            (min <= max).then_some(Band::new(min, Some(max)))
        }
        _ => None,
    }
}

const AT_LEAST: &[&str] =
    &["over", "more", "plus", "least", "above", "mehr", "über", "ueber", "mindestens", "ab", "más", "oltre"];
const AT_MOST: &[&str] = &["under", "less", "below", "most", "up", "weniger", "unter", "bis", "moins", "menos", "meno"];
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "mär", "apr", "may", "mai", "jun", "jul", "aug", "sep", "sept", "oct", "okt", "nov", "dec",
    "dez",
];

/// A number as written: its digits, how many of them stand behind the decimal point, and the unit after it.
struct Written {
    digits: u64,
    n_decimals: u32,
    unit: u64,
}

impl Written {
    /// The whole number it means in this unit, rounded down.
    fn in_unit(&self, unit: u64) -> Option<u64> {
        let whole = u128::from(self.digits) * u128::from(unit);
        u64::try_from(whole / 10_u128.checked_pow(self.n_decimals)?).ok()
    }
}

fn numbers_in(text: &str) -> Option<Vec<Written>> {
    let mut numbers = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = rest.get(start..)?;
        let end = end_of_number(tail);
        let after = tail.get(end..)?;
        let word: String = after.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
        numbers.push(read_number(tail.get(..end)?, unit_of(&word))?);
        rest = after;
    }
    Some(numbers)
}

/// Digits with separators between them; a space separates only groups of three.
fn end_of_number(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        let tail: Vec<char> = text.get(at..).into_iter().flat_map(str::chars).skip(1).take(4).collect();
        let next_is_digit = tail.first().is_some_and(char::is_ascii_digit);
        let next_is_group = tail.iter().take_while(|c| c.is_ascii_digit()).count() == 3;
        let belongs = match c {
            '0'..='9' => true,
            '.' | ',' | '\'' | '’' => next_is_digit,
            ' ' => next_is_group,
            _ => false,
        };
        if !belongs {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

fn unit_of(word: &str) -> u64 {
    match word {
        "k" | "tsd" | "thousand" | "tausend" => 1_000,
        "m" | "mm" | "mn" | "mio" | "million" | "millions" | "millionen" | "millones" | "milioni" | "miljoen" => {
            1_000_000
        }
        "b" | "bn" | "mrd" | "md" | "billion" | "billions" | "milliarde" | "milliarden" | "milliard" | "milliards" => {
            1_000_000_000
        }
        _ => 1,
    }
}

/// The last separator is the decimal one if it stands once and does not part a group of three; in "1.250M" it does not.
fn read_number(text: &str, unit: u64) -> Option<Written> {
    let digits: u64 = text.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()?;
    let n_decimals = match text.rfind(['.', ',']) {
        None => 0,
        Some(at) => {
            let (whole, separated) = text.split_at_checked(at)?;
            let separator = separated.chars().next()?;
            let n_behind = separated.len() - 1;
            let stands_once = !whole.contains(separator);
            let has_other = whole.contains(['.', ',']) && stands_once;
            let is_group = n_behind == 3 && unit == 1 && whole != "0";
            if stands_once && (has_other || !is_group) { u32::try_from(n_behind).ok()? } else { 0 }
        }
    };
    Some(Written { digits, n_decimals, unit })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn open(min: u64) -> Option<Band> {
        Some(Band::new(min, None))
    }

    fn range(min: u64, max: u64) -> Option<Band> {
        Some(Band::new(min, Some(max)))
    }

    #[test]
    fn numbers_of_employees_are_read_as_lists_write_them() {
        for (text, band) in [
            ("51-200", range(51, 200)),
            ("51 – 200 employees", range(51, 200)),
            ("1,001-5,000", range(1001, 5000)),
            ("1.001 - 5.000", range(1001, 5000)),
            ("1 001 - 5 000", range(1001, 5000)),
            ("11 to 50", range(11, 50)),
            ("10000+", open(10_000)),
            ("10,001+ employees", open(10_001)),
            ("> 500", open(500)),
            ("über 500 Mitarbeiter", open(500)),
            ("<10", range(0, 10)),
            ("42", range(42, 42)),
            ("42.0", range(42, 42)),
            ("5k", range(5000, 5000)),
            ("self-employed", range(1, 1)),
            ("Nov-50", None),
            ("2026-01-05", None),
            ("200-51", None),
            ("-5", None),
            ("", None),
            ("unknown", None),
        ] {
            assert_eq!(Band::parse_employees(text), band, "{text}");
        }
    }

    #[test]
    fn revenues_are_read_with_their_units() {
        for (text, band) in [
            ("$5M", range(5_000_000, 5_000_000)),
            ("1.2 Mio €", range(1_200_000, 1_200_000)),
            ("1,2 Mio. EUR", range(1_200_000, 1_200_000)),
            ("5000000", range(5_000_000, 5_000_000)),
            ("€ 5.000.000,00", range(5_000_000, 5_000_000)),
            ("$1,250,000.50", range(1_250_000, 1_250_000)),
            ("CHF 1'250'000", range(1_250_000, 1_250_000)),
            ("1.250M", range(1_250_000, 1_250_000)),
            ("$1M-$10M", range(1_000_000, 10_000_000)),
            ("1-10M", range(1_000_000, 10_000_000)),
            ("500k - 1M", range(500_000, 1_000_000)),
            ("$1B+", open(1_000_000_000)),
            ("2 Mrd.", range(2_000_000_000, 2_000_000_000)),
            ("n/a", None),
        ] {
            assert_eq!(Band::parse_revenue(text), band, "{text}");
        }
    }

    #[test]
    fn the_share_inside_counts_each_number_once() {
        let asked = [Band::new(11, Some(50)), Band::new(40, Some(200))];
        assert_eq!(Band::new(11, Some(200)).share_within(&asked), Milli::ONE);
        assert_eq!(Band::new(101, Some(300)).share_within(&asked), Milli::new(500));
        assert_eq!(Band::exactly(10).share_within(&asked), Milli::ZERO);
        assert_eq!(Band::new(100, None).share_within(&asked), Milli::ONE);
        assert_eq!(Band::new(200, None).share_within(&asked), Milli::ZERO);
        assert_eq!(Band::new(200, None).share_within(&[Band::new(100, None)]), Milli::ONE);
    }

    fn any_band() -> impl Strategy<Value = Band> {
        (0_u64..300, 0_u64..300).prop_map(|(min, width)| Band::new(min, Some(min + width)))
    }

    proptest! {
        #[test]
        fn reading_never_panics_and_a_band_reads_back_as_shown(
            text in "\\PC{0,30}|[0-9., kKmM+<>-]{0,30}", min in 0_u64..1_000_000, width in 0_u64..999_999,
        ) {
            let _ = Band::parse_revenue(&text);
            let band = Band::new(min, Some((min + width).min(999_999)));
            prop_assert_eq!(Band::parse_employees(&band.to_string()), Some(band));
        }

        #[test]
        fn a_share_of_itself_is_all_and_more_bands_never_give_less(
            bands in prop::collection::vec(any_band(), 1..5), fact in any_band(),
        ) {
            prop_assert_eq!(fact.share_within(&[fact]), Milli::ONE);
            prop_assert!(fact.share_within(&bands) >= fact.share_within(&bands[1..]));
        }
    }
}
