//! Counts requests, by the step of the day that made them.

use std::collections::BTreeMap;

/// What was asked for, and what it consumed.
#[derive(Debug, Default)]
pub struct Meter {
    step: String,
    calls: BTreeMap<Asked, Calls>,
}

/// Who asked for what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// The step of the day.
    pub step: String,
    /// The service, in lower case.
    pub service: String,
    /// The operation, as the API calls it.
    pub operation: String,
}

/// How often something was asked for, and what DynamoDB says it consumed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Calls {
    /// Requests.
    pub n: u64,
    /// Requests that were refused: a condition that did not hold, a table that is not there.
    pub n_refused: u64,
    /// Write request units.
    pub write_units: f64,
    /// Those of them that the indexes took.
    pub index_units: f64,
    /// Read request units.
    pub read_units: f64,
}

impl Calls {
    /// One request that consumed nothing.
    #[must_use]
    pub fn one() -> Self {
        Self { n: 1, ..Self::default() }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            n: self.n + other.n,
            n_refused: self.n_refused + other.n_refused,
            write_units: self.write_units + other.write_units,
            index_units: self.index_units + other.index_units,
            read_units: self.read_units + other.read_units,
        }
    }
}

impl Meter {
    /// What is asked for from now on belongs to `step`.
    pub fn step(&mut self, step: &str) {
        step.clone_into(&mut self.step);
    }

    /// Forgets everything that was counted.
    pub fn clear(&mut self) {
        self.calls.clear();
    }

    /// The step that is under way.
    #[must_use]
    pub fn step_now(&self) -> &str {
        &self.step
    }

    /// Adds calls to the step that is under way.
    pub fn count(&mut self, service: &str, operation: &str, calls: Calls) {
        let step = self.step.clone();
        self.count_in(&step, service, operation, calls);
    }

    /// Adds calls to `step`.
    pub fn count_in(&mut self, step: &str, service: &str, operation: &str, calls: Calls) {
        let asked = Asked { step: step.to_owned(), service: service.to_owned(), operation: operation.to_owned() };
        let sum = self.calls.entry(asked).or_default();
        *sum = sum.and(calls);
    }

    /// Everything that was counted, in order.
    pub fn calls(&self) -> impl Iterator<Item = (&Asked, &Calls)> {
        self.calls.iter()
    }

    /// The sum of what `filter` takes.
    #[must_use]
    pub fn sum(&self, filter: impl Fn(&Asked) -> bool) -> Calls {
        let calls = self.calls.iter().filter(|(asked, _)| filter(asked)).map(|(_, calls)| *calls);
        calls.fold(Calls::default(), Calls::and)
    }
}
