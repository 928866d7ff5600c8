//! Where a stack's things are: what CloudFormation says of it, and the table and the keys that follow from that.

use aws_sdk_cloudformation::types::StackStatus;
use cam_aws::{
    dynamo::{DynamoTable, Settings},
    keys::StackKeys,
};
use cam_core::cycle::Phase;
use cam_ports::identity::{CountedClaimIds, Identities};

use crate::{
    error::{CloudError, code_of, failed},
    session::Session,
};

/// A deployed stack.
#[derive(Debug)]
pub struct Stack {
    pub(crate) session: Session,
    /// What it says of itself.
    pub facts: StackFacts,
}

/// What a stack says of itself, by its outputs and parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StackFacts {
    /// Its name.
    pub name: String,
    /// The table.
    pub table: String,
    /// The bucket of lists, mail and rejected rows.
    pub bucket: String,
    /// The secret everything is derived from.
    pub key_secret: String,
    /// The configuration set that mail goes out under.
    pub configuration_set: String,
    /// The domain or address that mail comes from.
    pub sender_identity: String,
    /// Who is told.
    pub owner_address: String,
    /// Whether mail of live campaigns goes out.
    pub is_live: bool,
    /// The domain replies come in at, if they come in by SES.
    pub inbound_domain: Option<String>,
    /// The receipt rules that take them.
    pub receipt_rule_set: Option<String>,
    /// Whether mail goes out by SMTP instead of SES.
    pub has_smtp: bool,
}

/// The outputs of a stack, by name.
struct Outputs {
    stack: String,
    values: Vec<(String, String)>,
}

impl Stack {
    /// Finds a stack that is ready.
    pub async fn find(session: Session, name: &str) -> Result<Self, CloudError> {
        let client = aws_sdk_cloudformation::Client::new(session.config());
        let answer = match client.describe_stacks().stack_name(name).send().await {
            Ok(answer) => answer,
            Err(error) if code_of(&error).as_deref() == Some("ValidationError") => {
                return Err(no_stack(name, &session));
            }
            Err(error) => return Err(failed("cloudformation:DescribeStacks")(error)),
        };
        let found = answer.stacks().first().ok_or_else(|| no_stack(name, &session))?;
        if let Some(status) = found.stack_status() {
            expect_ready(name, status)?;
        }
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let outputs = found.outputs().iter().map(|output| (text(output.output_key()), text(output.output_value())));
        let outputs = Outputs { stack: name.to_owned(), values: outputs.collect() };
        let smtp = found.parameters().iter().find(|parameter| parameter.parameter_key() == Some("SmtpSecretArn"));
        let has_smtp = smtp.and_then(|parameter| parameter.parameter_value()).is_some_and(|value| !value.is_empty());
        Ok(Self { session, facts: outputs.facts(has_smtp)? })
    }

    /// Its region, by its code.
    #[must_use]
    pub fn region(&self) -> &str {
        self.session.region()
    }

    /// The table.
    pub fn table(&self) -> Result<DynamoTable, CloudError> {
        let client = aws_sdk_dynamodb::Client::new(self.session.config());
        let tokens = CountedClaimIds::from_os().map_err(CloudError::NoChance)?;
        Ok(DynamoTable::new(client, Settings::cloud(&self.facts.table), tokens))
    }

    /// Who is who, by the stack's key.
    pub async fn identities(&self) -> Result<Identities, CloudError> {
        let client = aws_sdk_secretsmanager::Client::new(self.session.config());
        Ok(StackKeys::new(client, &self.facts.key_secret).identities().await?.clone())
    }

    /// The function of a phase.
    #[must_use]
    pub fn function(&self, phase: Phase) -> String {
        format!("{}-{phase}", self.facts.name)
    }
}

impl Outputs {
    fn facts(&self, has_smtp: bool) -> Result<StackFacts, CloudError> {
        Ok(StackFacts {
            name: self.stack.clone(),
            table: self.needed("TableName")?,
            bucket: self.needed("BucketName")?,
            key_secret: self.needed("KeySecretArn")?,
            configuration_set: self.needed("ConfigurationSetName")?,
            sender_identity: self.needed("SenderIdentity")?.to_lowercase(),
            owner_address: self.needed("OwnerAddress")?,
            is_live: self.is_live()?,
            inbound_domain: self.optional("InboundDomain"),
            receipt_rule_set: self.optional("ReceiptRuleSet"),
            has_smtp,
        })
    }

    fn optional(&self, name: &str) -> Option<String> {
        let (_, value) = self.values.iter().find(|(key, _)| key == name)?;
        Some(value.clone()).filter(|value| !value.is_empty())
    }

    fn needed(&self, output: &'static str) -> Result<String, CloudError> {
        self.optional(output).ok_or_else(|| CloudError::MissingOutput { name: self.stack.clone(), output })
    }

    fn is_live(&self) -> Result<bool, CloudError> {
        match self.needed("Live")?.as_str() {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(CloudError::BadOutput {
                name: self.stack.clone(),
                output: "Live",
                value: other.to_owned(),
                expected: "\"true\" or \"false\"",
            }),
        }
    }
}

fn no_stack(name: &str, session: &Session) -> CloudError {
    CloudError::NoStack { name: name.to_owned(), region: session.region().to_owned() }
}

/// A stack whose update is under way or failed has all it needs, and its owner may want to pause it just then.
fn expect_ready(name: &str, status: &StackStatus) -> Result<(), CloudError> {
    let (name, status) = (name.to_owned(), status.as_str().to_owned());
    let has_outputs = status == "CREATE_COMPLETE" || status.starts_with("UPDATE_") || status.starts_with("IMPORT_");
    match status.as_str() {
        _ if has_outputs => Ok(()),
        "CREATE_IN_PROGRESS" | "REVIEW_IN_PROGRESS" => Err(CloudError::Busy { name, status }),
        _ => Err(CloudError::Broken { name, status }),
    }
}

/// A stack behind an endpoint.
#[cfg(test)]
pub(crate) fn fixture(endpoint_url: &str) -> Stack {
    let text = |text: &str| text.to_owned();
    let facts = StackFacts {
        name: text("cam"),
        table: text("cam-table"),
        bucket: text("cam-bucket"),
        key_secret: text("arn:key"),
        configuration_set: text("cam-set"),
        sender_identity: text("example.com"),
        owner_address: text("owner@example.com"),
        is_live: true,
        inbound_domain: Some(text("reply.example.com")),
        receipt_rule_set: Some(text("cam-inbound")),
        has_smtp: false,
    };
    Stack { session: Session::at(endpoint_url), facts }
}

#[cfg(test)]
mod tests;
