//! The store ports on DynamoDB, held to their contracts: in memory always, and on a real endpoint where
//! `CAM_AWS_ENDPOINT` names one.

#![cfg(test)]

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Config, Region},
};
use cam_aws::dynamo::{DynamoTable, Settings, schema};
use cam_embedded::EmbeddedDynamo;
use cam_ports::identity::CountedClaimIds;
use cam_testkit::contracts;

/// A table of its own for each suite and store.
async fn table(client: Client, settings: Settings) -> DynamoTable {
    schema::create_table(&client, &settings.table).await.unwrap();
    DynamoTable::new(client, settings, CountedClaimIds::from_os().unwrap())
}

/// A client for the endpoint that the environment names.
#[allow(clippy::disallowed_methods, reason = "whether there is an endpoint is the runner's to say")]
fn endpoint() -> Option<Client> {
    let url = std::env::var("CAM_AWS_ENDPOINT").ok()?;
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new("test", "test", None, None, "contracts"))
        .region(Region::from_static("us-east-1"))
        .endpoint_url(url)
        .http_client(http)
        .build();
    Some(Client::from_conf(config))
}

/// Runs a suite with the settings of one machine and of the cloud, and on the endpoint if there is one.
macro_rules! held_to {
    ($($name:ident)+) => {$(
        #[tokio::test]
        async fn $name() {
            for settings in [Settings::one_machine("contract"), Settings::cloud("contract")] {
                let client = EmbeddedDynamo::memory().unwrap().client();
                Box::pin(contracts::$name(&table(client, settings).await)).await;
            }
            match endpoint() {
                None => println!("CAM_AWS_ENDPOINT names no endpoint: {} was held to its contract in memory only", stringify!($name)),
                Some(client) => {
                    let name = format!("contract-{}-{}", stringify!($name), std::process::id());
                    Box::pin(contracts::$name(&table(client, Settings::cloud(&name)).await)).await;
                }
            }
        }
    )+};
}

held_to! {
    attempt_ledger
    campaign_store
    cycle_store
    daybook
    forget
    import_store
    inbound_store
    lead_store
    preview_store
    project_store
    sender_store
    work_list
}
