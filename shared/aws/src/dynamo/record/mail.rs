//! A mail that a person wrote. Personal data.

use cam_ports::inbound::InboundMail;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed};
use crate::dynamo::key::{self, Key};

const ITEM: &str = "mail";

#[derive(Serialize, Deserialize)]
struct MailRecord {
    id: String,
    received_at: Timestamp,
    class: String,
    confidence_milli: u16,
    evidence: String,
    text: String,
}

/// The mail's item.
pub(crate) fn to_item(mail: &InboundMail) -> Result<Item, Malformed> {
    let record = MailRecord {
        id: mail.id.clone(),
        received_at: mail.received_at,
        class: mail.class.clone(),
        confidence_milli: mail.confidence_milli,
        evidence: mail.evidence.clone(),
        text: mail.text.clone(),
    };
    super::write(ITEM, key::mail(&mail.person, mail.received_at, &mail.id), &record)
}

/// The mail of an item.
pub(crate) fn from_item(item: Item) -> Result<InboundMail, Malformed> {
    let person = Key::of(&item)?.person()?;
    let record: MailRecord = super::read(ITEM, item)?;
    Ok(InboundMail {
        id: record.id,
        person,
        received_at: record.received_at,
        class: record.class,
        confidence_milli: record.confidence_milli,
        evidence: record.evidence,
        text: record.text,
    })
}
