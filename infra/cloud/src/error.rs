//! Why a stack could not be worked on: what, where, and how to mend it.
//!
//! AWS repeats in its own words what it was given, addresses too; so only its codes are kept.

use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use cam_aws::{keys::KeysError, s3::PutError};
use cam_core::cycle::Phase;
use cam_ports::error::BoxError;

/// A call to AWS, as IAM knows it: `ses:GetSendQuota`.
pub type Action = &'static str;

/// Codes by which the services say that the caller may not do this.
const DENIED: [&str; 6] = [
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "NotAuthorized",
    "UnauthorizedOperation",
    "AWS.SimpleQueueService.AccessDenied",
];

/// Codes by which the services say that they do not know who is calling.
const UNKNOWN_CALLER: [&str; 9] = [
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSecurity",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];

/// A stack could not be worked on.
#[derive(Debug, thiserror::Error)]
pub enum CloudError {
    /// Nothing says where the stack is.
    #[error("no region is set: add --region REGION, or set AWS_REGION, or put one into your AWS profile")]
    NoRegion,
    /// Nothing says who is calling.
    #[error(
        "no AWS credentials were found: log in (\"aws configure\" or \"aws sso login\"), or set AWS_PROFILE to a profile that has some"
    )]
    NoCredentials(#[source] BoxError),
    /// The certificates that were named cannot be used.
    #[error("the certificates in {path}, which AWS_CA_BUNDLE names, cannot be read: name a PEM file, or unset it")]
    BadCertificates {
        /// The file.
        path: String,
        /// What is wrong with it.
        #[source]
        source: BoxError,
    },
    /// There is no such stack there.
    #[error(
        "there is no stack \"{name}\" in {region}: look at its name and region (\"aws cloudformation describe-stacks --region {region}\"), and whose account your credentials are of"
    )]
    NoStack {
        /// The name that was given.
        name: String,
        /// Where it was looked for.
        region: String,
    },
    /// It is being made or changed.
    #[error("the stack \"{name}\" is not ready, it is {status}: wait until it is done, and do the same again")]
    Busy {
        /// The stack.
        name: String,
        /// What CloudFormation says of it.
        status: String,
    },
    /// It was never made whole, or it is going.
    #[error(
        "the stack \"{name}\" cannot be used, it is {status}: \"aws cloudformation describe-stack-events --stack-name {name}\" says why; delete it and deploy it again"
    )]
    Broken {
        /// The stack.
        name: String,
        /// What CloudFormation says of it.
        status: String,
    },
    /// It says less of itself than it should.
    #[error(
        "the stack \"{name}\" has no output {output}: it was deployed from another or an older template; deploy infra/template.yaml of this version"
    )]
    MissingOutput {
        /// The stack.
        name: String,
        /// The output.
        output: &'static str,
    },
    /// An output is not what it should be.
    #[error(
        "the stack \"{name}\" has the output {output} = \"{value}\", which is not {expected}: deploy infra/template.yaml of this version"
    )]
    BadOutput {
        /// The stack.
        name: String,
        /// The output.
        output: &'static str,
        /// What it says.
        value: String,
        /// What it should be.
        expected: &'static str,
    },
    /// The caller may not do this.
    #[error("access denied: your credentials may not {action}; use others, or have that action allowed")]
    Denied {
        /// What was refused.
        action: Action,
    },
    /// AWS does not know the caller.
    #[error("AWS does not accept your credentials ({code}, at {action}): log in again, or look at AWS_PROFILE")]
    UnknownCaller {
        /// What was asked.
        action: Action,
        /// What AWS said.
        code: String,
    },
    /// AWS could not be reached.
    #[error("AWS is out of reach at {action}: look at your network, the region and AWS_ENDPOINT_URL")]
    OutOfReach {
        /// What was asked.
        action: Action,
        /// What the network said.
        #[source]
        source: BoxError,
    },
    /// AWS said no for another reason.
    #[error("AWS refused {action} with {code}")]
    Refused {
        /// What was asked.
        action: Action,
        /// What AWS said.
        code: String,
    },
    /// The secret that says who is who cannot be used.
    #[error(transparent)]
    Key(#[from] KeysError),
    /// A list was not put into the bucket.
    #[error(transparent)]
    List(#[from] PutError),
    /// The machine has no source of chance.
    #[error("the operating system gave no random numbers")]
    NoChance(#[source] BoxError),
    /// The stack has no such function.
    #[error("the stack has no function {0}: deploy infra/template.yaml of this version")]
    NoFunction(String),
    /// The function answered with an error.
    #[error("{phase} failed: {message}")]
    Function {
        /// The phase.
        phase: Phase,
        /// What it said.
        message: String,
    },
}

/// Sorts what the SDK says of a call by what its caller can do.
pub(crate) fn failed<E, R>(action: Action) -> impl FnOnce(SdkError<E, R>) -> CloudError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    move |error| {
        let Some(code) = code_of(&error) else {
            return match error {
                SdkError::ServiceError(_) => CloudError::Refused { action, code: "no code".to_owned() },
                other => CloudError::OutOfReach { action, source: other.into() },
            };
        };
        if DENIED.contains(&code.as_str()) {
            return CloudError::Denied { action };
        }
        if UNKNOWN_CALLER.contains(&code.as_str()) {
            return CloudError::UnknownCaller { action, code };
        }
        CloudError::Refused { action, code }
    }
}

/// The code of an answer that was an error.
pub(crate) fn code_of<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> Option<String> {
    error.as_service_error().and_then(ProvideErrorMetadata::code).map(ToOwned::to_owned)
}
