//! How the table looks: two sparse, keys-only indexes, and a time to live.

use std::time::Duration;

use aws_sdk_dynamodb::{
    Client,
    error::BuildError,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ScalarAttributeType, TableStatus, TimeToLiveSpecification,
    },
};
use cam_ports::error::StoreError;

use super::{
    error::unavailable,
    key::{DAY_PK, DAY_SK, PK, SK, WORK_PK, WORK_SK},
    record::TTL,
};

/// The index of what there is to do.
pub(crate) const WORK: &str = "work";

/// The index of what happened.
pub(crate) const DAYBOOK: &str = "daybook";

const OPERATION: &str = "create the table";

/// How often a table that is being created is looked at, and how long between: twice as long each time, up to a limit.
/// About a minute in all, where AWS takes ten seconds.
const LOOKS: usize = 36;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const MAX_PAUSE: Duration = Duration::from_secs(2);

/// The table takes longer to create than anybody should wait.
#[derive(Debug, thiserror::Error)]
#[error("the table {name} is still not active after a minute: look at it in the console of DynamoDB, then try again")]
struct NotActive {
    name: String,
}

/// Creates the table `name` unless it exists, on demand, with both indexes and the time to live, and waits until it is
/// ready: an embedded one is at once, one on AWS after some seconds.
///
/// For one machine and for tests; a stack's table is made by its template.
pub async fn create_table(client: &Client, name: &str) -> Result<(), StoreError> {
    let mut request = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_key_schema(Some(key_schema(PK, SK).map_err(unbuilt)?));
    for attribute in [PK, SK, WORK_PK, WORK_SK, DAY_PK, DAY_SK] {
        let definition =
            AttributeDefinition::builder().attribute_name(attribute).attribute_type(ScalarAttributeType::S).build();
        request = request.attribute_definitions(definition.map_err(unbuilt)?);
    }
    for (index, pk, sk) in [(WORK, WORK_PK, WORK_SK), (DAYBOOK, DAY_PK, DAY_SK)] {
        let projection = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
        let schema = Some(key_schema(pk, sk).map_err(unbuilt)?);
        let index = GlobalSecondaryIndex::builder().index_name(index).set_key_schema(schema).projection(projection);
        request = request.global_secondary_indexes(index.build().map_err(unbuilt)?);
    }
    match request.send().await {
        Ok(_) => {
            await_active(client, name, LOOKS).await?;
            expire(client, name).await
        }
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) => {
            await_active(client, name, LOOKS).await
        }
        Err(error) => Err(unavailable(OPERATION, error)),
    }
}

/// Looks at the table until it is active, `n_looks` times at most. A table that was created a moment ago may not be
/// found yet.
async fn await_active(client: &Client, name: &str, n_looks: usize) -> Result<(), StoreError> {
    let mut pause = FIRST_PAUSE;
    for _ in 0..n_looks {
        match client.describe_table().table_name(name).send().await {
            Ok(answer) if answer.table().and_then(|table| table.table_status()) == Some(&TableStatus::Active) => {
                return Ok(());
            }
            Err(error) if !error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
                return Err(unavailable(OPERATION, error));
            }
            Ok(_) | Err(_) => {}
        }
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2).min(MAX_PAUSE);
    }
    Err(StoreError::Unavailable { operation: OPERATION, source: NotActive { name: name.to_owned() }.into() })
}

async fn expire(client: &Client, name: &str) -> Result<(), StoreError> {
    let specification = TimeToLiveSpecification::builder().attribute_name(TTL).enabled(true).build();
    let request = client.update_time_to_live().table_name(name);
    let request = request.time_to_live_specification(specification.map_err(unbuilt)?);
    request.send().await.map_err(|error| unavailable(OPERATION, error))?;
    Ok(())
}

fn key_schema(pk: &str, sk: &str) -> Result<Vec<KeySchemaElement>, BuildError> {
    [(pk, KeyType::Hash), (sk, KeyType::Range)]
        .into_iter()
        .map(|(name, role)| KeySchemaElement::builder().attribute_name(name).key_type(role).build())
        .collect()
}

fn unbuilt(error: BuildError) -> StoreError {
    StoreError::Unavailable { operation: OPERATION, source: error.into() }
}

#[cfg(test)]
mod tests {
    use cam_ports::error::Chain;

    use super::*;
    use crate::loopback::{Answer, Loopback, Request};

    fn status(status: &str) -> Answer {
        Answer::status(200, format!(r#"{{"Table":{{"TableName":"cam","TableStatus":"{status}"}}}}"#))
    }

    #[tokio::test]
    async fn the_time_to_live_is_set_when_the_table_is_active_and_not_before() {
        let unknown = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#;
        let done = || Answer::status(200, "{}");
        let server =
            Loopback::playing([done(), Answer::status(400, unknown), status("CREATING"), status("ACTIVE"), done()]);
        create_table(&server.aws("eu-central-1").dynamodb(), "cam").await.unwrap();
        let targets: Vec<String> = server.requests().iter().map(Request::target).collect();
        let asked: Vec<&str> = targets.iter().filter_map(|target| Some(target.split_once('.')?.1)).collect();
        assert_eq!(asked, ["CreateTable", "DescribeTable", "DescribeTable", "DescribeTable", "UpdateTimeToLive"]);
    }

    #[tokio::test]
    async fn a_table_that_never_becomes_active_is_an_error_by_name() {
        let server = Loopback::playing([status("CREATING"), status("CREATING")]);
        let error = await_active(&server.aws("eu-central-1").dynamodb(), "cam", 2).await.unwrap_err();
        assert!(Chain(&error).to_string().contains("the table cam is still not active"), "{}", Chain(&error));
    }
}
