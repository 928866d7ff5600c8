//! A company: who of it is being written to, and whether it said no for all.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::id::{CompanyId, LeadKey};

/// What a company's gate knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// Which.
    pub id: CompanyId,
    /// Grows by one with every change; 0 before the first.
    pub version: u64,
    /// Whether it said no for all of it.
    pub stopped: bool,
    /// Leads in a sequence, each with the instant from which it no longer counts.
    pub active: BTreeMap<LeadKey, Timestamp>,
}

impl Company {
    /// A company nobody was written to.
    #[must_use]
    pub fn new(id: CompanyId) -> Self {
        Self { id, version: 0, stopped: false, active: BTreeMap::new() }
    }

    /// How many of it, besides `lead`, are in a sequence at `now`.
    #[must_use]
    pub fn n_active_besides(&self, lead: &LeadKey, now: Timestamp) -> u32 {
        let n = self.active.iter().filter(|(key, until)| *key != lead && **until > now).count();
        u32::try_from(n).unwrap_or(u32::MAX)
    }

    /// The company once `lead` is in a sequence until then; entries that are over are dropped.
    #[must_use]
    pub fn with_active(&self, lead: LeadKey, until: Timestamp, now: Timestamp) -> Self {
        let mut active: BTreeMap<_, _> =
            self.active.iter().filter(|(_, until)| **until > now).map(|(key, until)| (key.clone(), *until)).collect();
        active.insert(lead, until);
        Self { version: self.version + 1, active, ..self.clone() }
    }

    /// The company once `lead` is out of its sequence.
    #[must_use]
    pub fn without(&self, lead: &LeadKey) -> Self {
        let mut active = self.active.clone();
        active.remove(lead);
        Self { version: self.version + 1, active, ..self.clone() }
    }
}
