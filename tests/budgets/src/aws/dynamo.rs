//! DynamoDB: the embedded table, asked for what each request consumes.
//!
//! The units are the table's own arithmetic; the tests below hold it to what AWS publishes
//! (Amazon DynamoDB Developer Guide, "DynamoDB read and write operations" and "Global secondary indexes").

use cam_embedded::EmbeddedDynamo;
use serde_json::{Value, json};

use super::meter::{Calls, Meter};
use crate::http::{Answer, Asked};

const TRANSACTION: &str = "TransactWriteItems";

/// Operations that know no such thing as consumed capacity.
const FREE: [&str; 3] = ["CreateTable", "DescribeTable", "UpdateTimeToLive"];

/// Carries a request out and counts it.
pub(super) fn answer(dynamo: &EmbeddedDynamo, meter: &mut Meter, operation: &str, asked: &Asked) -> Answer {
    let request: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let (status, body) = dynamo.answer(operation, &with_capacity(operation, request.clone()));
    let answer: Value = serde_json::from_str(&body).unwrap_or_default();
    let calls = Calls { n_refused: u64::from(status != 200), ..consumed(operation, &answer) };
    meter.count_in(&step(meter.step_now(), operation, &request), "dynamodb", operation, calls);
    Answer::json(status, body)
}

/// The request, asking for what it consumes.
fn with_capacity(operation: &str, mut request: Value) -> Vec<u8> {
    if !FREE.contains(&operation)
        && let Some(request) = request.as_object_mut()
    {
        request.insert("ReturnConsumedCapacity".to_owned(), json!("INDEXES"));
    }
    request.to_string().into_bytes()
}

/// What an answer says it consumed.
fn consumed(operation: &str, answer: &Value) -> Calls {
    let told = answer.get("ConsumedCapacity");
    let tables = match told {
        Some(Value::Array(tables)) => tables.iter().collect(),
        Some(table) => vec![table],
        None => Vec::new(),
    };
    let units = |value: &Value| value.get("CapacityUnits").and_then(Value::as_f64).unwrap_or_default();
    let total: f64 = tables.iter().map(|table| units(table)).sum();
    let indexes = tables.iter().filter_map(|table| table.get("GlobalSecondaryIndexes")?.as_object());
    let of_indexes: f64 = indexes.flat_map(|indexes| indexes.values().map(units)).sum();
    match operation {
        "PutItem" | "BatchWriteItem" | TRANSACTION => {
            Calls { write_units: total, index_units: of_indexes, ..Calls::one() }
        }
        _ => Calls { read_units: total, ..Calls::one() },
    }
}

/// The part of a step that a transaction about an attempt is: its claim, or what became of it.
fn step(step: &str, operation: &str, request: &Value) -> String {
    let actions = request.get("TransactItems").and_then(Value::as_array).filter(|_| operation == TRANSACTION);
    let puts = actions.into_iter().flatten().filter_map(|action| action.get("Put"));
    let attempt = puts.into_iter().find(|put| {
        let sk = put.pointer("/Item/sk/S").and_then(Value::as_str);
        sk.is_some_and(|sk| sk.starts_with("SEND#"))
    });
    let Some(attempt) = attempt else { return step.to_owned() };
    let condition = attempt.get("ConditionExpression").and_then(Value::as_str).unwrap_or_default();
    let part = if condition.starts_with("attribute_not_exists") { "claim" } else { "outcome" };
    format!("{step}: {part}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(bytes: usize) -> Value {
        // Names count too: `pk`, `sk` and `text` are 8 bytes, the keys 2.
        json!({"pk": {"S": "a"}, "sk": {"S": "b"}, "text": {"S": "x".repeat(bytes - 10)}})
    }

    fn indexed(work: &str) -> Value {
        json!({"pk": {"S": "a"}, "sk": {"S": "b"}, "work_pk": {"S": "W"}, "work_sk": {"S": work}, "v": {"N": "1"}})
    }

    async fn table() -> EmbeddedDynamo {
        let dynamo = EmbeddedDynamo::memory().unwrap();
        cam_aws::dynamo::schema::create_table(&dynamo.client(), "cam").await.unwrap();
        dynamo
    }

    fn ask(dynamo: &EmbeddedDynamo, operation: &str, request: Value) -> Calls {
        let (status, body) = dynamo.answer(operation, &with_capacity(operation, request));
        assert_eq!(status, 200, "{body}");
        consumed(operation, &serde_json::from_str(&body).unwrap())
    }

    fn put(dynamo: &EmbeddedDynamo, item: &Value) -> (f64, f64) {
        let calls = ask(dynamo, "PutItem", json!({"TableName": "cam", "Item": item}));
        (calls.write_units, calls.index_units)
    }

    fn transact(dynamo: &EmbeddedDynamo, actions: &Value) -> (f64, f64) {
        let calls = ask(dynamo, TRANSACTION, json!({"TransactItems": actions}));
        (calls.write_units, calls.index_units)
    }

    #[tokio::test]
    async fn a_write_takes_a_unit_for_each_kilobyte_of_the_larger_of_both_images() {
        let dynamo = table().await;
        assert_eq!(put(&dynamo, &item(1_024)).0, 1.0);
        assert_eq!(put(&dynamo, &item(1_025)).0, 2.0);
        assert_eq!(put(&dynamo, &item(100)).0, 2.0);
        assert_eq!(put(&dynamo, &item(100)).0, 1.0);
    }

    #[tokio::test]
    async fn an_index_takes_one_more_a_changed_key_two_and_an_unchanged_one_nothing() {
        let dynamo = table().await;
        assert_eq!(put(&dynamo, &indexed("1")), (2.0, 1.0));
        assert_eq!(put(&dynamo, &indexed("2")), (3.0, 2.0));
        assert_eq!(put(&dynamo, &json!({"v": {"N": "2"}}).merged(indexed("2"))), (1.0, 0.0));
        assert_eq!(put(&dynamo, &item(100)), (2.0, 1.0));
    }

    #[tokio::test]
    async fn a_transaction_takes_twice_the_items_and_once_the_indexes() {
        let dynamo = table().await;
        let put = json!({"Put": {"TableName": "cam", "Item": indexed("1")}});
        let check = json!({"ConditionCheck": {"TableName": "cam", "Key": {"pk": {"S": "x"}, "sk": {"S": "y"}},
            "ConditionExpression": "attribute_not_exists(pk)"}});
        assert_eq!(transact(&dynamo, &json!([put])), (3.0, 1.0));
        assert_eq!(transact(&dynamo, &json!([check])), (2.0, 0.0));
    }

    #[tokio::test]
    async fn a_strong_read_takes_a_unit_for_each_4_kilobytes_and_a_late_one_half() {
        let dynamo = table().await;
        put(&dynamo, &item(4_097));
        let key = json!({"pk": {"S": "a"}, "sk": {"S": "b"}});
        let get = |strong: bool| json!({"TableName": "cam", "Key": key, "ConsistentRead": strong});
        assert_eq!(ask(&dynamo, "GetItem", get(true)).read_units, 2.0);
        assert_eq!(ask(&dynamo, "GetItem", get(false)).read_units, 1.0);
        let absent = json!({"TableName": "cam", "Key": {"pk": {"S": "x"}, "sk": {"S": "y"}}, "ConsistentRead": true});
        assert_eq!(ask(&dynamo, "GetItem", absent).read_units, 1.0);
    }

    #[test]
    fn a_claim_and_what_became_of_it_are_told_apart() {
        let attempt = |condition: &str| {
            let put = json!({"Item": {"sk": {"S": "SEND#spring#001"}}, "ConditionExpression": condition});
            step("send", TRANSACTION, &json!({"TransactItems": [{"Put": put}]}))
        };
        assert_eq!(attempt("attribute_not_exists(#pk)"), "send: claim");
        assert_eq!(attempt("#claim = :claim AND #state = :claimed"), "send: outcome");
        assert_eq!(step("send", "Query", &json!({})), "send");
    }

    trait Merged {
        fn merged(self, other: Value) -> Value;
    }

    impl Merged for Value {
        /// Both objects together; the first one wins.
        fn merged(self, other: Value) -> Value {
            let mut all = other;
            all.as_object_mut().unwrap().extend(self.as_object().unwrap().clone());
            all
        }
    }
}
