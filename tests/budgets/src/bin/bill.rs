//! Prices a live day: `cargo run -p budgets --bin bill`. Ends with 1 if the mails cost more besides SES than they may, or
//! if an idle lead costs anything at all.

use std::{collections::BTreeSet, error::Error, process::ExitCode};

use budgets::{
    bill::{
        invoice::{self, Line},
        play::{Beside, Played, days},
        prices::Prices,
    },
    campaign::Plan,
    figure::{Figure, Unit, table},
};
use clap::Parser;
use serde_json::json;

/// Prices a live day.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many leads are written to.
    #[arg(long, default_value_t = 100)]
    leads: usize,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

/// The most that everything besides SES may cost, in per cent of SES's own fee.
const LIMIT: f64 = 20.0;

/// Mails of a sequence: as many as `infra/local/examples/campaign.toml` has.
const SEQUENCE: f64 = 4.0;

/// The day on which the second mails go out, three working days after the first ones.
const SECOND_MAILS: u32 = 4;

#[tokio::main]
async fn main() -> ExitCode {
    match bill(&Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            complain(&cam_ports::error::Chain(&*error).to_string());
            ExitCode::from(2)
        }
    }
}

/// Plays, prices, prints, and says whether everything is within its budget.
async fn bill(arguments: &Arguments) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let prices = Prices::read()?;
    let plan = Plan::careful(arguments.leads);
    let played = days(&plan, Beside::default(), SECOND_MAILS).await?;
    let beside = days(&plan, Beside { n_idle: arguments.leads, ..Beside::default() }, 1).await?;
    let idle = days(&plan, Beside { is_idle: true, ..Beside::default() }, SECOND_MAILS).await?;
    let (Some(first), Some(second), Some(beside), Some(idle_first), Some(idle_second)) =
        (played.first(), played.last(), beside.first(), idle.first(), idle.last())
    else {
        return Err("no day was played".into());
    };
    if first.n_mails != arguments.leads || second.n_mails == 0 {
        let (n, m) = (first.n_mails, second.n_mails);
        return Err(format!("{} leads got {n} first and {m} second mails", arguments.leads).into());
    }
    let standing = invoice::dollars(&prices, idle_second);
    let share = |day: &Played, idle: &Played| {
        let caused = invoice::dollars(&prices, day) - invoice::dollars(&prices, idle);
        100.0 * caused / prices.ses_fee(day.n_mails)
    };
    let (of_first, of_second) = (share(first, idle_first), share(second, idle_second));
    let sequence = (of_first + (SEQUENCE - 1.0) * of_second) / SEQUENCE;
    let of_sequence = Figure {
        budget: BUDGET,
        of: "a sequence of four".to_owned(),
        figure: sequence,
        limit: LIMIT,
        unit: Unit::Percent,
    };
    let figures = vec![of_sequence, idle_leads(first, beside)];
    let (first_lines, second_lines) = (invoice::lines(&prices, first), invoice::lines(&prices, second));
    if arguments.json {
        let steps = |lines: &[Line]| serde_json::to_value(lines);
        let month = prices.idle_month(standing);
        print(&serde_json::to_string_pretty(&json!({
            "figures": figures, "prices_read_on": prices.read_on, "first_mails": steps(&first_lines)?,
            "second_mails": steps(&second_lines)?, "idle_month": serde_json::to_value(month)?,
        }))?);
    } else {
        print(&format!("us-east-1, list prices of {}, {} leads", prices.read_on, arguments.leads));
        print(&invoice::table(&prices, &format!("First mails: {} went out", first.n_mails), &first_lines));
        print(&invoice::table(&prices, &format!("Second mails: {} went out", second.n_mails), &second_lines));
        print(&format!(
            "Caused by mails, besides what the rules cost anyway: first mails {of_first:.1} %, follow-ups {of_second:.1} % of SES's fee"
        ));
        print(&invoice::month(&prices.idle_month(standing)));
        print(&table(&figures));
    }
    Ok(figures.iter().all(Figure::is_within))
}

const BUDGET: &str = "dollars besides SES, in per cent of its fee";

/// How many requests and units a day takes more because there are idle leads.
fn idle_leads(without: &Played, with: &Played) -> Figure {
    let steps = without.meter.calls().chain(with.meter.calls()).map(|(asked, _)| asked.clone());
    let differences = steps.collect::<BTreeSet<_>>().into_iter().map(|step| {
        let [without, with] = [without, with].map(|day| day.meter.sum(|asked| *asked == step));
        let units = (with.write_units - without.write_units).abs() + (with.read_units - without.read_units).abs();
        (step, units + with.n.abs_diff(without.n) as f64)
    });
    let differences: Vec<_> = differences.filter(|(_, difference)| *difference > 0.0).collect();
    for (step, difference) in &differences {
        complain(&format!(
            "beside idle leads: {difference} more or less of {} {} in {}",
            step.service, step.operation, step.step
        ));
    }
    let budget = "requests and units that a day takes more beside as many idle leads";
    // An empty sum of floats is minus nothing.
    let figure = differences.iter().map(|(_, difference)| difference).sum::<f64>() + 0.0;
    Figure { budget, of: "idle leads".to_owned(), figure, limit: 0.0, unit: Unit::Count }
}

#[allow(clippy::print_stdout, reason = "the program's figures")]
fn print(text: &str) {
    println!("{text}");
}

#[allow(clippy::print_stderr, reason = "why there are no figures")]
fn complain(text: &str) {
    eprintln!("{text}");
}
