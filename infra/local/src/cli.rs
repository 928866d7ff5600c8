//! The commands of `cam`, as a person types them.

use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

/// Finds a small company its next clients, every day.
///
/// "cam run" plays a day on this machine: it writes every mail and sends none. With --stack NAME the other commands work
/// on a deployed stack instead.
#[derive(Debug, Parser)]
#[command(name = "cam", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Cli {
    /// The folder that holds .cam/, where everything is kept.
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub home: PathBuf,
    /// Work on this deployed stack instead of .cam/, with the credentials of your AWS profile or environment.
    #[arg(long, global = true, value_name = "NAME")]
    pub stack: Option<String>,
    /// The stack's region, if it is not the one of your AWS profile or environment.
    #[arg(long, global = true, value_name = "REGION")]
    pub region: Option<String>,
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
  cam --stack cam-prod preflight
        look whether a deployed stack is ready to write to strangers

Exit codes: 0 done · 1 done, with errors in the report, or not cleared · 2 wrong input · 3 the folder or the stack cannot be used";

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Play the next sending day (or several) on a fast-forward clock.
    Run(RunArgs),
    /// Say where a lead stands, what comes next, and what holds it back until when.
    Why(WhyArgs),
    /// List the leads, or import more.
    Leads(LeadsArgs),
    /// Show a day's report.
    Report(ReportArgs),
    /// Erase a person; only a note remains that they must not be written to.
    Forget(ForgetArgs),
    /// Run one phase alone, with the event a Lambda would get.
    Invoke(InvokeArgs),
    /// Look whether a deployed stack is ready to write to strangers, and say what to do where it is not.
    Preflight(PreflightArgs),
    /// Check a campaign's file and take it in, pause a campaign or let it go on.
    #[command(subcommand)]
    Campaign(CampaignCommand),
    /// Say what a mail is and why, or score the reading of mails on a set of your own.
    #[command(subcommand)]
    Mail(MailCommand),
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
    after_help = "Examples:\n  cam why ada@acme.example\n  cam --stack cam-prod why ada@acme.example\n\nIt ends with 2 if the address is no lead's, and then says if a row of it was rejected."
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
    /// What else to do with leads.
    #[command(subcommand)]
    pub import: Option<LeadsCommand>,
}

/// What else to do with leads.
#[derive(Debug, Subcommand)]
pub enum LeadsCommand {
    /// Upload lists of leads to a stack.
    Import(ImportArgs),
}

/// What to import.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_HELP)]
pub struct ImportArgs {
    /// The campaign whose leads they are; the stack has it.
    #[arg(long, value_name = "ID")]
    pub campaign: String,
    /// Lists of leads, as CSV; their names end in .csv.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

const IMPORT_HELP: &str = "\
Example:
  cam --stack cam-prod leads import --campaign northlight-audits leads.csv

Each file is looked at before any is sent: its header has to be readable and to have a column of
e-mail addresses. A list is not written over: give a changed one another name. Its rows come in with
the campaign's next days, up to the daily limit; rejected ones are kept with their reasons below
rejects/ in the stack's bucket.";

const LEADS_HELP: &str = "\
Examples:
  cam leads
  cam leads --status contacted
  cam leads --json | jq -r '.[] | select(.score > 0.9) | .address'
  cam --stack cam-prod leads
  cam --stack cam-prod leads import --campaign northlight-audits leads.csv

Leads come a thousand at a time, each thousand by campaign, status and best score.";

/// Which report to show.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cam report\n  cam report 2026-11-24 --json\n  cam --stack cam-prod report")]
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
the report; the task in such a line is an event again. Examples of every event are in infra/events.

  cam --stack cam-prod invoke report-cycle event.json
        invokes the function of a deployed stack: it works for real, and what it hands on is queued there";

/// How to look at a stack.
#[derive(Debug, Args)]
#[command(after_help = PREFLIGHT_HELP)]
pub struct PreflightArgs {
    /// Make the stack's receipt rule set the active one, if none is active in the region.
    #[arg(long)]
    pub fix: bool,
    /// Ask this name server instead of the machine's own: after a change, your domain's own server knows first.
    #[arg(long, value_name = "IP[:PORT]", value_parser = name_server)]
    pub name_server: Option<SocketAddr>,
    /// Print {"cleared": ..., "checks": [...]} and nothing else.
    #[arg(long)]
    pub json: bool,
}

/// `192.0.2.1` or `192.0.2.1:5353`.
fn name_server(text: &str) -> Result<SocketAddr, std::net::AddrParseError> {
    text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 53)).or_else(|_| text.parse())
}

const PREFLIGHT_HELP: &str = "\
Examples:
  cam --stack cam-prod preflight
  cam --stack cam-prod --region eu-central-1 preflight --fix
  cam --stack cam-prod preflight --json | jq '.checks[] | select(.outcome == \"blocking\")'

It looks at the identity, DKIM, MAIL FROM, SPF, DMARC and MX, at the quota, the events, the queues,
inbound mail and the live campaigns. A check has passed, or warns, or blocks, or cannot be told; what
is not in order comes with what to do. If none blocks, and those that must pass could be told, the
sending identity is cleared: without that no live day is opened. It ends with 0 then, and else with 1.";

/// What to do with a campaign file.
#[derive(Debug, Subcommand)]
pub enum CampaignCommand {
    /// Check a campaign file as a whole: every problem at once, with its line and its remedy.
    Check {
        /// The campaign's file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Take a campaign's file in, or what changed in it. Nothing is played and nothing is sent.
    #[command(
        after_help = "Examples:\n  cam campaign apply campaign.toml\n  cam --stack cam-prod campaign apply campaign.toml\n\nA live stack takes a live campaign only if its senders are cleared: see \"cam preflight\"."
    )]
    Apply {
        /// The campaign's file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Hold all mail of a campaign back, from now on and also what is planned, until it is resumed.
    #[command(
        after_help = "Example:\n  cam campaign pause northlight-audits\n\nIts days go on: leads come in, replies are read, and each lead that is due is skipped with this reason."
    )]
    Pause {
        /// The campaign's id, as its file has it.
        #[arg(value_name = "ID")]
        id: String,
    },
    /// Let a paused campaign send again: what was held back comes up on its next sending day.
    #[command(after_help = "Example:\n  cam campaign resume northlight-audits")]
    Resume {
        /// The campaign's id, as its file has it.
        #[arg(value_name = "ID")]
        id: String,
    },
}

/// What to do with mail that came in.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Say what a mail is, and what in it says so.
    Explain(ExplainArgs),
    /// Score a folder of mails whose truth is known, and list every mail that is read wrongly.
    Eval(EvalArgs),
}

/// Which mail to explain.
#[derive(Debug, Args)]
#[command(after_help = EXPLAIN_HELP)]
pub struct ExplainArgs {
    /// The mail, as a file of its bytes (.eml), or a body alone; - reads standard input.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

const EXPLAIN_HELP: &str = "\
Examples:
  cam mail explain reply.eml
  echo 'Thanks, but we are all set.' | cam mail explain -

It shows addresses and words of the mail, since you asked for this one. Nothing is stored and no lead moves.";

/// Which mails to score.
#[derive(Debug, Args)]
#[command(after_help = EVAL_HELP)]
pub struct EvalArgs {
    /// The folder with the mails and their truth.jsonl.
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
    /// Print the scores as one JSON object and nothing else.
    #[arg(long)]
    pub json: bool,
}

const EVAL_HELP: &str = "\
Examples:
  cam mail eval shared/mail/corpus/held-out
  cam mail eval ../corpora --json | jq .dead_precision

Each line of truth.jsonl is an object with a \"kind\", and a \"file\" in the folder or a \"text\":
  bounce (dead: true or false), delayed, delivered, report (a complaint), receipt, auto, human,
  quote (reply: what the person wrote),
  intent (class: interested, meeting, question, not_now, referral, refusal, unsubscribe, ooo, auto or neutral)

A share of nothing is null in JSON. It ends with 0 however good the scores are.";
