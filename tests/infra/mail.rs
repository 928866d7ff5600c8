//! What SES tells, and whom; and where mail comes in.

use serde_json::{Value, json};

use super::stack::{ACCOUNT, NAME, Stack, arn};

const RECEIVES: (&str, &str) = ("InboundDomain", "reply.outreach.example");

#[test]
fn ses_tells_what_stops_a_sequence_and_nothing_that_tracks_people() {
    let stack = Stack::plain();
    let destination = &stack.properties("ConfigurationSetEvents")["EventDestination"];
    let told = json!(["delivery", "bounce", "complaint", "reject", "deliveryDelay"]);
    assert_eq!(destination["MatchingEventTypes"], told);
    assert_eq!(destination["Enabled"], true);
    assert_eq!(destination["SnsDestination"]["TopicARN"], arn("sns", "cam-replies"));
    assert_eq!(stack.properties("ConfigurationSetEvents")["ConfigurationSetName"], NAME);
}

#[test]
fn what_ses_tells_reaches_detect_replies_as_it_was_told() {
    let stack = Stack::plain();
    let subscription = stack.properties("RepliesSubscription");
    let expected = json!({
        "TopicArn": arn("sns", "cam-replies"), "Protocol": "sqs", "RawMessageDelivery": true,
        "Endpoint": arn("sqs", "cam-detect-replies"),
    });
    assert_eq!(*subscription, expected);
    let policy = &stack.properties("DetectRepliesQueuePolicy")["PolicyDocument"]["Statement"][1];
    assert_eq!(policy["Principal"], json!({"Service": "sns.amazonaws.com"}));
    assert_eq!(policy["Condition"], json!({"ArnEquals": {"aws:SourceArn": arn("sns", "cam-replies")}}));
    let topic = &stack.properties("RepliesTopicPolicy")["PolicyDocument"]["Statement"][0];
    assert_eq!(topic["Principal"], json!({"Service": "ses.amazonaws.com"}));
    let condition = json!({"StringEquals": {
        "aws:SourceAccount": ACCOUNT, "aws:SourceArn": arn("ses", "configuration-set/cam"),
    }});
    assert_eq!(topic["Condition"], condition);
}

#[test]
fn mail_comes_in_only_where_a_domain_is_named() {
    let stack = Stack::plain();
    assert!(!stack.resources.contains_key("InboundRule") && !stack.resources.contains_key("InboundRuleSet"));
    assert_eq!(stack.properties("BucketPolicy")["PolicyDocument"]["Statement"].as_array().unwrap().len(), 1);
}

#[test]
fn inbound_mail_goes_to_the_bucket_by_an_own_rule_set_or_by_one_that_is_there() {
    for (given, used) in [("", "cam-inbound"), ("everything", "everything")] {
        let stack = Stack::with(&[RECEIVES, ("ReceiptRuleSet", given)]);
        let rule = stack.properties("InboundRule");
        assert_eq!(rule["RuleSetName"], used);
        assert_eq!(stack.resources.contains_key("InboundRuleSet"), given.is_empty());
        assert_eq!(stack.outputs["ReceiptRuleSet"]["Value"], used);
        let rule = &rule["Rule"];
        let bucket = stack.properties("Bucket")["BucketName"].clone();
        assert_eq!(rule["Recipients"], json!([RECEIVES.1]));
        assert_eq!(rule["Actions"], json!([{"S3Action": {"BucketName": bucket, "ObjectKeyPrefix": "mail/"}}]));
        assert_eq!((&rule["Enabled"], &rule["ScanEnabled"]), (&json!(true), &json!(true)));

        let statement = &stack.properties("BucketPolicy")["PolicyDocument"]["Statement"][1];
        let name = rule["Name"].as_str().unwrap();
        let source = arn("ses", &format!("receipt-rule-set/{used}:receipt-rule/{name}"));
        let condition = json!({"StringEquals": {"aws:SourceAccount": ACCOUNT, "aws:SourceArn": source}});
        assert_eq!(statement["Condition"], condition);
        assert_eq!(statement["Action"], "s3:PutObject");
        assert_eq!(statement["Resource"], format!("arn:aws:s3:::{}/mail/*", bucket.as_str().unwrap()));
    }
}

#[test]
fn alarms_reach_the_owner_by_mail() {
    let stack = Stack::plain();
    let subscription = stack.properties("OwnerSubscription");
    assert_eq!(subscription["TopicArn"], arn("sns", "cam-owner"));
    assert_eq!((&subscription["Protocol"], &subscription["Endpoint"]), (&json!("email"), &json!("owner@example.com")));
    let statement = &stack.properties("OwnerTopicPolicy")["PolicyDocument"]["Statement"][0];
    assert_eq!(statement["Principal"], json!({"Service": "cloudwatch.amazonaws.com"}));
}

#[test]
fn the_topics_are_under_the_owners_key_where_one_is_given() {
    let key = "arn:aws:kms:eu-central-1:123456789012:key/7c3e1a52";
    for topic in ["OwnerTopic", "RepliesTopic"] {
        assert_eq!(Stack::plain().properties(topic)["KmsMasterKeyId"], Value::Null);
        assert_eq!(Stack::with(&[("TopicKeyArn", key)]).properties(topic)["KmsMasterKeyId"], key);
    }
}
