//! An account of the emulator, by the clients of AWS's own SDK. They speak plain HTTP and nothing else.

use std::{
    collections::BTreeMap,
    fs,
    time::{Duration, Instant},
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_cloudformation::types::{Capability, Parameter, StackStatus};
use aws_sdk_dynamodb::types::TimeToLiveSpecification;
use aws_sdk_s3::types::CreateBucketConfiguration;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::{SdkConfig, region::Region};
use cam_ports::error::Chain;
use serde_json::Value;
use tokio::time::sleep;

use super::{
    bootstraps::{FUNCTIONS, root, zips},
    emulator::{Emulator, REGION},
    post::ask,
};

/// The bucket that the bootstraps are deployed from.
const CODE: &str = "code";

/// How long a stack may take to be made.
const MADE_WITHIN: Duration = Duration::from_secs(90);

/// An account.
#[derive(Debug)]
pub(crate) struct Account {
    /// Its twelve digits.
    pub(crate) id: String,
    /// Its tables.
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    /// Its functions.
    pub(crate) lambda: aws_sdk_lambda::Client,
    /// Its queues.
    pub(crate) sqs: aws_sdk_sqs::Client,
    cloudformation: aws_sdk_cloudformation::Client,
    s3: aws_sdk_s3::Client,
    config: SdkConfig,
}

impl Account {
    /// The account with this number.
    pub(crate) fn new(emulator: &Emulator, number: usize) -> Self {
        let id = format!("{number:012}");
        let credentials = Credentials::new(&id, "secret", None, None, "test");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(REGION))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .endpoint_url(emulator.url())
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        let s3 = aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build();
        Self {
            id,
            dynamodb: aws_sdk_dynamodb::Client::new(&config),
            lambda: aws_sdk_lambda::Client::new(&config),
            sqs: aws_sdk_sqs::Client::new(&config),
            cloudformation: aws_sdk_cloudformation::Client::new(&config),
            s3: aws_sdk_s3::Client::from_conf(s3),
            config,
        }
    }

    /// Uploads the bootstraps.
    pub(crate) async fn upload(&self, emulator: &Emulator) {
        let bucket = self.bucket();
        let here = CreateBucketConfiguration::builder().location_constraint(REGION.into()).build();
        let create = self.s3.create_bucket().bucket(&bucket).create_bucket_configuration(here);
        create.send().await.unwrap_or_else(|error| panic!("{}", Chain(&error)));
        for (function, zip) in zips(emulator) {
            let put = self.s3.put_object().bucket(&bucket).key(format!("{function}.zip"));
            put.body(fs::read(zip).unwrap().into()).send().await.unwrap_or_else(|error| panic!("{}", Chain(&error)));
        }
    }

    /// Makes the stack of `infra/template.yaml`, and returns its outputs.
    pub(crate) async fn create(&self, name: &str, more: &[(&str, &str)]) -> Result<BTreeMap<String, String>, String> {
        let parameters = [("SenderIdentity", "northlight.example"), ("OwnerAddress", "olive@owner.example")];
        let parameters = parameters
            .iter()
            .chain(more)
            .map(|(name, value)| Parameter::builder().parameter_key(*name).parameter_value(*value).build());
        let (bucket, template) = (self.bucket(), "template.yaml");
        self.put(&bucket, template, &self.template()).await;
        self.cloudformation
            .create_stack()
            .stack_name(name)
            .template_url(format!("https://s3.{REGION}.amazonaws.com/{bucket}/{template}"))
            .set_parameters(Some(parameters.collect()))
            .capabilities(Capability::CapabilityIam)
            .capabilities(Capability::CapabilityAutoExpand)
            .send()
            .await
            .map_err(|error| Chain(&error).to_string())?;
        let began = Instant::now();
        while began.elapsed() < MADE_WITHIN {
            let answer = self.cloudformation.describe_stacks().stack_name(name).send().await;
            let stack = answer.map_err(|error| Chain(&error).to_string())?.stacks.unwrap_or_default().remove(0);
            match stack.stack_status {
                Some(StackStatus::CreateComplete) => {
                    let outputs = stack.outputs.unwrap_or_default().into_iter();
                    return Ok(outputs.filter_map(|output| output.output_key.zip(output.output_value)).collect());
                }
                Some(StackStatus::CreateInProgress) => sleep(Duration::from_millis(200)).await,
                other => return Err(format!("{other:?}: {:?}", stack.stack_status_reason)),
            }
        }
        Err(format!("it took more than {MADE_WITHIN:?}"))
    }

    /// The physical id of a stack's resource.
    pub(crate) async fn resource(&self, stack: &str, logical_id: &str) -> String {
        let describe = self.cloudformation.describe_stack_resource().stack_name(stack);
        let answer = describe.logical_resource_id(logical_id).send().await.unwrap();
        answer.stack_resource_detail.unwrap().physical_resource_id.unwrap()
    }

    /// The environment of a function.
    pub(crate) async fn environment(&self, function: &str) -> BTreeMap<String, String> {
        let get = self.lambda.get_function_configuration().function_name(function);
        let answer = get.send().await.unwrap_or_else(|error| panic!("{}", Chain(&error)));
        answer.environment.and_then(|environment| environment.variables).unwrap_or_default().into_iter().collect()
    }

    /// Stores a secret.
    pub(crate) async fn keep_secret(&self, arn: &str, secret: &Value) {
        let put = aws_sdk_secretsmanager::Client::new(&self.config).put_secret_value();
        put.secret_id(arn).secret_string(secret.to_string()).send().await.unwrap();
    }

    /// Verifies a domain that mail is sent under.
    pub(crate) async fn verify_identity(&self, domain: &str) {
        aws_sdk_ses::Client::new(&self.config).verify_domain_identity().domain(domain).send().await.unwrap();
    }

    /// Keeps a table from removing what expired.
    pub(crate) async fn keep_what_expired(&self, table: &str) {
        let off = TimeToLiveSpecification::builder().attribute_name("ttl").enabled(false).build().unwrap();
        self.dynamodb.update_time_to_live().table_name(table).time_to_live_specification(off).send().await.unwrap();
    }

    /// Puts an object into a bucket.
    pub(crate) async fn put(&self, bucket: &str, key: &str, text: &str) {
        let put = self.s3.put_object().bucket(bucket).key(key).body(text.as_bytes().to_vec().into());
        put.send().await.unwrap_or_else(|error| panic!("{}", Chain(&error)));
    }

    /// The keys in a bucket that begin so.
    pub(crate) async fn keys(&self, bucket: &str, prefix: &str) -> Vec<String> {
        let listed = self.s3.list_objects_v2().bucket(bucket).prefix(prefix).send().await.unwrap();
        listed.contents.unwrap_or_default().into_iter().filter_map(|object| object.key).collect()
    }

    /// Removes a bucket's policy.
    pub(crate) async fn drop_bucket_policy(&self, bucket: &str) {
        self.s3.delete_bucket_policy().bucket(bucket).send().await.unwrap();
    }

    /// Publishes a message on a topic.
    pub(crate) fn publish(&self, port: u16, topic: &str, message: &str) {
        ask(port, &self.id, "sns", &[("Action", "Publish"), ("TopicArn", topic), ("Message", message)]);
    }

    /// The template, with each function's code in the bucket it was uploaded to.
    fn template(&self) -> String {
        let text = fs::read_to_string(root().join("infra/template.yaml")).unwrap();
        let mut found = Vec::new();
        let lines = text.lines().map(|line| {
            let Some((indent, path)) = line.split_once("CodeUri:") else { return line.to_owned() };
            let function =
                FUNCTIONS.iter().find(|function| path.contains(**function)).unwrap_or_else(|| panic!("{line}"));
            found.push(*function);
            format!("{indent}CodeUri: s3://{}/{function}.zip", self.bucket())
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        assert_eq!(found.len(), FUNCTIONS.len(), "{found:?}");
        as_the_emulator_judges(&text)
    }

    fn bucket(&self) -> String {
        format!("{CODE}-{}", self.id)
    }
}

/// The template with what the emulator asks for and IAM does not. To IAM, sending a batch of messages is
/// `sqs:SendMessage`, and sending a mail is held against the identity it is sent under; the emulator takes a batch for an
/// action of its own, and holds a mail against no resource. `tests/infra.rs` looks at the policies as they are.
fn as_the_emulator_judges(template: &str) -> String {
    template
        .replace("Action: sqs:SendMessage", "Action: [sqs:SendMessage, sqs:SendMessageBatch]")
        .replace("[sqs:SendMessage, sqs:Get", "[sqs:SendMessage, sqs:SendMessageBatch, sqs:Get")
        .replace("Action: ses:GetSendQuota", "Action: [ses:GetSendQuota, ses:SendRawEmail]")
}
