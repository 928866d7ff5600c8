//! National holidays of the countries CAM's users write to most, computed for any year.
//!
//! Silence is the safer side: half days on which offices are empty (Christmas Eve in the north) count as holidays.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};

use crate::country::Country;

/// The name of the national holiday `country` keeps on `date`, in English; `None` also for countries not in the table.
#[must_use]
pub fn holiday(country: Country, date: Date) -> Option<&'static str> {
    let nation = NATIONS.iter().find(|nation| nation.country == country.code())?;
    let on_the_day = nation.rules.iter().find(|rule| rule.falls_on(date.year()) == Some(date));
    on_the_day.map(|rule| rule.name).or_else(|| nation.substituted(date))
}

/// What a country does when a holiday falls on a weekend.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weekend {
    /// Nothing.
    Lost,
    /// The next working day that is not a holiday is free.
    NextWorkingDay,
    /// Friday is free for a Saturday, Monday for a Sunday (federal offices of the USA).
    NearestWorkingDay,
}

struct Nation {
    country: &'static str,
    weekend: Weekend,
    rules: &'static [Rule],
}

#[derive(Clone, Copy)]
struct Rule {
    name: &'static str,
    day: Day,
}

#[derive(Clone, Copy)]
enum Day {
    /// Month and day, moved from a weekend as the country does it.
    Fixed(i8, i8),
    /// Month and day, never moved.
    Kept(i8, i8),
    /// Month and day, from a year on.
    Since(i16, i8, i8),
    /// Days after Easter Sunday.
    Easter(i16),
    /// The nth such weekday of a month; -1 is the last.
    Nth(i8, Weekday, i8),
    /// The first such weekday on or after a month and day.
    From(i8, i8, Weekday),
    /// Month and day, or the day before where that is a Sunday (the Dutch King's Day).
    NotOnSunday(i8, i8),
    /// New Zealand's Matariki, which follows the Maori lunar calendar.
    Matariki,
    /// Ireland's St Brigid: 1 February where that is a Friday, else the month's first Monday.
    Brigid,
}

impl Rule {
    fn falls_on(&self, year: i16) -> Option<Date> {
        match self.day {
            Day::Fixed(month, day) | Day::Kept(month, day) => Date::new(year, month, day).ok(),
            Day::Since(first, month, day) => Date::new(year, month, day).ok().filter(|_| year >= first),
            Day::Easter(days) => easter(year)?.checked_add(i64::from(days).days()).ok(),
            Day::Nth(month, weekday, nth) => Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok(),
            Day::From(month, day, weekday) => {
                Date::new(year, month, day).ok()?.yesterday().ok()?.nth_weekday(1, weekday).ok()
            }
            Day::NotOnSunday(month, day) => {
                let date = Date::new(year, month, day).ok()?;
                if date.weekday() == Weekday::Sunday { date.yesterday().ok() } else { Some(date) }
            }
            Day::Matariki => MATARIKI.iter().find(|date| date.year() == year).copied(),
            Day::Brigid => {
                let date = Date::new(year, 2, 1).ok()?;
                if date.weekday() == Weekday::Friday {
                    Some(date)
                } else {
                    date.nth_weekday_of_month(1, Weekday::Monday).ok()
                }
            }
        }
    }

    fn may_move(&self) -> bool {
        match self.day {
            Day::Fixed(..) => true,
            Day::Kept(..) | Day::Since(..) | Day::Easter(_) | Day::Nth(..) | Day::From(..) => false,
            Day::NotOnSunday(..) | Day::Matariki | Day::Brigid => false,
        }
    }
}

impl Nation {
    /// The holiday for which `date` is free because the day itself fell on a weekend.
    fn substituted(&self, date: Date) -> Option<&'static str> {
        match self.weekend {
            Weekend::Lost => None,
            Weekend::NearestWorkingDay => {
                let (step, on): (Span, Weekday) = match date.weekday() {
                    Weekday::Friday => (1.day(), Weekday::Saturday),
                    Weekday::Monday => ((-1).days(), Weekday::Sunday),
                    Weekday::Tuesday | Weekday::Wednesday | Weekday::Thursday | Weekday::Saturday | Weekday::Sunday => {
                        return None;
                    }
                };
                let day = date.checked_add(step).ok().filter(|day| day.weekday() == on)?;
                let moved = self.rules.iter().find(|rule| rule.may_move() && rule.falls_on(day.year()) == Some(day));
                moved.map(|rule| rule.name)
            }
            Weekend::NextWorkingDay => self.moved_forward(date),
        }
    }

    fn moved_forward(&self, date: Date) -> Option<&'static str> {
        let year = date.year();
        let mut taken: Vec<Date> = self.rules.iter().filter_map(|rule| rule.falls_on(year)).collect();
        for rule in self.rules.iter().filter(|rule| rule.may_move()) {
            let Some(day) = rule.falls_on(year).filter(|day| is_weekend(*day)) else { continue };
            let free = day.series(1.day()).find(|day| !is_weekend(*day) && !taken.contains(day))?;
            if free == date {
                return Some(rule.name);
            }
            taken.push(free);
        }
        None
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// As set by law until 2035 (Te Kahui o Matariki Public Holiday Act 2022, schedule 1).
const MATARIKI: [Date; 11] = [
    Date::constant(2025, 6, 20),
    Date::constant(2026, 7, 10),
    Date::constant(2027, 6, 25),
    Date::constant(2028, 7, 14),
    Date::constant(2029, 7, 6),
    Date::constant(2030, 6, 21),
    Date::constant(2031, 7, 11),
    Date::constant(2032, 7, 2),
    Date::constant(2033, 6, 24),
    Date::constant(2034, 7, 7),
    Date::constant(2035, 6, 29),
];

const fn rule(name: &'static str, day: Day) -> Rule {
    Rule { name, day }
}

const NEW_YEAR: Rule = rule("New Year's Day", Day::Fixed(1, 1));
const EPIPHANY: Rule = rule("Epiphany", Day::Kept(1, 6));
const MAUNDY_THURSDAY: Rule = rule("Maundy Thursday", Day::Easter(-3));
const GOOD_FRIDAY: Rule = rule("Good Friday", Day::Easter(-2));
const EASTER_MONDAY: Rule = rule("Easter Monday", Day::Easter(1));
const LABOUR_DAY: Rule = rule("Labour Day", Day::Kept(5, 1));
const ASCENSION: Rule = rule("Ascension Day", Day::Easter(39));
const WHIT_MONDAY: Rule = rule("Whit Monday", Day::Easter(50));
const CORPUS_CHRISTI: Rule = rule("Corpus Christi", Day::Easter(60));
const ASSUMPTION: Rule = rule("Assumption Day", Day::Kept(8, 15));
const ALL_SAINTS: Rule = rule("All Saints' Day", Day::Kept(11, 1));
const IMMACULATE: Rule = rule("Immaculate Conception", Day::Kept(12, 8));
const CHRISTMAS_EVE: Rule = rule("Christmas Eve", Day::Kept(12, 24));
const CHRISTMAS: Rule = rule("Christmas Day", Day::Fixed(12, 25));
const BOXING_DAY: Rule = rule("Boxing Day", Day::Fixed(12, 26));
const ST_STEPHEN: Rule = rule("St Stephen's Day", Day::Fixed(12, 26));

const fn nation(country: &'static str, weekend: Weekend, rules: &'static [Rule]) -> Nation {
    Nation { country, weekend, rules }
}

const NATIONS: &[Nation] = &[
    nation("AT", Weekend::Lost, AUSTRIA),
    nation("AU", Weekend::NextWorkingDay, AUSTRALIA),
    nation("BE", Weekend::Lost, BELGIUM),
    nation("CA", Weekend::NextWorkingDay, CANADA),
    nation("CH", Weekend::Lost, SWITZERLAND),
    nation("CZ", Weekend::Lost, CZECHIA),
    nation("DE", Weekend::Lost, GERMANY),
    nation("DK", Weekend::Lost, DENMARK),
    nation("ES", Weekend::Lost, SPAIN),
    nation("FI", Weekend::Lost, FINLAND),
    nation("FR", Weekend::Lost, FRANCE),
    nation("GB", Weekend::NextWorkingDay, UNITED_KINGDOM),
    nation("IE", Weekend::NextWorkingDay, IRELAND),
    nation("IT", Weekend::Lost, ITALY),
    nation("LU", Weekend::Lost, LUXEMBOURG),
    nation("NL", Weekend::Lost, NETHERLANDS),
    nation("NO", Weekend::Lost, NORWAY),
    nation("NZ", Weekend::NextWorkingDay, NEW_ZEALAND),
    nation("PL", Weekend::Lost, POLAND),
    nation("PT", Weekend::Lost, PORTUGAL),
    nation("SE", Weekend::Lost, SWEDEN),
    nation("US", Weekend::NearestWorkingDay, UNITED_STATES),
];

const UNITED_STATES: &[Rule] = &[
    NEW_YEAR,
    rule("Martin Luther King Day", Day::Nth(1, Weekday::Monday, 3)),
    rule("Presidents' Day", Day::Nth(2, Weekday::Monday, 3)),
    rule("Memorial Day", Day::Nth(5, Weekday::Monday, -1)),
    rule("Juneteenth", Day::Fixed(6, 19)),
    rule("Independence Day", Day::Fixed(7, 4)),
    rule("Labor Day", Day::Nth(9, Weekday::Monday, 1)),
    rule("Columbus Day", Day::Nth(10, Weekday::Monday, 2)),
    rule("Veterans Day", Day::Fixed(11, 11)),
    rule("Thanksgiving", Day::Nth(11, Weekday::Thursday, 4)),
    CHRISTMAS,
];

/// As in England and Wales; Scotland and Northern Ireland differ by a few days.
const UNITED_KINGDOM: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    rule("Early May bank holiday", Day::Nth(5, Weekday::Monday, 1)),
    rule("Spring bank holiday", Day::Nth(5, Weekday::Monday, -1)),
    rule("Summer bank holiday", Day::Nth(8, Weekday::Monday, -1)),
    CHRISTMAS,
    BOXING_DAY,
];

const IRELAND: &[Rule] = &[
    NEW_YEAR,
    rule("St Brigid's Day", Day::Brigid),
    rule("St Patrick's Day", Day::Fixed(3, 17)),
    EASTER_MONDAY,
    rule("May Day", Day::Nth(5, Weekday::Monday, 1)),
    rule("June holiday", Day::Nth(6, Weekday::Monday, 1)),
    rule("August holiday", Day::Nth(8, Weekday::Monday, 1)),
    rule("October holiday", Day::Nth(10, Weekday::Monday, -1)),
    CHRISTMAS,
    ST_STEPHEN,
];

const GERMANY: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    rule("German Unity Day", Day::Kept(10, 3)),
    CHRISTMAS,
    ST_STEPHEN,
];

const AUSTRIA: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    CORPUS_CHRISTI,
    ASSUMPTION,
    rule("National Day", Day::Kept(10, 26)),
    ALL_SAINTS,
    IMMACULATE,
    CHRISTMAS,
    ST_STEPHEN,
];

/// Those kept in most cantons.
const SWITZERLAND: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    ASCENSION,
    WHIT_MONDAY,
    rule("Swiss National Day", Day::Kept(8, 1)),
    CHRISTMAS,
    ST_STEPHEN,
];

const FRANCE: &[Rule] = &[
    NEW_YEAR,
    EASTER_MONDAY,
    LABOUR_DAY,
    rule("Victory Day", Day::Kept(5, 8)),
    ASCENSION,
    WHIT_MONDAY,
    rule("Bastille Day", Day::Kept(7, 14)),
    ASSUMPTION,
    ALL_SAINTS,
    rule("Armistice Day", Day::Kept(11, 11)),
    CHRISTMAS,
];

const NETHERLANDS: &[Rule] = &[
    NEW_YEAR,
    EASTER_MONDAY,
    rule("King's Day", Day::NotOnSunday(4, 27)),
    ASCENSION,
    WHIT_MONDAY,
    CHRISTMAS,
    ST_STEPHEN,
];

const BELGIUM: &[Rule] = &[
    NEW_YEAR,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    WHIT_MONDAY,
    rule("Belgian National Day", Day::Kept(7, 21)),
    ASSUMPTION,
    ALL_SAINTS,
    rule("Armistice Day", Day::Kept(11, 11)),
    CHRISTMAS,
];

const LUXEMBOURG: &[Rule] = &[
    NEW_YEAR,
    EASTER_MONDAY,
    LABOUR_DAY,
    rule("Europe Day", Day::Kept(5, 9)),
    ASCENSION,
    WHIT_MONDAY,
    rule("Luxembourg National Day", Day::Kept(6, 23)),
    ASSUMPTION,
    ALL_SAINTS,
    CHRISTMAS,
    ST_STEPHEN,
];

const SPAIN: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    LABOUR_DAY,
    ASSUMPTION,
    rule("Spanish National Day", Day::Kept(10, 12)),
    ALL_SAINTS,
    rule("Constitution Day", Day::Kept(12, 6)),
    IMMACULATE,
    CHRISTMAS,
];

const ITALY: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    EASTER_MONDAY,
    rule("Liberation Day", Day::Kept(4, 25)),
    LABOUR_DAY,
    rule("Republic Day", Day::Kept(6, 2)),
    ASSUMPTION,
    rule("St Francis' Day", Day::Since(2026, 10, 4)),
    ALL_SAINTS,
    IMMACULATE,
    CHRISTMAS,
    ST_STEPHEN,
];

const PORTUGAL: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    rule("Freedom Day", Day::Kept(4, 25)),
    LABOUR_DAY,
    CORPUS_CHRISTI,
    rule("Portugal Day", Day::Kept(6, 10)),
    ASSUMPTION,
    rule("Republic Day", Day::Kept(10, 5)),
    ALL_SAINTS,
    rule("Restoration of Independence", Day::Kept(12, 1)),
    IMMACULATE,
    CHRISTMAS,
];

const POLAND: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    EASTER_MONDAY,
    LABOUR_DAY,
    rule("Constitution Day", Day::Kept(5, 3)),
    CORPUS_CHRISTI,
    ASSUMPTION,
    ALL_SAINTS,
    rule("Independence Day", Day::Kept(11, 11)),
    rule("Christmas Eve", Day::Since(2025, 12, 24)),
    CHRISTMAS,
    ST_STEPHEN,
];

const CZECHIA: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    rule("Victory Day", Day::Kept(5, 8)),
    rule("Saints Cyril and Methodius", Day::Kept(7, 5)),
    rule("Jan Hus Day", Day::Kept(7, 6)),
    rule("Statehood Day", Day::Kept(9, 28)),
    rule("Independence Day", Day::Kept(10, 28)),
    rule("Freedom and Democracy Day", Day::Kept(11, 17)),
    CHRISTMAS_EVE,
    CHRISTMAS,
    ST_STEPHEN,
];

const SWEDEN: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    rule("Swedish National Day", Day::Kept(6, 6)),
    rule("Midsummer Eve", Day::From(6, 19, Weekday::Friday)),
    rule("Midsummer Day", Day::From(6, 20, Weekday::Saturday)),
    rule("All Saints' Day", Day::From(10, 31, Weekday::Saturday)),
    CHRISTMAS_EVE,
    CHRISTMAS,
    ST_STEPHEN,
    rule("New Year's Eve", Day::Kept(12, 31)),
];

const DENMARK: &[Rule] = &[
    NEW_YEAR,
    MAUNDY_THURSDAY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    ASCENSION,
    WHIT_MONDAY,
    rule("Danish Constitution Day", Day::Kept(6, 5)),
    CHRISTMAS_EVE,
    CHRISTMAS,
    ST_STEPHEN,
];

const NORWAY: &[Rule] = &[
    NEW_YEAR,
    MAUNDY_THURSDAY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    rule("Norwegian Constitution Day", Day::Kept(5, 17)),
    ASCENSION,
    WHIT_MONDAY,
    CHRISTMAS_EVE,
    CHRISTMAS,
    ST_STEPHEN,
];

const FINLAND: &[Rule] = &[
    NEW_YEAR,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION,
    rule("Midsummer Eve", Day::From(6, 19, Weekday::Friday)),
    rule("Midsummer Day", Day::From(6, 20, Weekday::Saturday)),
    rule("All Saints' Day", Day::From(10, 31, Weekday::Saturday)),
    rule("Finnish Independence Day", Day::Kept(12, 6)),
    CHRISTMAS_EVE,
    CHRISTMAS,
    ST_STEPHEN,
];

/// The federal ones.
const CANADA: &[Rule] = &[
    NEW_YEAR,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    rule("Victoria Day", Day::From(5, 18, Weekday::Monday)),
    rule("Canada Day", Day::Fixed(7, 1)),
    rule("Labour Day", Day::Nth(9, Weekday::Monday, 1)),
    rule("Truth and Reconciliation Day", Day::Fixed(9, 30)),
    rule("Thanksgiving", Day::Nth(10, Weekday::Monday, 2)),
    rule("Remembrance Day", Day::Fixed(11, 11)),
    CHRISTMAS,
    BOXING_DAY,
];

const AUSTRALIA: &[Rule] = &[
    NEW_YEAR,
    rule("Australia Day", Day::Fixed(1, 26)),
    GOOD_FRIDAY,
    EASTER_MONDAY,
    rule("Anzac Day", Day::Kept(4, 25)),
    rule("King's Birthday", Day::Nth(6, Weekday::Monday, 2)),
    CHRISTMAS,
    BOXING_DAY,
];

const NEW_ZEALAND: &[Rule] = &[
    NEW_YEAR,
    rule("Day after New Year's Day", Day::Fixed(1, 2)),
    rule("Waitangi Day", Day::Fixed(2, 6)),
    GOOD_FRIDAY,
    EASTER_MONDAY,
    rule("Anzac Day", Day::Fixed(4, 25)),
    rule("King's Birthday", Day::Nth(6, Weekday::Monday, 1)),
    rule("Matariki", Day::Matariki),
    rule("Labour Day", Day::Nth(10, Weekday::Monday, 4)),
    CHRISTMAS,
    BOXING_DAY,
];

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn is_free(code: &str, month_and_days: &[(i16, i8, i8)]) {
        let country = Country::parse(code).unwrap();
        for (year, month, day) in month_and_days.iter().copied() {
            assert!(holiday(country, date(year, month, day)).is_some(), "{code} {year}-{month}-{day}");
        }
    }

    /// The weekdays of a year on which the country rests.
    fn weekday_holidays(code: &str, year: i16) -> Vec<(i8, i8)> {
        let country = Country::parse(code).unwrap();
        let days = date(year, 1, 1).series(1.day()).take_while(|day| day.year() == year);
        let free = days.filter(|day| !is_weekend(*day) && holiday(country, *day).is_some());
        free.map(|day| (day.month(), day.day())).collect()
    }

    #[test]
    fn easter_falls_where_the_church_says() {
        for (year, month, day) in [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)] {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn the_british_year_has_its_substitute_days() {
        let in_2026 = [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)];
        assert_eq!(weekday_holidays("GB", 2026), in_2026);
        let in_2027 = [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)];
        assert_eq!(weekday_holidays("GB", 2027), in_2027);
        assert_eq!(
            weekday_holidays("GB", 2022).iter().rev().take(2).rev().copied().collect::<Vec<_>>(),
            [(12, 26), (12, 27)]
        );
    }

    #[test]
    fn the_american_year_moves_to_the_nearest_working_day() {
        let in_2026 =
            [(1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3), (9, 7), (10, 12), (11, 11), (11, 26), (12, 25)];
        assert_eq!(weekday_holidays("US", 2026), in_2026);
        let in_2027 = [
            (1, 1),
            (1, 18),
            (2, 15),
            (5, 31),
            (6, 18),
            (7, 5),
            (9, 6),
            (10, 11),
            (11, 11),
            (11, 25),
            (12, 24),
            (12, 31),
        ];
        assert_eq!(weekday_holidays("US", 2027), in_2027);
    }

    #[test]
    fn the_german_and_the_french_year_lose_what_falls_on_a_weekend() {
        assert_eq!(weekday_holidays("DE", 2026), [(1, 1), (4, 3), (4, 6), (5, 1), (5, 14), (5, 25), (12, 25)]);
        assert_eq!(weekday_holidays("DE", 2027), [(1, 1), (3, 26), (3, 29), (5, 6), (5, 17)]);
        assert_eq!(
            weekday_holidays("FR", 2026),
            [(1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (11, 11), (12, 25)]
        );
    }

    #[test]
    fn the_new_zealand_year_is_mondayised_and_follows_matariki() {
        let in_2026 = [(1, 1), (1, 2), (2, 6), (4, 3), (4, 6), (4, 27), (6, 1), (7, 10), (10, 26), (12, 25), (12, 28)];
        assert_eq!(weekday_holidays("NZ", 2026), in_2026);
        let in_2027 =
            [(1, 1), (1, 4), (2, 8), (3, 26), (3, 29), (4, 26), (6, 7), (6, 25), (10, 25), (12, 27), (12, 28)];
        assert_eq!(weekday_holidays("NZ", 2027), in_2027);
    }

    #[test]
    fn well_known_days_of_2026_and_2027_are_free() {
        is_free("AT", &[(2026, 1, 6), (2026, 6, 4), (2026, 10, 26), (2026, 12, 8), (2027, 5, 27)]);
        is_free("AU", &[(2026, 1, 26), (2026, 6, 8), (2026, 12, 28), (2027, 1, 26), (2027, 12, 27), (2027, 12, 28)]);
        is_free("BE", &[(2026, 5, 14), (2026, 7, 21), (2026, 11, 11), (2027, 5, 17)]);
        is_free("CA", &[(2026, 5, 18), (2026, 7, 1), (2026, 10, 12), (2026, 12, 28), (2027, 5, 24)]);
        is_free("CH", &[(2026, 4, 3), (2026, 8, 1), (2026, 12, 25), (2027, 5, 6)]);
        is_free("CZ", &[(2026, 7, 6), (2026, 9, 28), (2026, 11, 17), (2026, 12, 24), (2027, 10, 28)]);
        is_free("DK", &[(2026, 4, 2), (2026, 5, 14), (2026, 6, 5), (2027, 3, 25)]);
        is_free("ES", &[(2026, 1, 6), (2026, 4, 3), (2026, 10, 12), (2026, 12, 8), (2027, 11, 1)]);
        is_free("FI", &[(2026, 6, 19), (2026, 10, 31), (2027, 6, 25), (2027, 12, 6)]);
        is_free("IE", &[(2026, 2, 2), (2026, 3, 17), (2026, 6, 1), (2026, 10, 26), (2027, 2, 1), (2030, 2, 1)]);
        is_free("IT", &[(2026, 4, 6), (2026, 6, 2), (2026, 12, 8), (2027, 10, 4)]);
        is_free("LU", &[(2026, 6, 23), (2026, 5, 14), (2027, 6, 23)]);
        is_free("NL", &[(2026, 4, 27), (2026, 5, 25), (2025, 4, 26), (2027, 4, 27)]);
        is_free("NO", &[(2026, 4, 2), (2026, 5, 14), (2027, 5, 17)]);
        is_free("PL", &[(2026, 1, 6), (2026, 6, 4), (2026, 11, 11), (2026, 12, 24), (2027, 5, 3)]);
        is_free("PT", &[(2026, 6, 4), (2026, 6, 10), (2026, 12, 1), (2027, 10, 5)]);
        is_free("SE", &[(2026, 1, 6), (2026, 6, 19), (2026, 12, 31), (2027, 6, 25)]);
    }

    #[test]
    fn a_country_that_is_not_listed_has_no_holidays() {
        assert_eq!(Country::parse("JP").and_then(|japan| holiday(japan, date(2026, 1, 1))), None);
        assert!(NATIONS.iter().all(|nation| Country::parse(nation.country).is_some()));
    }
}
