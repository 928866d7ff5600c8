//! The sends of the last 24 hours in ten-minute buckets: small enough for one item, never short of the truth.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// The width of a bucket, in seconds.
const BUCKET: i64 = 600;
/// How long a send counts after the end of its bucket, in seconds.
const DAY: i64 = 24 * 3600;

/// How many mails a sender sent in the last 24 hours.
///
/// A send counts until 24 hours after the *end* of its ten minutes, so up to ten minutes longer than it must: a sender
/// that sends only while the count is below its cap exceeds the cap in no 24 hours whatever.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RollingCount {
    /// Sends by number of the ten minutes since 1970; none is zero.
    buckets: BTreeMap<i64, u32>,
}

impl RollingCount {
    /// Adds one send.
    pub fn record(&mut self, at: Timestamp) {
        let n = self.buckets.entry(bucket_of(at)).or_insert(0);
        *n = n.saturating_add(1);
    }

    /// Takes back a send recorded for `at` that did not happen; without one this does nothing.
    pub fn release(&mut self, at: Timestamp) {
        let bucket = bucket_of(at);
        if let Some(n) = self.buckets.get_mut(&bucket) {
            *n = n.saturating_sub(1);
            if *n == 0 {
                self.buckets.remove(&bucket);
            }
        }
    }

    /// How many sends count at `at`; one recorded for a later instant counts too.
    #[must_use]
    pub fn count_at(&self, at: Timestamp) -> u32 {
        let counting = self.buckets.iter().filter(|(bucket, _)| second_of(at) < counts_until(**bucket));
        counting.fold(0, |sum, (_, n)| sum.saturating_add(*n))
    }

    /// The first instant at or after `at` at which fewer than `cap` sends count; `None` for a cap of zero.
    #[must_use]
    pub fn frees_at(&self, cap: u32, at: Timestamp) -> Option<Timestamp> {
        let mut count = self.count_at(at);
        if count < cap {
            return Some(at);
        }
        let counting = self.buckets.iter().filter(|(bucket, _)| second_of(at) < counts_until(**bucket));
        for (bucket, n) in counting {
            count = count.saturating_sub(*n);
            if count < cap {
                return Timestamp::from_second(counts_until(*bucket)).ok();
            }
        }
        None
    }

    /// Forgets what no longer counts at `at`.
    pub fn prune(&mut self, at: Timestamp) {
        self.buckets.retain(|bucket, _| second_of(at) < counts_until(*bucket));
    }

    /// Number of the ten minutes since 1970 and its sends, oldest first, as they are stored.
    pub fn iter(&self) -> impl Iterator<Item = (i64, u32)> {
        self.buckets.iter().map(|(bucket, n)| (*bucket, *n))
    }
}

impl RollingCount {
    /// The counted sends, each bucket by its first instant, oldest first.
    pub fn instants(&self) -> impl Iterator<Item = (Timestamp, u32)> {
        self.iter().filter_map(|(bucket, n)| Some((Timestamp::from_second(bucket * BUCKET).ok()?, n)))
    }
}

impl FromIterator<(i64, u32)> for RollingCount {
    /// The inverse of [`RollingCount::iter`]; entries for the same bucket add up.
    fn from_iter<T: IntoIterator<Item = (i64, u32)>>(stored: T) -> Self {
        let mut buckets = BTreeMap::new();
        for (bucket, n) in stored.into_iter().filter(|(_, n)| *n > 0) {
            let sum: &mut u32 = buckets.entry(bucket).or_insert(0);
            *sum = sum.saturating_add(n);
        }
        Self { buckets }
    }
}

fn bucket_of(at: Timestamp) -> i64 {
    second_of(at).div_euclid(BUCKET)
}

/// Whole seconds since 1970, rounded down also before it.
fn second_of(at: Timestamp) -> i64 {
    if at.subsec_nanosecond() < 0 { at.as_second().saturating_sub(1) } else { at.as_second() }
}

fn counts_until(bucket: i64) -> i64 {
    bucket.saturating_add(1).saturating_mul(BUCKET).saturating_add(DAY)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn sent(instants: &[&str]) -> RollingCount {
        let mut count = RollingCount::default();
        instants.iter().for_each(|instant| count.record(at(instant)));
        count
    }

    #[test]
    fn a_send_counts_until_24_hours_after_the_end_of_its_ten_minutes() {
        let count = sent(&["2026-11-23T09:03:00Z"]);
        assert_eq!(count.count_at(at("2026-11-24T09:09:59.999Z")), 1);
        assert_eq!(count.count_at(at("2026-11-24T09:10:00Z")), 0);
    }

    #[test]
    fn a_slot_frees_when_enough_old_sends_have_gone() {
        let count = sent(&["2026-11-23T09:03:00Z", "2026-11-23T09:14:00Z", "2026-11-23T09:15:00Z"]);
        let now = at("2026-11-23T12:00:00Z");
        assert_eq!(count.frees_at(4, now), Some(now));
        assert_eq!(count.frees_at(3, now), Some(at("2026-11-24T09:10:00Z")));
        assert_eq!(count.frees_at(1, now), Some(at("2026-11-24T09:20:00Z")));
        assert_eq!(count.frees_at(0, now), None);
    }

    #[test]
    fn a_send_that_did_not_happen_is_taken_back_and_no_other() {
        let mut count = sent(&["2026-11-23T09:03:00Z", "2026-11-23T09:14:00Z"]);
        count.release(at("2026-11-23T09:03:00Z"));
        count.release(at("2026-11-23T09:03:00Z"));
        assert_eq!(count, sent(&["2026-11-23T09:14:00Z"]));
    }

    #[test]
    fn what_is_stored_reads_back_and_what_is_old_is_pruned() {
        let mut count = sent(&["2026-11-23T09:03:00Z", "2026-11-23T09:04:00Z", "2026-11-24T08:00:00Z"]);
        assert_eq!(count.iter().collect::<RollingCount>(), count);
        count.prune(at("2026-11-24T10:00:00Z"));
        assert_eq!(count, sent(&["2026-11-24T08:00:00Z"]));
    }

    proptest! {
        /// Failure 1 of `RULES.md` §3.5: a cap of 5 a day sent 20.
        #[test]
        fn no_24_hours_hold_more_sends_than_the_cap(
            waits in prop::collection::vec(0_i64..20_000, 1..200),
            cap in 1_u32..12,
            start in -100_000_i64..2_000_000_000,
        ) {
            let mut count = RollingCount::default();
            let mut log: Vec<Timestamp> = Vec::new();
            let mut now = Timestamp::from_second(start).unwrap();
            for wait in waits {
                now += SignedDuration::from_millis(wait * 1000 + wait % 1000);
                if count.count_at(now) < cap {
                    count.record(now);
                    log.push(now);
                }
                count.prune(now);
                let day_before = now - SignedDuration::from_hours(24);
                let truth = log.iter().filter(|sent| **sent > day_before).count();
                prop_assert!(truth <= usize::try_from(count.count_at(now)).unwrap());
            }
            for first in &log {
                let day_after = *first + SignedDuration::from_hours(24);
                let n_sent = log.iter().filter(|sent| *first <= **sent && **sent < day_after).count();
                prop_assert!(n_sent <= usize::try_from(cap).unwrap());
            }
        }

        #[test]
        fn a_slot_is_free_when_it_is_said_to_be_and_not_a_second_before(
            stored in prop::collection::vec((2_900_000_i64..2_900_160, 0_u32..4), 0..40),
            cap in 1_u32..12,
            second in 0_i64..90_000,
        ) {
            let count: RollingCount = stored.into_iter().collect();
            let now = Timestamp::from_second(2_900_000 * BUCKET + second).unwrap();
            let free = count.frees_at(cap, now).unwrap();
            prop_assert!(free >= now && count.count_at(free) < cap);
            prop_assert!(free == now || count.count_at(free - SignedDuration::from_secs(1)) >= cap);
        }
    }
}
