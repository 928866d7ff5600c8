//! Reads `campaign.toml` into a [`Campaign`], checked as a whole: every problem at once, each with its place and what to
//! write instead.
//!
//! Two walks over the same parsed document. The first holds it against `keys`, the one table of what may stand in the
//! file (names, kinds, ranges, defaults, descriptions; the JSON Schema for editors is made of it too). The second builds
//! the campaign and checks what only the meaning shows: addresses, zones, templates, doubled ids.
//!
//! A finding never repeats a mail address, so findings may be logged.

mod campaign;
mod finding;
mod ideal;
mod keys;
mod schema;
mod section;
mod sequence;
mod shape;
mod spelling;

use cam_core::campaign::Campaign;
use toml::de::DeTable;

use self::{finding::Notes, section::Section};
pub use self::{
    finding::{CampaignProblems, Finding, Severity},
    schema::json_schema,
};

/// What a campaign file says and what is to be said about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The campaign; none if a finding is an error.
    pub campaign: Option<Campaign>,
    /// By line and column.
    pub findings: Vec<Finding>,
}

/// Reads the text of a campaign file; `file` is its name in what is found. Warnings do not keep it from being a campaign.
///
/// # Errors
/// Every problem and warning, if at least one is an error.
pub fn parse(text: &str, file: &str) -> Result<Campaign, CampaignProblems> {
    let checked = check(text, file);
    checked.campaign.ok_or(CampaignProblems(checked.findings))
}

/// Like [`parse`], for a caller who also wants to show warnings.
///
/// Where the text is no TOML, all of its syntax errors are reported, and of the rest what stands before the first of
/// them: what follows may have been misread.
#[must_use]
pub fn check(text: &str, file: &str) -> Checked {
    let (document, syntax_errors) = DeTable::parse_recoverable(text);
    let mut notes = Notes::new(text, file);
    shape::check(document.get_ref(), 0..0, &keys::ROOT, &mut notes);
    let campaign = campaign::read(&Section::new(document.get_ref(), 0..0), &mut notes);
    let findings = notes.into_findings(&syntax_errors);
    let has_errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    Checked { campaign: campaign.filter(|_| !has_errors), findings }
}

#[cfg(test)]
mod tests;
