//! Takes values out of a section. What is absent or of the wrong kind reads as `None`: `shape` has said so already.

use std::ops::Range;

use jiff::civil;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) at: Range<usize>,
}

/// A section of the file.
pub(super) struct Section<'d> {
    table: &'d DeTable<'d>,
    /// Where it begins.
    pub(super) at: Range<usize>,
}

impl<'d> Section<'d> {
    pub(super) fn new(table: &'d DeTable<'d>, at: Range<usize>) -> Self {
        Self { table, at }
    }

    pub(super) fn text(&self, key: &str) -> Option<Located<&'d str>> {
        let value = self.value(key)?;
        Some(Located { value: value.get_ref().as_str()?, at: value.span() })
    }

    /// Leaving a list out is leaving it empty.
    pub(super) fn texts(&self, key: &str) -> Vec<Located<&'d str>> {
        let text =
            |value: &'d Spanned<DeValue<'d>>| Some(Located { value: value.get_ref().as_str()?, at: value.span() });
        self.items(key).filter_map(text).collect()
    }

    pub(super) fn count<T: TryFrom<u32>>(&self, key: &str) -> Option<T> {
        whole(self.value(key)?.get_ref())?.try_into().ok()
    }

    /// In thousandths.
    pub(super) fn share(&self, key: &str) -> Option<u16> {
        thousandths(self.value(key)?.get_ref())
    }

    pub(super) fn time(&self, key: &str) -> Option<civil::Time> {
        time_of(self.value(key)?.get_ref())
    }

    pub(super) fn dates(&self, key: &str) -> Vec<civil::Date> {
        self.items(key).filter_map(|value| date_of(value.get_ref())).collect()
    }

    /// Two whole numbers.
    pub(super) fn pair(&self, key: &str) -> Option<Located<[u32; 2]>> {
        let value = self.value(key)?;
        Some(Located { value: pair_of(value.get_ref())?, at: value.span() })
    }

    pub(super) fn section(&self, key: &str) -> Option<Section<'d>> {
        let value = self.value(key)?;
        Some(Section::new(value.get_ref().as_table()?, value.span()))
    }

    pub(super) fn sections(&self, key: &str) -> Vec<Section<'d>> {
        self.items(key).filter_map(|value| Some(Section::new(value.get_ref().as_table()?, value.span()))).collect()
    }

    /// Every key with the text behind it.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (Located<&'d str>, &'d str)> {
        self.table.iter().filter_map(|(key, value)| {
            Some((Located { value: key.get_ref().as_ref(), at: key.span() }, value.get_ref().as_str()?))
        })
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Where the value of `key` stands, or where the section begins.
    pub(super) fn place_of(&self, key: &str) -> Range<usize> {
        self.value(key).map_or(self.at.clone(), Spanned::span)
    }

    fn items(&self, key: &str) -> impl Iterator<Item = &'d Spanned<DeValue<'d>>> {
        self.value(key).and_then(|value| value.get_ref().as_array()).into_iter().flat_map(|items| items.iter())
    }

    fn value(&self, key: &str) -> Option<&'d Spanned<DeValue<'d>>> {
        self.table.get(key)
    }
}

pub(super) fn whole(value: &DeValue<'_>) -> Option<u32> {
    let number = value.as_integer()?;
    u32::from_str_radix(number.as_str(), number.radix()).ok()
}

/// A number from 0 to 1.
pub(super) fn thousandths(value: &DeValue<'_>) -> Option<u16> {
    let number: f64 = match value {
        DeValue::Float(number) => number.as_str().parse().ok()?,
        DeValue::Integer(number) => number.as_str().parse().ok()?,
        _ => return None,
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 1000")]
    (0.0..=1.0).contains(&number).then(|| (number * 1000.0).round() as u16)
}

/// `"09:00"`, or TOML's own `09:00:00`.
pub(super) fn time_of(value: &DeValue<'_>) -> Option<civil::Time> {
    match value {
        DeValue::String(text) => text.parse().ok(),
        DeValue::Datetime(stamp) if stamp.date.is_none() && stamp.offset.is_none() => {
            let time = stamp.time?;
            let parts = [time.hour, time.minute, time.second.unwrap_or_default()].map(u8::cast_signed);
            let [hour, minute, second] = parts;
            civil::Time::new(hour, minute, second, 0).ok()
        }
        _ => None,
    }
}

/// TOML's own `2026-12-28`, or the same in quotes.
pub(super) fn date_of(value: &DeValue<'_>) -> Option<civil::Date> {
    match value {
        DeValue::String(text) => text.parse().ok(),
        DeValue::Datetime(stamp) if stamp.time.is_none() => {
            let date = stamp.date?;
            civil::Date::new(date.year.try_into().ok()?, date.month.cast_signed(), date.day.cast_signed()).ok()
        }
        _ => None,
    }
}

pub(super) fn pair_of(value: &DeValue<'_>) -> Option<[u32; 2]> {
    let numbers: Vec<u32> = value.as_array()?.iter().filter_map(|item| whole(item.get_ref())).collect();
    (numbers.len() == value.as_array()?.len()).then_some(numbers)?.try_into().ok()
}
