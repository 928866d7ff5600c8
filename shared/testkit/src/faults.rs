//! What a wire can break: requests that never arrive, answers that are lost, conflicts and throttles.
//!
//! [`faulty`] stands before any HTTP client of the SDK. Whether a call goes wrong, and how, is decided by a rule
//! that sees the operation and how many calls went before, so a test says exactly which call it breaks.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex},
};

use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

/// The operation of claims and of every other write that has a condition.
pub const TRANSACTION: &str = "TransactWriteItems";

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request never arrives.
    FailBefore,
    /// The request is carried out, and its answer is lost.
    FailAfter,
    /// Another transaction is writing the same items.
    Conflict,
    /// The table is overloaded.
    Throttle,
    /// The request never arrives, and nobody ever says so: whoever asked is killed meanwhile.
    HangBefore,
    /// The request is carried out, and nothing ever comes back: whoever asked is killed meanwhile.
    HangAfter,
}

/// A call on its way.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The operation: `TransactWriteItems`, …
    pub operation: &'a str,
    /// How many calls of this operation went before it, the SDK's own repeats counted.
    pub n_before: usize,
    /// The request as it was sent, JSON.
    pub body: &'a [u8],
}

/// Decides which calls go wrong.
type Rule = dyn Fn(Call<'_>) -> Option<Fault> + Send + Sync;

/// Puts `rule` before `inner`.
pub fn faulty(
    inner: SharedHttpClient,
    rule: impl Fn(Call<'_>) -> Option<Fault> + Send + Sync + 'static,
) -> SharedHttpClient {
    SharedHttpClient::new(FaultyWire { inner, rule: Arc::new(rule), n_calls: Arc::default() })
}

/// An HTTP client whose wire breaks by rule.
#[derive(Clone)]
struct FaultyWire {
    inner: SharedHttpClient,
    rule: Arc<Rule>,
    n_calls: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl FaultyWire {
    fn fault(&self, operation: &str, body: &[u8]) -> Option<Fault> {
        let n_before = {
            let mut n_calls = self.n_calls.lock().unwrap();
            let n = n_calls.entry(operation.to_owned()).or_default();
            *n += 1;
            *n - 1
        };
        (self.rule)(Call { operation, n_before, body })
    }
}

impl fmt::Debug for FaultyWire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FaultyWire(..)")
    }
}

impl HttpClient for FaultyWire {
    fn http_connector(&self, settings: &HttpConnectorSettings, parts: &RuntimeComponents) -> SharedHttpConnector {
        let connector = self.inner.http_connector(settings, parts);
        SharedHttpConnector::new(FaultyConnector { wire: self.clone(), connector })
    }
}

#[derive(Debug)]
struct FaultyConnector {
    wire: FaultyWire,
    connector: SharedHttpConnector,
}

impl HttpConnector for FaultyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let operation = request.headers().get("x-amz-target").and_then(|target| target.split('.').nth(1));
        let operation = operation.unwrap_or_default().to_owned();
        let body = request.body().bytes().unwrap_or_default().to_vec();
        let fault = self.wire.fault(&operation, &body);
        let connector = self.connector.clone();
        HttpConnectorFuture::new(async move {
            match fault {
                None => connector.call(request).await,
                Some(Fault::FailBefore) => Err(ConnectorError::io("the request was lost".into())),
                Some(Fault::FailAfter) => {
                    connector.call(request).await?;
                    Err(ConnectorError::io("the answer was lost".into()))
                }
                Some(Fault::Conflict) => refusal(&conflict(&operation, &body)),
                Some(Fault::HangBefore) => std::future::pending().await,
                Some(Fault::HangAfter) => {
                    connector.call(request).await?;
                    std::future::pending().await
                }
                Some(Fault::Throttle) => refusal(&json!({ "__type": typed("ProvisionedThroughputExceededException") })),
            }
        })
    }
}

/// A transaction names the reason of each of its actions.
fn conflict(operation: &str, body: &[u8]) -> Value {
    if operation != TRANSACTION {
        return json!({ "__type": typed("TransactionConflictException") });
    }
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let n_actions = request["TransactItems"].as_array().map_or(1, Vec::len);
    let mut reasons = vec![json!({ "Code": "None" }); n_actions];
    reasons[0] = json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" });
    json!({ "__type": typed("TransactionCanceledException"), "Message": "cancelled", "CancellationReasons": reasons })
}

fn typed(name: &str) -> String {
    format!("com.amazonaws.dynamodb.v20120810#{name}")
}

fn refusal(body: &Value) -> Result<HttpResponse, ConnectorError> {
    let status = StatusCode::try_from(400).map_err(|error| ConnectorError::other(error.into(), None))?;
    Ok(HttpResponse::new(status, SdkBody::from(body.to_string())))
}
