//! When someone may be written to: hours of the day, days of the week and holidays, in the lead's own time zone.
//!
//! It knows national holidays only, not those of a state or canton; a campaign adds its own days.

mod holiday;

use std::fmt;

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::country::Country;
pub use holiday::holiday;

/// How far [`SendWindow::next_opening`] looks ahead, in hours.
const LOOK_AHEAD_HOURS: i64 = 30 * 24;

/// The hours in which a lead may be written to; no instant counts whose wall clock is outside them.
///
/// `closes` at or before `opens` means the next day, and then weekday and holiday are those of the day it opened on.
/// Where clocks go back, the repeated hour opens no second time; where they go forward, a window that would open inside
/// the gap opens at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendWindow {
    /// The first moment that counts, on the recipient's clock.
    pub opens: Time,
    /// The first moment that no longer counts.
    pub closes: Time,
    /// The days on which it opens.
    pub days: Weekdays,
}

/// A stretch of time that holds its start and not its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first instant inside.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

/// Why nothing may be sent at some instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    /// The campaign does not send on this day of the week.
    #[error("nothing is sent on a {}", weekday_name(*.0))]
    Weekday(Weekday),
    /// A national holiday of the lead's country.
    #[error("it is {0} there")]
    Holiday(&'static str),
    /// A day the campaign itself keeps free.
    #[error("the campaign keeps {0} free")]
    DayOff(Date),
    /// The day is right, the hour too early.
    #[error("it is too early there: the window opens at {}", hour_and_minute(*.0))]
    BeforeOpening(Time),
    /// The day is right, the hour too late.
    #[error("it is too late there: the window closed at {}", hour_and_minute(*.0))]
    AfterClosing(Time),
    /// Between the windows of two days, where each goes past midnight.
    #[error("it is between two windows there: the next opens at {}", hour_and_minute(*.0))]
    BetweenWindows(Time),
    /// The wall clock is inside the window, but shows this hour a second time.
    #[error("the clocks there were set back, and this hour was used already")]
    RepeatedHour,
}

impl SendWindow {
    /// The stretches of [`from`, `until`) in which the window is open, in order, apart from each other.
    #[must_use]
    pub fn open_spans(
        &self,
        from: Timestamp,
        until: Timestamp,
        zone: &TimeZone,
        country: Option<Country>,
        extra_holidays: &[Date],
    ) -> Vec<Span> {
        let mut spans: Vec<Span> = Vec::new();
        // A window of the day before may still be open, and one more day covers zones that skipped a whole date.
        let first = zone.to_datetime(from).date().saturating_sub(2.days());
        let last = zone.to_datetime(until).date();
        for date in first.series(1.day()).take_while(|date| *date <= last) {
            if self.day_off(date, country, extra_holidays).is_some() {
                continue;
            }
            let Some(day) = self.opening_on(date, zone) else { continue };
            let (start, end) = (day.start.max(from), day.end.min(until));
            match spans.last_mut() {
                Some(before) if start <= before.end => before.end = before.end.max(end),
                _ if start < end => spans.push(Span { start, end }),
                _ => {}
            }
        }
        spans
    }

    /// Whether the window is open at this instant, or the first rule that keeps it shut.
    pub fn is_open(
        &self,
        at: Timestamp,
        zone: &TimeZone,
        country: Option<Country>,
        extra_holidays: &[Date],
    ) -> Result<(), Closed> {
        let until = at.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX);
        if self.open_spans(at, until, zone, country, extra_holidays).is_empty() {
            Err(self.why_closed(zone.to_datetime(at), country, extra_holidays))
        } else {
            Ok(())
        }
    }

    /// The first instant at or after `after` at which the window is open; `None` if there is none within thirty days.
    #[must_use]
    pub fn next_opening(
        &self,
        after: Timestamp,
        zone: &TimeZone,
        country: Option<Country>,
        extra_holidays: &[Date],
    ) -> Option<Timestamp> {
        let until = after.saturating_add(SignedDuration::from_hours(LOOK_AHEAD_HOURS)).unwrap_or(Timestamp::MAX);
        self.open_spans(after, until, zone, country, extra_holidays).first().map(|span| span.start)
    }

    fn crosses_midnight(&self) -> bool {
        self.closes <= self.opens
    }

    fn day_off(&self, date: Date, country: Option<Country>, extra_holidays: &[Date]) -> Option<Closed> {
        if !self.days.contains(date.weekday()) {
            return Some(Closed::Weekday(date.weekday()));
        }
        if extra_holidays.contains(&date) {
            return Some(Closed::DayOff(date));
        }
        country.and_then(|country| holiday(country, date)).map(Closed::Holiday)
    }

    /// The instants of the window that opens on `date`, `None` where a clock change leaves nothing of it.
    fn opening_on(&self, date: Date, zone: &TimeZone) -> Option<Span> {
        let closes_on = if self.crosses_midnight() { date.tomorrow().ok()? } else { date };
        let opens = moments(date.to_datetime(self.opens), zone)?;
        let closes = moments(closes_on.to_datetime(self.closes), zone)?;
        // Of a repeated hour the inner part is taken, so that no wall clock outside the window slips in; a window that
        // lies wholly in the repeated hour is used the first time.
        let start = if opens.end < closes.start { opens.end } else { opens.start };
        (start < closes.start).then_some(Span { start, end: closes.start })
    }

    fn why_closed(&self, local: DateTime, country: Option<Country>, extra_holidays: &[Date]) -> Closed {
        let time = local.time();
        let is_past_midnight = self.crosses_midnight() && time < self.closes;
        let opened_on = if is_past_midnight { local.date().saturating_sub(1.day()) } else { local.date() };
        if let Some(closed) = self.day_off(opened_on, country, extra_holidays) {
            return closed;
        }
        match (self.crosses_midnight(), time < self.opens, time < self.closes) {
            (false, true, _) => Closed::BeforeOpening(self.opens),
            (false, false, false) => Closed::AfterClosing(self.closes),
            (true, true, false) => Closed::BetweenWindows(self.opens),
            (false, false, true) | (true, false, _) | (true, true, true) => Closed::RepeatedHour,
        }
    }
}

/// The first and the last instant at which clocks show this time: one and the same, except where an hour repeats.
/// A time that is skipped is the instant of the skip.
fn moments(time: DateTime, zone: &TimeZone) -> Option<Span> {
    let one = |at: Timestamp| Span { start: at, end: at };
    match zone.to_ambiguous_timestamp(time).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(time).ok().map(one),
        AmbiguousOffset::Fold { before, after } => {
            Some(Span { start: before.to_timestamp(time).ok()?, end: after.to_timestamp(time).ok()? })
        }
        AmbiguousOffset::Gap { before, after } => {
            let earliest = after.to_timestamp(time).ok()?;
            let latest = before.to_timestamp(time).ok()?;
            let skip = zone.following(earliest).map(|change| (change.timestamp(), change.offset()));
            let skip = skip.take_while(|(at, _)| *at <= latest).find(|(_, offset)| *offset == after);
            Some(one(skip.map_or(latest, |(at, _)| at)))
        }
    }
}

/// The first business day on or after the day that is `days` calendar days after `date`: Monday to Friday, no holiday.
#[must_use]
pub fn after_business_days(date: Date, days: u16, country: Option<Country>, extra_holidays: &[Date]) -> Date {
    let due = date.saturating_add(i64::from(days).days());
    due.series(1.day()).find(|day| is_business_day(*day, country, extra_holidays)).unwrap_or(due)
}

/// Monday to Friday, unless it is a holiday of the country or one of the extra ones.
#[must_use]
pub fn is_business_day(date: Date, country: Option<Country>, extra_holidays: &[Date]) -> bool {
    Weekdays::MONDAY_TO_FRIDAY.contains(date.weekday())
        && !extra_holidays.contains(&date)
        && country.and_then(|country| holiday(country, date)).is_none()
}

/// Some of the seven days of a week.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Weekdays(u8);

impl Weekdays {
    /// All seven.
    pub const ALL: Self = Self(0b111_1111);
    /// The usual working week.
    pub const MONDAY_TO_FRIDAY: Self = Self(0b001_1111);

    /// Whether the day is one of them.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & Self::bit(day) != 0
    }

    /// The days, from Monday on.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Weekday::Monday.cycle_forward().take(7).filter(move |day| self.contains(*day))
    }

    fn bit(day: Weekday) -> u8 {
        1 << day.to_monday_zero_offset()
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<T: IntoIterator<Item = Weekday>>(days: T) -> Self {
        Self(days.into_iter().fold(0, |bits, day| bits | Self::bit(day)))
    }
}

impl fmt::Debug for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn hour_and_minute(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;

    const OFFICE_HOURS: SendWindow =
        SendWindow { opens: time(9, 0, 0, 0), closes: time(17, 0, 0, 0), days: Weekdays::MONDAY_TO_FRIDAY };

    fn window(opens: (i8, i8), closes: (i8, i8)) -> SendWindow {
        let clock = |(hour, minute)| time(hour, minute, 0, 0);
        SendWindow { opens: clock(opens), closes: clock(closes), days: Weekdays::ALL }
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn spans(window: SendWindow, zone_name: &str, from: &str, until: &str) -> Vec<(String, String)> {
        let spans = window.open_spans(at(from), at(until), &zone(zone_name), None, &[]);
        spans.into_iter().map(|span| (span.start.to_string(), span.end.to_string())).collect()
    }

    fn pair(start: &str, end: &str) -> (String, String) {
        (start.to_owned(), end.to_owned())
    }

    #[test]
    fn office_hours_are_the_recipients_own() {
        let day = spans(OFFICE_HOURS, "America/New_York", "2026-11-23T00:00:00Z", "2026-11-24T00:00:00Z");
        assert_eq!(day, [pair("2026-11-23T14:00:00Z", "2026-11-23T22:00:00Z")]);
        let clipped = spans(OFFICE_HOURS, "Europe/Berlin", "2026-11-23T10:30:00Z", "2026-11-23T11:00:00Z");
        assert_eq!(clipped, [pair("2026-11-23T10:30:00Z", "2026-11-23T11:00:00Z")]);
    }

    #[test]
    fn a_window_past_midnight_belongs_to_the_day_it_opened_on() {
        let late_on_friday = SendWindow { days: Weekdays::from_iter([Weekday::Friday]), ..window((22, 0), (2, 0)) };
        let berlin = zone("Europe/Berlin");
        let judge = |instant: &str| late_on_friday.is_open(at(instant), &berlin, None, &[]);
        assert_eq!(judge("2026-11-28T00:30:00Z"), Ok(()));
        assert_eq!(judge("2026-11-28T01:00:00Z"), Err(Closed::Weekday(Weekday::Saturday)));
        assert_eq!(judge("2026-11-27T00:30:00Z"), Err(Closed::Weekday(Weekday::Thursday)));
        assert_eq!(judge("2026-11-27T20:00:00Z"), Err(Closed::BetweenWindows(time(22, 0, 0, 0))));
    }

    #[test]
    fn each_reason_for_being_closed_is_told() {
        let berlin = zone("Europe/Berlin");
        let germany = Country::parse("DE");
        let judge = |instant: &str| OFFICE_HOURS.is_open(at(instant), &berlin, germany, &[date(2026, 11, 24)]);
        assert_eq!(judge("2026-11-23T08:00:00Z"), Ok(()));
        assert_eq!(judge("2026-11-23T07:59:59Z"), Err(Closed::BeforeOpening(time(9, 0, 0, 0))));
        assert_eq!(judge("2026-11-23T16:00:00Z"), Err(Closed::AfterClosing(time(17, 0, 0, 0))));
        assert_eq!(judge("2026-11-22T10:00:00Z"), Err(Closed::Weekday(Weekday::Sunday)));
        assert_eq!(judge("2026-11-24T10:00:00Z"), Err(Closed::DayOff(date(2026, 11, 24))));
        assert_eq!(judge("2026-12-25T10:00:00Z"), Err(Closed::Holiday("Christmas Day")));
        assert_eq!(
            Closed::BeforeOpening(time(9, 5, 0, 0)).to_string(),
            "it is too early there: the window opens at 09:05"
        );
    }

    #[test]
    fn the_day_the_clocks_go_forward_is_an_hour_shorter() {
        let night = spans(window((1, 0), (4, 0)), "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
        assert_eq!(night, [pair("2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z")]);
    }

    #[test]
    fn a_window_that_opens_or_closes_inside_the_gap_does_so_when_the_clocks_change() {
        let from_to = ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z");
        let opens_in_it = spans(window((2, 30), (4, 0)), "Europe/Berlin", from_to.0, from_to.1);
        assert_eq!(opens_in_it, [pair("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")]);
        let closes_in_it = spans(window((1, 0), (2, 30)), "Europe/Berlin", from_to.0, from_to.1);
        assert_eq!(closes_in_it, [pair("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z")]);
        assert_eq!(spans(window((2, 10), (2, 50)), "Europe/Berlin", from_to.0, from_to.1), []);
    }

    #[test]
    fn a_repeated_hour_is_not_opened_twice() {
        let from_to = ("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z");
        let inside = spans(window((2, 15), (2, 45)), "Europe/Berlin", from_to.0, from_to.1);
        assert_eq!(inside, [pair("2026-10-25T00:15:00Z", "2026-10-25T00:45:00Z")]);
        let closes_in_it = spans(window((1, 0), (2, 30)), "Europe/Berlin", from_to.0, from_to.1);
        assert_eq!(closes_in_it, [pair("2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z")]);
        let opens_in_it = spans(window((2, 30), (4, 0)), "Europe/Berlin", from_to.0, from_to.1);
        assert_eq!(opens_in_it, [pair("2026-10-25T01:30:00Z", "2026-10-25T03:00:00Z")]);
        let second_time =
            window((2, 15), (2, 45)).is_open(at("2026-10-25T01:20:00Z"), &zone("Europe/Berlin"), None, &[]);
        assert_eq!(second_time, Err(Closed::RepeatedHour));
    }

    #[test]
    fn a_date_that_a_zone_skipped_has_no_window() {
        let around = spans(OFFICE_HOURS, "Pacific/Apia", "2011-12-29T04:00:00Z", "2011-12-31T23:00:00Z");
        assert_eq!(around, [pair("2011-12-29T19:00:00Z", "2011-12-30T03:00:00Z")]);
    }

    #[test]
    fn the_next_opening_passes_over_the_weekend_and_the_holidays() {
        let (london, uk) = (zone("Europe/London"), Country::parse("UK"));
        let next = |from: &str| OFFICE_HOURS.next_opening(at(from), &london, uk, &[]);
        assert_eq!(next("2026-12-24T17:00:00Z"), Some(at("2026-12-29T09:00:00Z")));
        assert_eq!(next("2026-12-29T09:00:00Z"), Some(at("2026-12-29T09:00:00Z")));
        let never = SendWindow { days: Weekdays::from_iter([]), ..OFFICE_HOURS };
        assert_eq!(never.next_opening(at("2026-12-24T17:00:00Z"), &london, uk, &[]), None);
    }

    #[test]
    fn a_window_that_never_closes_is_one_stretch() {
        let week = spans(window((0, 0), (0, 0)), "Europe/Berlin", "2026-03-23T00:00:00Z", "2026-03-30T00:00:00Z");
        assert_eq!(week, [pair("2026-03-23T00:00:00Z", "2026-03-30T00:00:00Z")]);
    }

    #[test]
    fn a_follow_up_falls_on_a_business_day() {
        let germany = Country::parse("DE");
        let after = |from: Date, days: u16| after_business_days(from, days, germany, &[]);
        assert_eq!(after(date(2026, 11, 23), 3), date(2026, 11, 26));
        assert_eq!(after(date(2026, 11, 25), 3), date(2026, 11, 30));
        assert_eq!(after(date(2026, 12, 22), 3), date(2026, 12, 28));
        assert_eq!(after_business_days(date(2026, 11, 23), 3, None, &[date(2026, 11, 26)]), date(2026, 11, 27));
    }

    #[test]
    fn weekdays_are_the_set_they_were_made_from() {
        let days = Weekdays::from_iter([Weekday::Thursday, Weekday::Tuesday]);
        assert!(days.iter().eq([Weekday::Tuesday, Weekday::Thursday]));
        assert!(Weekdays::MONDAY_TO_FRIDAY.iter().eq(Weekdays::ALL.iter().take(5)));
    }

    /// Zones with a change of half an hour, of a day, at midnight, in the south, and none at all.
    fn any_zone() -> impl Strategy<Value = TimeZone> {
        let names = [
            "America/New_York",
            "Europe/Berlin",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "America/Sao_Paulo",
            "Africa/Casablanca",
            "Asia/Beirut",
            "UTC",
        ];
        prop::sample::select(names.to_vec()).prop_map(zone)
    }

    /// Instants near a clock change of the zone, and others.
    fn zone_and_instant() -> impl Strategy<Value = (TimeZone, Timestamp)> {
        let years = 1_300_000_000_i64..1_830_000_000;
        (any_zone(), years, any::<bool>(), -10_800_i64..3_600).prop_map(|(zone, second, is_near, offset)| {
            let any = Timestamp::from_second(second).unwrap();
            let change = zone.following(any).next().map_or(any, |change| change.timestamp());
            let near = change + SignedDuration::from_secs(offset);
            (zone, if is_near { near } else { any })
        })
    }

    fn any_window() -> impl Strategy<Value = SendWindow> {
        let quarter = || (0_i8..24, 0_i8..4).prop_map(|(hour, quarter)| (hour, quarter * 15));
        (quarter(), quarter(), 1_u8..128)
            .prop_map(|(opens, closes, days)| SendWindow { days: Weekdays(days), ..window(opens, closes) })
    }

    fn wall_clock_is_inside(window: SendWindow, local: DateTime, country: Option<Country>) -> bool {
        let time = local.time();
        let may_open = |date| window.day_off(date, country, &[]).is_none();
        if window.closes > window.opens {
            time >= window.opens && time < window.closes && may_open(local.date())
        } else {
            time >= window.opens && may_open(local.date())
                || time < window.closes && may_open(local.date().yesterday().unwrap())
        }
    }

    proptest! {
        #[test]
        fn it_is_open_exactly_inside_its_spans(
            (zone, from) in zone_and_instant(), window in any_window(), hours in 1_i64..100, probe in 0_i64..360_000,
        ) {
            let us = Country::parse("US");
            let until = from + SignedDuration::from_hours(hours);
            let spans = window.open_spans(from, until, &zone, us, &[]);
            prop_assert!(spans.iter().all(|span| from <= span.start && span.start < span.end && span.end <= until));
            prop_assert!(spans.iter().zip(spans.iter().skip(1)).all(|(a, b)| a.end < b.start));

            let at = from + SignedDuration::from_secs(probe % (hours * 3600));
            let edges = spans.iter().flat_map(|span| [span.start, span.end, span.end - SignedDuration::from_nanos(1)]);
            for at in edges.chain([at]).filter(|at| *at < until) {
                let is_inside = spans.iter().any(|span| span.start <= at && at < span.end);
                prop_assert_eq!(window.is_open(at, &zone, us, &[]).is_ok(), is_inside, "{}", at);
            }
        }

        #[test]
        fn no_open_instant_has_a_wall_clock_outside_the_window(
            (zone, at) in zone_and_instant(), window in any_window(),
        ) {
            let us = Country::parse("US");
            for minutes in (0..360).step_by(15) {
                let at = at + SignedDuration::from_mins(minutes);
                let local = zone.to_datetime(at);
                let is_inside = wall_clock_is_inside(window, local, us);
                match window.is_open(at, &zone, us, &[]) {
                    Ok(()) | Err(Closed::RepeatedHour) => prop_assert!(is_inside, "{}", local),
                    Err(_) => prop_assert!(!is_inside, "{}", local),
                }
            }
        }

        #[test]
        fn the_next_opening_is_open_and_nothing_before_it_is(
            (zone, from) in zone_and_instant(), window in any_window(),
        ) {
            if let Some(opening) = window.next_opening(from, &zone, None, &[]) {
                prop_assert!(opening >= from);
                prop_assert_eq!(window.is_open(opening, &zone, None, &[]), Ok(()));
                prop_assert_eq!(window.open_spans(from, opening, &zone, None, &[]), []);
            }
        }
    }
}
