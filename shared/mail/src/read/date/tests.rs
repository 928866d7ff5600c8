use jiff::civil::date as day;
use proptest::prelude::*;

use super::*;

const WRITTEN_ON: Date = day(2026, 11, 25);

fn read(text: &str) -> Vec<(Option<String>, Precision)> {
    let mentions = dates_in(text, Some(WRITTEN_ON));
    mentions.into_iter().map(|found| (found.on.map(|on| on.to_string()), found.precision)).collect()
}

fn one(text: &str, precision: Precision) -> Option<String> {
    let found = read(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    assert_eq!(found[0].1, precision, "{text}");
    found[0].0.clone()
}

#[test]
fn a_day_of_the_calendar_is_read_in_every_language() {
    for text in [
        "on 12 January",
        "until January 12th, 2027",
        "Jan. 12",
        "the 12th of January 2027",
        "am 12. Januar zurück",
        "bis 12.01.2027",
        "bis zum 12.1. abwesend",
        "Dienstag, den 12. Jänner",
        "le 12 janvier",
        "hasta el 12 de enero de 2027",
        "fino al 12 gennaio",
        "até 12 de janeiro",
        "tot 12 januari",
        "tirsdag den 12. januar",
        "den 12 januari 2027",
        "12. tammikuuta",
        "do 12 stycznia 2027",
        "do 12. ledna",
        "до 12 января 2027 г.",
        "2027年1月12日",
        "1月12日",
        "2027년 1월 12일",
        "2027-01-12",
        "2027/01/12",
        "Tuesday 12 January",
        "mardi 12/01/2027 je suis de retour",
    ] {
        assert_eq!(one(text, Precision::Day).as_deref(), Some("2027-01-12"), "{text}");
    }
}

#[test]
fn a_date_without_year_is_the_nearest_that_is_not_past() {
    assert_eq!(one("25 November", Precision::Day).as_deref(), Some("2026-11-25"));
    assert_eq!(one("24 November", Precision::Day).as_deref(), Some("2027-11-24"));
    assert_eq!(dates_in("12 January", None)[0].on, None);
    assert_eq!(dates_in("12 January 2027", None)[0].on, Some(day(2027, 1, 12)));
}

#[test]
fn numbers_whose_order_is_not_known_are_refused() {
    assert_eq!(one("back on 9/8/2026", Precision::Day), None);
    assert_eq!(one("back on 9/18/2026", Precision::Day).as_deref(), Some("2026-09-18"));
    assert_eq!(one("ich bin bis 9/8/2026 nicht da", Precision::Day).as_deref(), Some("2026-08-09"));
    assert_eq!(read("from 12/25/2026 to 1/5/2027")[1].0.as_deref(), Some("2027-01-05"));
    assert_eq!(read("from 25/12/2026 to 1/5/2027")[1].0.as_deref(), Some("2027-05-01"));
    assert_eq!(one("on 31 June", Precision::Day), None);
    assert!(read("open 24/7, 1/2 of it, version 2.3.1 and 10.30").is_empty());
}

#[test]
fn spans_are_reckoned_from_the_day_of_writing() {
    use Precision::{Day, Month, Season, Week};
    for (text, precision, wanted) in [
        ("tomorrow", Day, "2026-11-26"),
        ("on Friday", Day, "2026-11-27"),
        ("next Monday", Day, "2026-11-30"),
        ("lundi prochain", Day, "2026-11-30"),
        ("nächsten Montag", Day, "2026-11-30"),
        ("in 10 days", Day, "2026-12-05"),
        ("in two weeks", Week, "2026-12-09"),
        ("in zwei Wochen", Week, "2026-12-09"),
        ("dans deux semaines", Week, "2026-12-09"),
        ("in a couple of weeks", Week, "2026-12-09"),
        ("kahden viikon kuluttua", Week, "2026-12-09"),
        ("om två veckor", Week, "2026-12-09"),
        ("через две недели", Week, "2026-12-09"),
        ("next week", Week, "2026-11-30"),
        ("la semana próxima", Week, "2026-11-30"),
        ("in three months", Month, "2027-02-25"),
        ("next month", Month, "2026-12-01"),
        ("in January", Month, "2027-01-01"),
        ("en enero", Month, "2027-01-01"),
        ("March 2028", Month, "2028-03-01"),
        ("at the end of January", Month, "2027-01-31"),
        ("Ende Januar", Month, "2027-01-31"),
        ("by the end of the year", Season, "2026-12-31"),
        ("next year", Season, "2027-01-01"),
        ("next quarter", Season, "2027-01-01"),
        ("in Q3", Season, "2027-07-01"),
        ("Q2 2028", Season, "2028-04-01"),
        ("im dritten Quartal", Season, "2027-07-01"),
        ("in the third quarter", Season, "2027-07-01"),
        ("after the summer", Season, "2027-09-01"),
        ("nach den Sommerferien", Season, "2027-09-01"),
        ("après l'été", Season, "2027-09-01"),
        ("efter sommaren", Season, "2027-09-01"),
        ("im neuen Jahr", Season, "2027-01-02"),
    ] {
        assert_eq!(one(text, precision).as_deref(), Some(wanted), "{text}");
    }
}

#[test]
fn next_friday_said_in_the_same_week_is_refused() {
    assert_eq!(one("next Friday", Precision::Day), None);
}

#[test]
fn ordinary_words_are_no_dates() {
    for text in [
        "you may call",
        "we march on",
        "in a set of two",
        "I have one",
        "the second mail",
        "a few words",
        "room 12",
        "so do we",
    ] {
        assert!(read(text).is_empty(), "{text}: {:?}", read(text));
    }
}

#[test]
fn a_mention_says_where_it_stands() {
    let text = "zurück am 12. Januar 2027, danke";
    assert_eq!(&text[dates_in(text, None)[0].at.clone()], "12. Januar 2027");
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_in_order(
        text in "([0-9]{1,5}|[./, -]|January|März|next|Monday|in|two|weeks|年|月|日|Q3|.| ){0,60}",
    ) {
        let mentions = dates_in(&text, Some(WRITTEN_ON));
        prop_assert!(mentions.windows(2).all(|two| two[0].at.end <= two[1].at.start));
        prop_assert!(mentions.iter().all(|mention| text.get(mention.at.clone()).is_some()));
    }

    #[test]
    fn a_written_date_comes_back(n_days in 0i32..4000) {
        let on = day(2026, 1, 1).checked_add(n_days.days()).unwrap();
        for text in [on.to_string(), on.strftime("%d.%m.%Y").to_string(), on.strftime("%-d %B %Y").to_string()] {
            prop_assert_eq!(dates_in(&text, None)[0].on, Some(on), "{}", text);
        }
    }
}
