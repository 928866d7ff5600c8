//! The role of each function: exactly the actions of the calls that its ports make, on exactly what they are made on.

use std::collections::{BTreeMap, BTreeSet};

use cam_core::cycle::Phase;
use cam_lambda::settings::hands_on_to;
use serde_json::{Value, json};

use super::{
    source::{adapters, files, ports_of},
    stack::{NAME, Stack, arn, id},
};

/// An action, and what it is allowed on, with the condition behind it if there is one.
type Permission = (String, String);

/// Each call an adapter of the table makes, as its source says it, and the action that it is to IAM. A transaction is the
/// actions of its parts.
const TABLE: [(&str, &str); 9] = [
    ("self.get(", "dynamodb:GetItem"),
    ("self.get_all(", "dynamodb:BatchGetItem"),
    ("self.query(", "dynamodb:Query"),
    ("self.count(", "dynamodb:Query"),
    ("self.put(", "dynamodb:PutItem"),
    ("self.delete_all(", "dynamodb:BatchWriteItem"),
    ("Action::Put", "dynamodb:PutItem"),
    ("Action::Delete", "dynamodb:DeleteItem"),
    ("Action::Check", "dynamodb:ConditionCheckItem"),
];

/// How a range of an index begins, and the index.
const INDEXES: [(&str, &str); 2] = [("of_work", "work"), ("of_daybook", "daybook")];

/// Each call of the SDK that a function may come to make, the file it stands in, the action, and on what.
const CALLS: [(&str, &str, &str, On); 13] = [
    ("send_message_batch", "sqs.rs", "sqs:SendMessage", On::NextQueues),
    ("get_queue_attributes", "sqs.rs", "sqs:GetQueueAttributes", On::NextQueues),
    ("send_raw_email", "ses.rs", "ses:SendRawEmail", On::Sender),
    ("get_send_quota", "ses.rs", "ses:GetSendQuota", On::Account),
    ("get_object", "s3/lists.rs", "s3:GetObject", On::Objects("leads/")),
    ("get_object", "s3/rejects.rs", "s3:GetObject", On::Objects("rejects/")),
    ("put_object", "s3/rejects.rs", "s3:PutObject", On::Objects("rejects/")),
    ("list_objects_v2", "s3/rejects.rs", "s3:ListBucket", On::Bucket),
    ("list_objects_v2", "s3/inbox.rs", "s3:ListBucket", On::Bucket),
    ("get_object", "s3/inbox.rs", "s3:GetObject", On::Objects("mail/")),
    ("put_object", "s3/inbox.rs", "s3:PutObject", On::Objects("read/")),
    ("delete_object", "s3/inbox.rs", "s3:DeleteObject", On::Objects("mail/")),
    ("get_secret_value", "keys.rs", "secretsmanager:GetSecretValue", On::Secrets),
];

/// Calls that stand in `shared/aws` and that no function makes, with who makes them.
const NOT_OF_FUNCTIONS: [(&str, &str, &str); 4] = [
    ("scan", "dynamo/scan.rs", "a person who asks for all leads"),
    ("batch_write_item", "dynamo/call.rs", "a person who has somebody forgotten"),
    ("put_object", "s3/lists.rs", "a person who puts a list into the bucket"),
    ("head_object", "s3/lists.rs", "the same"),
];

/// Calls behind which the verbs of [`TABLE`] stand.
const VERBS: [&str; 5] = ["get_item", "batch_get_item", "put_item", "query", "transact_write_items"];

/// Makes the table of one machine and of tests; a stack's table is the template's.
const SCHEMA: &str = "dynamo/schema.rs";

/// What a call is made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum On {
    NextQueues,
    Sender,
    Account,
    Bucket,
    Objects(&'static str),
    Secrets,
}

#[test]
fn every_function_may_do_what_its_ports_do_and_nothing_else() {
    for parameters in
        [&[][..], &[("SmtpSecretArn", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:m-AbCdEf")]]
    {
        let stack = Stack::with(parameters);
        for phase in Phase::ALL {
            let (granted, needed) = (granted(&stack, phase), needed(&stack, phase));
            let too_much: Vec<_> = granted.difference(&needed).collect();
            let too_little: Vec<_> = needed.difference(&granted).collect();
            assert!(
                too_much.is_empty() && too_little.is_empty(),
                "{phase} may {too_much:?}, and may not {too_little:?}"
            );
        }
    }
}

#[test]
fn whoever_the_mail_is_to_it_is_from_the_stacks_own_identity() {
    let cases = [
        ("outreach.example", "nora@outreach.example", true),
        ("outreach.example", "nora@mail.outreach.example", true),
        ("outreach.example", "nora@badoutreach.example", false),
        ("outreach.example", "nora@outreach.example.org", false),
        ("nora@outreach.example", "nora@outreach.example", true),
        ("nora@outreach.example", "eleanora@outreach.example", false),
        ("nora@outreach.example", "mary.nora@outreach.example", false),
        ("nora@outreach.example", "ann@outreach.example", false),
    ];
    for (identity, address, may_send) in cases {
        let stack = Stack::with(&[("SenderIdentity", identity)]);
        let statements = &stack.properties("SendMail")["PolicyDocument"]["Statement"];
        let to_anybody = statements.as_array().unwrap().iter().find(|statement| statement["Sid"] == "Recipients");
        let patterns = to_anybody.unwrap()["Condition"]["StringLike"]["ses:FromAddress"].as_array().unwrap();
        let is_own = patterns.iter().any(|pattern| is_like(pattern.as_str().unwrap(), address));
        assert_eq!(is_own, may_send, "{address} under {identity}");
    }
}

#[test]
fn web_may_write_its_log_and_nothing_else() {
    let stack = Stack::plain();
    assert_eq!(of_role(&stack, "Web"), of_log("web"));
}

/// The SAM transform makes the two statements of this that Lambda asks for; `infra/lint` looks whether it does.
#[test]
fn anybody_may_call_webs_url_and_nobody_any_other_function() {
    let stack = Stack::plain();
    for (id, function) in stack.of_type("AWS::Serverless::Function") {
        let public = if id == "Web" { json!({"AuthType": "NONE"}) } else { Value::Null };
        assert_eq!(function["FunctionUrlConfig"], public, "{id}");
    }
    assert_eq!(stack.of_type("AWS::Lambda::Permission").count(), 0);
}

#[test]
fn every_role_is_one_functions_own() {
    let stack = Stack::plain();
    for (id, function) in stack.of_type("AWS::Serverless::Function") {
        assert_eq!(function["Role"], format!("arn:aws:iam::123456789012:role/{id}Role"));
        assert_eq!(function["Policies"], Value::Null, "{id}");
        let statement = &stack.properties(&format!("{id}Role"))["AssumeRolePolicyDocument"]["Statement"];
        assert_eq!(statement[0]["Principal"]["Service"], "lambda.amazonaws.com");
        assert_eq!(statement.as_array().unwrap().len(), 1);
    }
    assert_eq!(stack.of_type("AWS::IAM::Role").count(), stack.of_type("AWS::Serverless::Function").count());
}

#[test]
fn every_call_of_an_adapter_is_known_here_and_every_known_one_is_made() {
    let mut made = BTreeSet::new();
    for (file, text) in files("shared/aws/src").into_iter().filter(|(file, _)| file != SCHEMA) {
        made.extend(calls(&text).into_iter().map(|call| (call.to_owned(), file.clone())));
    }
    // `into` hands a client over, and asks AWS nothing.
    made.retain(|(call, _)| !VERBS.contains(&call.as_str()) && call != "into");
    let known = CALLS.iter().map(|(call, file, ..)| (*call, *file));
    let known = known.chain(NOT_OF_FUNCTIONS.iter().map(|(call, file, _)| (*call, *file)));
    let known: BTreeSet<_> = known.map(|(call, file)| (call.to_owned(), file.to_owned())).collect();
    assert_eq!(made, known);
}

#[test]
fn the_bucket_is_used_where_the_adapters_say() {
    let files = files("shared/aws/src");
    for (_, file, _, on) in CALLS {
        let On::Objects(prefix) = on else { continue };
        assert!(files[file].contains(&format!("\"{prefix}")), "{file} does not use {prefix}");
    }
}

/// The operations that are asked of a client: `client.get_object()` and the like, on one line or two.
fn calls(text: &str) -> Vec<&str> {
    let after = text.match_indices("client").filter_map(|(at, word)| text.get(at + word.len()..));
    let calls = after.filter_map(|rest| rest.trim_start().strip_prefix('.')?.split_once("()"));
    calls
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
        .collect()
}

/// What a phase's role allows.
fn granted(stack: &Stack, phase: Phase) -> BTreeSet<Permission> {
    of_role(stack, &id(phase))
}

fn of_role(stack: &Stack, function: &str) -> BTreeSet<Permission> {
    let role = stack.properties(&format!("{function}Role"));
    let inline = role["Policies"].as_array().unwrap().iter();
    let managed = role["ManagedPolicyArns"].as_array().into_iter().flatten();
    let managed = managed.map(|policy| stack.properties(policy.as_str().unwrap()));
    let documents = inline.chain(managed).map(|policy| &policy["PolicyDocument"]);
    documents.flat_map(|document| document["Statement"].as_array().unwrap()).flat_map(allowed).collect()
}

fn allowed(statement: &Value) -> Vec<Permission> {
    assert_eq!(statement["Effect"], "Allow");
    let condition = match &statement["Condition"] {
        Value::Null => String::new(),
        condition => format!(" if {condition}"),
    };
    let several = |value: &Value| match value {
        Value::Array(items) => items.iter().map(|item| item.as_str().unwrap().to_owned()).collect(),
        one => vec![one.as_str().unwrap().to_owned()],
    };
    let resources: Vec<String> = several(&statement["Resource"]);
    let on_each = |action: String| resources.iter().map(|on| (action.clone(), format!("{on}{condition}"))).collect();
    several(&statement["Action"]).into_iter().flat_map::<Vec<_>, _>(on_each).collect()
}

/// What a phase's function needs: the calls of its ports, its secrets, its mapping, its log, and where its failures go.
fn needed(stack: &Stack, phase: Phase) -> BTreeSet<Permission> {
    let mut needed = of_log(phase.as_str());
    let all = files("shared/aws/src");
    for file in files_of(phase) {
        needed.extend(of_table(&all[&file]));
        let calls = CALLS.iter().filter(|(_, of, ..)| *of == file);
        for (_, _, action, on) in calls.filter(|(.., on)| is_used(stack, *on)) {
            needed.extend(resources(phase, *on).into_iter().map(|resource| ((*action).to_owned(), resource)));
        }
    }
    let secret = |name: &str| stack.properties(&id(phase))["Environment"]["Variables"][name].as_str();
    for secret in
        [secret("CAM_KEY_SECRET"), secret("CAM_SMTP_SECRET")].into_iter().flatten().filter(|arn| !arn.is_empty())
    {
        needed.insert(("secretsmanager:GetSecretValue".to_owned(), secret.to_owned()));
    }
    if phase.previous().is_some() {
        let own = arn("sqs", &format!("{NAME}-{phase}"));
        let of_mapping = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
        needed.extend(of_mapping.map(|action| (action.to_owned(), own.clone())));
    }
    let failures = &stack.properties(&id(phase))["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"];
    needed.extend(failures.as_str().map(|queue| ("sqs:SendMessage".to_owned(), queue.to_owned())));
    needed
}

/// The files of `shared/aws` behind the ports of a phase.
fn files_of(phase: Phase) -> BTreeSet<String> {
    let mut made: BTreeMap<String, BTreeSet<String>> = adapters();
    // What opens lists is put together from the bucket and the CSV reader where functions are wired.
    made.entry("LeadSources".to_owned()).or_default().insert("s3/lists.rs".to_owned());
    ports_of(phase).iter().filter_map(|port| made.get(port)).flatten().cloned().collect()
}

/// What the verbs of the table come to.
fn of_table(text: &str) -> BTreeSet<Permission> {
    let table = arn("dynamodb", "table/Table");
    let verbs = TABLE.iter().filter(|(verb, _)| text.contains(verb));
    let mut needed: BTreeSet<_> = verbs.map(|(_, action)| ((*action).to_owned(), table.clone())).collect();
    let indexes: Vec<_> = INDEXES.iter().filter(|(range, _)| text.contains(range)).collect();
    if !indexes.is_empty() {
        // An adapter reads either an index or the table.
        needed.remove(&("dynamodb:Query".to_owned(), table.clone()));
    }
    needed.extend(indexes.iter().map(|(_, index)| ("dynamodb:Query".to_owned(), format!("{table}/index/{index}"))));
    needed
}

/// Whether what a call is made on is there: with an SMTP mailbox nothing is asked of SES.
fn is_used(stack: &Stack, on: On) -> bool {
    let is_smtp = stack.properties("SendMail")["PolicyDocument"]["Statement"][0]["Sid"] == "Smtp";
    !is_smtp || !matches!(on, On::Sender | On::Account)
}

fn resources(phase: Phase, on: On) -> Vec<String> {
    let bucket = "arn:aws:s3:::cam-123456789012-0a58a9feac02".to_owned();
    match on {
        On::NextQueues => hands_on_to(phase).into_iter().map(|next| arn("sqs", &format!("{NAME}-{next}"))).collect(),
        On::Sender => {
            // In its sandbox SES asks whether the mail may go to the identity of its recipient, who is verified there.
            let recipients =
                format!("{} if {}", arn("ses", "identity/*"), json!({"StringLike": from("outreach.example")}));
            vec![arn("ses", "identity/outreach.example"), arn("ses", &format!("configuration-set/{NAME}")), recipients]
        }
        // The quota is the account's, and the action knows no resource.
        On::Account => vec!["*".to_owned()],
        On::Bucket => vec![bucket],
        On::Objects(prefix) => vec![format!("{bucket}/{prefix}*")],
        // They are named by the function's environment.
        On::Secrets => Vec::new(),
    }
}

/// Whom a mail under an identity may be from: it, and if it is a domain, addresses of it and of what lies below it.
fn from(identity: &str) -> Value {
    json!({"ses:FromAddress": [identity, format!("*@{identity}"), format!("*@*.{identity}")]})
}

/// Whether IAM finds that a text is like a pattern, in which a star stands for anything.
fn is_like(pattern: &str, text: &str) -> bool {
    let Some((start, end)) = pattern.split_once('*') else { return pattern == text };
    let ends = |rest: &str| (0..=rest.len()).filter_map(|at| rest.get(at..)).any(|rest| is_like(end, rest));
    text.strip_prefix(start).is_some_and(ends)
}

fn of_log(function: &str) -> BTreeSet<Permission> {
    let group = arn("logs", &format!("log-group:/aws/lambda/{NAME}-{function}:*"));
    ["logs:CreateLogStream", "logs:PutLogEvents"].map(|action| (action.to_owned(), group.clone())).into()
}
