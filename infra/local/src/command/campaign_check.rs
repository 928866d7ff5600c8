//! `cam campaign check`: every problem of a campaign file at once.

use std::{fs, path::Path};

use cam_ports::campaign_file::{self, Severity};

use crate::{
    failure::{ExitCode, Failure},
    terminal::Terminal,
};

pub(super) fn check(file: &Path, terminal: &mut Terminal) -> Result<ExitCode, Failure> {
    let text = read(file)?;
    let checked = campaign_file::check(&text, &file.display().to_string());
    for finding in &checked.findings {
        terminal.line(finding)?;
        terminal.line("")?;
    }
    let n = |severity| checked.findings.iter().filter(|finding| finding.severity == severity).count();
    let (n_errors, n_warnings) = (n(Severity::Error), n(Severity::Warning));
    match checked.campaign {
        Some(campaign) if n_errors == 0 => {
            let n_mails = campaign.steps.len();
            let n_senders = campaign.senders.len();
            terminal.line(format!(
                "{} is in order: \"{}\", {n_mails} mails, {n_senders} senders, {n_warnings} warnings.",
                file.display(),
                campaign.name
            ))?;
            Ok(ExitCode::Done)
        }
        _ => {
            terminal.line(format!("{}: {n_errors} errors, {n_warnings} warnings.", file.display()))?;
            Ok(ExitCode::WrongInput)
        }
    }
}

/// Reads a campaign file, or says why not and what to do.
pub(super) fn read(file: &Path) -> Result<String, Failure> {
    let shown = file.display();
    match fs::read(file) {
        Ok(bytes) => {
            String::from_utf8(bytes).map_err(|_| Failure::input(format!("{shown} is not UTF-8 text: save it as UTF-8")))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Failure::input(format!(
            "there is no campaign file {shown}: name one with --campaign, or start from infra/local/examples/campaign.toml"
        ))),
        Err(error) => Err(Failure::input(format!("the campaign file {shown} cannot be read: {error}"))),
    }
}
