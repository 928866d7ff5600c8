//! How fast a sender may go: its cap, its warm-up, the gaps between mails, and what it sent in the last 24 hours.

mod rolling;

use jiff::SignedDuration;
use jiff::civil::Date;

pub use rolling::RollingCount;

/// The pace of one sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// The most mails in any 24 hours once the sender is warm.
    pub cap_per_day: u32,
    /// The shortest time between two mails.
    pub gap_min: SignedDuration,
    /// The longest time that is waited between two mails for the pace's sake.
    pub gap_max: SignedDuration,
    /// How the sender grows up to its cap.
    pub warm_up: WarmUp,
}

impl Default for Pacing {
    /// 20 a day, 9 to 14 minutes apart, warming up from 5 (`RULES.md` §1.6).
    fn default() -> Self {
        Self {
            cap_per_day: 20,
            gap_min: SignedDuration::from_mins(9),
            gap_max: SignedDuration::from_mins(14),
            warm_up: WarmUp::Ramp { start: 5, step: 2, growth_percent: 150 },
        }
    }
}

/// How a new sender grows, so that mailbox providers come to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarmUp {
    /// From `start` mails a day on.
    Ramp {
        /// The first day's level, and the least of any day.
        start: u32,
        /// What each healthy sending day adds.
        step: u32,
        /// A day's level is at most this part of the best of the last three sending days, rounded up.
        growth_percent: u32,
    },
    /// The sender is warm.
    Off,
}

/// What a sender did on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendingDay {
    /// The day, in the sender's zone.
    pub date: Date,
    /// Mails sent.
    pub n_sent: u32,
    /// Whether bounces, complaints and failures stayed below their limits.
    pub healthy: bool,
}

/// On how many of the last sending days the growth is measured.
const BEST_OF_DAYS: usize = 3;

/// How many mails the sender may send on the day `on`, at most `cap`.
///
/// Only days before `on` on which something was sent count, one entry a day, in any order; pauses neither add nor take.
#[must_use]
pub fn level(warm_up: &WarmUp, cap: u32, sending_days: &[SendingDay], on: Date) -> u32 {
    let WarmUp::Ramp { start, step, growth_percent } = *warm_up else { return cap };
    let mut days: Vec<&SendingDay> = sending_days.iter().filter(|day| day.date < on && day.n_sent > 0).collect();
    days.sort_by_key(|day| day.date);

    let n_healthy = days.iter().filter(|day| day.healthy).count();
    let earned = start.saturating_add(step.saturating_mul(u32::try_from(n_healthy).unwrap_or(u32::MAX)));
    let best = days.iter().rev().take(BEST_OF_DAYS).map(|day| day.n_sent).max();
    let grown = best.map_or(start, |best| percent_rounded_up(best, growth_percent));
    earned.min(grown.max(start)).min(cap)
}

fn percent_rounded_up(n: u32, percent: u32) -> u32 {
    u32::try_from((u64::from(n) * u64::from(percent)).div_ceil(100)).unwrap_or(u32::MAX)
}

/// A source of gaps that looks irregular and is the same for the same seed.
///
/// It is `SplitMix64` (Steele, Lea and Flood, 2014) read at any place of its sequence. Not for secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jitter {
    seed: u64,
}

impl Jitter {
    /// A sequence of its own for each seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The gap before mail number `i`, in whole seconds from `gap_min` to `gap_max`, both included.
    #[must_use]
    pub fn gap(self, i: u64, pacing: &Pacing) -> SignedDuration {
        let (min, max) = (pacing.gap_min.as_secs(), pacing.gap_max.as_secs());
        match u64::try_from(max.saturating_sub(min)) {
            Ok(width) => {
                let extra = self.number(i) % width.saturating_add(1);
                SignedDuration::from_secs(min.saturating_add(i64::try_from(extra).unwrap_or(0)))
            }
            Err(_) => pacing.gap_min,
        }
    }

    /// The `i`th number of the sequence.
    fn number(self, i: u64) -> u64 {
        let state = self.seed.wrapping_add(i.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const RAMP: WarmUp = WarmUp::Ramp { start: 5, step: 2, growth_percent: 150 };
    const TODAY: Date = date(2026, 11, 23);

    /// Days that ended yesterday, the oldest first, healthy ones.
    fn days(sent: &[u32]) -> Vec<SendingDay> {
        let ago = |n: usize| TODAY - i64::try_from(n).unwrap().days();
        let day = |(i, n_sent): (usize, &u32)| SendingDay { date: ago(sent.len() - i), n_sent: *n_sent, healthy: true };
        sent.iter().enumerate().map(day).collect()
    }

    #[test]
    fn a_new_sender_starts_low_and_grows_by_each_healthy_sending_day() {
        assert_eq!(level(&RAMP, 20, &[], TODAY), 5);
        assert_eq!(level(&RAMP, 20, &days(&[5]), TODAY), 7);
        assert_eq!(level(&RAMP, 20, &days(&[5, 7, 9]), TODAY), 11);
        assert_eq!(level(&RAMP, 20, &days(&[5, 7, 9, 11, 13, 15, 17, 19]), TODAY), 20);
        assert_eq!(level(&WarmUp::Off, 20, &[], TODAY), 20);
    }

    #[test]
    fn a_day_without_a_mail_or_in_bad_health_earns_nothing() {
        assert_eq!(level(&RAMP, 20, &days(&[5, 0, 0]), TODAY), 7);
        let mut sick = days(&[5, 7]);
        sick[1].healthy = false;
        assert_eq!(level(&RAMP, 20, &sick, TODAY), 7);
    }

    #[test]
    fn what_was_not_sent_does_not_warm_up() {
        assert_eq!(level(&RAMP, 50, &days(&[5, 7, 9, 11, 2, 2, 2]), TODAY), 5);
        assert_eq!(level(&RAMP, 50, &days(&[5, 7, 9, 11, 6, 6, 6]), TODAY), 9);
    }

    #[test]
    fn today_and_later_do_not_count() {
        let today = SendingDay { date: TODAY, n_sent: 5, healthy: true };
        assert_eq!(level(&RAMP, 20, &[today], TODAY), 5);
    }

    #[test]
    fn the_generator_is_splitmix64() {
        let jitter = Jitter::new(1_234_567);
        assert_eq!([jitter.number(0), jitter.number(1)], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn gaps_differ_by_seed_and_place_and_repeat_for_the_same() {
        let pacing = Pacing::default();
        let gaps = |seed| (0..20).map(|i| Jitter::new(seed).gap(i, &pacing)).collect::<Vec<_>>();
        assert_eq!(gaps(1), gaps(1));
        assert_ne!(gaps(1), gaps(2));
        assert!(gaps(1).iter().any(|gap| *gap != gaps(1)[0]));
    }

    proptest! {
        #[test]
        fn the_level_never_exceeds_the_cap_nor_grows_faster_than_allowed(
            sent in prop::collection::vec((0_u32..60, any::<bool>()), 0..40), cap in 0_u32..60,
        ) {
            let mut history = days(&sent.iter().map(|(n, _)| *n).collect::<Vec<_>>());
            for (day, (_, healthy)) in history.iter_mut().zip(&sent) {
                day.healthy = *healthy;
            }
            let level_today = level(&RAMP, cap, &history, TODAY);
            let best = history.iter().rev().filter(|day| day.n_sent > 0).take(3).map(|day| day.n_sent).max();
            prop_assert!(level_today <= cap);
            prop_assert!(level_today <= best.unwrap_or(0).saturating_mul(3).div_ceil(2).max(5));
            prop_assert!(level_today >= cap.min(5));

            history.reverse();
            prop_assert_eq!(level(&RAMP, cap, &history, TODAY), level_today);
        }

        #[test]
        fn a_gap_lies_between_its_bounds(seed: u64, i: u64, min in 0_i64..2000, width in 0_i64..2000) {
            let (gap_min, gap_max) = (SignedDuration::from_secs(min), SignedDuration::from_secs(min + width));
            let gap = Jitter::new(seed).gap(i, &Pacing { gap_min, gap_max, ..Pacing::default() });
            prop_assert!(gap_min <= gap && gap <= gap_max);
        }
    }
}
