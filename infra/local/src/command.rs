//! One module per command.

use crate::{
    cli::{CampaignCommand, Cli, Command},
    failure::{ExitCode, Failure},
    terminal::Terminal,
};

mod campaign_check;
mod forget;
mod invoke;
mod known;
mod leads;
mod previews;
mod report;
mod run;
mod show;
mod why;
mod words;

/// Carries a command out; the code is what the program ends with.
pub fn carry_out(cli: Cli, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let home = cli.home.as_path();
    match cli.command {
        Command::Run(args) => runtime.block_on(run::run(home, &args, terminal)),
        Command::Why(args) => runtime.block_on(why::why(home, &args, terminal)),
        Command::Leads(args) => runtime.block_on(leads::leads(home, &args, terminal)),
        Command::Report(args) => runtime.block_on(report::report(home, &args, terminal)),
        Command::Forget(args) => runtime.block_on(forget::forget(home, &args, terminal)),
        Command::Invoke(args) => runtime.block_on(invoke::invoke(home, &args, terminal)),
        Command::Campaign(CampaignCommand::Check { file }) => campaign_check::check(&file, terminal),
    }
}
