//! The day in words: a mail an owner likes to read, as text and as HTML.

use cam_core::{
    campaign::StoredCampaign,
    cycle::{Cycle, DayReport, Mode},
    skip,
};
use cam_mail::html::escape;

/// A digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// One line that says the day.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The body of the HTML page.
    pub html: String,
}

/// One number with its words.
struct Figure {
    n: u64,
    words: &'static str,
}

/// Writes the digest of a finished day.
#[must_use]
pub fn write(campaign: &StoredCampaign, cycle: &Cycle, day: &DayReport) -> Digest {
    let name = &campaign.campaign.name;
    let date = cycle.id.date.strftime("%A, %-d %B %Y").to_string();
    let figures = figures(cycle.id.mode, day);
    let subject = subject(name, cycle, day);
    let note = match cycle.id.mode {
        Mode::Dry => "This was a dry run: nothing was sent, and no lead was moved.",
        Mode::Live => "",
    };
    let skips = skips(day);
    let errors: Vec<String> = day.errors.iter().map(|error| format!("{}: {}", error.phase, error.error)).collect();
    let doubt = doubt(day);
    Digest {
        subject,
        text: text(name, &date, note, &figures, &skips, &errors, &doubt),
        html: html(&date, note, &figures, &skips, &errors, &doubt),
    }
}

fn subject(name: &str, cycle: &Cycle, day: &DayReport) -> String {
    let date = cycle.id.date.strftime("%-d %B");
    let main = match cycle.id.mode {
        Mode::Dry => format!("dry run, {} to show", count(day.outreach_previewed + day.followups_previewed, "mail")),
        Mode::Live => format!(
            "{} sent, {}",
            count(day.outreach_sent + day.followups_sent, "mail"),
            count(day.hot_leads_detected, "hot lead")
        ),
    };
    let trouble = if day.errors.is_empty() { "" } else { ", with errors" };
    format!("{name}, {date}: {main}{trouble}")
}

fn figures(mode: Mode, day: &DayReport) -> Vec<Figure> {
    let (outreach, followups) = match mode {
        Mode::Dry => (
            Figure { n: day.outreach_previewed, words: "first mails to show" },
            Figure { n: day.followups_previewed, words: "follow-ups to show" },
        ),
        Mode::Live => (
            Figure { n: day.outreach_sent, words: "first mails sent" },
            Figure { n: day.followups_sent, words: "follow-ups sent" },
        ),
    };
    vec![
        outreach,
        followups,
        Figure { n: day.replies_detected, words: "replies" },
        Figure { n: day.hot_leads_detected, words: "hot leads" },
        Figure { n: day.leads_created, words: "new leads" },
    ]
}

/// Skips, most frequent first.
fn skips(day: &DayReport) -> Vec<(u64, &str)> {
    let mut skips: Vec<(u64, &str)> = day.skips.iter().map(|(key, n)| (*n, skip::words(key))).collect();
    skips.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
    skips
}

fn doubt(day: &DayReport) -> String {
    if day.in_doubt == 0 {
        return String::new();
    }
    format!("{} may or may not have gone out; none of them is sent again by itself.", count(day.in_doubt, "mail"))
}

fn text(
    name: &str,
    date: &str,
    note: &str,
    figures: &[Figure],
    skips: &[(u64, &str)],
    errors: &[String],
    doubt: &str,
) -> String {
    let mut lines = vec![format!("{name}, {date}"), String::new()];
    if !note.is_empty() {
        lines.extend([note.to_owned(), String::new()]);
    }
    lines.extend(figures.iter().map(|figure| format!("{:>6}  {}", figure.n, figure.words)));
    section(&mut lines, "What went wrong", errors.iter().map(|error| format!("  - {error}")));
    section(&mut lines, "In doubt", Some(doubt).filter(|doubt| !doubt.is_empty()).map(|doubt| format!("  {doubt}")));
    section(&mut lines, "Left alone, and why", skips.iter().map(|(n, words)| format!("{n:>6}  {words}")));
    lines.push(String::new());
    lines.push("Ask \"cam why ADDRESS\" where one lead stands.".to_owned());
    lines.join("\n")
}

fn section(lines: &mut Vec<String>, title: &str, content: impl IntoIterator<Item = String>) {
    let content: Vec<String> = content.into_iter().collect();
    if !content.is_empty() {
        lines.extend([String::new(), title.to_owned()]);
        lines.extend(content);
    }
}

fn html(date: &str, note: &str, figures: &[Figure], skips: &[(u64, &str)], errors: &[String], doubt: &str) -> String {
    let mut page = format!("<p class=\"quiet\">{}</p>\n", escape(date));
    if !note.is_empty() {
        page += &format!("<p>{}</p>\n", escape(note));
    }
    page += "<div class=\"big\">\n";
    for figure in figures {
        page += &format!("<div><b>{}</b><span>{}</span></div>\n", figure.n, figure.words);
    }
    page += "</div>\n";
    if !errors.is_empty() {
        let items: String = errors.iter().map(|error| format!("<p>{}</p>\n", escape(error))).collect();
        page += &format!("<h2>What went wrong</h2>\n<div class=\"warn\">\n{items}</div>\n");
    }
    if !doubt.is_empty() {
        page += &format!("<h2>In doubt</h2>\n<p>{}</p>\n", escape(doubt));
    }
    if !skips.is_empty() {
        let rows: String =
            skips.iter().map(|(n, words)| format!("<tr><td>{}</td><td>{n}</td></tr>\n", escape(words))).collect();
        page += &format!("<h2>Left alone, and why</h2>\n<table>\n{rows}</table>\n");
    }
    page + "<p class=\"quiet\">Ask <code>cam why ADDRESS</code> where one lead stands.</p>"
}

fn count(n: u64, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}
