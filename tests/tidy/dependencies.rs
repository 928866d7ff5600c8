//! The licences, bans and sources of `deny.toml`, held against everything that is linked in.

use std::collections::BTreeSet;

use serde_json::Value;

use super::tree::{deny, metadata, text};

#[test]
fn every_licence_is_allowed_and_every_allowed_licence_is_needed() {
    let allowed = allowed();
    let mut needed = BTreeSet::new();
    for package in foreign() {
        let (name, licence) = (text(&package["name"]), text(&package["license"]));
        let granted = Expression::read(&licence).granted(&allowed);
        let granted =
            granted.unwrap_or_else(|| panic!("{name} is under \"{licence}\", which deny.toml does not allow"));
        needed.extend(granted);
    }
    assert_eq!(allowed, needed, "an entry of deny.toml that nothing needs");
}

#[test]
fn nothing_that_is_banned_is_linked_in() {
    let bans = deny()["bans"]["deny"].as_array().unwrap();
    for ban in bans {
        let spec = ban["crate"].as_str().unwrap();
        let (name, version) = spec.split_once(':').unwrap_or((spec, ""));
        let is_banned = |package: &&Value| {
            let is_version = version.is_empty() || text(&package["version"]).starts_with(&format!("{version}."));
            package["name"] == name && is_version
        };
        let found = foreign().find(is_banned);
        assert!(found.is_none(), "{spec} is linked in: {}", ban["reason"].as_str().unwrap());
    }
}

#[test]
fn everything_comes_from_the_one_registry() {
    let registries = deny()["sources"]["allow-registry"].as_array().unwrap();
    let registries: Vec<String> = registries.iter().map(|url| format!("registry+{}", url.as_str().unwrap())).collect();
    for package in foreign() {
        assert!(registries.contains(&text(&package["source"])), "{} comes from {}", package["name"], package["source"]);
    }
}

#[test]
fn an_expression_is_granted_by_one_side_of_or_and_by_both_sides_of_and() {
    let allowed = BTreeSet::from(["MIT".to_owned(), "ISC".to_owned()]);
    let granted = |text: &str| Expression::read(text).granted(&allowed).is_some();
    assert!(granted("GPL-3.0 OR MIT") && granted("Unlicense/MIT") && granted("(GPL-3.0 OR ISC) AND MIT"));
    assert!(!granted("GPL-3.0") && !granted("MIT AND GPL-3.0") && !granted("Apache-2.0 WITH LLVM-exception"));
    assert!(!granted(""));
}

/// Every package that is not ours.
fn foreign() -> impl Iterator<Item = &'static Value> {
    metadata()["packages"].as_array().unwrap().iter().filter(|package| !package["source"].is_null())
}

fn allowed() -> BTreeSet<String> {
    let allowed = deny()["licenses"]["allow"].as_array().unwrap();
    allowed.iter().map(|licence| licence.as_str().unwrap().to_owned()).collect()
}

/// An SPDX licence expression; `/` is the `OR` of older crates. `AND` binds tighter than `OR`.
enum Expression {
    One(String),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

impl Expression {
    fn read(text: &str) -> Self {
        let text = text.trim();
        if let Some((left, right)) = split(text, " OR ").or_else(|| split(text, "/")) {
            return Self::Or(Box::new(Self::read(left)), Box::new(Self::read(right)));
        }
        if let Some((left, right)) = split(text, " AND ") {
            return Self::And(Box::new(Self::read(left)), Box::new(Self::read(right)));
        }
        match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
            Some(inner) => Self::read(inner),
            None => Self::One(text.to_owned()),
        }
    }

    /// The licences of `allowed` under which the crate may be used, if it may.
    fn granted(&self, allowed: &BTreeSet<String>) -> Option<BTreeSet<String>> {
        match self {
            Self::One(licence) => allowed.contains(licence).then(|| BTreeSet::from([licence.clone()])),
            Self::And(left, right) => Some(&left.granted(allowed)? | &right.granted(allowed)?),
            Self::Or(left, right) => left.granted(allowed).or_else(|| right.granted(allowed)),
        }
    }
}

/// Parts a text at the first `word` that stands in no bracket.
fn split<'t>(text: &'t str, word: &str) -> Option<(&'t str, &'t str)> {
    let outside = |at: &usize| text[..*at].matches('(').count() == text[..*at].matches(')').count();
    let at = text.match_indices(word).map(|(at, _)| at).find(outside)?;
    Some((&text[..at], &text[at + word.len()..]))
}
