//! `cam report`: a day's report again, as it was frozen.

use cam_core::cycle::Cycle;
use cam_ports::{campaign_store::CampaignStore, cycle_store::CycleStore};

use super::show;
use crate::{
    cli::ReportArgs,
    failure::{ExitCode, Failure},
    site::Named,
    stage::Played,
    terminal::Terminal,
};

/// How many cycles of a campaign are looked through.
const LOOK_BACK: usize = 1_000;

pub(super) async fn report(named: Named<'_>, args: &ReportArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let site = named.open().await?;
    let table = site.table().await?;
    let mut found: Vec<Played> = Vec::new();
    for stored in table.campaigns().await? {
        let cycles = table.recent_cycles(&stored.campaign.id, LOOK_BACK).await?;
        let finished: Vec<Cycle> = cycles.into_iter().filter(Cycle::is_finished).collect();
        let date = args.date.or(finished.iter().map(|cycle| cycle.id.date).max());
        let of_day = finished.into_iter().filter(|cycle| Some(cycle.id.date) == date);
        let mut of_day: Vec<Cycle> = of_day.collect();
        of_day.sort_by(|a, b| a.id.cmp(&b.id));
        for cycle in of_day {
            let played = Played { cycle, dead_letters: Vec::new() };
            if !args.json {
                let date = show::date(&played.cycle.id);
                terminal.line(
                    terminal.bold(format!("{date}, \"{}\", {} run", stored.campaign.name, played.cycle.id.mode)),
                )?;
                show::report(&stored.campaign, &played, terminal)?;
                terminal.line("")?;
            }
            found.push(played);
        }
    }
    if args.json {
        terminal.line(show::json(found.iter().map(|played| &played.cycle)))?;
    }
    match (found.is_empty(), args.date) {
        (false, _) => Ok(ExitCode::Done),
        (true, Some(date)) => Err(Failure::input(format!("no day was reported on {date}"))),
        (true, None) => Err(Failure::input(format!("no day was reported yet: {}", site.how_a_day_is_played()))),
    }
}
