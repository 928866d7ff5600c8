use super::*;
use crate::{
    loopback::{Answer, Loopback, Request, query_error},
    preflight::{Check, Outcome, judge},
    stack::fixture,
};

const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:cam-replies";

/// A name server that knows one domain, and notes nothing.
struct OneDomain;

impl Dns for OneDomain {
    async fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        Ok(match name {
            "bounce.example.com" => vec!["v=spf1 include:amazonses.com ~all".to_owned()],
            "_dmarc.example.com" => vec!["v=DMARC1; p=none".to_owned()],
            _ => Vec::new(),
        })
    }

    async fn mail_hosts(&self, domain: &str) -> Result<Vec<String>, String> {
        Ok(vec![match domain {
            "reply.example.com" => "inbound-smtp.eu-central-1.amazonaws.com".to_owned(),
            _ => "mx.example.net".to_owned(),
        }])
    }
}

fn ok(body: &str) -> Answer {
    (200, body.to_owned())
}

/// An answer of a query service.
fn result(action: &str, inner: &str) -> Answer {
    (200, format!("<{action}Response><{action}Result>{inner}</{action}Result></{action}Response>"))
}

/// What AWS says of a stack that is ready.
fn ready(request: &Request) -> Answer {
    let action = request.action();
    let of_identity = |name: &str, inner: &str| {
        result(&action, &format!("<{name}><entry><key>example.com</key><value>{inner}</value></entry></{name}>"))
    };
    match action.as_str() {
        "GetIdentityVerificationAttributes" => {
            of_identity("VerificationAttributes", "<VerificationStatus>Success</VerificationStatus>")
        }
        "GetIdentityDkimAttributes" => of_identity(
            "DkimAttributes",
            "<DkimEnabled>true</DkimEnabled><DkimVerificationStatus>Success</DkimVerificationStatus>",
        ),
        "GetIdentityMailFromDomainAttributes" => of_identity(
            "MailFromDomainAttributes",
            "<MailFromDomain>bounce.example.com</MailFromDomain><MailFromDomainStatus>Success</MailFromDomainStatus>\
             <BehaviorOnMXFailure>UseDefaultValue</BehaviorOnMXFailure>",
        ),
        "GetSendQuota" => result(
            &action,
            "<Max24HourSend>50000.0</Max24HourSend><MaxSendRate>14.0</MaxSendRate><SentLast24Hours>3.0</SentLast24Hours>",
        ),
        "GetAccountSendingEnabled" => result(&action, "<Enabled>true</Enabled>"),
        "DescribeConfigurationSet" => result(&action, &configuration_set()),
        "DescribeStackResource" => result(
            &action,
            &format!(
                "<StackResourceDetail><LogicalResourceId>RepliesTopic</LogicalResourceId>\
                 <PhysicalResourceId>{TOPIC}</PhysicalResourceId></StackResourceDetail>"
            ),
        ),
        "DescribeActiveReceiptRuleSet" => result(&action, &rule_set("cam-inbound")),
        "GetQueueUrl" => ok(r#"{"QueueUrl":"http://127.0.0.1:1/queue"}"#),
        "GetQueueAttributes" => ok(r#"{"Attributes":{"ApproximateNumberOfMessages":"0"}}"#),
        "Query" => ok(r#"{"Items":[],"Count":0,"ScannedCount":0}"#),
        other => panic!("{other} is asked"),
    }
}

fn configuration_set() -> String {
    let events = ["bounce", "complaint", "delivery", "reject", "deliveryDelay"];
    let events: String = events.map(|event| format!("<member>{event}</member>")).concat();
    format!(
        "<ConfigurationSet><Name>cam-set</Name></ConfigurationSet><EventDestinations><member><Name>replies</Name>\
         <Enabled>true</Enabled><MatchingEventTypes>{events}</MatchingEventTypes>\
         <SNSDestination><TopicARN>{TOPIC}</TopicARN></SNSDestination></member></EventDestinations>\
         <ReputationOptions><SendingEnabled>true</SendingEnabled></ReputationOptions>"
    )
}

fn rule_set(name: &str) -> String {
    format!(
        "<Metadata><Name>{name}</Name></Metadata><Rules><member><Name>in</Name><Enabled>true</Enabled>\
         <Recipients><member>reply.example.com</member></Recipients><Actions><member><S3Action>\
         <BucketName>cam-bucket</BucketName><ObjectKeyPrefix>mail/</ObjectKeyPrefix></S3Action></member></Actions>\
         </member></Rules>"
    )
}

/// The checks that did not pass, where AWS answers as `script` says.
async fn troubles(script: impl Fn(&Request) -> Answer + Send + 'static) -> (Vec<Check>, Vec<Request>) {
    let aws = Loopback::answering(script);
    let checks = judge(&ask(&fixture(&aws.url()), &OneDomain).await);
    let troubles = checks.into_iter().filter(|check| check.outcome != Outcome::Passed);
    (troubles.collect(), aws.requests())
}

#[tokio::test]
async fn a_stack_that_is_ready_is_found_to_be_and_nothing_is_changed_by_asking() {
    let (troubles, requests) = troubles(ready).await;
    let names: Vec<&str> = troubles.iter().map(|check| check.name.as_str()).collect();
    assert_eq!(names, ["Campaigns"], "{troubles:?}");
    assert_eq!(troubles[0].seen, "there is none yet");
    let changes: Vec<String> = requests.iter().map(Request::action).filter(|action| !is_question(action)).collect();
    assert_eq!(changes, Vec::<String>::new());
}

fn is_question(action: &str) -> bool {
    ["Get", "Describe", "Query"].iter().any(|beginning| action.starts_with(beginning))
}

#[tokio::test]
async fn every_question_that_is_refused_is_told_by_its_action_and_the_rest_goes_on() {
    let refused = |request: &Request| match request.action().as_str() {
        action if is_question(action) && request.header("x-amz-target").is_none() => query_error(403, "AccessDenied"),
        _ => crate::loopback::json_error(400, "AccessDeniedException"),
    };
    let (troubles, _) = troubles(refused).await;
    let untold = |name: &str| {
        let check = troubles.iter().find(|check| check.name == name).unwrap_or_else(|| panic!("{name} passed"));
        assert_eq!(check.outcome, Outcome::CannotTell, "{check:?}");
        check.seen.clone()
    };
    for (name, action) in [
        ("Identity", "ses:GetIdentityVerificationAttributes"),
        ("DKIM", "ses:GetIdentityDkimAttributes"),
        ("MAIL FROM", "ses:GetIdentityMailFromDomainAttributes"),
        ("Sending", "ses:GetAccountSendingEnabled"),
        ("Quota", "ses:GetSendQuota"),
        ("Events", "ses:DescribeConfigurationSet"),
        ("Inbound", "ses:DescribeActiveReceiptRuleSet"),
        ("Queues", "sqs:GetQueueUrl"),
    ] {
        let seen = untold(name);
        assert!(seen.contains(&format!("may not {action}")), "{name}: {seen}");
        assert!(!seen.contains("owner@example.com"), "{name}: {seen}");
    }
    assert!(untold("Campaigns").contains("AccessDenied"));
}

#[tokio::test]
async fn what_is_not_there_is_told_from_what_cannot_be_seen() {
    let gone = |request: &Request| match request.action().as_str() {
        "GetIdentityVerificationAttributes" | "GetIdentityDkimAttributes" | "DescribeActiveReceiptRuleSet" => {
            result(&request.action(), "")
        }
        "DescribeConfigurationSet" => query_error(400, "ConfigurationSetDoesNotExist"),
        "GetQueueUrl" if request.body.contains("cam-send-outreach\"") => {
            crate::loopback::json_error(400, "QueueDoesNotExist")
        }
        _ => ready(request),
    };
    let (troubles, _) = troubles(gone).await;
    let blocking = troubles.iter().filter(|check| check.outcome == Outcome::Blocking);
    let seen: Vec<(&str, &str)> = blocking.map(|check| (check.name.as_str(), check.seen.as_str())).collect();
    let expected = [
        ("Identity", "example.com is no identity in eu-central-1"),
        ("DKIM", "mail is not signed for example.com"),
        ("Events", "there is no configuration set \"cam-set\""),
        ("Inbound", "no receipt rule set is active: replies are refused"),
        ("Queues", "there is no queue cam-send-outreach"),
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn receipt_rules_are_made_active_where_none_are_and_never_in_the_place_of_others() {
    let activated = |active: &'static str| async move {
        let aws = Loopback::answering(move |request| match request.action().as_str() {
            "DescribeActiveReceiptRuleSet" => result("DescribeActiveReceiptRuleSet", active),
            "SetActiveReceiptRuleSet" => result("SetActiveReceiptRuleSet", ""),
            other => panic!("{other} is asked"),
        });
        let did = activate_receipt_rules(&fixture(&aws.url())).await.unwrap();
        let sets = aws.requests().into_iter().filter(|request| request.action() == "SetActiveReceiptRuleSet");
        (did, sets.map(|request| request.body).collect::<Vec<_>>())
    };
    let (did, sets) = activated("").await;
    assert!(did && sets.len() == 1 && sets[0].contains("RuleSetName=cam-inbound"), "{sets:?}");
    assert_eq!(activated("<Metadata><Name>theirs</Name></Metadata>").await, (false, Vec::new()));
}
