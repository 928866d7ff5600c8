//! `cam why`: where a person stands, what comes next and when, or the first rule that holds it back and when that lifts.

mod account;
mod outlook;

use cam_aws::dynamo::DynamoTable;
use cam_core::{
    address::EmailAddress,
    campaign::StoredCampaign,
    cycle::{Cycle, Mode},
    id::{CampaignId, LeadKey},
    lead::Lead,
    phases::schedule_outreach::{facts, judge},
    score::score,
};
use cam_ports::{
    campaign_store::CampaignStore,
    cycle_store::CycleStore,
    identity::Identities,
    lead_store::{LeadStore, Person},
    phase::RunError,
    preview_store::PreviewStore,
    sender_store::is_paused,
};
use jiff::{Timestamp, tz::TimeZone};

use self::account::{Account, Case};
use super::{
    known::{self, present},
    words::Dates,
};
use crate::{
    cli::WhyArgs,
    failure::{ExitCode, Failure},
    site::{Named, Site},
    terminal::Terminal,
};

/// How many cycles back the last dry day and the next sending day are looked for.
const LOOK_BACK: usize = 100;

pub(super) async fn why(named: Named<'_>, args: &WhyArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let parsed = known::address(&args.email);
    let site = named.open().await?;
    let address = match parsed {
        Ok(address) => address,
        Err(failure) => return Err(with_rejected_rows(failure.message, &site, &args.email).await?),
    };
    let (table, identities) = (site.table().await?, site.identities().await?);
    let campaigns = table.campaigns().await?;
    let person = table.person(&identities.person(&address)).await?;
    if person.leads.is_empty() {
        return Err(unknown(&site, &address, &person).await?);
    }
    let now = present(&table, &campaigns).await?;
    let asked =
        Asked { site: &site, table: &table, identities: &identities, campaigns: &campaigns, person: &person, now };
    let mut is_first = true;
    for stored in &campaigns {
        let Some(lead) = person.lead(&stored.campaign.id) else { continue };
        let Some(account) = asked.account(stored, lead).await? else { continue };
        if !std::mem::take(&mut is_first) {
            terminal.line("")?;
        }
        print(&account, terminal)?;
    }
    Ok(ExitCode::Done)
}

fn print(account: &Account, terminal: &mut Terminal) -> Result<(), Failure> {
    terminal.line(terminal.bold(&account.who))?;
    terminal.line(terminal.dim(&account.campaign))?;
    let sections =
        [("Now", &account.stands), ("Next", &account.next), ("So far", &account.history), ("Score", &account.score)];
    for (title, lines) in sections {
        for (n, line) in lines.iter().enumerate() {
            let title = if n == 0 { title } else { "" };
            terminal.line(format!("  {}  {line}", terminal.bold(format!("{title:<6}"))))?;
        }
    }
    Ok(())
}

/// Everything the answers for one person are drawn from.
struct Asked<'a> {
    site: &'a Site,
    table: &'a DynamoTable,
    identities: &'a Identities,
    campaigns: &'a [StoredCampaign],
    person: &'a Person,
    now: Timestamp,
}

impl Asked<'_> {
    /// The answer for one lead; none if it was forgotten meanwhile.
    async fn account(&self, stored: &StoredCampaign, lead: &Lead) -> Result<Option<Account>, Failure> {
        let key = &lead.key;
        let elsewhere = self.elsewhere(&key.campaign);
        let keys = std::slice::from_ref(key);
        let judged = schedule_outreach::candidates(self.table, self.identities, stored, keys, &elsewhere).await?;
        let Some(candidate) = judged.into_iter().next() else { return Ok(None) };
        let companies = match &lead.company {
            Some(company) => self.table.companies(std::slice::from_ref(company)).await?,
            None => Vec::new(),
        };
        let judged = judge(&candidate, &stored.campaign, companies.first(), self.now);
        let recent = self.table.recent_cycles(&key.campaign, LOOK_BACK).await?;
        let day = outlook::next_day(&stored.campaign, &recent, self.now);
        let outlook = match day {
            Some(day) if judged.is_ok() => {
                outlook::outlook(self.table, self.identities, stored, &elsewhere, day, key).await?
            }
            _ => None,
        };
        let case = Case {
            stored,
            lead: &candidate.lead,
            profile: &candidate.profile,
            person: self.person,
            score: score(&facts(&candidate.lead, &candidate.profile), &stored.campaign.ideal_customer),
            judged,
            outlook,
            is_paused: is_paused(self.table, &stored.campaign).await?,
            shown: self.shown(&recent, key).await?,
            now: self.now,
            program: &self.site.program(),
            late: self.site.how_a_late_touch_goes_on(),
        };
        Ok(Some(account::account(&case)))
    }

    fn elsewhere(&self, campaign: &CampaignId) -> Vec<CampaignId> {
        let ids = self.campaigns.iter().map(|stored| &stored.campaign.id);
        ids.filter(|id| *id != campaign).cloned().collect()
    }

    /// When the latest dry day showed a mail to this lead.
    async fn shown(&self, recent: &[Cycle], key: &LeadKey) -> Result<Option<Timestamp>, RunError> {
        let Some(dry) = recent.iter().find(|cycle| cycle.id.mode == Mode::Dry) else { return Ok(None) };
        let previews = self.table.previews(&dry.id).await?;
        Ok(previews.into_iter().find(|preview| preview.lead == *key).map(|preview| preview.due_at))
    }
}

/// What is to be said of somebody who is no lead here.
async fn unknown(site: &Site, address: &EmailAddress, person: &Person) -> Result<Failure, Failure> {
    let shown = address.expose();
    let mut message = match &person.suppression {
        Some(no) => {
            let dates = Dates::new(TimeZone::system(), no.at);
            format!(
                "nothing is kept of {shown} but a no, as a hash: {}, since {}. They are not written to, whatever list they stand on",
                account::no_words(no.reason),
                dates.day(no.at)
            )
        }
        None => format!("{shown} is not among the leads"),
    };
    if person.suppression.is_none() {
        message += &format!(
            ". A list is read up to the day's limit, and the rest comes in on the next days; \"{} leads\" shows who is here",
            site.program()
        );
    }
    with_rejected_rows(message, site, shown).await
}

async fn with_rejected_rows(mut message: String, site: &Site, text: &str) -> Result<Failure, Failure> {
    for sentence in site.rejected(text).await? {
        message += &format!("\n{sentence}");
    }
    Ok(Failure::input(message))
}
