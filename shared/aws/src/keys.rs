//! Secrets of the stack, from Secrets Manager: read once, when they are first needed, and never shown.

use std::fmt;

use aws_sdk_secretsmanager::{Client, error::ProvideErrorMetadata};
use cam_ports::{
    error::BoxError,
    identity::{Identities, SECRET_LEN},
};
use data_encoding::HEXLOWER_PERMISSIVE;
use serde::Deserialize;
use tokio::sync::OnceCell;

use crate::{connector::Lazy, trouble::trouble};

/// The version of the key's format that is read here.
const VERSION: u32 = 1;

/// The keys of a stack. Building it asks for nothing.
#[derive(Debug)]
pub struct StackKeys {
    client: Lazy<Client>,
    arn: String,
    identities: OnceCell<Identities>,
}

impl StackKeys {
    /// The keys in the secret `arn`.
    pub fn new(client: impl Into<Lazy<Client>>, arn: impl Into<String>) -> Self {
        Self { client: client.into(), arn: arn.into(), identities: OnceCell::new() }
    }

    /// Who is who in this stack. Asks Secrets Manager once, and again only if that failed.
    pub async fn identities(&self) -> Result<&Identities, KeysError> {
        self.identities.get_or_try_init(async || read_key(&read_secret(&self.client, &self.arn).await?)).await
    }
}

/// A secret's text. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// The text, for whoever has to use it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Reads the current version of a secret.
pub async fn read_secret(client: &Client, arn: &str) -> Result<Secret, KeysError> {
    let answer = match client.get_secret_value().secret_id(arn).send().await {
        Err(error) if error.code() == Some("ResourceNotFoundException") => {
            return Err(KeysError::Missing { arn: arn.to_owned() });
        }
        answer => answer.map_err(|error| KeysError::OutOfReach { arn: arn.to_owned(), source: trouble(error) })?,
    };
    answer.secret_string.map(Secret).ok_or_else(|| KeysError::NoText { arn: arn.to_owned() })
}

/// Reads `{"v":1,"key":"<64 hexadecimal digits>"}`.
fn read_key(secret: &Secret) -> Result<Identities, KeysError> {
    #[derive(Deserialize)]
    struct Stored {
        v: u32,
        key: String,
    }
    let malformed = |problem| KeysError::Malformed { problem };
    // The parser's own words would repeat what it stumbled over.
    let stored: Stored = serde_json::from_str(secret.reveal()).map_err(|_| malformed("it is not {\"v\", \"key\"}"))?;
    if stored.v != VERSION {
        return Err(malformed("a later release of CAM wrote it"));
    }
    let key = HEXLOWER_PERMISSIVE.decode(stored.key.as_bytes()).map_err(|_| malformed("the key is not hexadecimal"))?;
    let key: [u8; SECRET_LEN] = key.try_into().map_err(|_| malformed("the key has not 64 digits"))?;
    Ok(Identities::new(&key))
}

/// Why a secret could not be read. Never holds any of it.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// There is none.
    #[error("there is no secret {arn}: restore it, or deploy the stack that makes it")]
    Missing {
        /// Which one.
        arn: String,
    },
    /// Secrets Manager did not give it out.
    #[error("the secret {arn} cannot be read")]
    OutOfReach {
        /// Which one.
        arn: String,
        /// What was said.
        #[source]
        source: BoxError,
    },
    /// It holds bytes.
    #[error("the secret {arn} is no text: store it as a text")]
    NoText {
        /// Which one.
        arn: String,
    },
    /// It is not what the stack wrote.
    #[error(
        "the stack's key is damaged ({problem}): put the exported key back, because nobody is recognised without it"
    )]
    Malformed {
        /// What is wrong, without its content.
        problem: &'static str,
    },
}

#[cfg(test)]
mod tests {
    use cam_core::address::EmailAddress;
    use cam_ports::error::Chain;

    use super::*;
    use crate::loopback::{Answer, Loopback};

    const ARN: &str = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:cam-key";

    fn keys(server: &Loopback) -> StackKeys {
        StackKeys::new(server.aws("eu-central-1").secrets(), ARN)
    }

    fn holding(secret: &str) -> String {
        serde_json::json!({ "ARN": ARN, "SecretString": secret }).to_string()
    }

    fn key(digits: &str) -> String {
        serde_json::json!({ "v": 1, "key": digits }).to_string()
    }

    #[tokio::test]
    async fn the_key_is_read_when_it_is_first_needed_and_once() {
        let server = Loopback::answering(&[&holding(&key(&"07".repeat(32)))]);
        let keys = keys(&server);
        assert_eq!(server.requests().len(), 0);
        let ada = EmailAddress::parse("ada@example.com").unwrap();
        let expected = Identities::new(&[7; SECRET_LEN]).person(&ada);
        for _ in 0..2 {
            assert_eq!(keys.identities().await.unwrap().person(&ada), expected);
        }
        assert_eq!(server.requests().len(), 1);
        assert!(server.requests()[0].body().contains(ARN));
    }

    #[tokio::test]
    async fn a_key_that_could_not_be_read_is_asked_for_again() {
        let refusal = r#"{"__type":"AccessDeniedException","Message":"not you"}"#;
        let server =
            Loopback::playing([Answer::status(400, refusal), Answer::status(200, holding(&key(&"07".repeat(32))))]);
        let keys = keys(&server);
        let error = keys.identities().await.unwrap_err();
        assert!(Chain(&error).to_string().contains("AccessDeniedException"), "{}", Chain(&error));
        assert!(keys.identities().await.is_ok());
    }

    #[tokio::test]
    async fn a_secret_that_is_not_there_is_told_from_one_that_is_out_of_reach() {
        let gone = r#"{"__type":"ResourceNotFoundException","Message":"gone"}"#;
        let server = Loopback::playing([Answer::status(400, gone)]);
        let error = keys(&server).identities().await.unwrap_err();
        assert!(matches!(error, KeysError::Missing { .. }), "{error:?}");
    }

    #[tokio::test]
    async fn a_damaged_key_is_an_error_that_shows_none_of_it() {
        let later = key(&"07".repeat(32)).replace(":1", ":2");
        let damaged = ["hunter2", r#"{"v":1}"#, &later, &key("hunter2"), &key("abcdef")];
        for secret in damaged {
            let server = Loopback::answering(&[&holding(secret)]);
            let error = keys(&server).identities().await.unwrap_err();
            assert!(matches!(error, KeysError::Malformed { .. }), "{secret}: {error:?}");
            let shown = format!("{error:?} {}", Chain(&error));
            assert!(!shown.contains("hunter2") && !shown.contains("abcdef"), "{shown}");
        }
        assert_eq!(format!("{:?}", Secret::from("hunter2".to_owned())), "Secret(..)");
    }
}
