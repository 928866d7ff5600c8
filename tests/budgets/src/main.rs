//! Measures the bootstraps against their budgets: instructions to start, instructions of a first call, size, memory.
//!
//! `cargo run -p budgets` builds them as they are deployed, which takes a minute each; it ends with 1 if one of them is
//! beyond its budget.

use std::{error::Error, path::PathBuf, process::ExitCode};

use budgets::{
    callgrind::Callgrind,
    figure::{Figure, table},
    memory,
    programs::{self, FUNCTIONS},
    start,
};
use clap::{Parser, ValueEnum};

/// Measures the bootstraps against their budgets.
#[derive(Debug, Parser)]
struct Arguments {
    /// Only these budgets.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Budget>,
    /// Only these functions.
    #[arg(long, value_delimiter = ',', default_values_t = FUNCTIONS.map(str::to_owned))]
    functions: Vec<String>,
    /// How they are built. Figures of another profile than the one of the deployment say little.
    #[arg(long, default_value = "lambda")]
    profile: String,
    /// Builds nothing and measures the programs in this folder.
    #[arg(long)]
    built: Option<PathBuf>,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Budget {
    /// Instructions to the first event.
    Start,
    /// Instructions with one call of DynamoDB over TLS.
    Call,
    /// The size of the file.
    Size,
    /// The most memory over a thousand messages.
    Memory,
}

#[tokio::main]
async fn main() -> ExitCode {
    match measure(&Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            complain(&cam_ports::error::Chain(&*error).to_string());
            ExitCode::from(2)
        }
    }
}

/// Measures, prints, and says whether everything is within its budget.
async fn measure(arguments: &Arguments) -> Result<bool, Box<dyn Error + Send + Sync>> {
    let is_asked = |budget| arguments.only.is_empty() || arguments.only.contains(&budget);
    if (is_asked(Budget::Start) || is_asked(Budget::Call)) && !Callgrind::is_there().await {
        return Err("valgrind is missing: install it, or measure the rest with --only size,memory".into());
    }
    let functions = &arguments.functions;
    let programs = match &arguments.built {
        Some(folder) => programs::built(folder, functions)?,
        None => programs::build(&arguments.profile, functions)?,
    };
    let mut figures: Vec<Figure> = Vec::new();
    if is_asked(Budget::Start) {
        figures.extend(start::instructions(&programs, functions).await?);
    }
    if is_asked(Budget::Call) && functions.iter().any(|function| function == "start-cycle") {
        figures.extend(start::first_call(&programs).await?);
    }
    if is_asked(Budget::Size) {
        figures.extend(start::sizes(&programs, functions)?);
    }
    if is_asked(Budget::Memory) && FUNCTIONS.iter().all(|function| programs.contains_key(*function)) {
        figures.extend(memory::peaks(&programs).await?);
    }
    print(&if arguments.json { serde_json::to_string_pretty(&figures)? } else { table(&figures) });
    Ok(figures.iter().all(Figure::is_within))
}

#[allow(clippy::print_stdout, reason = "the program's figures")]
fn print(text: &str) {
    println!("{text}");
}

#[allow(clippy::print_stderr, reason = "why there are no figures")]
fn complain(text: &str) {
    eprintln!("{text}");
}
