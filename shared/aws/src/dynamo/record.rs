//! Items as they are stored: plain serde structs, one file per noun, turned to and from the nouns by explicit functions.
//!
//! Every item has `v`, the version of its layout. Older versions stay readable; a newer one is refused. The golden files
//! in `tests/golden/item` hold the text of each kind.

pub(crate) mod attempt;
pub(crate) mod campaign;
pub(crate) mod clearance;
pub(crate) mod company;
pub(crate) mod cycle;
#[cfg(test)]
mod golden;
pub(crate) mod lead;
pub(crate) mod mail;
pub(crate) mod mark;
pub(crate) mod message;
pub(crate) mod preview;
pub(crate) mod profile;
pub(crate) mod project;
pub(crate) mod sender;
pub(crate) mod source;
pub(crate) mod suppression;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};

use super::key::Key;

/// An item as the SDK has it.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The version of the layout that is written.
const VERSION: u8 = 1;

/// The attribute that holds it.
const V: &str = "v";

/// The attribute after whose instant DynamoDB removes an item, in seconds since 1970.
pub(crate) const TTL: &str = "ttl";

/// What DynamoDB takes as one item.
const MAX_ITEM_BYTES: usize = 400 * 1024;

/// An item is not what it should be. Names the attribute, never its content.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    /// One of its attributes is missing or is no such thing.
    #[error("the attribute \"{attribute}\" of a {item} item is missing or is not what it should be")]
    Attribute { item: &'static str, attribute: String },
    /// A later release wrote it.
    #[error(
        "a {item} item has version {version}, and this release reads up to {VERSION}: deploy the newer release again"
    )]
    Newer { item: &'static str, version: u8 },
    /// It is too large.
    #[error("a {item} item would have {bytes} bytes, and DynamoDB takes {MAX_ITEM_BYTES}: shorten what it holds")]
    TooLarge { item: &'static str, bytes: usize },
    /// It could not be written down.
    #[error("a {item} item cannot be written down")]
    Unwritable { item: &'static str },
}

/// Names the attribute that could not be read.
pub(crate) trait OrMalformed<T> {
    /// The value, or which attribute of which item is malformed.
    fn or_malformed(self, item: &'static str, attribute: &str) -> Result<T, Malformed>;
}

impl<T> OrMalformed<T> for Option<T> {
    fn or_malformed(self, item: &'static str, attribute: &str) -> Result<T, Malformed> {
        self.ok_or_else(|| Malformed::Attribute { item, attribute: attribute.to_owned() })
    }
}

impl<T, E> OrMalformed<T> for Result<T, E> {
    fn or_malformed(self, item: &'static str, attribute: &str) -> Result<T, Malformed> {
        self.ok().or_malformed(item, attribute)
    }
}

/// The item of a record.
pub(crate) fn write(item: &'static str, key: Key, record: &impl Serialize) -> Result<Item, Malformed> {
    let mut attributes: Item =
        serde_dynamo::aws_sdk_dynamodb_1::to_item(record).map_err(|_| Malformed::Unwritable { item })?;
    attributes.insert(V.to_owned(), AttributeValue::N(VERSION.to_string()));
    attributes.extend(key.into_item());
    let bytes = bytes_of_map(&attributes);
    if bytes > MAX_ITEM_BYTES { Err(Malformed::TooLarge { item, bytes }) } else { Ok(attributes) }
}

/// The record of an item; attributes it does not know are left alone.
pub(crate) fn read<R: DeserializeOwned>(item: &'static str, attributes: Item) -> Result<R, Malformed> {
    let version = attributes.get(V).and_then(|value| value.as_n().ok()).and_then(|n| n.parse().ok());
    let version: u8 = version.or_malformed(item, V)?;
    if version > VERSION {
        return Err(Malformed::Newer { item, version });
    }
    let Traced(record) = serde_dynamo::aws_sdk_dynamodb_1::from_item(attributes).or_malformed(item, "?")?;
    record.map_err(|attribute| Malformed::Attribute { item, attribute })
}

/// A record, or the path of the attribute that could not be read: serde's own message would quote the content.
struct Traced<R>(Result<R, String>);

impl<'de, R: Deserialize<'de>> Deserialize<'de> for Traced<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(serde_path_to_error::deserialize(deserializer).map_err(|error| error.path().to_string())))
    }
}

/// The item, removed by DynamoDB some time after `at` and `kept`.
pub(crate) fn expiring(mut item: Item, at: Timestamp, kept: SignedDuration) -> Item {
    let ttl = at.as_second().saturating_add(kept.as_secs());
    item.insert(TTL.to_owned(), AttributeValue::N(ttl.to_string()));
    item
}

/// The size of an item as DynamoDB counts it, or a few bytes above.
fn bytes_of_map(map: &HashMap<String, AttributeValue>) -> usize {
    map.iter().map(|(name, value)| name.len().saturating_add(bytes_of(value))).sum()
}

fn bytes_of(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len().saturating_add(1),
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::L(list) => {
            list.iter().map(|value| bytes_of(value).saturating_add(1)).sum::<usize>().saturating_add(3)
        }
        AttributeValue::M(map) => bytes_of_map(map).saturating_add(map.len()).saturating_add(3),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Serialize, Deserialize)]
    struct Record {
        name: String,
        n: u8,
        #[serde(skip_serializing_if = "Option::is_none", default)]
        inner: Option<Box<Record>>,
    }

    fn key() -> Key {
        Key { pk: "A".to_owned(), sk: "B".to_owned() }
    }

    fn record(n: u8) -> Record {
        Record { name: "Ada".to_owned(), n, inner: None }
    }

    #[test]
    fn an_unreadable_attribute_is_named_and_its_content_is_not() {
        let mut item = write("test", key(), &record(1)).unwrap();
        item.insert("n".to_owned(), AttributeValue::S("ada@example.com".to_owned()));
        let error = read::<Record>("test", item).unwrap_err();
        assert_eq!(error, Malformed::Attribute { item: "test", attribute: "n".to_owned() });
        assert!(!error.to_string().contains("ada"));
    }

    #[test]
    fn an_unreadable_attribute_within_another_is_named_with_its_path() {
        let outer = Record { inner: Some(Box::new(record(1))), ..record(2) };
        let mut item = write("test", key(), &outer).unwrap();
        item.insert(
            "inner".to_owned(),
            AttributeValue::M(HashMap::from([("name".to_owned(), AttributeValue::Bool(true))])),
        );
        let Err(Malformed::Attribute { attribute, .. }) = read::<Record>("test", item) else { panic!("it was read") };
        assert_eq!(attribute, "inner.name");
    }

    #[test]
    fn an_item_of_a_later_release_is_refused() {
        let mut item = write("test", key(), &record(1)).unwrap();
        item.insert(V.to_owned(), AttributeValue::N("2".to_owned()));
        assert_eq!(read::<Record>("test", item).unwrap_err(), Malformed::Newer { item: "test", version: 2 });
    }

    #[test]
    fn an_item_above_400_kb_is_refused_before_it_is_sent() {
        let fits = Record { name: "a".repeat(MAX_ITEM_BYTES - 100), ..record(1) };
        assert!(write("test", key(), &fits).is_ok());
        let large = Record { name: "a".repeat(MAX_ITEM_BYTES), ..record(1) };
        assert!(matches!(write("test", key(), &large), Err(Malformed::TooLarge { item: "test", .. })));
    }
}
