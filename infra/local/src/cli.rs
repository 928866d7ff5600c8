//! The commands of `cam`, as a person types them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

/// Finds a small company its next clients, every day.
///
/// Nothing leaves this machine. "cam run" plays a day dry: it writes every mail and sends none.
#[derive(Debug, Parser)]
#[command(name = "cam", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    /// The folder that holds .cam/, where everything is kept.
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub home: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Examples:
  cam run --campaign campaign.toml --leads leads.csv
        play the next sending day dry, and show the mails it would send
  cam run --campaign campaign.toml --leads leads.csv --deliver --days 14
        play two weeks with follow-ups; mail goes into .cam/outbox
  cam why ada@acme.example
        say where this lead stands, and what holds it back

Exit codes: 0 done · 1 done, with errors in the report · 2 wrong input · 3 the folder cannot be used";

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Play the next sending day (or several) on a fast-forward clock.
    Run(RunArgs),
    /// Say where a lead stands, what comes next, and what holds it back until when.
    Why(WhyArgs),
    /// List the leads.
    Leads(LeadsArgs),
    /// Show a day's report.
    Report(ReportArgs),
    /// Erase a person; only a note remains that they must not be written to.
    Forget(ForgetArgs),
    /// Run one phase alone, with the event a Lambda would get.
    Invoke(InvokeArgs),
    /// Work on campaign files.
    #[command(subcommand)]
    Campaign(CampaignCommand),
}

/// How to play.
#[derive(Debug, Args)]
#[command(after_help = RUN_HELP)]
pub struct RunArgs {
    /// The campaign's file.
    #[arg(long, value_name = "FILE")]
    pub campaign: PathBuf,
    /// A list of leads, as CSV; may be given several times. Without it only what is in .cam/ is played.
    #[arg(long, value_name = "FILE")]
    pub leads: Vec<PathBuf>,
    /// Deliver mail into .cam/outbox and move the leads. Without it the day is dry.
    #[arg(long)]
    pub deliver: bool,
    /// Send through a real gateway. None is built yet: this is refused.
    #[arg(long, conflicts_with = "deliver")]
    pub live: bool,
    /// How many sending days to play, one after the other.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=400))]
    pub days: u16,
    /// Play the date of the last day once more, as a further cycle.
    #[arg(long, conflicts_with = "date")]
    pub again: bool,
    /// Play this date instead of the next sending day (YYYY-MM-DD).
    #[arg(long, value_name = "DATE")]
    pub date: Option<Date>,
    /// Print {"reports": [...]} and nothing else.
    #[arg(long)]
    pub json: bool,
}

const RUN_HELP: &str = "\
The day is the next one on which the campaign sends. A day that was played is not played again: the next run plays
the day after it, --again the same date once more.

Examples:
  cam run --campaign campaign.toml --leads leads.csv
  cam run --campaign campaign.toml --leads leads.csv --deliver --days 30
  cam run --campaign campaign.toml --json | jq '.reports[0].outreach_previewed'

Replies: drop mails as .eml files into .cam/inbox; they are read when the next day begins.";

/// Whom to explain.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cam why ada@acme.example\n\nIt ends with 2 if the address is no lead's, and then says if a row of it was rejected."
)]
pub struct WhyArgs {
    /// The lead's address.
    #[arg(value_name = "EMAIL")]
    pub email: String,
}

/// Which leads to list.
#[derive(Debug, Args)]
#[command(after_help = LEADS_HELP)]
pub struct LeadsArgs {
    /// Only leads with this status: new, enriched, contacted, replied, qualified, lost, "manual review".
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Only this campaign.
    #[arg(long, value_name = "ID")]
    pub campaign: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

const LEADS_HELP: &str = "\
Examples:
  cam leads
  cam leads --status contacted
  cam leads --json | jq -r '.[] | select(.score > 0.9) | .address'

Leads come a thousand at a time, each thousand by campaign, status and best score.";

/// Which report to show.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cam report\n  cam report 2026-11-24 --json")]
pub struct ReportArgs {
    /// The day; the last one if none is given.
    #[arg(value_name = "DATE")]
    pub date: Option<Date>,
    /// Print {"reports": [...]} and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// Whom to erase.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cam forget ada@acme.example\n\nThe suppression stays, as a hash: the person is not written to again, whatever list they stand on."
)]
pub struct ForgetArgs {
    /// The person's address.
    #[arg(value_name = "EMAIL")]
    pub email: String,
}

/// What to invoke.
#[derive(Debug, Args)]
#[command(after_help = INVOKE_HELP)]
pub struct InvokeArgs {
    /// The phase: start-cycle, process-leads, schedule-outreach, send-outreach, detect-replies, escalate-leads or
    /// report-cycle.
    #[arg(value_name = "PHASE")]
    pub phase: String,
    /// The event, as JSON: a direct invocation, an SQS event or an EventBridge event.
    #[arg(value_name = "EVENT.json")]
    pub event: PathBuf,
    /// A list of leads for process-leads; may be given several times.
    #[arg(long, value_name = "FILE")]
    pub leads: Vec<PathBuf>,
    /// Deliver into .cam/outbox if the event names a live cycle.
    #[arg(long)]
    pub deliver: bool,
}

const INVOKE_HELP: &str = "\
Examples:
  echo '{\"campaign\": \"northlight-audits\", \"date\": \"2026-11-24\"}' > event.json
  cam invoke start-cycle event.json
  cam invoke schedule-outreach event.json

The machine's own clock is used. What the phase hands on is printed instead of being queued, as lines of JSON before
the report; the task in such a line is an event again. Examples of every event are in infra/events.";

/// What to do with a campaign file.
#[derive(Debug, Subcommand)]
pub enum CampaignCommand {
    /// Check a campaign file as a whole: every problem at once, with its line and its remedy.
    Check {
        /// The campaign's file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}
