//! The endpoint that stands in for AWS, if the runner names one.

use aws_credential_types::Credentials;
use cam_aws::connector::Aws;
use cam_ports::identity::{ClaimIds, CountedClaimIds, seed};

/// The region that everything is in.
pub(crate) const REGION: &str = "us-east-1";

/// An account of its own at the endpoint in `CAM_AWS_ENDPOINT`: the emulator keeps one for each key of twelve digits.
#[allow(clippy::disallowed_methods, reason = "whether there is an endpoint is the runner's to say")]
pub(crate) fn account() -> Option<Aws> {
    let url = std::env::var("CAM_AWS_ENDPOINT").ok()?;
    let credentials = Credentials::new(twelve_digits(), "test", None, None, "contracts");
    Some(Aws::new(REGION, credentials, Some(&url)))
}

/// A number that nobody else has drawn.
pub(crate) fn twelve_digits() -> String {
    format!("{:012}", seed(CountedClaimIds::from_os().unwrap().fresh().as_str()) % 1_000_000_000_000)
}
