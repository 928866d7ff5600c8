//! What is kept: the table as the code would make it, the bucket, and the secret.

use cam_embedded::EmbeddedDynamo;
use cam_ports::identity::SECRET_LEN;
use serde_json::{Value, json};

use super::{
    source::files,
    stack::{ACCOUNT, Stack, arn},
};

#[tokio::test]
async fn the_table_is_the_one_the_code_would_make() {
    let client = EmbeddedDynamo::memory().unwrap().client();
    cam_aws::dynamo::schema::create_table(&client, "cam").await.unwrap();
    let made = client.describe_table().table_name("cam").send().await.unwrap().table.unwrap();

    let stack = Stack::plain();
    let table = stack.properties("Table");
    let schema = |keys: &[aws_sdk_dynamodb::types::KeySchemaElement]| -> Value {
        keys.iter()
            .map(|key| json!({"AttributeName": key.attribute_name(), "KeyType": key.key_type().as_str()}))
            .collect()
    };
    assert_eq!(table["KeySchema"], schema(made.key_schema()));
    let record = &files("shared/aws/src")["dynamo/record.rs"];
    let (_, ttl) = record.split_once("const TTL: &str = \"").unwrap();
    let ttl = ttl.split('"').next();
    assert_eq!(table["TimeToLiveSpecification"], json!({"AttributeName": ttl, "Enabled": true}));
    assert_eq!(table["BillingMode"], "PAY_PER_REQUEST");

    let of_attributes = |attribute: &aws_sdk_dynamodb::types::AttributeDefinition| json!({"AttributeName": attribute.attribute_name(), "AttributeType": attribute.attribute_type().as_str()});
    let attributes = made.attribute_definitions().iter().map(of_attributes);
    assert_eq!(sorted(table["AttributeDefinitions"].as_array().unwrap().clone()), sorted(attributes.collect()));

    let indexes = made.global_secondary_indexes().iter().map(|index| {
        let projection = index.projection().unwrap().projection_type().unwrap().as_str();
        json!({
            "IndexName": index.index_name(), "KeySchema": schema(index.key_schema()),
            "Projection": {"ProjectionType": projection},
        })
    });
    assert_eq!(sorted(table["GlobalSecondaryIndexes"].as_array().unwrap().clone()), sorted(indexes.collect()));
}

#[test]
fn what_cannot_be_made_again_outlives_the_stack() {
    let stack = Stack::plain();
    for id in ["Table", "Bucket", "BucketPolicy", "KeySecret"] {
        let resource = &stack.resources[id];
        assert_eq!(resource["DeletionPolicy"], "Retain", "{id}");
        assert_eq!(resource["UpdateReplacePolicy"], "Retain", "{id}");
    }
    let table = stack.properties("Table");
    assert_eq!(table["DeletionProtectionEnabled"], true);
    assert_eq!(table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"], true);
    assert_eq!(table["SSESpecification"], json!({"SSEEnabled": true}));
}

#[test]
fn the_secret_is_as_many_random_hexadecimal_digits_as_the_code_reads() {
    let stack = Stack::plain();
    let made = &stack.properties("KeySecret")["GenerateSecretString"];
    assert_eq!(made["SecretStringTemplate"], r#"{"v":1}"#);
    assert_eq!(made["GenerateStringKey"], "key");
    assert_eq!(made["PasswordLength"], SECRET_LEN * 2);
    let excluded = made["ExcludeCharacters"].as_str().unwrap();
    let left: String = (' '..='~').filter(|c| !excluded.contains(*c)).collect();
    assert_eq!(left, "0123456789abcdef");
}

#[test]
fn the_bucket_is_private_encrypted_and_empties_itself() {
    let stack = Stack::plain();
    let bucket = stack.properties("Bucket");
    let closed = &bucket["PublicAccessBlockConfiguration"];
    for door in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
        assert_eq!(closed[door], true, "{door}");
    }
    let encryption = &bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"][0];
    assert_eq!(encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256");
    let rules = bucket["LifecycleConfiguration"]["Rules"].as_array().unwrap();
    for prefix in ["leads/", "mail/", "read/", "rejects/"] {
        let rule = rules.iter().find(|rule| rule["Prefix"] == prefix).unwrap_or_else(|| panic!("{prefix} is kept"));
        assert_eq!(rule["Status"], "Enabled");
        assert!(rule["ExpirationInDays"].is_u64(), "{prefix}");
    }
    let policy = &stack.properties("BucketPolicy")["PolicyDocument"]["Statement"];
    assert_eq!(policy[0]["Effect"], "Deny");
    assert_eq!(policy[0]["Condition"], json!({"Bool": {"aws:SecureTransport": "false"}}));
}

#[test]
fn what_lands_in_the_bucket_is_told_to_the_phase_that_takes_it() {
    let stack = Stack::plain();
    let bucket = stack.properties("Bucket");
    let told = bucket["NotificationConfiguration"]["QueueConfigurations"].as_array().unwrap();
    let rule = |name: &str, value: &str| json!({"Name": name, "Value": value});
    let expected =
        [("process-leads", json!([rule("prefix", "leads/")])), ("detect-replies", json!([rule("prefix", "mail/")]))];
    assert_eq!(told.len(), expected.len());
    for ((phase, rules), told) in expected.into_iter().zip(told) {
        assert_eq!(told["Event"], "s3:ObjectCreated:*");
        assert_eq!(told["Filter"]["S3Key"]["Rules"], rules, "{phase}");
        assert_eq!(told["Queue"], arn("sqs", &format!("cam-{phase}")));
    }
    for policy in ["ProcessLeadsQueuePolicy", "DetectRepliesQueuePolicy"] {
        let statement = &stack.properties(policy)["PolicyDocument"]["Statement"][0];
        let name = bucket["BucketName"].as_str().unwrap();
        assert_eq!(statement["Principal"]["Service"], "s3.amazonaws.com");
        assert_eq!(statement["Condition"]["StringEquals"]["aws:SourceAccount"], ACCOUNT);
        assert_eq!(statement["Condition"]["ArnEquals"]["aws:SourceArn"], format!("arn:aws:s3:::{name}"), "{policy}");
        assert!(stack.resources["Bucket"]["DependsOn"].as_array().unwrap().contains(&json!(policy)));
    }
}

#[test]
fn no_outreach_leaves_a_stack_that_is_deployed_without_saying_so() {
    assert_eq!(Stack::plain().outputs["Live"]["Value"], "false");
}

fn sorted(mut values: Vec<Value>) -> Vec<Value> {
    values.sort_by_key(ToString::to_string);
    values
}
