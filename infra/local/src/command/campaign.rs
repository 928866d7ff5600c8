//! `cam campaign apply`, `pause` and `resume`: what a table knows of a campaign, changed by hand.

use std::path::Path;

use cam_aws::dynamo::DynamoTable;
use cam_cloud::stack::StackFacts;
use cam_core::{
    campaign::{Campaign, StoredCampaign},
    cycle::Mode,
    id::{CampaignId, SenderId},
    phases::start_cycle::uncleared,
    sender::Pause,
};
use cam_ports::{
    campaign_store::CampaignStore,
    clearance::ClearanceStore,
    sender_store::{SenderStore, is_paused},
};

use super::run::{not_applied, read_campaign};
use crate::{
    failure::{ExitCode, Failure},
    site::{Named, Site},
    terminal::Terminal,
};

pub(super) async fn apply(named: Named<'_>, file: &Path, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let (text, campaign) = read_campaign(file, false, terminal)?;
    let site = named.open_or_create().await?;
    let table = site.table().await?;
    if let Site::Stack(stack) = &site {
        expect_clearance(&table, &campaign, &stack.facts, &site.program()).await?;
    }
    let stored = table.apply_campaign(&text).await.map_err(not_applied)?;
    let StoredCampaign { campaign, version, .. } = &stored;
    terminal.line(format!("Campaign \"{}\" ({}) is stored, version {version}.", campaign.name, campaign.id))?;
    if is_paused(&table, campaign).await? {
        let program = site.program();
        terminal
            .line(format!("It is paused, and stays so: \"{program} campaign resume {}\" lifts that.", campaign.id))?;
    }
    if let Site::Stack(stack) = &site {
        let is_live = stack.facts.is_live && campaign.mode == Mode::Live;
        terminal.line(if is_live {
            "It is live, and so is the stack: its mail goes out, from its next day on."
        } else {
            "Its days are dry runs: nothing is sent until both the campaign and the stack are live."
        })?;
    }
    Ok(ExitCode::Done)
}

/// Refuses a campaign that would send as somebody the preflight has not passed: its days would not be opened.
async fn expect_clearance(
    table: &DynamoTable,
    campaign: &Campaign,
    stack: &StackFacts,
    program: &str,
) -> Result<(), Failure> {
    if !stack.is_live || campaign.mode != Mode::Live {
        return Ok(());
    }
    let cleared = table.clearances().await?;
    let cleared: Vec<&str> = cleared.iter().map(|clearance| clearance.identity.as_str()).collect();
    let senders: Vec<&str> = uncleared(campaign, &cleared).iter().map(|sender| sender.id.as_str()).collect();
    if senders.is_empty() {
        return Ok(());
    }
    Err(Failure::input(format!(
        "the campaign and the stack are live, but the domain of {} is not cleared for live mail; nothing was changed. \"{program} preflight\" says what is missing, and clears {}; or write mode = \"dry\" into the file",
        senders.join(", "),
        stack.sender_identity
    )))
}

/// Pauses or resumes a campaign, and says what follows from it.
pub(super) async fn pause(
    named: Named<'_>,
    id: &str,
    pause: Pause,
    terminal: &mut Terminal,
) -> Result<ExitCode, Failure> {
    let id: CampaignId = id.parse().map_err(Failure::input)?;
    let site = named.open().await?;
    let (table, program) = (site.table().await?, site.program());
    let stored = table.campaign(&id).await?.ok_or_else(|| {
        Failure::input(format!(
            "there is no campaign \"{id}\": take its file in first, with \"{program} campaign apply FILE\""
        ))
    })?;
    let senders: Vec<SenderId> = stored.campaign.senders.iter().map(|sender| sender.id.clone()).collect();
    table.set_pause(&id, &senders, pause).await?;
    let name = &stored.campaign.name;
    terminal.line(match pause {
        Pause::On => format!(
            "Campaign \"{name}\" ({id}) is paused: none of its mail goes out from now on.\n\
             Its days go on: leads come in, replies are read, and the report says what was held back.\n\
             \"{program} campaign resume {id}\" lifts the pause."
        ),
        Pause::Off => format!(
            "Campaign \"{name}\" ({id}) is not paused: what was held back comes up again on its next sending day."
        ),
    })?;
    Ok(ExitCode::Done)
}
