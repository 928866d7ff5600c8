//! One configuration and one connection pool for every AWS client, at next to no cost until the first call.
//!
//! The SDK's own HTTP client builds a TLS connector for each client, and reads the machine's root certificates while it
//! is at it: most of the CPU of a cold start. Here one connector is built when the first call is made, on ring, and it
//! trusts the five roots of Amazon's endpoints only (<https://www.amazontrust.com/repository/>). Region and credentials
//! are given, not looked for: on Lambda they are environment variables.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::{
    Connector,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    behavior_version::BehaviorVersion,
    http::{HttpClient, HttpConnectorSettings, SharedHttpConnector},
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::{SdkConfig, region::Region};

/// Amazon Root CA 1 to 4 and Starfield Services Root Certificate Authority - G2, as Mozilla's list has them.
const ROOTS: &[u8] = include_bytes!("../roots/amazon.pem");

/// How long a connection may take to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How long one attempt of a call may take; answers of DynamoDB and SQS take milliseconds.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a call may take with all its attempts.
const CALL_TIMEOUT: Duration = Duration::from_secs(15);

/// The account as its clients see it.
#[derive(Debug)]
pub struct Aws {
    config: SdkConfig,
}

impl Aws {
    /// Clients for `region`; `endpoint_url` stands in for AWS's own endpoints and may be plain `http`.
    #[must_use]
    pub fn new(region: &str, credentials: Credentials, endpoint_url: Option<&str>) -> Self {
        Self::with_http_client(region, credentials, endpoint_url, LazyConnector::default())
    }

    /// A client of DynamoDB.
    #[must_use]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.config)
    }

    /// A client of SQS.
    #[must_use]
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&self.config)
    }

    fn with_http_client(
        region: &str,
        credentials: Credentials,
        endpoint_url: Option<&str>,
        http: LazyConnector,
    ) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .operation_timeout(CALL_TIMEOUT)
            .build();
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(region.to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .timeout_config(timeouts)
            .http_client(http);
        config.set_endpoint_url(endpoint_url.map(ToOwned::to_owned));
        Self { config: config.build() }
    }
}

/// One connector for all clients, built at the first call. Every client has the same timeouts, so the first may build.
#[derive(Debug, Clone, Default)]
struct LazyConnector(Arc<OnceLock<SharedHttpConnector>>);

impl HttpClient for LazyConnector {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        self.0.get_or_init(|| build(settings, components)).clone()
    }
}

fn build(settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
    let mut connector = Connector::builder().connector_settings(settings.clone());
    connector.set_sleep_impl(components.sleep_impl());
    let connector = connector.tls_provider(Provider::Rustls(CryptoMode::Ring));
    let roots = TrustStore::empty().with_pem_certificate(ROOTS);
    let connector = match TlsContext::builder().with_trust_store(roots).build() {
        Ok(context) => connector.tls_context(context),
        // Only the machine's own roots are left then, which are slow to read and trust Amazon's endpoints as well.
        Err(_) => connector,
    };
    SharedHttpConnector::new(connector.build())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loopback::{Loopback, Request};

    fn credentials() -> Credentials {
        Credentials::new("key", "secret", None, None, "test")
    }

    #[test]
    fn building_clients_builds_no_connector() {
        let http = LazyConnector::default();
        let aws = Aws::with_http_client("eu-central-1", credentials(), None, http.clone());
        let _clients = (aws.dynamodb(), aws.sqs());
        assert!(http.0.get().is_none());
    }

    #[tokio::test]
    async fn every_client_reaches_a_plain_endpoint() {
        let server = Loopback::answering(&[r#"{"TableNames":["cam"]}"#, r#"{"QueueUrls":[]}"#]);
        let aws = Aws::new("eu-central-1", credentials(), Some(&server.url()));
        let tables = aws.dynamodb().list_tables().send().await.unwrap();
        assert_eq!(tables.table_names(), ["cam"]);
        aws.sqs().list_queues().send().await.unwrap();
        let targets: Vec<String> = server.requests().iter().map(Request::target).collect();
        assert_eq!(targets, ["DynamoDB_20120810.ListTables", "AmazonSQS.ListQueues"]);
    }

    #[test]
    fn the_roots_are_five_certificates() {
        let text = std::str::from_utf8(ROOTS).unwrap();
        assert_eq!(text.matches("-----BEGIN CERTIFICATE-----").count(), 5);
        assert!(
            TlsContext::builder().with_trust_store(TrustStore::empty().with_pem_certificate(ROOTS)).build().is_ok()
        );
    }
}
