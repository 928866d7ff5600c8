//! What is known about a person: written when the lead comes in, and rarely after.

use std::{collections::BTreeMap, fmt};

use jiff::Timestamp;

use crate::{address::EmailAddress, id::LeadKey};

/// A lead's address, its names and everything its row said. Personal data: `Debug` masks it.
#[derive(Clone, PartialEq)]
pub struct Profile {
    /// Whose.
    pub key: LeadKey,
    /// Where mail goes.
    pub address: EmailAddress,
    /// Template variables: the row's columns by their canonical or snake-case names.
    pub variables: BTreeMap<String, String>,
    /// Where the row came from.
    pub origin: Origin,
    /// When it came in.
    pub created_at: Timestamp,
}

/// Where a lead came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The source's name: a file, a list.
    pub source: String,
    /// The row, as a spreadsheet counts.
    pub row: u64,
}

impl Profile {
    /// The value of a variable, if the row had one.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The person's name for people: first and last name, or the address.
    #[must_use]
    pub fn display_name(&self) -> String {
        let names = [self.variable("first_name"), self.variable("last_name")];
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if name.is_empty() { self.variable("full_name").unwrap_or(self.address.expose()).to_owned() } else { name }
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("key", &self.key).field("address", &self.address).finish_non_exhaustive()
    }
}
