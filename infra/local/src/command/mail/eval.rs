//! `cam mail eval`: the scores of a folder with a `truth.jsonl`, and every miss.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use cam_mail::score::{Miss, Scores, Truth};

use crate::{
    cli::EvalArgs,
    command::words::count,
    failure::{ExitCode, Failure},
    terminal::Terminal,
};

/// What each rate is, for a person.
const MEANINGS: [(&str, &str); 9] = [
    ("bounce_recognised", "bounces read as a failed or delayed delivery"),
    ("dead_precision", "addresses taken for dead that are"),
    ("dead_recall", "dead addresses found"),
    ("auto_recall", "automatic answers read as such"),
    ("human_as_machine", "people's mails taken for a machine's; 0 is best"),
    ("quote_exact", "replies of which exactly the new text was kept"),
    ("intent_accuracy", "replies whose meaning was read"),
    ("hot_precision", "replies read as hot that are"),
    ("optout_recall", "opt-outs found"),
];

pub(in crate::command) fn eval(args: &EvalArgs, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let truths = truths(&args.dir)?;
    let mut scores = Scores::default();
    for (i, truth) in truths.iter().enumerate() {
        terminal.progress(format_args!("{} of {} mails", i + 1, truths.len()))?;
        scores.add(truth, &content(&args.dir, truth)?);
    }
    if args.json {
        terminal.line(scores.to_json())?;
    } else {
        print(&scores, truths.len(), terminal)?;
    }
    Ok(ExitCode::Done)
}

fn truths(dir: &Path) -> Result<Vec<Truth>, Failure> {
    let file = dir.join("truth.jsonl");
    let shown = file.display();
    let jsonl = fs::read_to_string(&file).map_err(|error| {
        Failure::input(match error.kind() {
            ErrorKind::NotFound if dir.is_dir() => format!(
                "{} has no truth.jsonl: it says what each mail of the folder is; see \"cam mail eval --help\"",
                dir.display()
            ),
            ErrorKind::NotFound => format!("there is no folder {}", dir.display()),
            _ => format!("{shown} cannot be read: {error}"),
        })
    })?;
    Truth::read_all(&jsonl).map_err(|broken| Failure::input(format!("{shown}, {broken}")))
}

fn content(dir: &Path, truth: &Truth) -> Result<Vec<u8>, Failure> {
    if let Some(text) = &truth.text {
        return Ok(text.clone().into_bytes());
    }
    let file = dir.join(truth.file.as_ref().map(PathBuf::from).unwrap_or_default());
    fs::read(&file).map_err(|error| {
        Failure::input(format!("{}, which truth.jsonl names, cannot be read: {error}", file.display()))
    })
}

fn print(scores: &Scores, n_mails: usize, terminal: &mut Terminal) -> Result<(), Failure> {
    terminal.line(terminal.bold(count(n_mails, "mail")))?;
    for (name, _, rate) in scores.rates() {
        let meaning = MEANINGS.iter().find(|(other, _)| *other == name).map_or("", |(_, meaning)| meaning);
        let share = rate.share().map_or("     -".to_owned(), |share| format!("{:5.1}%", 100.0 * share));
        let of = format!("{} of {}", rate.n, rate.of);
        terminal.line(format!("  {name:<18} {share}  {of:>12}  {}", terminal.dim(meaning)))?;
    }
    if scores.misses.is_empty() {
        terminal.line("\nEvery mail was read as what it is.")?;
        return Ok(());
    }
    terminal.line(format!("\n{}", terminal.bold(format!("Read wrongly: {}", count(scores.misses.len(), "mail")))))?;
    for Miss { name, expected, got, .. } in &scores.misses {
        terminal.line(format!("  {name}\n    is    {expected}\n    read  {got}"))?;
    }
    Ok(())
}
