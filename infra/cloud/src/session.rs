//! Region, credentials and connections, as the AWS command line finds them: environment, profile, single sign-on.

use std::{env, fs, path::PathBuf};

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_types::checksum_config::{RequestChecksumCalculation, ResponseChecksumValidation};
use aws_types::SdkConfig;
use cam_aws::connector::trusted;
use cam_ports::error::BoxError;

use crate::error::CloudError;

/// Who is calling, where to, and over which connections.
#[derive(Debug, Clone)]
pub struct Session {
    config: SdkConfig,
    region: String,
}

impl Session {
    /// Finds region and credentials. Endpoints of one's own are taken from the environment or the profile
    /// (`AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_SES` and so on), certificates from `AWS_CA_BUNDLE`.
    pub async fn open(region: Option<&str>) -> Result<Self, CloudError> {
        let http = http_client(env::var_os("AWS_CA_BUNDLE").map(PathBuf::from))?;
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12()).http_client(http);
        if let Some(region) = region {
            loader = loader.region(Region::new(region.to_owned()));
        }
        let found = loader.load().await;
        let region = found.region().map(ToString::to_string).ok_or(CloudError::NoRegion)?;
        let provider = found.credentials_provider().ok_or_else(|| CloudError::NoCredentials("no provider".into()))?;
        // Found once and kept: whoever has none is told before anything is asked, and single sign-on is asked once.
        let credentials =
            provider.provide_credentials().await.map_err(|error| CloudError::NoCredentials(error.into()))?;
        let provider = SharedCredentialsProvider::new(credentials);
        Ok(Self { config: found.into_builder().credentials_provider(provider).build(), region })
    }

    /// What clients are made from.
    #[must_use]
    pub(crate) fn config(&self) -> &SdkConfig {
        &self.config
    }

    /// The region, by its code.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// A client of S3. An endpoint of one's own has no bucket in its host name, and checksums are made where S3 demands
    /// them, as in the functions.
    pub(crate) fn s3(&self) -> aws_sdk_s3::Client {
        let config = aws_sdk_s3::config::Builder::from(&self.config)
            .force_path_style(self.config.endpoint_url().is_some())
            .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
            .response_checksum_validation(ResponseChecksumValidation::WhenRequired);
        aws_sdk_s3::Client::from_conf(config.build())
    }

    #[cfg(test)]
    pub(crate) fn at(endpoint_url: &str) -> Self {
        let credentials = aws_credential_types::Credentials::new("key", "secret", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new("eu-central-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(aws_smithy_types::retry::RetryConfig::disabled())
            .http_client(Builder::new().build_http())
            .endpoint_url(endpoint_url);
        Self { config: config.build(), region: "eu-central-1".to_owned() }
    }
}

/// Connections on ring that trust Amazon's roots, or the certificates in `bundle` instead. Timeouts differ from client to
/// client here (the credential chain has its own), so each keeps its own connections.
fn http_client(bundle: Option<PathBuf>) -> Result<SharedHttpClient, CloudError> {
    let path = bundle.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    let bad = |source: BoxError| CloudError::BadCertificates { path: path.clone(), source };
    let pem = bundle.map(fs::read).transpose().map_err(|source| bad(source.into()))?;
    let roots = trusted(pem.as_deref()).map_err(|source| bad(source.into()))?;
    let roots = TrustStore::empty().with_pem_certificate(roots);
    let context = TlsContext::builder().with_trust_store(roots).build().map_err(|source| bad(source.into()))?;
    Ok(Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).tls_context(context).build_https())
}
