//! Where a command works: the home of one machine, or a deployed stack. Everything that only asks works on either.

use std::path::Path;

use cam_aws::dynamo::{DynamoTable, Settings};
use cam_cloud::{session::Session, stack::Stack};
use cam_ports::identity::Identities;

use crate::{command::rejects, failure::Failure, home::Home};

/// Which site a person named.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// The folder that holds `.cam/`.
    pub home: &'a Path,
    /// The stack, where one is named.
    pub stack: Option<&'a str>,
    /// The stack's region, where one is named.
    pub region: Option<&'a str>,
}

/// A site with a table.
#[derive(Debug)]
pub enum Site {
    /// The home of one machine.
    Home(Home),
    /// A deployed stack.
    Stack(Box<Stack>),
}

impl Named<'_> {
    /// Opens the site; it is there.
    pub async fn open(self) -> Result<Site, Failure> {
        match self.stack {
            None => Ok(Site::Home(Home::open(self.home)?)),
            Some(_) => Ok(Site::Stack(Box::new(self.stack().await?))),
        }
    }

    /// Opens the site, making a home that is not there yet.
    pub async fn open_or_create(self) -> Result<Site, Failure> {
        match self.stack {
            None => Ok(Site::Home(Home::open_or_create(self.home)?)),
            Some(_) => self.open().await,
        }
    }

    /// Finds the stack, for what only a stack can do.
    pub async fn stack(self) -> Result<Stack, Failure> {
        let name = self.stack.ok_or_else(|| Failure::input("name a stack: cam --stack NAME …"))?;
        let session = Session::open(self.region).await?;
        Ok(Stack::find(session, name).await?)
    }
}

impl Site {
    /// The table.
    pub async fn table(&self) -> Result<DynamoTable, Failure> {
        match self {
            Self::Home(home) => Ok(home.table(Settings::one_machine).await?),
            Self::Stack(stack) => Ok(stack.table()?),
        }
    }

    /// Who is who.
    pub async fn identities(&self) -> Result<Identities, Failure> {
        match self {
            Self::Home(home) => Ok(home.identities().clone()),
            Self::Stack(stack) => Ok(stack.identities().await?),
        }
    }

    /// The rejected rows that hold a text, each as a sentence.
    pub(crate) async fn rejected(&self, text: &str) -> Result<Vec<String>, Failure> {
        match self {
            Self::Home(home) => rejects::in_folder(&home.dir().join("rejects"), text),
            Self::Stack(stack) => rejects::in_files(&stack.rejects().await?, text),
        }
    }

    /// How `cam` is called for this site, to begin an example with.
    pub(crate) fn program(&self) -> String {
        match self {
            Self::Home(_) => "cam".to_owned(),
            Self::Stack(stack) => format!("cam --stack {}", stack.facts.name),
        }
    }

    /// How leads come in here, to end a sentence with.
    pub(crate) fn how_leads_come_in(&self) -> String {
        let program = self.program();
        match self {
            Self::Home(_) => "\"cam run --campaign FILE --leads FILE\" takes some in".to_owned(),
            Self::Stack(_) => {
                format!("\"{program} leads import --campaign ID FILE\" uploads a list, and the next day takes it in")
            }
        }
    }

    /// How a campaign comes in here, to end a sentence with.
    pub(crate) fn how_a_campaign_comes_in(&self) -> String {
        match self {
            Self::Home(_) => "\"cam run --campaign FILE\" takes one in".to_owned(),
            Self::Stack(_) => format!("\"{} campaign apply FILE\" takes one in", self.program()),
        }
    }

    /// How a first day comes about here, to end a sentence with.
    pub(crate) fn how_a_day_is_played(&self) -> &'static str {
        match self {
            Self::Home(_) => "play one with \"cam run\"",
            Self::Stack(_) => {
                "the stack opens a campaign's day at its starts_at, and reports when its last mail is out and its replies are read"
            }
        }
    }

    /// How a touch that is late goes on here, as a sentence.
    pub(crate) fn how_a_late_touch_goes_on(&self) -> &'static str {
        match self {
            Self::Home(_) => "The next \"cam run\" goes on with that day.",
            Self::Stack(_) => "The stack hands it out as soon as the mails before it are done, oldest first.",
        }
    }
}
