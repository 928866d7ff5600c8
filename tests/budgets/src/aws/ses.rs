//! SES: takes every mail, and says that it would take many more.

use std::{borrow::Cow, collections::BTreeMap};

use data_encoding::BASE64;

use crate::http::{Answer, Asked};

/// A mail that SES took.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The mail, RFC 5322.
    pub mime: Vec<u8>,
    /// The id it was taken under.
    pub message_id: String,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
}

impl Letter {
    /// The id it has on the wire.
    #[must_use]
    pub fn wire_id(&self) -> String {
        format!("{}@{}.amazonses.com", self.message_id, "eu-central-1")
    }
}

/// Which action of the query protocol is asked for.
pub(super) fn action(asked: &Asked) -> String {
    field(asked, "Action").map(Cow::into_owned).unwrap_or_default()
}

pub(super) fn answer(letters: &mut Vec<Letter>, action: &str, asked: &Asked) -> Option<Answer> {
    match action {
        "SendRawEmail" => {
            let mime = BASE64.decode(field(asked, "RawMessage.Data")?.as_bytes()).ok()?;
            let message_id = format!("0100{:012x}-000000", letters.len());
            letters.push(Letter { mime, message_id: message_id.clone(), tags: tags(asked) });
            Some(xml(action, &format!("<MessageId>{message_id}</MessageId>")))
        }
        "GetSendQuota" => Some(xml(
            action,
            "<Max24HourSend>1000000.0</Max24HourSend><MaxSendRate>10000.0</MaxSendRate><SentLast24Hours>0.0</SentLast24Hours>",
        )),
        _ => None,
    }
}

fn tags(asked: &Asked) -> BTreeMap<String, String> {
    let member = |n: usize, part: &str| field(asked, &format!("Tags.member.{n}.{part}")).map(Cow::into_owned);
    (1..).map_while(|n| Some((member(n, "Name")?, member(n, "Value")?))).collect()
}

fn field<'a>(asked: &'a Asked, name: &str) -> Option<Cow<'a, str>> {
    form_urlencoded::parse(&asked.body).find(|(key, _)| key == name).map(|(_, value)| value)
}

fn xml(action: &str, result: &str) -> Answer {
    let body = format!(
        "<{action}Response xmlns=\"http://ses.amazonaws.com/doc/2010-12-01/\"><{action}Result>{result}</{action}Result>\
         <ResponseMetadata><RequestId>loopback</RequestId></ResponseMetadata></{action}Response>"
    );
    Answer::new(200, "text/xml", body)
}
