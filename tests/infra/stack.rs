//! The template as a stack would have it: every `!Ref`, `!Sub`, `!GetAtt` and `!If` worked out.

use std::{collections::BTreeMap, fs, path::Path};

use cam_core::cycle::Phase;
use serde_json::{Map, Value, json};
use yaml_serde::{Mapping, Value as Yaml};

pub(super) const REGION: &str = "eu-central-1";
pub(super) const ACCOUNT: &str = "123456789012";
pub(super) const NAME: &str = "cam";

/// A deployed stack.
pub(super) struct Stack {
    /// Each resource by its logical id, with the functions of the template worked out.
    pub(super) resources: BTreeMap<String, Value>,
    pub(super) outputs: Value,
    /// The defaults of all functions.
    pub(super) globals: Value,
}

impl Stack {
    /// The stack with `parameters` beside the defaults.
    pub(super) fn with(parameters: &[(&str, &str)]) -> Self {
        let template = template();
        let mut values =
            BTreeMap::from([("SenderIdentity", "outreach.example"), ("OwnerAddress", "owner@example.com")]);
        for (name, declared) in template["Parameters"].as_object().unwrap() {
            if let Some(default) = declared["Default"].as_str() {
                values.insert(name, default);
            }
        }
        values.extend(parameters.iter().copied());
        let worked_out = Template { template: &template, parameters: &values };
        let of_section = |section: &str| worked_out.value(&template[section]);
        let resources = of_section("Resources").as_object().unwrap().clone().into_iter();
        let is_made = |resource: &Value| resource["Condition"].as_str().is_none_or(|name| worked_out.holds(name));
        Self {
            resources: resources.filter(|(_, resource)| is_made(resource)).collect(),
            outputs: of_section("Outputs"),
            globals: of_section("Globals")["Function"].clone(),
        }
    }

    /// The stack with nothing but the parameters it must have.
    pub(super) fn plain() -> Self {
        Self::with(&[])
    }

    /// The properties of a resource.
    pub(super) fn properties(&self, id: &str) -> &Value {
        &self.resources.get(id).unwrap_or_else(|| panic!("the template has no {id}"))["Properties"]
    }

    /// The resources of a type, with their properties.
    pub(super) fn of_type(&self, kind: &str) -> impl Iterator<Item = (&str, &Value)> {
        let is_kind = move |(_, resource): &(&String, &Value)| resource["Type"] == kind;
        self.resources.iter().filter(is_kind).map(|(id, resource)| (id.as_str(), &resource["Properties"]))
    }

    /// What a function has, its own or as all do.
    pub(super) fn of_function<'a>(&'a self, id: &str, property: &str) -> &'a Value {
        let own = &self.properties(id)[property];
        if own.is_null() { &self.globals[property] } else { own }
    }
}

/// A phase's logical id, to which its role is appended.
pub(super) fn id(phase: Phase) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    phase.as_str().split('-').map(capital).collect()
}

/// The phases that have a queue.
pub(super) fn queued() -> impl Iterator<Item = Phase> {
    Phase::ALL.into_iter().filter(|phase| phase.previous().is_some())
}

/// The ARN of something of this account.
pub(super) fn arn(service: &str, name: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{name}")
}

/// The template's text.
pub(super) fn text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../infra/template.yaml");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The template as JSON, in the long forms of its functions.
pub(super) fn template() -> Value {
    long_form(yaml_serde::from_str(&text()).unwrap())
}

fn long_form(yaml: Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(is) => json!(is),
        Yaml::Number(n) => json!(n.as_i64().unwrap()),
        Yaml::String(text) => json!(text),
        Yaml::Sequence(items) => items.into_iter().map(long_form).collect(),
        Yaml::Mapping(entries) => long_entries(entries),
        Yaml::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let name = name.trim_start_matches('!');
            let value = long_form(tagged.value);
            match name {
                "Ref" | "Condition" => json!({ name: value }),
                "GetAtt" => json!({"Fn::GetAtt": value.as_str().unwrap().split('.').collect::<Vec<_>>()}),
                _ => json!({ format!("Fn::{name}"): value }),
            }
        }
    }
}

fn long_entries(entries: Mapping) -> Value {
    let key = |key: Yaml| key.as_str().unwrap().to_owned();
    entries.into_iter().map(|(name, value)| (key(name), long_form(value))).collect::<Map<_, _>>().into()
}

/// What a template says, for given parameters.
struct Template<'a> {
    template: &'a Value,
    parameters: &'a BTreeMap<&'a str, &'a str>,
}

impl Template<'_> {
    /// A value with all functions worked out. What is `AWS::NoValue` is left out.
    fn value(&self, value: &Value) -> Value {
        match value {
            Value::Array(items) => items.iter().map(|item| self.value(item)).filter(|item| !item.is_null()).collect(),
            Value::Object(entries) => match entries.iter().next() {
                Some((name, argument)) if entries.len() == 1 && (name == "Ref" || name.starts_with("Fn::")) => {
                    self.function(name, argument)
                }
                _ => {
                    let entries = entries.iter().map(|(name, value)| (name.clone(), self.value(value)));
                    entries.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into()
                }
            },
            plain => plain.clone(),
        }
    }

    fn function(&self, name: &str, argument: &Value) -> Value {
        let nth = |at: usize| self.value(&argument[at]);
        match name {
            "Ref" => self.reference(argument.as_str().unwrap()),
            "Fn::GetAtt" => json!(self.attribute(argument[0].as_str().unwrap(), argument[1].as_str().unwrap())),
            "Fn::Sub" => json!(self.substitute(argument)),
            "Fn::If" => nth(if self.holds(argument[0].as_str().unwrap()) { 1 } else { 2 }),
            "Fn::Select" => nth(1)[usize::try_from(argument[0].as_u64().unwrap()).unwrap()].clone(),
            "Fn::Split" => nth(1).as_str().unwrap().split(argument[0].as_str().unwrap()).collect(),
            other => panic!("the template uses {other}, which this test does not know"),
        }
    }

    fn holds(&self, condition: &str) -> bool {
        self.is_true(&self.template["Conditions"][condition])
    }

    fn is_true(&self, condition: &Value) -> bool {
        let (name, argument) = condition.as_object().unwrap().iter().next().unwrap();
        match name.as_str() {
            "Condition" => self.holds(argument.as_str().unwrap()),
            "Fn::Equals" => self.value(&argument[0]) == self.value(&argument[1]),
            "Fn::Not" => !self.is_true(&argument[0]),
            "Fn::And" => argument.as_array().unwrap().iter().all(|part| self.is_true(part)),
            other => panic!("a condition uses {other}, which this test does not know"),
        }
    }

    fn substitute(&self, argument: &Value) -> String {
        let own = self.value(&argument[1]);
        let text = argument.as_str().or(argument[0].as_str()).unwrap();
        let mut parts = text.split("${");
        let mut whole = parts.next().unwrap().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').unwrap();
            let value = match (own[name].as_str(), name.split_once('.')) {
                (Some(own), _) => own.to_owned(),
                (None, Some((id, attribute))) => self.attribute(id, attribute),
                (None, None) => self.reference(name).as_str().unwrap().to_owned(),
            };
            whole += &value;
            whole += rest;
        }
        whole
    }

    fn reference(&self, name: &str) -> Value {
        let id = "7c3e1a52-0d4b-11f0-9c1d-0a58a9feac02";
        match name {
            "AWS::NoValue" => Value::Null,
            "AWS::AccountId" => json!(ACCOUNT),
            "AWS::Partition" => json!("aws"),
            "AWS::Region" => json!(REGION),
            "AWS::StackName" => json!(NAME),
            "AWS::StackId" => json!(arn("cloudformation", &format!("stack/{NAME}/{id}"))),
            other => json!(self.parameters.get(other).map_or_else(|| self.physical_id(other), ToString::to_string)),
        }
    }

    /// What `!Ref` gives of a resource.
    fn physical_id(&self, id: &str) -> String {
        let resource = &self.template["Resources"][id];
        let named = |property: &str| self.value(&resource["Properties"][property]).as_str().unwrap().to_owned();
        match resource["Type"].as_str().unwrap_or_else(|| panic!("the template refers to {id}, which it has not")) {
            "AWS::SQS::Queue" => format!("https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{}", named("QueueName")),
            "AWS::SNS::Topic" => self.attribute(id, "Arn"),
            "AWS::S3::Bucket" => named("BucketName"),
            "AWS::SES::ConfigurationSet" => named("Name"),
            "AWS::SES::ReceiptRuleSet" => named("RuleSetName"),
            "AWS::Logs::LogGroup" => named("LogGroupName"),
            _ => id.to_owned(),
        }
    }

    fn attribute(&self, id: &str, attribute: &str) -> String {
        let resource = &self.template["Resources"][id];
        let named = |property: &str| self.value(&resource["Properties"][property]).as_str().unwrap().to_owned();
        match (resource["Type"].as_str().unwrap_or_default(), attribute) {
            ("AWS::SQS::Queue", "Arn") => arn("sqs", &named("QueueName")),
            ("AWS::SQS::Queue", "QueueName") => named("QueueName"),
            ("AWS::SNS::Topic", "Arn") => arn("sns", &named("TopicName")),
            ("AWS::S3::Bucket", "Arn") => format!("arn:aws:s3:::{}", named("BucketName")),
            ("AWS::DynamoDB::Table", "Arn") => arn("dynamodb", &format!("table/{id}")),
            ("AWS::Logs::LogGroup", "Arn") => arn("logs", &format!("log-group:{}:*", named("LogGroupName"))),
            ("AWS::SecretsManager::Secret", "Id") => arn("secretsmanager", &format!("secret:{id}-AbCdEf")),
            ("AWS::IAM::Role", "Arn") => format!("arn:aws:iam::{ACCOUNT}:role/{id}"),
            // A Function URL, which the transform adds.
            ("", "FunctionUrl") => "https://example.lambda-url.eu-central-1.on.aws/".to_owned(),
            (kind, other) => panic!("the template asks for {other} of {id} ({kind}), which this test does not know"),
        }
    }
}
