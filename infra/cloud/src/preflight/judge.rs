//! The judgement: from what was found to what it means.

mod domain;
mod ses;
mod stack;

use super::{
    Check, Outcome,
    findings::{Asked, Findings},
};

/// Judges everything that was found, in the order in which it is best mended. The same findings, the same checks.
#[must_use]
pub fn judge(findings: &Findings) -> Vec<Check> {
    let mut checks = vec![stack::live(findings), stack::owner(findings)];
    checks.extend(ses::checks(findings));
    checks.extend(domain::checks(findings));
    checks.push(stack::inbound(findings));
    checks.extend(stack::queues(findings));
    checks.extend(stack::campaigns(findings));
    checks
}

/// A check that has to pass.
fn required(name: impl Into<String>, verdict: Verdict) -> Check {
    Check { is_required: true, ..advised(name, verdict) }
}

/// A check that need not pass.
fn advised(name: impl Into<String>, verdict: Verdict) -> Check {
    let Verdict { outcome, seen, remedy } = verdict;
    Check { name: name.into(), outcome, seen, remedy, is_required: false }
}

/// What is to be said of one thing.
struct Verdict {
    outcome: Outcome,
    seen: String,
    remedy: Vec<String>,
}

impl Verdict {
    fn passed(seen: impl Into<String>) -> Self {
        Self { outcome: Outcome::Passed, seen: seen.into(), remedy: Vec::new() }
    }

    fn warning(seen: impl Into<String>) -> Self {
        Self { outcome: Outcome::Warning, ..Self::passed(seen) }
    }

    fn blocking(seen: impl Into<String>) -> Self {
        Self { outcome: Outcome::Blocking, ..Self::passed(seen) }
    }

    /// Adds a step.
    fn then(mut self, step: impl Into<String>) -> Self {
        self.remedy.push(step.into());
        self
    }
}

/// Judges an answer; that there is none is a verdict as well.
fn told<T>(asked: &Asked<T>, judge: impl FnOnce(&T) -> Verdict) -> Verdict {
    match asked {
        Ok(answer) => judge(answer),
        Err(reason) => {
            Verdict { outcome: Outcome::CannotTell, ..Verdict::passed(reason) }.then("Mend that, and run this again.")
        }
    }
}

#[cfg(test)]
mod tests;
