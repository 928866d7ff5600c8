//! How the table looks: two sparse, keys-only indexes, and a time to live.

use aws_sdk_dynamodb::{
    Client,
    error::BuildError,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
        ScalarAttributeType, TimeToLiveSpecification,
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

/// Creates the table `name` unless it exists, on demand, with both indexes and the time to live.
///
/// For one machine and for tests; a stack's table is made by its template. An embedded table is ready at once; on AWS it
/// has to be waited for.
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
        Ok(_) => expire(client, name).await,
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_in_use_exception()) => Ok(()),
        Err(error) => Err(unavailable(OPERATION, error)),
    }
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
