//! What SES says when it does not take a mail, sorted by what comes next.
//!
//! Whatever is the account's fault, or a matter of time, must not cost a lead: only what SES says about this recipient or
//! this content is final. Its messages name addresses, so they are read here and not kept.

use aws_sdk_ses::{
    error::{ProvideErrorMetadata, SdkError},
    operation::send_raw_email::SendRawEmailError,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use cam_ports::error::BoxError;

use crate::http::never_connected;

/// Why SES did not take a mail, or is not known to have taken it.
#[derive(Debug, thiserror::Error)]
pub enum SesProblem {
    /// The account has sent what it may in 24 hours.
    #[error("the account has sent what SES lets it send in 24 hours: ask AWS for a higher sending quota, or wait")]
    DailyQuota,
    /// What is left of the day is kept back.
    #[error(
        "what SES still takes of the account in these 24 hours ({n_left} mails) is kept for mail to the owner and for \
         others who use the account: ask AWS for a higher sending quota, or lower the caps of the senders"
    )]
    Reserve {
        /// How many mails that is.
        n_left: u64,
    },
    /// Mails were offered faster than the account may send.
    #[error("SES was offered mails faster than the account may send them: the pace is halved for ten minutes")]
    Rate,
    /// There are more mails than the pace has room for before the function has to end.
    #[error("more mails are due than SES takes of the account in the next seconds: the rest goes out later")]
    NoTurn,
    /// The sender is not verified, or the account is in the sandbox and the recipient is not.
    #[error(
        "SES does not know the sender, or in its sandbox the recipient: verify the sender's domain in this region, and \
         ask AWS for production access"
    )]
    Unverified,
    /// The whole account may not send.
    #[error("SES has paused sending for the account: its console says why, under account dashboard and reputation")]
    AccountPaused,
    /// The configuration set may not send.
    #[error("sending is paused for the configuration set: resume it in the console of SES when the reason is mended")]
    ConfigurationSetPaused,
    /// The configuration set is not there.
    #[error("the configuration set does not exist: deploy the stack again, or mend CAM_CONFIGURATION_SET")]
    NoConfigurationSet,
    /// The custom MAIL FROM domain has no MX record that SES could read.
    #[error("the MAIL FROM domain of the sender is not verified: publish the MX record that SES asks for")]
    MailFromDomain,
    /// The function may not send, or not as this sender, or in the sandbox not to this recipient.
    #[error(
        "SES did not let the function in ({code}): its role has to allow ses:SendRawEmail for the sender's identity, in \
         SES's sandbox for the recipient's too, and for the configuration set: deploy the stack's template again"
    )]
    Denied {
        /// SES's code.
        code: String,
    },
    /// Something else that is no fault of the mail's.
    #[error("SES did not take the mail ({code})")]
    NotTaken {
        /// SES's code, or the status of its answer.
        code: String,
    },
    /// The address or the content is refused for good.
    #[error("SES refused the address or the content of the mail ({code})")]
    Refused {
        /// SES's code.
        code: String,
    },
    /// No connection stood, so nothing was written.
    #[error("SES was not reached")]
    NotReached(#[source] BoxError),
    /// The request was written, and then the connection broke or the time was over.
    #[error("the connection broke or fell silent after the mail was handed over")]
    Broken(#[source] BoxError),
    /// The answer cannot be read, or SES broke while it had the mail.
    #[error("the answer of SES does not say whether the mail went out")]
    Unreadable,
}

/// What the caller does next; see [`GatewayError`](cam_ports::gateway::GatewayError).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Rejected,
    Unavailable,
    NoAnswer,
}

/// Sorts a failed send.
pub(super) fn judge(error: SdkError<SendRawEmailError, HttpResponse>) -> (Class, SesProblem) {
    match error {
        SdkError::ServiceError(answer) => judge_answer(answer.err(), answer.raw().status().as_u16()),
        SdkError::ConstructionFailure(_) => (Class::Unavailable, SesProblem::NotReached("no request was made".into())),
        failure @ SdkError::DispatchFailure(_) => {
            let error = failure.into_source().unwrap_or_else(|_| "it broke".into());
            if never_connected(&*error) {
                (Class::Unavailable, SesProblem::NotReached(error))
            } else {
                (Class::NoAnswer, SesProblem::Broken(error))
            }
        }
        // A connection has less time to stand than the call has, so it stood.
        SdkError::TimeoutError(_) => (Class::NoAnswer, SesProblem::Broken("it did not answer in time".into())),
        _ => (Class::NoAnswer, SesProblem::Unreadable),
    }
}

fn judge_answer(error: &SendRawEmailError, status: u16) -> (Class, SesProblem) {
    use SendRawEmailError as Sent;
    let text = error.message().unwrap_or_default().to_lowercase();
    let problem = match error {
        Sent::AccountSendingPausedException(_) => SesProblem::AccountPaused,
        Sent::ConfigurationSetSendingPausedException(_) => SesProblem::ConfigurationSetPaused,
        Sent::ConfigurationSetDoesNotExistException(_) => SesProblem::NoConfigurationSet,
        Sent::MailFromDomainNotVerifiedException(_) => SesProblem::MailFromDomain,
        Sent::MessageRejected(_) => return judge_rejection(&text),
        _ => return judge_code(error.code(), &text, status),
    };
    (Class::Unavailable, problem)
}

/// `MessageRejected` stands for what is wrong with the account as well as for what is wrong with the mail.
fn judge_rejection(text: &str) -> (Class, SesProblem) {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["not verified"]) {
        (Class::Unavailable, SesProblem::Unverified)
    } else if says(&["suspended", "paused", "shut down", "disabled"]) {
        (Class::Unavailable, SesProblem::AccountPaused)
    } else {
        (Class::Rejected, SesProblem::Refused { code: "MessageRejected".to_owned() })
    }
}

fn judge_code(code: Option<&str>, text: &str, status: u16) -> (Class, SesProblem) {
    let named = || code.map_or_else(|| format!("status {status}"), ToOwned::to_owned);
    match code {
        Some("Throttling" | "ThrottlingException" | "TooManyRequestsException" | "LimitExceeded") => {
            let is_daily = text.contains("daily");
            (Class::Unavailable, if is_daily { SesProblem::DailyQuota } else { SesProblem::Rate })
        }
        Some(code) if DENIALS.contains(&code) => (Class::Unavailable, SesProblem::Denied { code: named() }),
        // The same code says that the set's name or a tag is malformed, which no other address would mend.
        Some("InvalidParameterValue") if !text.contains("configuration set") && !text.contains("tag") => {
            (Class::Rejected, SesProblem::Refused { code: named() })
        }
        _ if status == 503 || (400..500).contains(&status) => {
            (Class::Unavailable, SesProblem::NotTaken { code: named() })
        }
        _ => (Class::NoAnswer, SesProblem::Unreadable),
    }
}

/// Codes of AWS for "not you".
const DENIALS: [&str; 11] = [
    "AccessDenied",
    "AccessDeniedException",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "OptInRequired",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];
