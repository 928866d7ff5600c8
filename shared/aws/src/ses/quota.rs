//! How many mails SES still takes of the account, and how fast.
//!
//! Others use the account too, and other functions of this stack send at the same time. So the pace is shared evenly,
//! what this one sent is taken to be what each of them sent, and a reserve is left. Mail to the owner shares no pace with
//! outreach: it is little, and what comes too fast for SES all the same waits and is offered once more.

use std::time::Duration;

use cam_ports::gateway::MailId;
use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::SesProblem;

/// How long a quota that was read is good for.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(5);

/// How long the pace stays halved once SES found it too fast.
const SLOW_FOR: SignedDuration = SignedDuration::from_mins(10);

/// How long nothing is offered once SES found the pace too fast: it counts by the second.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest wait for a turn. Ten mails of one batch that waited one after the other would outlast the function, and
/// be in doubt without having been sent.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// Mails of a day that outreach leaves over: a twentieth, and ten at least. The digest and the notices of a day fit
/// into ten; the twentieth is for what others send between two readings.
const RESERVE: (u64, u64) = (10, 20);

/// The account's quota.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Quota {
    /// It could not be read: the pace is that of an account in the sandbox, and the day is left to SES.
    Unknown,
    /// As SES said it.
    Known {
        /// Mails in 24 hours; none for as many as one likes.
        per_day: Option<u64>,
        /// Mails a second.
        per_second: f64,
        /// Mails of the last 24 hours.
        n_sent: u64,
    },
}

impl Quota {
    /// Takes SES's three numbers; -1 stands for no limit.
    pub(super) fn read(per_day: f64, per_second: f64, n_sent: f64) -> Self {
        Self::Known { per_day: (per_day >= 0.0).then(|| whole(per_day)), per_second, n_sent: whole(n_sent) }
    }

    /// How many mails are left of the 24 hours; none for as many as one likes.
    fn left(self, n_since: u64) -> Option<(u64, u64)> {
        match self {
            Self::Known { per_day: Some(per_day), n_sent, .. } => {
                let (least, share) = RESERVE;
                let reserve = (per_day / share).max(least);
                Some((per_day.saturating_sub(n_sent).saturating_sub(n_since), reserve))
            }
            Self::Known { per_day: None, .. } | Self::Unknown => None,
        }
    }

    /// Mails a second; none for as many as one likes.
    fn per_second(self) -> Option<f64> {
        match self {
            Self::Known { per_second, .. } if per_second < 0.0 => None,
            Self::Known { per_second, .. } if per_second > 0.0 => Some(per_second),
            Self::Known { .. } | Self::Unknown => Some(1.0),
        }
    }
}

/// What this function may still send, and when.
#[derive(Debug)]
pub(super) struct Allowance {
    n_senders: u32,
    quota: Quota,
    read_at: Option<Timestamp>,
    /// Turns given since the quota was read.
    n_since: u64,
    /// SES said that the day is over.
    is_used_up: bool,
    slow_until: Option<Timestamp>,
    next_turn: Option<Instant>,
}

impl Allowance {
    /// One function's share among `n_senders`.
    pub(super) fn new(n_senders: u32) -> Self {
        Self {
            n_senders: n_senders.max(1),
            quota: Quota::Unknown,
            read_at: None,
            n_since: 0,
            is_used_up: false,
            slow_until: None,
            next_turn: None,
        }
    }

    /// Whether the quota has to be read.
    pub(super) fn is_stale(&self, now: Timestamp) -> bool {
        self.read_at.is_none_or(|read_at| now.duration_since(read_at) >= GOOD_FOR)
    }

    /// Takes over what was read just now.
    pub(super) fn renew(&mut self, quota: Quota, now: Timestamp) {
        *self = Self {
            quota,
            read_at: Some(now),
            n_since: 0,
            is_used_up: false,
            n_senders: self.n_senders,
            slow_until: self.slow_until,
            next_turn: self.next_turn,
        };
    }

    /// The instant at which this mail may go out, which is then taken.
    pub(super) fn take(&mut self, mail: &MailId, now: Timestamp, at: Instant) -> Result<Instant, SesProblem> {
        if self.is_used_up {
            return Err(SesProblem::DailyQuota);
        }
        if let Some((n_left, reserve)) = self.quota.left(self.n_since.saturating_mul(u64::from(self.n_senders))) {
            match mail {
                _ if n_left == 0 => return Err(SesProblem::DailyQuota),
                MailId::Outreach(_) if n_left <= reserve => return Err(SesProblem::Reserve { n_left }),
                MailId::Outreach(_) | MailId::Notice(_) => {}
            }
        }
        let turn = self.next_turn.unwrap_or(at).max(at);
        if turn.duration_since(at) > LONGEST_WAIT {
            return Err(SesProblem::NoTurn);
        }
        self.next_turn = turn.checked_add(self.gap(now));
        self.n_since += 1;
        Ok(turn)
    }

    /// Remembers what SES said about pace and quota.
    pub(super) fn learn(&mut self, problem: &SesProblem, now: Timestamp, at: Instant) {
        match problem {
            SesProblem::DailyQuota => self.is_used_up = true,
            SesProblem::Rate => {
                self.slow_until = Some(now + SLOW_FOR);
                self.next_turn = self.next_turn.max(at.checked_add(PAUSE));
            }
            _ => {}
        }
    }

    /// The time between two mails of this function.
    fn gap(&self, now: Timestamp) -> Duration {
        let Some(per_second) = self.quota.per_second() else { return Duration::ZERO };
        let slowness = if self.slow_until.is_some_and(|until| now < until) { 2.0 } else { 1.0 };
        let gap = f64::from(self.n_senders) * slowness / per_second;
        Duration::try_from_secs_f64(gap).unwrap_or(Duration::MAX)
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cast of a float stops at the bounds")]
fn whole(number: f64) -> u64 {
    number as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn outreach() -> MailId {
        MailId::Outreach("abcdefghijklmnopqrstuvwxyz-1-1".parse().unwrap())
    }

    fn notice() -> MailId {
        MailId::Notice("digest".to_owned())
    }

    fn allowance(n_senders: u32, quota: Quota) -> Allowance {
        let mut allowance = Allowance::new(n_senders);
        allowance.renew(quota, NOW);
        allowance
    }

    /// The turns that `n` mails get at one instant, in milliseconds from it.
    fn turns(allowance: &mut Allowance, n: usize) -> Vec<u128> {
        let at = Instant::now();
        let turns = (0..n).map_while(|_| allowance.take(&outreach(), NOW, at).ok());
        turns.map(|turn| turn.duration_since(at).as_millis()).collect()
    }

    #[test]
    fn the_pace_of_the_account_is_shared_by_those_who_send() {
        let quota = Quota::read(50_000.0, 10.0, 0.0);
        assert_eq!(turns(&mut allowance(1, quota), 4), [0, 100, 200, 300]);
        assert_eq!(turns(&mut allowance(2, quota), 4), [0, 200, 400, 600]);
        assert_eq!(turns(&mut allowance(2, Quota::Unknown), 3), [0, 2_000, 4_000]);
        assert_eq!(turns(&mut allowance(2, Quota::read(-1.0, -1.0, 0.0)), 3), [0, 0, 0]);
    }

    #[test]
    fn a_mail_whose_turn_is_far_off_gets_none_and_takes_none() {
        let mut allowance = allowance(4, Quota::read(50_000.0, 1.0, 0.0));
        assert_eq!(turns(&mut allowance, 9), [0, 4_000, 8_000]);
        let refused = allowance.take(&notice(), NOW, Instant::now());
        assert!(matches!(refused, Err(SesProblem::NoTurn)), "{refused:?}");
    }

    #[test]
    fn the_pace_halves_when_ses_finds_it_too_fast_and_recovers() {
        let mut allowance = allowance(1, Quota::read(50_000.0, 10.0, 0.0));
        allowance.learn(&SesProblem::Rate, NOW, Instant::now());
        let gaps = |allowance: &Allowance, minutes| allowance.gap(NOW + SignedDuration::from_mins(minutes)).as_millis();
        assert_eq!([0, 9, 10].map(|minutes| gaps(&allowance, minutes)), [200, 200, 100]);
        allowance.renew(Quota::read(50_000.0, 10.0, 0.0), NOW);
        assert_eq!(gaps(&allowance, 9), 200);
    }

    #[test]
    fn nobody_has_a_turn_for_a_second_when_ses_finds_it_too_fast() {
        let mut allowance = allowance(1, Quota::read(50_000.0, 10.0, 0.0));
        let at = Instant::now();
        assert_eq!(allowance.take(&notice(), NOW, at).unwrap(), at);
        allowance.learn(&SesProblem::Rate, NOW, at);
        let next = allowance.take(&notice(), NOW, at).unwrap();
        assert_eq!(next.duration_since(at), Duration::from_secs(1));
    }

    #[test]
    fn outreach_leaves_a_reserve_that_mail_to_the_owner_may_use() {
        let mut small = allowance(1, Quota::read(200.0, 1_000.0, 188.0));
        assert!(small.take(&outreach(), NOW, Instant::now()).is_ok());
        assert!(small.take(&outreach(), NOW, Instant::now()).is_ok());
        let kept = small.take(&outreach(), NOW, Instant::now());
        assert!(matches!(kept, Err(SesProblem::Reserve { n_left: 10 })), "{kept:?}");
        let taken: Vec<bool> = (0..11).map(|_| small.take(&notice(), NOW, Instant::now()).is_ok()).collect();
        assert_eq!(taken, [[true; 10].as_slice(), &[false]].concat());

        let mut smaller = allowance(1, Quota::read(100.0, 1_000.0, 90.0));
        assert!(smaller.take(&outreach(), NOW, Instant::now()).is_err());

        let mut big = allowance(1, Quota::read(50_000.0, 1_000.0, 47_499.0));
        assert!(big.take(&outreach(), NOW, Instant::now()).is_ok());
        let kept = big.take(&outreach(), NOW, Instant::now());
        assert!(matches!(kept, Err(SesProblem::Reserve { n_left: 2_500 })), "{kept:?}");
    }

    #[test]
    fn the_others_are_taken_to_send_as_much() {
        let mut allowance = allowance(2, Quota::read(200.0, 1_000.0, 187.0));
        assert_eq!(turns(&mut allowance, 9).len(), 2);
    }

    #[test]
    fn nothing_is_offered_after_the_day_is_used_up_until_the_quota_is_read_again() {
        let mut allowance = allowance(1, Quota::read(-1.0, 10.0, 0.0));
        allowance.learn(&SesProblem::DailyQuota, NOW, Instant::now());
        for mail in [outreach(), notice()] {
            let refused = allowance.take(&mail, NOW, Instant::now());
            assert!(matches!(refused, Err(SesProblem::DailyQuota)), "{refused:?}");
        }
        let minutes = |minutes| NOW + SignedDuration::from_mins(minutes);
        assert_eq!([4, 5].map(|after| allowance.is_stale(minutes(after))), [false, true]);
        allowance.renew(Quota::read(200.0, 10.0, 0.0), minutes(5));
        assert!(allowance.take(&outreach(), minutes(5), Instant::now()).is_ok());
    }
}
