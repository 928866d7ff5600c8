//! Phase 0: which campaigns begin their day now.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

use crate::{
    address::{DomainPattern, EmailAddress},
    campaign::{Campaign, Sender, StoredCampaign},
    cycle::{Cycle, Mode, Stack},
    id::CycleId,
};

/// How often the rule that starts days fires.
const FIRES_EVERY: SignedDuration = SignedDuration::from_hours(1);

/// The cycle that `campaign` owes its date at `now`, if its own start hour has passed today and none was opened.
///
/// A campaign that says live is played dry on a stack that is not.
#[must_use]
pub fn plan(campaign: &StoredCampaign, recent: &[Cycle], stack: Stack, now: Timestamp) -> Option<Cycle> {
    let campaign = &campaign.campaign;
    let mode = stack.permits(campaign.mode);
    let id = CycleId { campaign: campaign.id.clone(), date: begun_date(campaign, now)?, mode, number: 1 };
    let is_open = recent.iter().any(|cycle| cycle.id == id);
    (!is_open).then(|| open(id, recent, now))
}

/// The senders of `campaign` whose addresses lie under none of the `identities` that are cleared for live mail: domains,
/// which hold for what lies below them too, and single addresses.
#[must_use]
pub fn uncleared<'a>(campaign: &'a Campaign, identities: &[&str]) -> Vec<&'a Sender> {
    let is_cleared = |sender: &&Sender| identities.iter().any(|identity| holds(identity, &sender.address));
    campaign.senders.iter().filter(|sender| !is_cleared(sender)).collect()
}

/// Whether an address lies under an identity. A domain is taken literally: no star, no web address.
fn holds(identity: &str, address: &EmailAddress) -> bool {
    if identity.contains('@') {
        return EmailAddress::parse(identity).is_ok_and(|identity| identity == *address);
    }
    DomainPattern::parse(identity).is_ok_and(|domain| domain.matches_address(address))
}

/// The date whose day has begun: today once the hour has come, be it the first time that the clocks show it. Yesterday,
/// if its hour lay so late that midnight came before the rule fired again.
fn begun_date(campaign: &Campaign, now: Timestamp) -> Option<Date> {
    let local = now.to_zoned(campaign.zone.clone());
    let since = |date: Date| {
        let began_at = date.to_datetime(campaign.starts_at).to_zoned(campaign.zone.clone()).ok()?;
        Some(now.duration_since(began_at.timestamp()))
    };
    let today = local.date();
    if local.time() >= campaign.starts_at || since(today)? >= SignedDuration::ZERO {
        return Some(today);
    }
    let yesterday = today.saturating_sub(1.day());
    (since(yesterday)? < FIRES_EVERY).then_some(yesterday)
}

/// The number that a further cycle on `date` gets.
#[must_use]
pub fn next_number(recent: &[Cycle], date: Date, mode: Mode) -> u16 {
    let of_the_day = recent.iter().filter(|cycle| cycle.id.date == date && cycle.id.mode == mode);
    of_the_day.map(|cycle| cycle.id.number).max().unwrap_or(0).saturating_add(1)
}

/// A cycle at its start; its report begins where the last one of the same mode ended, or with the first cycle of the
/// mode if none was reported.
#[must_use]
pub fn open(id: CycleId, recent: &[Cycle], now: Timestamp) -> Cycle {
    let of_mode = || recent.iter().filter(|cycle| cycle.id.mode == id.mode);
    let reported = of_mode().filter_map(|cycle| cycle.report.as_ref()).map(|report| report.until).max();
    let from = reported.or(of_mode().map(|cycle| cycle.report_from).min()).unwrap_or(now);
    Cycle::open(id, now, from)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::{
        civil::{Time, time},
        tz::TimeZone,
    };
    use proptest::prelude::*;

    use super::*;
    use crate::{
        fixture::{MORNING, at, cycle, hours, mins, sender, stored_campaign},
        phases::report_cycle,
    };

    fn starting_at(starts_at: Time, zone: &str) -> StoredCampaign {
        let zone = TimeZone::get(zone).unwrap();
        StoredCampaign { campaign: Campaign { starts_at, zone, ..stored_campaign().campaign }, ..stored_campaign() }
    }

    /// Fires the rule from `from` on, every hour, and notes what opens when.
    fn fired(campaign: &StoredCampaign, from: Timestamp, n_hours: i64) -> Vec<Cycle> {
        let mut opened = Vec::new();
        for hour in 0..n_hours {
            opened.extend(plan(campaign, &opened, Stack::Live, from + hours(hour)));
        }
        opened
    }

    fn dates(opened: &[Cycle]) -> Vec<String> {
        opened.iter().map(|cycle| cycle.id.date.to_string()).collect()
    }

    #[test]
    fn a_day_opens_at_the_campaigns_own_hour_in_its_own_zone() {
        let campaign = starting_at(time(6, 0, 0, 0), "America/New_York");
        assert_eq!(plan(&campaign, &[], Stack::Live, at("2026-11-23T10:59:59Z")), None);
        let opened = plan(&campaign, &[], Stack::Live, at("2026-11-23T11:00:00Z")).unwrap();
        assert_eq!(opened.id.to_string(), "spring.2026-11-23.live.1");
        assert_eq!(opened.opened_at, at("2026-11-23T11:00:00Z"));
        assert_eq!(plan(&campaign, &[opened], Stack::Live, at("2026-11-23T12:00:00Z")), None);
    }

    #[test]
    fn a_live_campaign_on_a_dry_stack_is_dry_and_a_dry_one_on_a_live_stack_too() {
        let mode = |campaign: &StoredCampaign, stack| plan(campaign, &[], stack, MORNING).unwrap().id.mode;
        let mut dry = stored_campaign();
        dry.campaign.mode = Mode::Dry;
        assert_eq!(mode(&stored_campaign(), Stack::Dry), Mode::Dry);
        assert_eq!(mode(&dry, Stack::Live), Mode::Dry);
        assert_eq!(mode(&stored_campaign(), Stack::Live), Mode::Live);
    }

    #[test]
    fn an_hour_that_the_clocks_skip_or_repeat_opens_one_day() {
        let campaign = starting_at(time(2, 30, 0, 0), "Europe/Berlin");
        let spring = fired(&campaign, at("2026-03-28T23:00:00Z"), 20);
        assert_eq!((dates(&spring), spring[0].opened_at), (vec!["2026-03-29".to_owned()], at("2026-03-29T01:00:00Z")));
        let autumn = fired(&campaign, at("2026-10-24T22:30:00Z"), 20);
        assert_eq!((dates(&autumn), autumn[0].opened_at), (vec!["2026-10-25".to_owned()], at("2026-10-25T00:30:00Z")));
    }

    #[test]
    fn an_hour_shortly_before_midnight_is_not_missed() {
        let campaign = starting_at(time(23, 30, 0, 0), "UTC");
        let opened = fired(&campaign, at("2026-11-23T06:15:00Z"), 48);
        assert_eq!(dates(&opened), ["2026-11-23", "2026-11-24"]);
        assert_eq!(opened[0].opened_at, at("2026-11-24T00:15:00Z"));
    }

    #[test]
    fn a_report_begins_where_the_last_of_its_mode_ended() {
        let reported = |id: &str, now: Timestamp| {
            let cycle = Cycle::open(id.parse().unwrap(), MORNING, MORNING);
            let report = report_cycle::plan(&cycle, &[], &report_cycle::Shown::default(), 0, now);
            Cycle { report: Some(report), ..cycle }
        };
        let recent = [
            reported("spring.2026-11-21.live.1", MORNING + hours(8)),
            reported("spring.2026-11-22.dry.1", MORNING + hours(9)),
            cycle(),
        ];
        let until = recent[0].report.as_ref().unwrap().until;
        assert_eq!(open(cycle().id, &recent, MORNING + hours(24)).report_from, until);
        assert_eq!(open(cycle().id, &[], MORNING).report_from, MORNING);
    }

    #[test]
    fn a_sender_is_cleared_by_its_address_its_domain_or_a_domain_above_it() {
        let mut campaign = stored_campaign().campaign;
        let ids = |campaign: &Campaign, identities: &[&str]| -> Vec<String> {
            uncleared(campaign, identities).iter().map(|sender| sender.id.to_string()).collect()
        };
        for identity in ["studio.example", "Studio.Example", "ann@studio.example", "Ann@Studio.Example"] {
            assert_eq!(ids(&campaign, &[identity]), Vec::<String>::new(), "{identity}");
        }
        for identity in ["other.example", "mail.studio.example", "bob@studio.example", "", "notstudio.example"] {
            assert_eq!(ids(&campaign, &[identity]), ["ann"], "{identity}");
        }
        campaign.senders[0].address = EmailAddress::parse("ann@mail.studio.example").unwrap();
        assert_eq!(ids(&campaign, &["studio.example"]), Vec::<String>::new());
        assert_eq!(ids(&campaign, &["ann@studio.example"]), ["ann"]);
        campaign.senders = vec![sender("ann"), sender("bob")];
        assert_eq!(ids(&campaign, &["ann@studio.example"]), ["bob"]);
        assert_eq!(ids(&campaign, &["ann@studio.example", "bob@studio.example"]), Vec::<String>::new());
        assert_eq!(ids(&campaign, &[]), ["ann", "bob"]);
    }

    #[test]
    fn a_further_cycle_gets_the_next_number_of_its_mode() {
        let recent = ["spring.2026-11-23.dry.1", "spring.2026-11-23.dry.4", "spring.2026-11-22.live.7"]
            .map(|id| Cycle::open(id.parse().unwrap(), MORNING, MORNING));
        assert_eq!(next_number(&recent, cycle().id.date, Mode::Dry), 5);
        assert_eq!(next_number(&recent, cycle().id.date, Mode::Live), 1);
    }

    proptest! {
        #[test]
        fn every_date_opens_once_and_within_an_hour_of_its_own(
            zone in prop::sample::select(vec![
                "America/New_York", "Asia/Kolkata", "Europe/Berlin", "Australia/Lord_Howe", "UTC",
            ]),
            (hour, minute) in (0_i8..24, 0_i8..60),
            first in prop::sample::select(vec!["2026-03-05T00:00:00Z", "2026-03-26T00:00:00Z", "2026-10-22T00:00:00Z"]),
            offset in 0_i64..60,
        ) {
            let campaign = starting_at(time(hour, minute, 0, 0), zone);
            let opened = fired(&campaign, at(first) + mins(offset), 24 * 16);
            let by_date: BTreeMap<Date, Timestamp> =
                opened.iter().map(|cycle| (cycle.id.date, cycle.opened_at)).collect();
            prop_assert_eq!(by_date.len(), opened.len());
            prop_assert!((15..=17).contains(&opened.len()), "{}", opened.len());
            // The first may come late: the rule began to fire after its hour.
            for (date, opened_at) in by_date.iter().skip(1) {
                let hour_of_it = date.to_datetime(campaign.campaign.starts_at);
                let began_at = hour_of_it.to_zoned(campaign.campaign.zone.clone()).unwrap().timestamp();
                // A start within the hour that the clocks skip counts from the skip.
                let late = opened_at.duration_since(began_at);
                prop_assert!(late < hours(1) && late > -hours(1), "{} opens {} late", date, late);
            }
        }
    }
}
