//! A sender's gate, which no mail passes above the cap, and its history, from which the cap follows.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::{
    id::{CampaignId, SenderId},
    pacing::{RollingCount, SendingDay},
};

/// The gate every claim of a sender passes: exact, because it changes only inside claims and releases.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Whose.
    pub sender: SenderId,
    /// Grows by one with every change; 0 before the first.
    pub version: u64,
    /// The sends of the last 24 hours.
    pub sends: RollingCount,
    /// The last claim.
    pub last_send_at: Option<Timestamp>,
    /// Why nothing goes out, if someone or something stopped it.
    pub stopped: Option<String>,
    /// Campaigns that may not send through it for now.
    pub paused: BTreeSet<CampaignId>,
}

/// Why a gate lets nothing through; the order of the variants is the order of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shut {
    /// The sender is stopped, for this reason.
    Stopped(String),
    /// The campaign is paused.
    Paused,
    /// The cap of 24 hours is used up until then.
    CapReached {
        /// When a place frees; none if the cap is 0.
        until: Option<Timestamp>,
    },
    /// The gap to the send before is not over until then.
    GapNotOver {
        /// When it is.
        until: Timestamp,
    },
}

/// Whether a campaign may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// It may not, until a person says otherwise.
    On,
    /// It may.
    Off,
}

impl Gate {
    /// A gate nothing has passed.
    #[must_use]
    pub fn new(sender: SenderId) -> Self {
        Self {
            sender,
            version: 0,
            sends: RollingCount::default(),
            last_send_at: None,
            stopped: None,
            paused: BTreeSet::new(),
        }
    }

    /// Why nothing of `campaign` passes, however much time goes by: a person has to open the gate again.
    #[must_use]
    pub fn shut_for(&self, campaign: &CampaignId) -> Option<Shut> {
        let stopped = self.stopped.clone().map(Shut::Stopped);
        stopped.or_else(|| self.paused.contains(campaign).then_some(Shut::Paused))
    }

    /// The gate once `campaign` is paused, or may send again; none if it is so already.
    #[must_use]
    pub fn with_pause(&self, campaign: &CampaignId, pause: Pause) -> Option<Self> {
        let mut next = Self { version: self.version + 1, ..self.clone() };
        let is_news = match pause {
            Pause::On => next.paused.insert(campaign.clone()),
            Pause::Off => next.paused.remove(campaign),
        };
        is_news.then_some(next)
    }

    /// The gate after one more send at `now`, or why it stays shut.
    pub fn admit(&self, campaign: &CampaignId, cap: u32, gap: SignedDuration, now: Timestamp) -> Result<Self, Shut> {
        if let Some(shut) = self.shut_for(campaign) {
            return Err(shut);
        }
        if self.sends.count_at(now) >= cap {
            return Err(Shut::CapReached { until: self.sends.frees_at(cap, now) });
        }
        let until = self.last_send_at.and_then(|last| last.saturating_add(gap).ok());
        if let Some(until) = until.filter(|&until| until > now) {
            return Err(Shut::GapNotOver { until });
        }
        let mut next = Self { version: self.version + 1, last_send_at: Some(now), ..self.clone() };
        next.sends.prune(now);
        next.sends.record(now);
        Ok(next)
    }

    /// The gate after the send claimed at `claimed_at` turned out not to have gone out.
    #[must_use]
    pub fn give_back(&self, claimed_at: Timestamp) -> Self {
        let mut next = Self { version: self.version + 1, ..self.clone() };
        next.sends.release(claimed_at);
        next
    }
}

/// A sender's history.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SenderHistory {
    /// Its days with mail, oldest first, at most [`Self::KEPT_DAYS`].
    pub days: Vec<SendingDay>,
}

impl SenderHistory {
    /// How many sending days are kept; enough for any warm-up.
    pub const KEPT_DAYS: usize = 60;

    /// The history with `day` in it; of two counts of one date the larger stays. A day without mail is none.
    #[must_use]
    pub fn with(&self, day: SendingDay) -> Self {
        let known = self.days.iter().find(|known| known.date == day.date).map_or(0, |known| known.n_sent);
        let day = SendingDay { n_sent: day.n_sent.max(known), ..day };
        let mut days: Vec<_> = self.days.iter().filter(|known| known.date != day.date).copied().collect();
        if day.n_sent > 0 {
            days.push(day);
        }
        days.sort_by_key(|day| day.date);
        let surplus = days.len().saturating_sub(Self::KEPT_DAYS);
        Self { days: days.split_off(surplus) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_700_000_000, 0);
    const GAP: SignedDuration = SignedDuration::from_mins(9);

    fn campaign() -> CampaignId {
        "spring".parse().unwrap()
    }

    fn gate() -> Gate {
        Gate::new("ann".parse().unwrap())
    }

    #[test]
    fn a_gate_is_shut_until_the_gap_is_over() {
        let gate = gate().admit(&campaign(), 20, GAP, NOW).unwrap();
        assert_eq!(gate.admit(&campaign(), 20, GAP, NOW), Err(Shut::GapNotOver { until: NOW + GAP }));
        assert!(gate.admit(&campaign(), 20, GAP, NOW + GAP).is_ok());
    }

    #[test]
    fn a_gate_is_shut_at_the_cap_and_says_when_it_opens() {
        let gate = gate().admit(&campaign(), 1, GAP, NOW).unwrap();
        let Err(Shut::CapReached { until: Some(until) }) = gate.admit(&campaign(), 1, GAP, NOW + GAP) else {
            unreachable!("the cap is used up")
        };
        assert!(until.duration_since(NOW) >= SignedDuration::from_hours(24));
        assert!(gate.admit(&campaign(), 1, GAP, until).is_ok());
    }

    #[test]
    fn a_send_that_was_given_back_does_not_count() {
        let gate = gate().admit(&campaign(), 1, SignedDuration::ZERO, NOW).unwrap().give_back(NOW);
        assert!(gate.admit(&campaign(), 1, SignedDuration::ZERO, NOW).is_ok());
    }

    #[test]
    fn a_stopped_sender_lets_nothing_through() {
        let gate = Gate { stopped: Some("complaints".to_owned()), ..gate() };
        assert_eq!(gate.admit(&campaign(), 20, GAP, NOW), Err(Shut::Stopped("complaints".to_owned())));
        let gate = Gate { paused: BTreeSet::from([campaign()]), ..self::gate() };
        assert_eq!(gate.admit(&campaign(), 20, GAP, NOW), Err(Shut::Paused));
        assert_eq!(gate.shut_for(&"other".parse().unwrap()), None);
    }

    #[test]
    fn a_pause_is_set_once_and_lifted_once_and_touches_no_other_campaign() {
        let other: CampaignId = "other".parse().unwrap();
        let paused = gate().with_pause(&campaign(), Pause::On).unwrap();
        assert_eq!((paused.version, paused.paused.clone()), (1, BTreeSet::from([campaign()])));
        assert_eq!(paused.with_pause(&campaign(), Pause::On), None);
        let both = paused.with_pause(&other, Pause::On).unwrap();
        let resumed = both.with_pause(&campaign(), Pause::Off).unwrap();
        assert_eq!(resumed.paused, BTreeSet::from([other]));
        assert_eq!(resumed.with_pause(&campaign(), Pause::Off), None);
    }

    #[test]
    fn of_two_counts_of_a_date_the_larger_stays_and_only_the_last_sixty_days_are_kept() {
        let day = |day: i8, n_sent| SendingDay { date: jiff::civil::date(2026, 11, day), n_sent, healthy: true };
        let history = [day(24, 3), day(23, 20), day(23, 2), day(25, 0)];
        let history = history.into_iter().fold(SenderHistory::default(), |history, day| history.with(day));
        assert_eq!(history.days, [day(23, 20), day(24, 3)]);
        let long = (0..100).fold(SenderHistory::default(), |history, i| {
            let date = jiff::civil::date(2026, 1, 1).saturating_add(jiff::ToSpan::days(i64::from(i)));
            history.with(SendingDay { date, n_sent: 1, healthy: true })
        });
        assert_eq!(long.days.len(), SenderHistory::KEPT_DAYS);
        assert_eq!(long.days[59].date, jiff::civil::date(2026, 4, 10));
    }
}
