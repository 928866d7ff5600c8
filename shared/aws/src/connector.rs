//! One configuration and one connection pool for every AWS client, at next to no cost until the first call.
//!
//! The SDK's own HTTP client builds a TLS connector for each client, and reads the machine's root certificates while it
//! is at it: most of the CPU of a cold start. Here one connector is built when the first call is made (`http`), and it
//! trusts the five roots of Amazon's endpoints only, unless it is given others. Region and credentials are given, not
//! looked for: on Lambda they are environment variables.

use std::{
    fmt,
    ops::Deref,
    sync::{Arc, LazyLock},
    time::Duration,
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::{
    checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation},
    retry::RetryConfig,
    timeout::TimeoutConfig,
};
use aws_types::{SdkConfig, region::Region};
use cam_ports::error::BoxError;

use crate::http::{self, AMAZON_ROOTS, Http};

/// How long a connection may take to stand.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);

/// How long one attempt of a call may take; answers of DynamoDB and SQS take milliseconds.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a call may take with all its attempts.
const CALL_TIMEOUT: Duration = Duration::from_secs(15);

/// How long SES may take: it is asked once, and a function that sends has to end well before it is stopped.
const SES_TIMEOUT: Duration = Duration::from_secs(10);

/// The account as its clients see it; clones share its connections.
#[derive(Debug, Clone)]
pub struct Aws {
    config: SdkConfig,
    endpoints: Endpoints,
}

/// What stands in for AWS's own endpoints; may be plain `http`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoints {
    /// For every service (`AWS_ENDPOINT_URL`).
    pub all: Option<String>,
    /// For SES before `all` (`AWS_ENDPOINT_URL_SES`).
    pub ses: Option<String>,
}

/// The root certificates are no PEM, or none is in them.
#[derive(Debug, thiserror::Error)]
#[error("the root certificates cannot be read: AWS_CA_BUNDLE has to name a PEM file with at least one certificate")]
pub struct UnreadableCaBundle(#[source] BoxError);

impl Aws {
    /// Clients for `region`; `endpoint_url` stands in for AWS's own endpoints and may be plain `http`.
    #[must_use]
    pub fn new(region: &str, credentials: Credentials, endpoint_url: Option<&str>) -> Self {
        let endpoints = Endpoints { all: endpoint_url.map(ToOwned::to_owned), ses: None };
        Self::with_credentials(region, SharedCredentialsProvider::new(credentials), endpoints)
    }

    /// Clients for `region` that ask `credentials` who they are, as a laptop's chain of credentials wants to be asked.
    #[must_use]
    pub fn with_credentials(region: &str, credentials: SharedCredentialsProvider, endpoints: Endpoints) -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .operation_timeout(CALL_TIMEOUT)
            .build();
        let mut config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(region.to_owned()))
            .credentials_provider(credentials)
            .timeout_config(timeouts)
            .http_client(Http::trusting(AMAZON_ROOTS));
        config.set_endpoint_url(endpoints.all.clone());
        Self { config: config.build(), endpoints }
    }

    /// Trusts the certificates of `ca_bundle` (PEM) instead of Amazon's roots.
    pub fn trusting(self, ca_bundle: &[u8]) -> Result<Self, UnreadableCaBundle> {
        check(ca_bundle)?;
        Ok(self.over(Http::trusting(ca_bundle)))
    }

    /// A client that is built when it is first used: `aws.lazy(Aws::sqs)`.
    #[must_use]
    pub fn lazy<C: 'static>(&self, client: fn(&Self) -> C) -> Lazy<C> {
        let aws = self.clone();
        Lazy(Arc::new(LazyLock::new(Box::new(move || client(&aws)))))
    }

    fn over(self, http: Http) -> Self {
        Self { config: self.config.into_builder().http_client(http).build(), ..self }
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

    /// A client of SES that asks once: a repeat of what was not answered could be a second mail.
    #[must_use]
    pub fn ses(&self) -> aws_sdk_ses::Client {
        let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).operation_timeout(SES_TIMEOUT);
        let mut config = aws_sdk_ses::config::Builder::from(&self.config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts.build());
        if let Some(endpoint) = &self.endpoints.ses {
            config = config.endpoint_url(endpoint);
        }
        aws_sdk_ses::Client::from_conf(config.build())
    }

    /// A client of S3. TLS guards what is on its way, so checksums are only made where S3 demands them.
    #[must_use]
    pub fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.config)
            .force_path_style(self.endpoints.all.is_some())
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        aws_sdk_s3::Client::from_conf(config.build())
    }

    /// A client of Secrets Manager.
    #[must_use]
    pub fn secrets(&self) -> aws_sdk_secretsmanager::Client {
        aws_sdk_secretsmanager::Client::new(&self.config)
    }
}

/// A client that is built when it is first used. Building one reads the list of AWS's partitions with all its patterns,
/// which is more than everything else that a function does before its first event.
#[derive(Clone)]
pub struct Lazy<C>(Arc<LazyLock<C, Build<C>>>);

type Build<C> = Box<dyn FnOnce() -> C + Send>;

impl<C> From<C> for Lazy<C>
where
    C: Send + 'static,
{
    fn from(client: C) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(|| client))))
    }
}

impl<C> Deref for Lazy<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.0
    }
}

impl<C> fmt::Debug for Lazy<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lazy(..)")
    }
}

/// The root certificates that a program trusts which makes its own connections (PEM): those of `ca_bundle`, or Amazon's.
pub fn trusted(ca_bundle: Option<&[u8]>) -> Result<&[u8], UnreadableCaBundle> {
    ca_bundle.map(check).transpose()?;
    Ok(ca_bundle.unwrap_or(AMAZON_ROOTS))
}

fn check(pem: &[u8]) -> Result<(), UnreadableCaBundle> {
    http::roots(pem).map(drop).map_err(UnreadableCaBundle)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::loopback::{Loopback, Request};

    fn aws(endpoints: Endpoints) -> Aws {
        let credentials = Credentials::new("key", "secret", None, None, "test");
        Aws::with_credentials("eu-central-1", SharedCredentialsProvider::new(credentials), endpoints)
    }

    fn at(server: &Loopback) -> Aws {
        aws(Endpoints { all: Some(server.url()), ses: None })
    }

    #[test]
    fn building_clients_builds_no_connector() {
        let http = Http::trusting(AMAZON_ROOTS);
        let aws = aws(Endpoints::default()).over(http.clone());
        let _clients = (aws.dynamodb(), aws.sqs(), aws.ses(), aws.s3(), aws.secrets());
        assert!(!http.is_built());
    }

    #[test]
    fn a_lazy_client_is_built_at_its_first_use_and_once() {
        static BUILT: AtomicUsize = AtomicUsize::new(0);
        let build = |aws: &Aws| {
            BUILT.fetch_add(1, Ordering::SeqCst);
            aws.sqs()
        };
        let client = aws(Endpoints::default()).lazy(build);
        assert_eq!(BUILT.load(Ordering::SeqCst), 0);
        assert_eq!(client.config().region(), client.clone().config().region());
        assert_eq!(BUILT.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn every_client_reaches_a_plain_endpoint() {
        let server = Loopback::answering(&[r#"{"TableNames":["cam"]}"#, r#"{"QueueUrls":[]}"#, r#"{"Name":"key"}"#]);
        let aws = at(&server);
        let tables = aws.dynamodb().list_tables().send().await.unwrap();
        assert_eq!(tables.table_names(), ["cam"]);
        aws.sqs().list_queues().send().await.unwrap();
        aws.secrets().get_secret_value().secret_id("key").send().await.unwrap();
        let targets: Vec<String> = server.requests().iter().map(Request::target).collect();
        assert_eq!(targets, ["DynamoDB_20120810.ListTables", "AmazonSQS.ListQueues", "secretsmanager.GetSecretValue"]);
    }

    #[tokio::test]
    async fn a_bucket_behind_an_endpoint_is_a_path_and_no_host_name() {
        let server = Loopback::answering(&["whole"]);
        // Before an address of four numbers nobody would put a bucket's name.
        let named = Some(server.url().replace("127.0.0.1", "localhost"));
        let aws = aws(Endpoints { all: named, ses: None });
        let object = aws.s3().get_object().bucket("post").key("mail/a b").send().await.unwrap();
        assert_eq!(object.body.collect().await.unwrap().into_bytes(), "whole");
        assert_eq!(server.requests()[0].line(), "GET /post/mail/a%20b?x-id=GetObject HTTP/1.1");
    }

    #[tokio::test]
    async fn an_endpoint_of_its_own_is_where_ses_is_asked() {
        let (all, ses) = (Loopback::answering(&[]), Loopback::answering(&["<GetSendQuotaResponse/>"]));
        let endpoints = Endpoints { all: Some(all.url()), ses: Some(ses.url()) };
        let _answer = aws(endpoints).ses().get_send_quota().send().await;
        assert_eq!((all.requests().len(), ses.requests().len()), (0, 1));
    }

    #[test]
    fn roots_that_are_no_certificates_are_refused_before_the_first_call() {
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for bundle in ["", "no PEM", broken] {
            let error = aws(Endpoints::default()).trusting(bundle.as_bytes()).unwrap_err();
            assert!(error.to_string().contains("AWS_CA_BUNDLE has to name a PEM file"), "{bundle:?}");
        }
    }
}
