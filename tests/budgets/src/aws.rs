//! An AWS of one account on loopback: DynamoDB on the embedded table, and as much of SQS, SES, S3 and Secrets Manager
//! as the functions use. Every request is counted.
//!
//! It knows no permissions and checks no signatures. What it cannot answer it refuses and remembers.

mod dynamo;
mod meter;
mod s3;
mod ses;
mod sqs;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cam_embedded::EmbeddedDynamo;
use cam_ports::identity::SECRET_LEN;
use data_encoding::HEXLOWER;
use serde_json::json;
use tokio_rustls::TlsAcceptor;

pub use self::{
    meter::{Calls, Meter},
    ses::Letter,
    sqs::{Message, Queues},
};
use crate::http::{Answer, Asked, serve};

/// The table.
pub const TABLE: &str = "cam";
/// The bucket.
pub const BUCKET: &str = "cam-bucket";
/// The secret of the stack, as its template would draw one.
pub const SECRET: [u8; SECRET_LEN] = [7; SECRET_LEN];

/// The account.
#[derive(Clone)]
pub struct Aws {
    account: Arc<Account>,
}

struct Account {
    dynamo: EmbeddedDynamo,
    meter: Mutex<Meter>,
    queues: Mutex<Queues>,
    letters: Mutex<Vec<Letter>>,
    bucket: Mutex<s3::Bucket>,
    refused: Mutex<Vec<String>>,
}

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Aws(..)")
    }
}

impl Aws {
    /// An account with an empty database; the table has yet to be made.
    pub fn new() -> Result<Self, cam_embedded::OpenError> {
        Ok(Self {
            account: Arc::new(Account {
                dynamo: EmbeddedDynamo::memory()?,
                meter: Mutex::default(),
                queues: Mutex::default(),
                letters: Mutex::default(),
                bucket: Mutex::default(),
                refused: Mutex::default(),
            }),
        })
    }

    /// Begins to answer; the URL it answers at.
    pub async fn serve(&self, tls: Option<TlsAcceptor>) -> std::io::Result<String> {
        let scheme = if tls.is_some() { "https" } else { "http" };
        let aws = self.clone();
        let address = serve(tls, move |asked| std::future::ready(aws.answer(&asked))).await?;
        Ok(format!("{scheme}://{address}"))
    }

    /// A client of the database that is not counted.
    #[must_use]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        self.account.dynamo.client()
    }

    /// What was asked for.
    pub fn meter(&self) -> MutexGuard<'_, Meter> {
        lock(&self.account.meter)
    }

    /// The queues.
    pub fn queues(&self) -> MutexGuard<'_, Queues> {
        lock(&self.account.queues)
    }

    /// The mails that SES took.
    pub fn letters(&self) -> MutexGuard<'_, Vec<Letter>> {
        lock(&self.account.letters)
    }

    /// Puts an object into the bucket, as somebody else than the functions.
    pub fn put_object(&self, key: &str, content: impl Into<Vec<u8>>) {
        lock(&self.account.bucket).insert(key, content.into());
    }

    /// The mark of an object's content, as S3 tells of it; empty if there is no such object.
    #[must_use]
    pub fn etag(&self, key: &str) -> String {
        lock(&self.account.bucket).etag(key)
    }

    /// Requests that were refused, by name.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        lock(&self.account.refused).clone()
    }

    fn answer(&self, asked: &Asked) -> Answer {
        let target = asked.header("x-amz-target");
        let (service, operation) = match target.split_once('.') {
            Some((service, operation)) => (service, operation.to_owned()),
            None if asked.header("content-type").starts_with("application/x-www-form-urlencoded") => {
                ("ses", ses::action(asked))
            }
            None => ("s3", s3::operation(asked)),
        };
        let answer = match service {
            "DynamoDB_20120810" => return dynamo::answer(&self.account.dynamo, &mut self.meter(), &operation, asked),
            "AmazonSQS" => self.queues().answer(&operation, &asked.body),
            "ses" => ses::answer(&mut self.letters(), &operation, asked),
            "s3" => lock(&self.account.bucket).answer(&operation, asked),
            "secretsmanager" if operation == "GetSecretValue" => Some(secret()),
            _ => None,
        };
        let name = match service {
            "AmazonSQS" => "sqs",
            other => other,
        };
        self.meter().count(name, &operation, Calls::one());
        answer.unwrap_or_else(|| {
            lock(&self.account.refused).push(format!("{service} {operation} {}", asked.uri));
            Answer::json(400, r#"{"__type":"UnknownOperationException","message":"not answered on loopback"}"#)
        })
    }
}

fn secret() -> Answer {
    let secret = json!({ "v": 1, "key": HEXLOWER.encode(&SECRET) }).to_string();
    let arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:cam";
    Answer::json(200, json!({ "ARN": arn, "Name": "cam", "SecretString": secret }).to_string())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
