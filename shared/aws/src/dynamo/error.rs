//! What DynamoDB says when it does not do what it was asked, sorted by what comes next.
//!
//! Only codes are kept. The messages and the raw answers of DynamoDB may hold what was stored, and errors are logged.

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use cam_ports::error::{BoxError, StoreError};

use super::record::Malformed;

/// The most actions DynamoDB takes in one transaction.
pub(crate) const MAX_ACTIONS: usize = 100;

/// A code of DynamoDB for a condition that did not hold.
pub(crate) const CONDITION_FAILED: &str = "ConditionalCheckFailed";

/// Codes, of calls and of single actions of a transaction, after which the same call may go through.
const BUSY: [&str; 10] = [
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
    "ThrottlingError",
    "ThrottlingException",
    "Throttling",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "LimitExceededException",
];

/// DynamoDB answered, and it was no.
#[derive(Debug, thiserror::Error)]
enum Answer {
    #[error("the table does not exist: deploy the stack, or name the right table in the settings")]
    NoTable,
    #[error("it answered {code}")]
    Code { code: String },
    #[error("the transaction was cancelled for {codes}")]
    Cancelled { codes: String },
}

/// A transaction that DynamoDB would refuse unread.
#[derive(Debug, thiserror::Error)]
#[error(
    "{n} items were to be written in one transaction, and DynamoDB takes {MAX_ACTIONS}: lower the settings *_per_transaction"
)]
pub(crate) struct TooManyActions {
    pub(crate) n: usize,
}

/// Whether the same call may go through a moment later.
pub(crate) fn is_busy<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> bool {
    error.code().is_some_and(|code| BUSY.contains(&code))
}

/// Why a transaction did not go through.
pub(crate) fn cancellation(error: &SdkError<TransactWriteItemsError, HttpResponse>) -> Cancellation {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) = error.as_service_error() else {
        return if is_busy(error) { Cancellation::Busy } else { Cancellation::None };
    };
    let codes: Vec<&str> = cancelled.cancellation_reasons().iter().map(|r| r.code().unwrap_or_default()).collect();
    if codes.contains(&CONDITION_FAILED) {
        return Cancellation::Refused(codes.iter().map(|code| *code == CONDITION_FAILED).collect());
    }
    if codes.iter().any(|code| BUSY.contains(code)) { Cancellation::Busy } else { Cancellation::None }
}

/// Why a transaction did not go through.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cancellation {
    /// Conditions did not hold: for each action, whether it was one of them.
    Refused(Vec<bool>),
    /// Something else was writing the same items.
    Busy,
    /// It failed otherwise.
    None,
}

/// The error of a call that is given up.
pub(crate) fn unavailable<E>(operation: &'static str, error: SdkError<E, HttpResponse>) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let source = match error.code() {
        Some("ResourceNotFoundException") => Answer::NoTable.into(),
        Some(code) => answer(code, &error),
        None => without_answer(error),
    };
    StoreError::Unavailable { operation, source }
}

fn answer<E>(code: &str, error: &SdkError<E, HttpResponse>) -> BoxError
where
    E: std::error::Error + 'static,
{
    let cancelled = error.as_service_error().and_then(|error| {
        let error: &(dyn std::error::Error + 'static) = error;
        match error.downcast_ref::<TransactWriteItemsError>() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => Some(cancelled),
            _ => None,
        }
    });
    let Some(cancelled) = cancelled else { return Answer::Code { code: code.to_owned() }.into() };
    let codes: Vec<&str> = cancelled.cancellation_reasons().iter().filter_map(|reason| reason.code()).collect();
    Answer::Cancelled { codes: codes.join(", ") }.into()
}

/// The connector's own words: they name hosts and sockets, never what was sent.
fn without_answer<E>(error: SdkError<E, HttpResponse>) -> BoxError
where
    E: std::error::Error + Send + Sync + 'static,
{
    match error {
        SdkError::ServiceError(_) | SdkError::ResponseError(_) => "its answer was unreadable".into(),
        other => other.into_source().unwrap_or_else(|_| "it was not reached".into()),
    }
}

/// The error of an item that cannot be read or written.
pub(crate) fn malformed(operation: &'static str) -> impl Fn(Malformed) -> StoreError {
    move |error| StoreError::Malformed { operation, source: error.into() }
}
