//! What is found in a campaign file, and where.

use std::{fmt, ops::Range};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file is no campaign until it is mended.
    Error,
    /// The campaign works, but probably not as its owner wants.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

/// One thing that is wrong, or odd, in a campaign file. Displays like a compiler's message, on two lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub severity: Severity,
    /// The file, as the caller named it.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { severity, file, line, column, message, help } = self;
        write!(f, "{file}:{line}:{column}: {severity}: {message}\n  help: {help}")
    }
}

/// Everything that was found in a file that is no campaign; by line, at least one an error. Displays one a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", paragraphs(.0))]
pub struct CampaignProblems(pub(super) Vec<Finding>);

impl CampaignProblems {
    /// The findings, by line and column.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.0
    }
}

fn paragraphs(findings: &[Finding]) -> String {
    findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("\n\n")
}

/// Takes findings down by their place in the text.
pub(super) struct Notes<'t> {
    text: &'t str,
    file: &'t str,
    found: Vec<Note>,
}

struct Note {
    finding: Finding,
    is_about_absence: bool,
}

impl<'t> Notes<'t> {
    pub(super) fn new(text: &'t str, file: &'t str) -> Self {
        Self { text, file, found: Vec::new() }
    }

    /// Something that stands at `at` is wrong.
    pub(super) fn error(&mut self, at: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Error, at.start, message.into(), help.into(), false);
    }

    /// Something that stands at `at` works, but is odd.
    pub(super) fn warning(&mut self, at: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Warning, at.start, message.into(), help.into(), false);
    }

    /// Something is not in the table that begins at `at`.
    pub(super) fn missing(&mut self, at: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.note(Severity::Error, at.start, message.into(), help.into(), true);
    }

    /// The text from `at`, as it stands in the file.
    pub(super) fn raw(&self, at: &Range<usize>) -> &'t str {
        self.text.get(at.clone()).unwrap_or_default()
    }

    /// The place of the `line`th line (from 0) after the one on which `at` begins.
    pub(super) fn line_after(&self, at: &Range<usize>, line: usize) -> Range<usize> {
        let rest = self.text.get(at.start..).unwrap_or_default();
        match line.checked_sub(1).and_then(|line| rest.match_indices('\n').nth(line)) {
            Some((offset, _)) => at.start + offset + 1..at.end,
            None => at.clone(),
        }
    }

    /// All findings, by place. Where the syntax is broken, only what stands before that can be trusted.
    pub(super) fn into_findings(mut self, syntax_errors: &[toml::de::Error]) -> Vec<Finding> {
        let broken_from = syntax_errors.iter().map(|error| self.position(start_of(error)).0).min();
        if let Some(line) = broken_from {
            self.found.retain(|note| note.finding.line < line && !note.is_about_absence);
        }
        for error in syntax_errors {
            let (message, help) = (error.message(), syntax_help(error.message()));
            self.note(Severity::Error, start_of(error), format!("this is no TOML: {message}"), help.to_owned(), false);
        }
        let mut findings: Vec<_> = self.found.into_iter().map(|note| note.finding).collect();
        findings.sort_by_key(|finding| (finding.line, finding.column));
        findings
    }

    fn note(&mut self, severity: Severity, offset: usize, message: String, help: String, is_about_absence: bool) {
        let (line, column) = self.position(offset);
        let finding = Finding { severity, file: self.file.to_owned(), line, column, message, help };
        self.found.push(Note { finding, is_about_absence });
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().count();
        (before.matches('\n').count() + 1, column + 1)
    }
}

fn start_of(error: &toml::de::Error) -> usize {
    error.span().map_or(0, |span| span.start)
}

/// What to write instead, by the parser's words.
fn syntax_help(message: &str) -> &'static str {
    const QUOTES: &str = "put a text in double quotes, as in name = \"Northlight\"";
    const HELPS: [(&str, &str); 11] = [
        ("duplicate key", "the same key or section stands further up: keep one of them"),
        ("must be quoted", QUOTES),
        // A word without quotes is taken for the number or truth value that begins like it.
        ("invalid float", QUOTES),
        ("invalid boolean", QUOTES),
        ("invalid date", "write a day that exists, as in 2026-12-28"),
        (
            "basic string",
            "close the text with the quotes it began with; a text of several lines stands in \"\"\"…\"\"\"",
        ),
        ("unclosed array", "close the list with ]"),
        ("unclosed table", "close the section's name with ]"),
        ("missing comma", "put a comma between the two"),
        ("key with no value", "write key = value on one line"),
        ("missing value", "write a value after the = sign"),
    ];
    let found = HELPS.iter().find(|(words, _)| message.contains(words));
    found.map_or("see https://toml.io for how a value is written", |(_, help)| help)
}
