//! Answers the SDK's HTTP requests from the database.

use aws_smithy_runtime_api::{
    client::{
        http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use dynoxide::DynoxideError;
use serde::{Serialize, de::DeserializeOwned};

use crate::EmbeddedDynamo;

/// The header that names the operation, and what stands before its name.
const TARGET: &str = "x-amz-target";
const VERSION: &str = "DynamoDB_20120810.";

/// What a request for an unknown operation is answered with.
const UNKNOWN: &str = r#"{"__type":"com.amazon.coral.service#UnknownOperationException","message":"the embedded database does not answer this operation"}"#;

/// An HTTP client without a wire.
#[derive(Debug, Clone)]
pub(crate) struct Wire {
    dynamo: EmbeddedDynamo,
}

impl Wire {
    pub(crate) fn new(dynamo: EmbeddedDynamo) -> Self {
        Self { dynamo }
    }

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let target = request.headers().get(TARGET).unwrap_or_default();
        let (status, body) = self.dynamo.answer(target, request.body().bytes().unwrap_or_default());
        let status = StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
        Ok(HttpResponse::new(status, SdkBody::from(body)))
    }
}

impl EmbeddedDynamo {
    /// Answers one request as DynamoDB does, with the status and the body. `target` is its `x-amz-target`, or the name of the
    /// operation alone, such as `GetItem`.
    #[must_use]
    pub fn answer(&self, target: &str, body: &[u8]) -> (u16, String) {
        match self.carry_out(target.strip_prefix(VERSION).unwrap_or(target), body) {
            None => (400, UNKNOWN.to_owned()),
            Some(Ok(answer)) => (200, answer),
            Some(Err(error)) => (error.status_code(), error.to_json()),
        }
    }

    /// The operations `cam_aws` uses; none for others.
    fn carry_out(&self, operation: &str, body: &[u8]) -> Option<Result<String, DynoxideError>> {
        let db = self.database();
        Some(match operation {
            "CreateTable" => carry(body, |request| db.create_table(request)),
            "DescribeTable" => carry(body, |request| db.describe_table(request)),
            "UpdateTimeToLive" => carry(body, |request| db.update_time_to_live(request)),
            "GetItem" => carry(body, |request| db.get_item(request)),
            "PutItem" => carry(body, |request| db.put_item(request)),
            "Query" => carry(body, |request| db.query(request)),
            "Scan" => carry(body, |request| db.scan(request)),
            "BatchGetItem" => carry(body, |request| db.batch_get_item(request)),
            "BatchWriteItem" => carry(body, |request| db.batch_write_item(request)),
            "TransactWriteItems" => carry(body, |request| db.transact_write_items(request)),
            _ => return None,
        })
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Wire {
    /// Works on the caller's thread: SQLite has one writer, and a write takes a fraction of a millisecond.
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let wire = self.clone();
        HttpConnectorFuture::new(async move { wire.answer(&request) })
    }
}

fn carry<Q: DeserializeOwned, A: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Q) -> Result<A, DynoxideError>,
) -> Result<String, DynoxideError> {
    let request = serde_json::from_slice(body).map_err(|error| unreadable(&error))?;
    serde_json::to_string(&operation(request)?).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// The class alone: serde's message may quote what was sent. The library marks what DynamoDB itself would find invalid.
fn unreadable(error: &serde_json::Error) -> DynoxideError {
    if error.to_string().starts_with("VALIDATION") {
        return DynoxideError::ValidationException("the request is not valid".to_owned());
    }
    DynoxideError::SerializationException(format!("the request is unreadable ({:?})", error.classify()))
}
