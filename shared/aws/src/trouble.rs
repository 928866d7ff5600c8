//! What the SDK says of a call that failed, without what was asked or answered: errors are logged.

use std::error::Error;

use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use cam_ports::error::BoxError;

/// AWS answered, and it was no.
#[derive(Debug, thiserror::Error)]
enum Answer {
    #[error("it answered {0}: the role of the function, or of whoever runs the program, has to allow the call")]
    Denied(String),
    #[error("it answered {0}")]
    Code(String),
}

/// The code of the answer; else the connector's own words, which name hosts and sockets and never what was sent.
pub(crate) fn trouble<E>(error: SdkError<E, HttpResponse>) -> BoxError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    match error.code().map(ToOwned::to_owned) {
        Some(code) if code.starts_with("AccessDenied") => Answer::Denied(code).into(),
        Some(code) => Answer::Code(code).into(),
        None => match error {
            SdkError::ServiceError(answer) => Answer::Code(format!("status {}", answer.raw().status())).into(),
            SdkError::ResponseError(_) => "its answer was unreadable".into(),
            other => other.into_source().unwrap_or_else(|_| "it was not reached".into()),
        },
    }
}
