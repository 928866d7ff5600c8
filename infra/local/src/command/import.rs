//! `cam leads import`: lists of leads for a stack, looked at before they are sent.

use cam_aws::s3::{ListKey, Stored};
use cam_cloud::error::CloudError;
use cam_core::id::CampaignId;
use cam_gateways::csv_source::CsvSource;
use cam_ports::{campaign_store::CampaignStore, lead_source::LeadSource};

use super::run::open_sources;
use crate::{
    cli::ImportArgs,
    failure::{ExitCode, Failure},
    site::Named,
    terminal::Terminal,
};

pub(super) async fn import(named: Named<'_>, args: &ImportArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    if named.stack.is_none() {
        return Err(Failure::input(
            "lists are imported into a stack: add --stack NAME. On this machine \"cam run --campaign FILE --leads FILE\" takes them in",
        ));
    }
    let campaign: CampaignId = args.campaign.parse().map_err(Failure::input)?;
    // Every file is looked at before one is sent.
    let sources = open_sources(&args.files)?;
    for source in &sources {
        expect_name(source)?;
    }
    let stack = named.stack().await?;
    if stack.table()?.campaign(&campaign).await?.is_none() {
        let name = &stack.facts.name;
        return Err(Failure::input(format!(
            "the stack has no campaign \"{campaign}\": \"cam --stack {name} campaign apply FILE\" takes one in"
        )));
    }
    for (file, source) in args.files.iter().zip(&sources) {
        let name = &source.identity().name;
        let list = ListKey::new(campaign.clone(), name).map_err(Failure::input)?;
        let stored = stack.lists().put(&list, file, &source.identity().etag).await.map_err(CloudError::from)?;
        let place = format!("s3://{}/{list}", stack.facts.bucket);
        terminal.line(match stored {
            Stored::New(_) => format!("{} is uploaded: {place}", terminal.bold(name)),
            Stored::Same(_) => format!("{} was there already: {place}", terminal.bold(name)),
        })?;
    }
    terminal.line("Their rows come in with the campaign's next days, up to its daily limit.")?;
    Ok(ExitCode::Done)
}

/// The stack listens for names that end in `.csv`.
fn expect_name(source: &CsvSource) -> Result<(), Failure> {
    let name = &source.identity().name;
    if name.ends_with(".csv") {
        return Ok(());
    }
    Err(Failure::input(format!("\"{name}\" does not end in .csv, and the stack would not see it: give it that ending")))
}
