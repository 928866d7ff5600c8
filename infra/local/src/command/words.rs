//! Dates, places and reasons as a person says them.

use cam_core::{
    campaign::Campaign,
    lead::{Lead, LeadStatus, Place},
    skip::{self, Lift, SkipReason},
};
use jiff::{Timestamp, tz::TimeZone};

/// Writes instants down in one zone; the year is left out where it is the present one.
#[derive(Debug, Clone)]
pub(super) struct Dates {
    zone: TimeZone,
    now: Timestamp,
}

impl Dates {
    pub(super) fn new(zone: TimeZone, now: Timestamp) -> Self {
        Self { zone, now }
    }

    /// The present instant.
    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// `Europe/Dublin`.
    pub(super) fn zone_name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }

    /// `Tuesday 24 November`.
    pub(super) fn day(&self, at: Timestamp) -> String {
        let local = at.to_zoned(self.zone.clone());
        let is_this_year = local.year() == self.now.to_zoned(self.zone.clone()).year();
        local.strftime(if is_this_year { "%A %-d %B" } else { "%A %-d %B %Y" }).to_string()
    }

    /// `Tuesday 24 November, 09:12`.
    pub(super) fn moment(&self, at: Timestamp) -> String {
        format!("{}, {}", self.day(at), at.to_zoned(self.zone.clone()).strftime("%H:%M"))
    }

    /// `Tue 24 Nov 09:12`, for a column.
    fn short(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%a %-d %b %H:%M").to_string()
    }

    /// `Tue 24 Nov`, for a column.
    fn short_day(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%a %-d %b").to_string()
    }
}

/// Why a lead is left alone; dates in it are left to [`lifts`].
pub(super) fn because(reason: &SkipReason) -> String {
    match reason {
        SkipReason::CoolDown { .. } => "the person's last sequence ended a short while ago".to_owned(),
        other => other.to_string(),
    }
}

/// When a reason no longer holds, as a sentence.
pub(super) fn lifts(reason: &SkipReason, dates: &Dates) -> String {
    match reason.lifts() {
        Lift::At(at) => format!("This lifts on {}.", dates.moment(at)),
        Lift::When(what) => format!("This lifts when {what}."),
        Lift::Never => "This does not lift by itself.".to_owned(),
    }
}

/// What comes next for a lead, as far as its own state says, short enough for a column.
pub(super) fn next(lead: &Lead, campaign: &Campaign, dates: &Dates) -> String {
    let step = lead.next_step;
    if let Some(claim) = &lead.claim {
        let state = if claim.is_in_flight(dates.now) { "is on its way" } else { "may or may not have gone out" };
        return format!("mail {step} {state}");
    }
    match (&lead.place, lead.status) {
        (Place::Ready, _) => "first mail, when a day has a place".to_owned(),
        (Place::Waiting { from }, _) => format!("mail {step} from {}", dates.short_day(*from)),
        (Place::Due(due), _) => format!("mail {step} on {}", dates.short(due.at)),
        (Place::Hot, _) => "goes to a person".to_owned(),
        (Place::Review { judged_by: u32::MAX, .. }, _) => "a person reads what it wrote".to_owned(),
        (Place::Review { hold, .. }, _) => format!("held: {}", skip::words(&hold.key)),
        (Place::Idle, LeadStatus::Contacted) if is_after_last(lead, campaign) => {
            "nothing: all mails are sent".to_owned()
        }
        (Place::Idle, LeadStatus::Qualified | LeadStatus::Replied) => "a person has taken over".to_owned(),
        (Place::Idle, _) => "nothing: it is over".to_owned(),
    }
}

/// Whether no step is left.
pub(super) fn is_after_last(lead: &Lead, campaign: &Campaign) -> bool {
    usize::from(lead.next_step) > campaign.steps.len()
}

/// `1 mail`, `2 mails`.
pub(super) fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates() -> Dates {
        Dates::new(TimeZone::get("Europe/Dublin").unwrap(), "2026-11-22T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_day_has_its_weekday_and_another_year_its_number() {
        assert_eq!(dates().moment("2026-07-07T08:05:00Z".parse().unwrap()), "Tuesday 7 July, 09:05");
        assert_eq!(dates().day("2027-01-05T08:05:00Z".parse().unwrap()), "Tuesday 5 January 2027");
    }

    #[test]
    fn a_rest_is_told_in_the_readers_own_time_and_never_as_a_stamp() {
        let reason = SkipReason::CoolDown { until: "2026-12-01T09:00:00Z".parse().unwrap() };
        assert_eq!(because(&reason), "the person's last sequence ended a short while ago");
        assert_eq!(lifts(&reason, &dates()), "This lifts on Tuesday 1 December, 09:00.");
    }
}
