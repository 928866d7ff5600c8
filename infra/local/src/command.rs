//! One module per command.

use cam_core::sender::Pause;

use crate::{
    cli::{CampaignCommand, Cli, Command, LeadsArgs, LeadsCommand, MailCommand},
    failure::{ExitCode, Failure},
    site::Named,
    terminal::Terminal,
};

mod campaign;
mod campaign_check;
mod forget;
mod import;
mod invoke;
mod invoke_stack;
mod known;
mod leads;
mod mail;
mod preflight;
mod previews;
pub(crate) mod rejects;
mod report;
mod run;
mod show;
mod why;
mod words;

/// Carries a command out; the code is what the program ends with.
pub fn carry_out(cli: Cli, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    // One machine needs no network.
    let runtime = if cli.stack.is_some() { runtime.enable_all() } else { runtime.enable_time() }.build()?;
    let home = cli.home.as_path();
    let named = Named { home, stack: cli.stack.as_deref(), region: cli.region.as_deref() };
    match cli.command {
        Command::Run(_) | Command::Forget(_) if cli.stack.is_some() => Err(only_here(&cli.command)),
        Command::Run(args) => runtime.block_on(run::run(home, &args, terminal)),
        Command::Why(args) => runtime.block_on(why::why(named, &args, terminal)),
        Command::Leads(LeadsArgs { import: Some(LeadsCommand::Import(args)), .. }) => {
            runtime.block_on(import::import(named, &args, terminal))
        }
        Command::Leads(args) => runtime.block_on(leads::leads(named, &args, terminal)),
        Command::Report(args) => runtime.block_on(report::report(named, &args, terminal)),
        Command::Forget(args) => runtime.block_on(forget::forget(home, &args, terminal)),
        Command::Invoke(args) if cli.stack.is_some() => runtime.block_on(invoke_stack::invoke(named, &args, terminal)),
        Command::Invoke(args) => runtime.block_on(invoke::invoke(home, &args, terminal)),
        Command::Preflight(args) => runtime.block_on(preflight::preflight(named, &args, terminal)),
        Command::Campaign(CampaignCommand::Check { file }) => campaign_check::check(&file, terminal),
        Command::Campaign(CampaignCommand::Apply { file }) => runtime.block_on(campaign::apply(named, &file, terminal)),
        Command::Campaign(CampaignCommand::Pause { id }) => {
            runtime.block_on(campaign::pause(named, &id, Pause::On, terminal))
        }
        Command::Campaign(CampaignCommand::Resume { id }) => {
            runtime.block_on(campaign::pause(named, &id, Pause::Off, terminal))
        }
        Command::Mail(MailCommand::Explain(args)) => mail::explain(&args, terminal),
        Command::Mail(MailCommand::Eval(args)) => mail::eval(&args, terminal),
    }
}

/// Why a command does nothing on a stack, and what to do instead.
fn only_here(command: &Command) -> Failure {
    Failure::input(match command {
        Command::Forget(_) => "\"cam forget\" works on .cam of this machine only",
        _ => {
            "a stack plays its days by itself, at each campaign's starts_at: \"cam --stack NAME invoke start-cycle EVENT.json\" opens one by hand, and \"cam --stack NAME report\" shows what came of them"
        }
    })
}
