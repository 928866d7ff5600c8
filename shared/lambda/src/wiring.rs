//! What a function works with on AWS, built from its settings. Nothing is asked of AWS before the first call.

use std::{fmt, fs, io, path::PathBuf};

use aws_credential_types::provider::SharedCredentialsProvider;
use cam_aws::{
    connector::{Aws, Endpoints, UnreadableCaBundle},
    dynamo::{self, DynamoTable},
    keys::StackKeys,
    s3::{S3Inbox, S3Rejects, S3Sources},
    sqs::SqsTasks,
};
use cam_core::cycle::Phase;
use cam_gateways::rejects::RejectsCsv;
use cam_ports::{
    clock::ShiftedClock,
    error::BoxError,
    identity::{CountedClaimIds, Identities},
    phase::RunError,
};

use crate::{
    edge::Edge,
    post::Post,
    settings::{Account, BucketName, MailRoute, SecretArn, StackName},
};

/// What every function has of its account, and what makes the rest for those that need it.
#[derive(Debug)]
pub struct Cloud {
    /// The table.
    pub store: DynamoTable,
    /// The queues the function hands tasks on to.
    pub queue: SqsTasks,
    /// The clock.
    pub clock: ShiftedClock,
    /// Draws claim ids.
    pub claim_ids: CountedClaimIds,
    aws: Aws,
    region: String,
    stack: StackName,
}

/// The function cannot be wired.
#[derive(thiserror::Error)]
pub enum WiringError {
    /// The file of certificates is not there.
    #[error("AWS_CA_BUNDLE names {} ({source}): name a PEM file that can be read, or unset it", path.display())]
    NoCaBundle {
        /// Where.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The file of certificates holds none.
    #[error(transparent)]
    BadCaBundle(#[from] UnreadableCaBundle),
    /// The machine has no source of chance.
    #[error("the operating system gave no random numbers")]
    NoChance(#[source] BoxError),
}

impl fmt::Debug for WiringError {
    /// `main` prints its error so, and a person has to read it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Cloud {
    /// Wires what every function has.
    pub fn new(account: Account) -> Result<Self, WiringError> {
        let endpoints = Endpoints { all: account.endpoint_url, ses: account.ses_endpoint_url };
        let credentials = SharedCredentialsProvider::new(account.credentials);
        let aws = trusting(Aws::with_credentials(&account.region, credentials, endpoints), account.ca_bundle)?;
        let chance = || CountedClaimIds::from_os().map_err(WiringError::NoChance);
        let table = dynamo::Settings::cloud(account.table.as_str());
        Ok(Self {
            store: DynamoTable::new(aws.lazy(Aws::dynamodb), table, chance()?),
            queue: SqsTasks::new(aws.lazy(Aws::sqs), account.queues),
            clock: ShiftedClock { by: account.clock_offset },
            claim_ids: chance()?,
            aws,
            region: account.region,
            stack: account.stack_name,
        })
    }

    /// The edge of `phase`.
    #[must_use]
    pub fn edge(&self, phase: Phase) -> Edge<'_, DynamoTable, SqsTasks, ShiftedClock> {
        Edge { phase, store: &self.store, queue: &self.queue, clock: &self.clock, stack: self.stack.as_str() }
    }

    /// The stack's keys, read when they are first needed.
    #[must_use]
    pub fn keys(&self, secret: &SecretArn) -> StackKeys {
        StackKeys::new(self.aws.lazy(Aws::secrets), secret.as_str())
    }

    /// How mail leaves.
    #[must_use]
    pub fn post(&self, route: &MailRoute) -> Post {
        Post::new(&self.aws, &self.region, route, self.clock)
    }

    /// Lists of leads that were dropped.
    #[must_use]
    pub fn lists(&self, bucket: &BucketName) -> S3Sources {
        S3Sources::new(self.aws.lazy(Aws::s3), bucket.as_str())
    }

    /// Rows of them that are no lead.
    #[must_use]
    pub fn rejects(&self, bucket: &BucketName) -> S3Rejects<RejectsCsv> {
        S3Rejects::new(self.aws.lazy(Aws::s3), bucket.as_str(), RejectsCsv)
    }

    /// Mail that came in.
    #[must_use]
    pub fn inbox(&self, bucket: &BucketName) -> S3Inbox {
        S3Inbox::new(self.aws.lazy(Aws::s3), bucket.as_str())
    }
}

/// Who is who. The task comes again if the key cannot be read.
pub async fn identities(keys: &StackKeys) -> Result<&Identities, RunError> {
    keys.identities().await.map_err(|error| RunError::World { doing: "reading the stack's key", source: error.into() })
}

fn trusting(aws: Aws, ca_bundle: Option<PathBuf>) -> Result<Aws, WiringError> {
    let Some(path) = ca_bundle else { return Ok(aws) };
    let pem = fs::read(&path).map_err(|source| WiringError::NoCaBundle { path, source })?;
    Ok(aws.trusting(&pem)?)
}
