use cam_ports::error::Chain;

use super::*;
use crate::loopback::{Answer, Loopback, json_error, query_error};

const OUTPUTS: [(&str, &str); 9] = [
    ("TableName", "cam-table"),
    ("BucketName", "cam-bucket"),
    ("KeySecretArn", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:cam-key"),
    ("ConfigurationSetName", "cam-set"),
    ("SenderIdentity", "Example.com"),
    ("OwnerAddress", "owner@example.com"),
    ("Live", "false"),
    ("InboundDomain", ""),
    ("ReceiptRuleSet", "cam-inbound"),
];

fn described(status: &str, outputs: &[(&str, &str)], parameters: &[(&str, &str)]) -> Answer {
    let members = |key: &str, value: &str, pairs: &[(&str, &str)]| -> String {
        pairs.iter().map(|(k, v)| format!("<member><{key}>{k}</{key}><{value}>{v}</{value}></member>")).collect()
    };
    let outputs = members("OutputKey", "OutputValue", outputs);
    let parameters = members("ParameterKey", "ParameterValue", parameters);
    let body = format!(
        "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>cam</StackName>\
         <StackStatus>{status}</StackStatus><CreationTime>2026-11-01T00:00:00Z</CreationTime>\
         <Outputs>{outputs}</Outputs><Parameters>{parameters}</Parameters></member></Stacks>\
         </DescribeStacksResult></DescribeStacksResponse>"
    );
    (200, body)
}

async fn find(answer: Answer) -> Result<Stack, CloudError> {
    let aws = Loopback::answering(move |_| answer.clone());
    Stack::find(Session::at(&aws.url()), "cam").await
}

/// What a person reads.
async fn refusal(answer: Answer) -> String {
    let error = find(answer).await.unwrap_err();
    let said = Chain(&error).to_string();
    assert!(!said.contains("owner@example.com"), "{said}");
    said
}

#[tokio::test]
async fn a_stack_is_what_its_outputs_say() {
    let facts = find(described("CREATE_COMPLETE", &OUTPUTS, &[("SmtpSecretArn", "")])).await.unwrap().facts;
    assert_eq!(facts.table, "cam-table");
    assert_eq!(facts.sender_identity, "example.com");
    assert_eq!((facts.is_live, facts.inbound_domain, facts.has_smtp), (false, None, false));
    assert_eq!(facts.receipt_rule_set.as_deref(), Some("cam-inbound"));
    let parameters = [("SmtpSecretArn", "arn:smtp")];
    assert!(find(described("UPDATE_COMPLETE", &OUTPUTS, &parameters)).await.unwrap().facts.has_smtp);
}

#[tokio::test]
async fn a_stack_that_is_being_changed_can_be_worked_on_and_one_that_is_being_made_cannot() {
    for status in ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_FAILED", "IMPORT_COMPLETE"] {
        assert!(find(described(status, &OUTPUTS, &[])).await.is_ok(), "{status}");
    }
    for status in ["CREATE_IN_PROGRESS", "REVIEW_IN_PROGRESS"] {
        let said = refusal(described(status, &[], &[])).await;
        assert!(said.contains("is not ready") && said.contains("wait until it is done"), "{said}");
    }
    for status in ["CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS", "DELETE_FAILED"]
    {
        let said = refusal(described(status, &OUTPUTS, &[])).await;
        assert!(said.contains(status) && said.contains("describe-stack-events"), "{said}");
    }
}

#[tokio::test]
async fn each_output_that_is_missing_is_named() {
    for (output, _) in OUTPUTS.iter().filter(|(output, _)| !matches!(*output, "InboundDomain" | "ReceiptRuleSet")) {
        let rest: Vec<_> = OUTPUTS.into_iter().filter(|(other, _)| other != output).collect();
        let said = refusal(described("CREATE_COMPLETE", &rest, &[])).await;
        assert!(said.contains(&format!("no output {output}")) && said.contains("older template"), "{said}");
    }
    let wild = OUTPUTS.map(|(key, value)| if key == "Live" { (key, "perhaps") } else { (key, value) });
    let said = refusal(described("CREATE_COMPLETE", &wild, &[])).await;
    assert!(said.contains("Live = \"perhaps\""), "{said}");
}

#[tokio::test]
async fn what_aws_says_no_to_is_told_with_what_to_do() {
    let said = refusal(query_error(400, "ValidationError")).await;
    assert!(said.contains("there is no stack \"cam\" in eu-central-1"), "{said}");
    for code in ["AccessDenied", "AccessDeniedException"] {
        let said = refusal(query_error(403, code)).await;
        assert!(said.contains("may not cloudformation:DescribeStacks"), "{said}");
    }
    for code in ["ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch"] {
        let said = refusal(query_error(403, code)).await;
        assert!(said.contains(code) && said.contains("log in again"), "{said}");
    }
    let said = refusal(query_error(400, "Unheard")).await;
    assert!(said.contains("AWS refused cloudformation:DescribeStacks with Unheard"), "{said}");
}

#[tokio::test]
async fn an_aws_that_is_out_of_reach_is_told_as_such() {
    // A port that was free a moment ago.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Stack::find(Session::at(&format!("http://{address}")), "cam").await.unwrap_err();
    assert!(error.to_string().contains("out of reach at cloudformation:DescribeStacks"), "{error}");
}

#[tokio::test]
async fn who_is_who_follows_from_the_stacks_secret() {
    let key = |answer: Answer| async move {
        let aws = Loopback::answering(move |request| match request.action().as_str() {
            "DescribeStacks" => described("CREATE_COMPLETE", &OUTPUTS, &[]),
            "GetSecretValue" => answer.clone(),
            other => panic!("{other} is asked"),
        });
        Stack::find(Session::at(&aws.url()), "cam").await.unwrap().identities().await
    };
    let secret = format!(r#"{{"v":1,"key":"{}"}}"#, "07".repeat(32));
    let answer = serde_json::json!({ "SecretString": secret }).to_string();
    let identities = key((200, answer)).await.unwrap();
    let ada = cam_core::address::EmailAddress::parse("ada@example.com").unwrap();
    assert_eq!(identities.person(&ada), Identities::new(&[7; 32]).person(&ada));
    let error = key(json_error(400, "AccessDeniedException")).await.unwrap_err();
    assert!(Chain(&error).to_string().contains("AccessDenied"), "{}", Chain(&error));
}
