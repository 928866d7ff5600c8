//! What follows from a score: its tier, a grade, and how soon a lead should be closed.

use super::Milli;

/// How warm a lead is, coldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tier {
    /// Below 0.400.
    Cold,
    /// From 0.400 on.
    Cool,
    /// From 0.650 on.
    Warm,
    /// From 0.850 on.
    Hot,
}

impl Tier {
    /// The tier of a score.
    #[must_use]
    pub fn of(score: Milli) -> Self {
        match score.get() {
            850.. => Self::Hot,
            650.. => Self::Warm,
            400.. => Self::Cool,
            _ => Self::Cold,
        }
    }
}

/// What a talk with a lead has shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Knowledge {
    /// The budget is known.
    pub budget: bool,
    /// It is known until when they decide.
    pub timeline: bool,
    /// It is known what hurts.
    pub pain_points: bool,
}

/// A qualified lead's grade, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// A fit of 0.800 or more, with budget and timeline.
    A,
    /// A fit of 0.600 or more.
    B,
    /// A fit of 0.400 or more.
    C,
    /// Less.
    D,
}

/// Grades a lead: the score, and what is known beyond it (0.200 for the budget, 0.100 each for timeline and pain
/// points).
#[must_use]
pub fn grade(score: Milli, known: Knowledge) -> Grade {
    let bonus = |is_known: bool, bonus: u16| if is_known { bonus } else { 0 };
    let fit = score.get() + bonus(known.budget, 200) + bonus(known.timeline, 100) + bonus(known.pain_points, 100);
    match fit {
        800.. if known.budget && known.timeline => Grade::A,
        600.. => Grade::B,
        400.. => Grade::C,
        _ => Grade::D,
    }
}

/// In how many days to close a lead, by its score; an intent (replies, signals) of 0.500 or more raises it by 0.150.
#[must_use]
pub fn route_days(score: Milli, intent: Option<Milli>) -> u16 {
    let is_intent = intent.is_some_and(|intent| intent.get() >= 500);
    match score.get() + if is_intent { 150 } else { 0 } {
        850.. => 7,
        700.. => 14,
        500.. => 30,
        _ => 60,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_begins_at_its_bound() {
        let tiers = [1000, 850, 849, 650, 649, 400, 399, 0].map(|score| Tier::of(Milli::new(score)));
        use Tier::{Cold, Cool, Hot, Warm};
        assert_eq!(tiers, [Hot, Hot, Warm, Warm, Cool, Cool, Cold, Cold]);
    }

    #[test]
    fn the_best_grade_needs_budget_and_timeline() {
        let budget = Knowledge { budget: true, ..Knowledge::default() };
        let both = Knowledge { timeline: true, ..budget };
        assert_eq!(grade(Milli::new(500), both), Grade::A);
        assert_eq!(grade(Milli::new(499), both), Grade::B);
        assert_eq!(grade(Milli::ONE, budget), Grade::B);
        assert_eq!(grade(Milli::new(400), Knowledge::default()), Grade::C);
        assert_eq!(grade(Milli::new(399), Knowledge::default()), Grade::D);
    }

    #[test]
    fn intent_shortens_the_route() {
        let days = [850, 849, 700, 699, 500, 499].map(|score| route_days(Milli::new(score), None));
        assert_eq!(days, [7, 14, 14, 30, 30, 60]);
        assert_eq!(route_days(Milli::new(700), Some(Milli::new(500))), 7);
        assert_eq!(route_days(Milli::new(700), Some(Milli::new(499))), 14);
    }
}
