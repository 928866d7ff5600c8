//! Names of things: every id is derived from its cause, so the same cause always gives the same id.
//!
//! Ids hold no personal data: a person is a keyed hash (`cam_ports::identity` makes it).

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use crate::cycle::Mode;

/// The text is not such an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a {what}: {expected}")]
pub struct InvalidId {
    what: &'static str,
    text: String,
    expected: &'static str,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $what:literal, $expected:literal, $accepts:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The id as text, as it stands in keys and logs.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                let accepts: fn(&str) -> bool = $accepts;
                if accepts(text) {
                    return Ok(Self(text.to_owned()));
                }
                Err(InvalidId { what: $what, text: text.chars().take(80).collect(), expected: $expected })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// A campaign's name in keys: lower-case letters, digits and `-`, 1 to 40 characters.
    CampaignId,
    "campaign id",
    "use 1 to 40 lower-case letters, digits and \"-\", starting with a letter",
    is_slug
);
text_id!(
    /// A sender's name in keys, in the same alphabet as a campaign's.
    SenderId,
    "sender id",
    "use 1 to 40 lower-case letters, digits and \"-\", starting with a letter",
    is_slug
);
text_id!(
    /// A person: 26 characters of lower-case base32, a keyed hash of the normalised address.
    PersonId,
    "person id",
    "26 characters of a-z and 2-7",
    is_hash
);
text_id!(
    /// A company: 26 characters of lower-case base32, a keyed hash of the registrable domain.
    CompanyId,
    "company id",
    "26 characters of a-z and 2-7",
    is_hash
);
text_id!(
    /// One run of a claim: drawn afresh each time, so that a late answer can settle only its own claim.
    ClaimId,
    "claim id",
    "26 characters of a-z and 2-7",
    is_hash
);

impl PersonId {
    /// The id of a 128-bit hash.
    #[must_use]
    pub fn from_hash(hash: [u8; 16]) -> Self {
        Self(base32(hash))
    }
}

impl CompanyId {
    /// The id of a 128-bit hash.
    #[must_use]
    pub fn from_hash(hash: [u8; 16]) -> Self {
        Self(base32(hash))
    }
}

impl ClaimId {
    /// The id of 128 bits that were drawn.
    #[must_use]
    pub fn from_hash(hash: [u8; 16]) -> Self {
        Self(base32(hash))
    }
}

/// RFC 4648 §6 in lower case, without padding: 26 characters.
fn base32(hash: [u8; 16]) -> String {
    let mut rest = u128::from_be_bytes(hash);
    // 130 bits are written, so the last character holds the last three bits and two zeros.
    let mut text = vec![digit(u8::try_from((rest & 0b111) << 2).unwrap_or_default())];
    rest >>= 3;
    for _ in 0..25 {
        text.push(digit(u8::try_from(rest & 0b1_1111).unwrap_or_default()));
        rest >>= 5;
    }
    text.iter().rev().collect()
}

fn digit(value: u8) -> char {
    char::from(if value < 26 { b'a' + value } else { b'2' + (value - 26) })
}

fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 40
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn is_hash(text: &str) -> bool {
    text.len() == 26 && text.bytes().all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b))
}

/// A person in a campaign.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LeadKey {
    /// The campaign.
    pub campaign: CampaignId,
    /// The person.
    pub person: PersonId,
}

impl fmt::Display for LeadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.campaign, self.person)
    }
}

/// One campaign, one local date, one mode, and its number on that date: `spring.2026-11-23.dry.1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CycleId {
    /// The campaign it belongs to.
    pub campaign: CampaignId,
    /// The date of its start, in the campaign's own zone.
    pub date: Date,
    /// Dry or live, fixed at its start.
    pub mode: Mode,
    /// 1 for the day's ordinary cycle; further ones are asked for by a person.
    pub number: u16,
}

impl fmt::Display for CycleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.campaign, self.date, self.mode, self.number)
    }
}

impl FromStr for CycleId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let refuse = || InvalidId {
            what: "cycle id",
            text: text.chars().take(80).collect(),
            expected: "write campaign.date.mode.number, as in spring.2026-11-23.dry.1",
        };
        let mut parts = text.split('.');
        let (Some(campaign), Some(date), Some(mode), Some(number), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(refuse());
        };
        Ok(Self {
            campaign: campaign.parse().map_err(|_| refuse())?,
            date: date.parse().map_err(|_| refuse())?,
            mode: mode.parse().map_err(|_| refuse())?,
            number: number.parse().ok().filter(|&n| n > 0).ok_or_else(refuse)?,
        })
    }
}

/// One step of one campaign for one person, which may go out once: `<person>-<campaign number>-<step>`.
///
/// It is made of what it names, so a tag, a token or a `References` header leads back without a look-up.
/// Letters, digits and `-` only, at most 36 characters (SES message tags allow 256).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SendId {
    /// Who it is for.
    pub person: PersonId,
    /// The campaign's number, given when it was first stored.
    pub campaign_number: u16,
    /// The step, from 1.
    pub step: u8,
}

impl fmt::Display for SendId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.person, self.campaign_number, self.step)
    }
}

impl FromStr for SendId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let refuse = || InvalidId {
            what: "send id",
            text: text.chars().take(80).collect(),
            expected: "person, campaign number and step, joined by \"-\"",
        };
        let mut parts = text.split('-');
        let (Some(person), Some(number), Some(step), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(refuse());
        };
        Ok(Self {
            person: person.parse().map_err(|_| refuse())?,
            campaign_number: number.parse().map_err(|_| refuse())?,
            step: step.parse().map_err(|_| refuse())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cycle_id_reads_back_from_its_text() {
        let text = "spring.2026-11-23.dry.1";
        assert_eq!(text.parse::<CycleId>().unwrap().to_string(), text);
        for wrong in
            ["spring.2026-11-23.dry", "spring.2026-11-31.dry.1", "Spring.2026-11-23.dry.1", "a.2026-11-23.dry.0"]
        {
            assert!(wrong.parse::<CycleId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_send_id_reads_back_from_its_text() {
        let text = "abcdefghijklmnopqrstuvwxyz-12-3";
        assert_eq!(text.parse::<SendId>().unwrap().to_string(), text);
        assert!("abcdefghijklmnopqrstuvwxyz-12".parse::<SendId>().is_err());
    }

    #[test]
    fn a_hash_is_written_as_rfc_4648_has_it() {
        let bytes = *b"foobarfoobarfoob";
        assert_eq!(PersonId::from_hash(bytes).as_str(), "mzxw6ytbojtg633cmfzgm33pmi");
        assert!(PersonId::from_hash([0xff; 16]).as_str().parse::<PersonId>().is_ok());
    }

    #[test]
    fn a_campaign_id_that_could_break_a_key_is_refused() {
        for wrong in ["", "a#b", "a.b", "a b", "-a", "Ä"] {
            assert!(wrong.parse::<CampaignId>().is_err(), "{wrong:?}");
        }
    }
}
