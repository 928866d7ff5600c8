//! One sender's day: the slots its pacing allows, and which of them are free.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::{
    calendar::Span,
    campaign::Sender,
    cycle::Cycle,
    pacing::{self, Jitter, Pacing, RollingCount},
    sender::{Gate, SenderHistory, Shut},
};

/// The slots of one sender within one cycle.
#[derive(Debug, Clone)]
pub(super) struct Timeline {
    /// Free slots; none of them where the pacing knows no gap, and any instant may be had.
    free: Option<BTreeSet<Timestamp>>,
    sends: RollingCount,
    cap: u32,
    n_taken: u32,
    /// From when on one more mail stays within the cap; none if it never does.
    ///
    /// All slots lie within 24 hours, so every one that is taken counts beside every other.
    room_from: Option<Timestamp>,
    /// Why the sender's gate is shut for the campaign, whatever the day has room for.
    shut: Option<Shut>,
}

impl Timeline {
    /// Lays out the slots from now to the cycle's end: each a jittered gap after the one before.
    pub(super) fn new(
        sender: &Sender,
        gate: &Gate,
        history: &SenderHistory,
        cycle: &Cycle,
        seed: u64,
        now: Timestamp,
    ) -> Self {
        let pacing = &sender.pacing;
        let level = pacing::level(&pacing.warm_up, pacing.cap_per_day, &history.days, cycle.id.date);
        let shut = gate.shut_for(&cycle.id.campaign);
        let cap = if shut.is_some() { 0 } else { level };
        let own_seed = sender.id.as_str().bytes().fold(seed, |seed, byte| seed.rotate_left(8) ^ u64::from(byte));
        let jitter = Jitter::new(own_seed);
        let earliest = cycle.opened_at.max(now);
        let after_last = gate.last_send_at.and_then(|last| last.saturating_add(pacing.gap_max).ok());
        let first = after_last.map_or(earliest, |after| after.max(earliest));
        let knows_gap = pacing.gap_min.max(pacing.gap_max) > SignedDuration::ZERO;
        let free = knows_gap.then(|| slots(first, cycle.ends_at(), jitter, pacing));
        let room_from = gate.sends.frees_at(cap, earliest);
        Self { free, sends: gate.sends.clone(), cap, n_taken: 0, room_from, shut }
    }

    /// The first free slot in `spans`, if the cap leaves one.
    pub(super) fn first_free(&self, spans: &[Span]) -> Option<Timestamp> {
        let room_from = self.room_from?;
        spans.iter().filter(|span| span.end > room_from).find_map(|span| {
            let start = span.start.max(room_from);
            match &self.free {
                Some(free) => free.range(start..span.end).next().copied(),
                None => Some(start),
            }
        })
    }

    /// Takes a slot that [`first_free`](Self::first_free) gave.
    pub(super) fn take(&mut self, slot: Timestamp) {
        self.n_taken += 1;
        let left = self.cap.saturating_sub(self.n_taken);
        self.room_from = self.room_from.and_then(|from| self.sends.frees_at(left, from));
        if let Some(free) = &mut self.free {
            free.remove(&slot);
        }
    }

    pub(super) fn n_taken(&self) -> u32 {
        self.n_taken
    }

    pub(super) fn shut(&self) -> Option<&Shut> {
        self.shut.as_ref()
    }
}

/// Slots from `first` to before `end`, each a jittered gap after the one before, and at least a second.
fn slots(first: Timestamp, end: Timestamp, jitter: Jitter, pacing: &Pacing) -> BTreeSet<Timestamp> {
    let least = pacing.gap_min.max(SignedDuration::from_secs(1));
    let gaps = (0..).map(|i| jitter.gap(i, pacing).max(least));
    let slots = gaps.scan(Some(first), |next, gap| {
        let slot = (*next)?;
        *next = slot.checked_add(gap).ok();
        Some(slot)
    });
    slots.take_while(|slot| *slot < end).collect()
}
