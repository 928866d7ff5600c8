//! The store ports on DynamoDB, held to their contracts: in memory always, and on a real endpoint where
//! `CAM_AWS_ENDPOINT` names one.

#![cfg(test)]

mod emulator;

use aws_sdk_dynamodb::Client;
use cam_aws::dynamo::{DynamoTable, Settings, schema};
use cam_embedded::EmbeddedDynamo;
use cam_ports::identity::CountedClaimIds;
use cam_testkit::contracts;

/// A table of its own for each suite and store.
async fn table(client: Client, settings: Settings) -> DynamoTable {
    schema::create_table(&client, &settings.table).await.unwrap();
    DynamoTable::new(client, settings, CountedClaimIds::from_os().unwrap())
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
            match emulator::account() {
                None => println!("CAM_AWS_ENDPOINT names no endpoint: {} was held to its contract in memory only", stringify!($name)),
                Some(aws) => {
                    let table = table(aws.dynamodb(), Settings::cloud("contract")).await;
                    Box::pin(contracts::$name(&table)).await;
                }
            }
        }
    )+};
}

held_to! {
    attempt_ledger
    campaign_store
    clearance_store
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
