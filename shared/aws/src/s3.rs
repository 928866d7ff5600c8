//! The bucket of a stack: lists of leads, the mail that came in, the rows that were rejected.
//!
//! What replaces or removes an object names the version it read, so that nothing another one wrote is lost.

mod inbox;
mod lists;
mod rejects;

use std::time::Duration;

use aws_sdk_s3::{
    config::{Builder, Config},
    error::SdkError,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_types::timeout::TimeoutConfig;
pub use inbox::S3Inbox;
pub use lists::{FetchError, FetchedList, ListKey, NoListKey, PutError, S3Sources, Stored};
pub use rejects::S3Rejects;

/// How long the body of a big object may take on its way to S3, over a slow line.
const UPLOAD_TIMEOUT: Duration = Duration::from_mins(10);

/// A condition that did not hold, and two writers that met.
const CONDITION_FAILED: [u16; 2] = [412, 409];

/// Stands in a condition for any version.
const ANY: &str = "*";

fn status<E>(error: &SdkError<E, HttpResponse>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}

fn is_gone<E>(error: &SdkError<E, HttpResponse>) -> bool {
    status(error) == Some(404)
}

fn is_changed<E>(error: &SdkError<E, HttpResponse>) -> bool {
    status(error).is_some_and(|status| CONDITION_FAILED.contains(&status))
}

/// A version as it stands in headers: in quotes.
fn quoted(etag: &str) -> String {
    format!("\"{}\"", bare(etag))
}

/// A version as it stands in notifications: without quotes.
fn bare(etag: &str) -> &str {
    etag.trim_matches('"')
}

/// For a call that carries an object.
fn uploading() -> Builder {
    let timeouts = TimeoutConfig::builder().operation_timeout(UPLOAD_TIMEOUT).operation_attempt_timeout(UPLOAD_TIMEOUT);
    Config::builder().timeout_config(timeouts.build())
}

#[cfg(test)]
mod tests;
