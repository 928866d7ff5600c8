//! The counts of a day, priced and told step by step.

use std::{collections::BTreeSet, fmt::Write as _};

use serde::Serialize;

use super::{
    play::Played,
    prices::{Prices, Standing},
};

/// What is counted and is no request.
const NO_REQUESTS: [&str; 2] = ["lambda", "logs"];

/// What one step of a day takes for each mail that went out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The step.
    pub step: String,
    /// Write units.
    pub write_units: f64,
    /// Those of them that the indexes took.
    pub index_units: f64,
    /// Read units.
    pub read_units: f64,
    /// Requests of any service.
    pub requests: f64,
    /// Dollars for a thousand mails, besides SES.
    pub dollars_per_1000: f64,
}

/// The lines of a day on which mails went out, and of one on which none did.
#[must_use]
pub fn lines(prices: &Prices, day: &Played) -> Vec<Line> {
    let steps: BTreeSet<&str> = day.meter.calls().map(|(asked, _)| asked.step.as_str()).collect();
    let n_mails = day.n_mails.max(1) as f64;
    let line = |step: &str| {
        let calls = day.meter.sum(|asked| asked.step == step);
        let requests = day.meter.sum(|asked| asked.step == step && !NO_REQUESTS.contains(&asked.service.as_str()));
        Line {
            step: step.to_owned(),
            write_units: calls.write_units / n_mails,
            index_units: calls.index_units / n_mails,
            read_units: calls.read_units / n_mails,
            requests: requests.n as f64 / n_mails,
            dollars_per_1000: 1e3 * prices.step(&day.meter, step) / n_mails,
        }
    };
    steps.into_iter().map(line).collect()
}

/// All lines together.
#[must_use]
pub fn sum(lines: &[Line]) -> Line {
    let total = |part: fn(&Line) -> f64| lines.iter().map(part).sum();
    Line {
        step: "together".to_owned(),
        write_units: total(|line| line.write_units),
        index_units: total(|line| line.index_units),
        read_units: total(|line| line.read_units),
        requests: total(|line| line.requests),
        dollars_per_1000: total(|line| line.dollars_per_1000),
    }
}

/// What everything besides SES costs on a day.
#[must_use]
pub fn dollars(prices: &Prices, day: &Played) -> f64 {
    day.meter.calls().map(|(asked, calls)| prices.calls(&asked.service, &asked.operation, calls)).sum()
}

/// The table of a day; per cents are of SES's own fee for the same mails.
#[must_use]
pub fn table(prices: &Prices, title: &str, lines: &[Line]) -> String {
    let fee = prices.ses_fee(1_000);
    let mut text = format!(
        "\n{title}\n  {:<26} {:>8} {:>9} {:>8} {:>9} {:>10} {:>7}\n",
        "for each mail", "writes", "of index", "reads", "requests", "$/1,000", "of SES"
    );
    for line in lines.iter().chain([&sum(lines)]) {
        let Line { step, write_units, index_units, read_units, requests, dollars_per_1000 } = line;
        let share = 100.0 * dollars_per_1000 / fee;
        let _infallible = writeln!(
            text,
            "  {step:<26} {write_units:>8.2} {index_units:>9.2} {read_units:>8.2} {requests:>9.2} {dollars_per_1000:>10.5} {share:>5.1} %"
        );
    }
    text
}

/// A month in which nothing happens.
#[must_use]
pub fn month(standing: &[Standing]) -> String {
    let mut text = "\nA month in which nothing is sent, in dollars, before what is free\n".to_owned();
    for Standing { what, dollars } in standing {
        let _infallible = writeln!(text, "  {what:<26} {dollars:>8.2}");
    }
    let total: f64 = standing.iter().map(|standing| standing.dollars).sum();
    let _infallible = writeln!(text, "  {:<26} {total:>8.2}", "together");
    text
}
