//! The conditions under which items are written. Names are aliased throughout, as some are reserved words.

use aws_sdk_dynamodb::types::AttributeValue;
use cam_core::id::ClaimId;

/// The text of a condition and the names it uses; DynamoDB refuses a name that is declared and not used.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Expression {
    pub(crate) text: &'static str,
    pub(crate) names: &'static [(&'static str, &'static str)],
}

/// Nothing lies there.
pub(crate) const ABSENT: Expression = Expression { text: "attribute_not_exists(#pk)", names: &[("#pk", "pk")] };

/// Nobody has written since it was read.
pub(crate) const UNCHANGED: Expression = Expression { text: "#version = :version", names: &[("#version", "version")] };

/// Nobody has written since the lead was read, and no touch of it is on its way.
pub(crate) const UNCHANGED_AND_UNCLAIMED: Expression = Expression {
    text: "#version = :version AND attribute_not_exists(#claim)",
    names: &[("#version", "version"), ("#claim", "claim")],
};

/// Nobody has written since the lead was read, and it is claimed by this claim.
pub(crate) const UNCHANGED_AND_CLAIMED: Expression = Expression {
    text: "#version = :version AND #claim.#id = :claim",
    names: &[("#version", "version"), ("#claim", "claim"), ("#id", "id")],
};

/// The attempt is this claim's, and nothing has become of it yet.
pub(crate) const OPEN_ATTEMPT: Expression =
    Expression { text: "#claim = :claim AND #state = :claimed", names: &[("#claim", "claim"), ("#state", "state")] };

/// The owner's notice of the project has not been taken up.
pub(crate) const NOTICE_OPEN: Expression = Expression {
    text: "attribute_exists(#pk) AND attribute_not_exists(#notice_at)",
    names: &[("#pk", "pk"), ("#notice_at", "notice_at")],
};

/// An expression with its values.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Condition {
    pub(crate) expression: &'static Expression,
    pub(crate) values: Vec<(&'static str, AttributeValue)>,
}

/// Nothing lies there.
pub(crate) fn absent() -> Condition {
    Condition { expression: &ABSENT, values: Vec::new() }
}

/// The item is as it was when it was read, one version before `next`; there was none if `next` is the first.
pub(crate) fn before(next: u64) -> Condition {
    match next.saturating_sub(1) {
        0 => absent(),
        read => at(read),
    }
}

/// The item has this version.
pub(crate) fn at(version: u64) -> Condition {
    Condition { expression: &UNCHANGED, values: vec![of_version(version)] }
}

/// The lead is one version before `next` and not claimed.
pub(crate) fn unclaimed_before(next: u64) -> Condition {
    Condition { expression: &UNCHANGED_AND_UNCLAIMED, values: vec![of_version(next.saturating_sub(1))] }
}

/// The lead is one version before `next` and claimed by `claim`.
pub(crate) fn claimed_before(next: u64, claim: &ClaimId) -> Condition {
    Condition {
        expression: &UNCHANGED_AND_CLAIMED,
        values: vec![of_version(next.saturating_sub(1)), (":claim", AttributeValue::S(claim.to_string()))],
    }
}

/// The attempt is open under `claim`.
pub(crate) fn open_attempt(claim: &ClaimId) -> Condition {
    let values = vec![
        (":claim", AttributeValue::S(claim.to_string())),
        (":claimed", AttributeValue::S(super::record::attempt::CLAIMED.to_owned())),
    ];
    Condition { expression: &OPEN_ATTEMPT, values }
}

/// The project's notice is open.
pub(crate) fn notice_open() -> Condition {
    Condition { expression: &NOTICE_OPEN, values: Vec::new() }
}

fn of_version(version: u64) -> (&'static str, AttributeValue) {
    (":version", AttributeValue::N(version.to_string()))
}
