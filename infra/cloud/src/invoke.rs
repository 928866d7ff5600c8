//! A phase of a stack, invoked alone.

use std::time::Duration;

use aws_sdk_lambda::{Client, config::Builder, primitives::Blob};
use aws_smithy_types::{retry::RetryConfig, timeout::TimeoutConfig};
use cam_core::cycle::Phase;

use crate::{
    error::{CloudError, code_of, failed},
    stack::Stack,
};

/// Longer than any function may take (15 minutes).
const PATIENCE: Duration = Duration::from_secs(16 * 60);

const INVOKE: &str = "lambda:InvokeFunction";

impl Stack {
    /// Invokes the function of a phase with an event, and waits for what it answers, as JSON.
    ///
    /// It is asked once: a phase that was at work and lost its answer is not started again by the way.
    pub async fn invoke(&self, phase: Phase, event: &[u8]) -> Result<Vec<u8>, CloudError> {
        let timeouts = TimeoutConfig::builder().operation_timeout(PATIENCE).operation_attempt_timeout(PATIENCE);
        let config = Builder::from(self.session.config())
            .timeout_config(timeouts.read_timeout(PATIENCE).build())
            .retry_config(RetryConfig::disabled());
        let client = Client::from_conf(config.build());
        let name = self.function(phase);
        let answer = client.invoke().function_name(&name).payload(Blob::new(event)).send().await;
        let answer = match answer {
            Err(error) if code_of(&error).as_deref() == Some("ResourceNotFoundException") => {
                return Err(CloudError::NoFunction(name));
            }
            answer => answer.map_err(failed(INVOKE))?,
        };
        let payload = answer.payload().map(|payload| payload.as_ref().to_vec()).unwrap_or_default();
        match answer.function_error() {
            None => Ok(payload),
            Some(kind) => Err(CloudError::Function { phase, message: message(kind, &payload) }),
        }
    }
}

/// What a function that failed said, as Lambda hands it on: `{"errorType": …, "errorMessage": …}`.
fn message(kind: &str, payload: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct FunctionError {
        error_message: String,
    }
    let read: Result<FunctionError, _> = serde_json::from_slice(payload);
    read.map_or_else(|_| format!("{kind}, without a message"), |error| error.error_message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        loopback::{Loopback, json_error},
        stack::fixture,
    };

    #[tokio::test]
    async fn a_phase_is_asked_once_and_its_answer_handed_on() {
        let aws = Loopback::answering(|_| (200, r#"{"phase":"report-cycle"}"#.to_owned()));
        let stack = fixture(&aws.url());
        let answer = stack.invoke(Phase::ReportCycle, br#"{"campaign":"spring"}"#).await.unwrap();
        assert_eq!(answer, br#"{"phase":"report-cycle"}"#);
        let requests = aws.requests();
        let [request] = requests.as_slice() else { panic!("{requests:?}") };
        assert_eq!(request.line, "POST /2015-03-31/functions/cam-report-cycle/invocations");
        assert_eq!(request.body, r#"{"campaign":"spring"}"#);
    }

    #[tokio::test]
    async fn a_phase_that_broke_is_not_asked_again() {
        let aws = Loopback::answering(|_| json_error(500, "ServiceException"));
        let error = fixture(&aws.url()).invoke(Phase::ReportCycle, b"{}").await.unwrap_err();
        assert!(error.to_string().contains("AWS refused lambda:InvokeFunction with ServiceException"), "{error}");
        assert_eq!(aws.requests().len(), 1);
    }

    #[tokio::test]
    async fn a_function_that_is_not_there_is_named() {
        let aws = Loopback::answering(|_| json_error(404, "ResourceNotFoundException"));
        let error = fixture(&aws.url()).invoke(Phase::SendOutreach, b"{}").await.unwrap_err();
        assert!(error.to_string().contains("no function cam-send-outreach"), "{error}");
    }

    #[test]
    fn a_function_that_failed_is_quoted() {
        assert_eq!(message("Unhandled", br#"{"errorMessage":"no table","errorType":"x"}"#), "no table");
        assert_eq!(message("Unhandled", b""), "Unhandled, without a message");
    }
}
