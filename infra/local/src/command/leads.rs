//! `cam leads`: every lead, a thousand at a time, so that any number fits in memory.
//!
//! Each thousand is in the order of campaign, status, best score and address, with columns as wide as it needs. Which
//! leads make up a thousand follows the order of the table, which is the same as long as none comes or goes.

use std::{cmp::Reverse, collections::BTreeMap, io};

use cam_aws::dynamo::DynamoTable;
use cam_core::{
    campaign::{Campaign, StoredCampaign},
    id::CampaignId,
    lead::{Lead, LeadStatus, Place},
    phases::schedule_outreach::{Candidate, facts, judge, zone_of},
    profile::Profile,
    score::{Milli, score},
    skip::{self, Consequence},
};
use cam_ports::campaign_store::CampaignStore;
use jiff::Timestamp;
use serde::Serialize;

use super::{
    known::present,
    words::{self, Dates},
};
use crate::{
    cli::LeadsArgs,
    failure::{ExitCode, Failure},
    site::{Named, Site},
    terminal::Terminal,
};

/// How many leads are sorted and laid out together.
const AT_ONCE: usize = 1_000;

/// What separates two columns.
const GAP: &str = "  ";

/// The widest cell, in characters, by column.
const WIDEST: [usize; 7] = [40, 28, 28, 24, 13, 5, 60];

const HEADER: [&str; 7] = ["Address", "Name", "Company", "Campaign", "Status", "Score", "Next"];

/// The column that is left out where there is one campaign.
const CAMPAIGN_COLUMN: usize = 3;

pub(super) async fn leads(named: Named<'_>, args: &LeadsArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let status = args.status.as_deref().map(status).transpose()?;
    let site = named.open().await?;
    let table = site.table().await?;
    let campaigns = table.campaigns().await?;
    let campaign = args.campaign.as_deref().map(|id| campaign(id, &campaigns, &site)).transpose()?;
    let now = present(&table, &campaigns).await?;
    let campaigns = campaigns.into_iter().map(|stored| (stored.campaign.id.clone(), stored.campaign)).collect();
    let list = List { campaigns, status, campaign, now };
    let n = if args.json { json(&table, &list, terminal).await? } else { text(&table, &list, terminal).await? };
    if n == 0 && !args.json {
        terminal.line(if status.is_some() || args.campaign.is_some() {
            "No lead is like that.".to_owned()
        } else {
            format!("There are no leads yet: {}.", site.how_leads_come_in())
        })?;
    }
    Ok(ExitCode::Done)
}

/// Which leads, and what they are told by.
struct List {
    campaigns: BTreeMap<CampaignId, Campaign>,
    status: Option<LeadStatus>,
    campaign: Option<CampaignId>,
    now: Timestamp,
}

/// One lead as it is listed.
#[derive(Debug, Serialize)]
struct Row {
    address: String,
    name: String,
    company: String,
    campaign: String,
    status: &'static str,
    score: Option<f64>,
    next: String,
    /// When it comes next, where that is an instant.
    next_at: Option<Timestamp>,
    #[serde(skip)]
    order: (CampaignId, LeadStatus, Reverse<Option<Milli>>),
}

async fn json(table: &DynamoTable, list: &List, terminal: &mut Terminal) -> Result<usize, Failure> {
    let mut n = 0;
    let mut pages = Pages::new(table, list);
    terminal.line("[")?;
    while !terminal.is_closed()
        && let Some(rows) = pages.next().await?
    {
        for row in rows {
            let comma = if n > 0 { "," } else { "" };
            terminal.line(format!("{comma}{}", serde_json::to_string(&row).map_err(Failure::unusable)?))?;
            n += 1;
        }
    }
    terminal.line("]")?;
    Ok(n)
}

async fn text(table: &DynamoTable, list: &List, terminal: &mut Terminal) -> Result<usize, Failure> {
    let mut n = 0;
    let mut pages = Pages::new(table, list);
    let has_campaigns = list.campaigns.len() > 1 && list.campaign.is_none();
    while !terminal.is_closed()
        && let Some(rows) = pages.next().await?
    {
        if n > 0 {
            terminal.line("")?;
        }
        n += rows.len();
        lay_out(&rows, has_campaigns, terminal)?;
    }
    Ok(n)
}

/// Reads on until there are enough leads to lay out.
struct Pages<'a> {
    table: &'a DynamoTable,
    list: &'a List,
    from: Option<cam_aws::dynamo::ScanPlace>,
    is_over: bool,
    waiting: Vec<Row>,
}

impl<'a> Pages<'a> {
    fn new(table: &'a DynamoTable, list: &'a List) -> Self {
        Self { table, list, from: None, is_over: false, waiting: Vec::new() }
    }

    async fn next(&mut self) -> Result<Option<Vec<Row>>, Failure> {
        while !self.is_over && self.waiting.len() < AT_ONCE {
            let page = self.table.scan_leads(self.from.take()).await?;
            self.waiting.extend(page.leads.iter().filter_map(|(lead, profile)| self.list.row(lead, profile)));
            self.is_over = page.next.is_none();
            self.from = page.next;
        }
        let rest = self.waiting.split_off(self.waiting.len().min(AT_ONCE));
        let mut rows = std::mem::replace(&mut self.waiting, rest);
        rows.sort_by(|a, b| (&a.order, &a.address).cmp(&(&b.order, &b.address)));
        Ok(Some(rows).filter(|rows| !rows.is_empty()))
    }
}

impl List {
    /// The lead as it is listed, if it is asked for.
    fn row(&self, lead: &Lead, profile: &Profile) -> Option<Row> {
        let is_asked = self.status.is_none_or(|status| lead.status == status)
            && self.campaign.as_ref().is_none_or(|campaign| lead.key.campaign == *campaign);
        let campaign = self.campaigns.get(&lead.key.campaign).filter(|_| is_asked)?;
        let dates = Dates::new(zone_of(lead, campaign), self.now);
        // A dry day judges a lead and leaves it as it was: its score is the one the next day will find.
        let value = lead.score.or_else(|| score(&facts(lead, profile), &campaign.ideal_customer).value);
        let name = profile.display_name();
        Some(Row {
            address: profile.address.expose().to_owned(),
            name: if name == profile.address.expose() { String::new() } else { name },
            company: profile.variable("company").unwrap_or_default().to_owned(),
            campaign: lead.key.campaign.to_string(),
            status: lead.status.as_str(),
            score: value.map(|value| f64::from(value.get()) / 1000.0),
            next: next(lead, profile, campaign, &dates),
            next_at: next_at(lead),
            order: (lead.key.campaign.clone(), lead.status, Reverse(value)),
        })
    }
}

/// What comes next, or the first rule against it, as far as the lead itself says: companies, other campaigns and the
/// day's limits are left to `cam why`.
fn next(lead: &Lead, profile: &Profile, campaign: &Campaign, dates: &Dates) -> String {
    let is_unwritten = lead.last_touch_at.is_none() && lead.claim.is_none();
    if !is_unwritten || !matches!(lead.place, Place::Ready | Place::Idle) {
        return words::next(lead, campaign, dates);
    }
    let candidate = Candidate {
        lead: lead.clone(),
        profile: profile.clone(),
        is_suppressed: false,
        elsewhere: Vec::new(),
        text_problem: None,
    };
    match judge(&candidate, campaign, None, dates.now()) {
        Err(reason) if reason.consequence() == Consequence::Ends => format!("nothing: {}", skip::words(reason.key())),
        Err(reason) if lead.place == Place::Ready => format!("held: {}", skip::words(reason.key())),
        Err(_) | Ok(()) => words::next(lead, campaign, dates),
    }
}

fn next_at(lead: &Lead) -> Option<Timestamp> {
    match &lead.place {
        Place::Waiting { from } => Some(*from),
        Place::Due(due) => Some(due.at),
        Place::Idle | Place::Ready | Place::Hot | Place::Review { .. } => None,
    }
}

fn status(text: &str) -> Result<LeadStatus, Failure> {
    let plain = text.to_lowercase().replace(['-', '_'], " ");
    let found = LeadStatus::ALL.into_iter().find(|status| status.as_str() == plain);
    let names: Vec<&str> = LeadStatus::ALL.iter().map(|status| status.as_str()).collect();
    found.ok_or_else(|| {
        Failure::input(format!("\"{}\" is not a status: choose one of {}", plain_cell(text), names.join(", ")))
    })
}

fn campaign(id: &str, campaigns: &[StoredCampaign], site: &Site) -> Result<CampaignId, Failure> {
    let found = campaigns.iter().find(|stored| stored.campaign.id.as_str() == id);
    let known: Vec<&str> = campaigns.iter().map(|stored| stored.campaign.id.as_str()).collect();
    found.map(|stored| stored.campaign.id.clone()).ok_or_else(|| {
        let id = plain_cell(id);
        Failure::input(match known.as_slice() {
            [] => format!("there is no campaign \"{id}\": {}", site.how_a_campaign_comes_in()),
            known => format!("there is no campaign \"{id}\": choose one of {}", known.join(", ")),
        })
    })
}

fn lay_out(rows: &[Row], has_campaigns: bool, terminal: &mut Terminal) -> io::Result<()> {
    let cells: Vec<[String; 7]> = rows.iter().map(cells).collect();
    let header = HEADER.map(str::to_owned);
    let mut widths = [0; 7];
    for row in cells.iter().chain([&header]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[String; 7]| {
        let columns = row.iter().zip(widths).enumerate();
        let shown = columns.filter(|(column, _)| has_campaigns || *column != CAMPAIGN_COLUMN);
        let padded: Vec<String> = shown.map(|(_, (cell, width))| format!("{cell:<width$}")).collect();
        padded.join(GAP).trim_end().to_owned()
    };
    terminal.line(terminal.bold(line(&header)))?;
    for row in &cells {
        terminal.line(line(row))?;
    }
    Ok(())
}

fn cells(row: &Row) -> [String; 7] {
    let score = row.score.map_or_else(String::new, |score| format!("{score:.3}"));
    let cells = [&row.address, &row.name, &row.company, &row.campaign, row.status, &score, &row.next];
    let mut cells = cells.map(plain_cell);
    for (cell, widest) in cells.iter_mut().zip(WIDEST) {
        *cell = cut(cell, widest);
    }
    cells
}

/// On one line and without what a terminal would take for a command.
fn plain_cell(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn cut(text: &str, widest: usize) -> String {
    if text.chars().count() <= widest {
        return text.to_owned();
    }
    let head: String = text.chars().take(widest.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_cell_ends_in_an_ellipsis_and_is_as_wide_as_it_may_be() {
        assert_eq!(cut("Größe", 5), "Größe");
        assert_eq!(cut("Größen", 5), "Größ…");
    }

    #[test]
    fn a_name_cannot_command_the_terminal() {
        assert_eq!(plain_cell("Ada\u{1b}[2J\nLovelace"), "Ada [2J Lovelace");
    }

    #[test]
    fn a_status_is_known_however_its_words_are_joined() {
        assert_eq!(status("Manual-Review").unwrap(), LeadStatus::ManualReview);
        assert_eq!(status("manual_review").unwrap(), LeadStatus::ManualReview);
        assert!(status("warm").unwrap_err().message.contains("choose one of new, enriched"));
    }
}
