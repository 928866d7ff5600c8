//! The mails of a dry run as files: `.eml` as they would go out, and pages a browser opens.

use std::path::{Path, PathBuf};

use cam_aws::dynamo::DynamoTable;
use cam_core::{campaign::Campaign, cycle::Cycle};
use cam_mail::{html::escape, view};
use cam_ports::{
    notice,
    preview_store::{Preview, PreviewState, PreviewStore},
};

use crate::{
    failure::Failure,
    home::{Home, create_private, write_whole},
};

/// What was written.
pub(super) struct Written {
    pub(super) dir: PathBuf,
    pub(super) index: PathBuf,
    pub(super) n_mails: usize,
}

/// Writes the previews of a cycle into a folder of its own, in the order they would go out.
pub(super) async fn write(
    table: &DynamoTable,
    home: &Home,
    cycle: &Cycle,
    campaign: &Campaign,
) -> Result<Written, Failure> {
    let dir = home.dir().join("previews").join(cycle.id.to_string());
    let shown: Vec<Preview> = table
        .previews(&cycle.id)
        .await?
        .into_iter()
        .filter(|preview| matches!(preview.state, PreviewState::Shown { .. }))
        .collect();
    let index = dir.join("index.html");
    if shown.is_empty() {
        return Ok(Written { dir, index, n_mails: 0 });
    }
    create_private(&dir)?;
    let mut rows = String::new();
    for (n, preview) in (1..).zip(&shown) {
        rows += &one(&dir, n, preview, campaign)?;
    }
    let title = format!("{} mails for {}", shown.len(), cycle.id.date.strftime("%A, %-d %B %Y"));
    let note =
        "<p>A dry run: nothing was sent. Times are those of the reader's mailbox owner, the campaign's zone.</p>";
    let body = format!("{note}\n<table>\n{rows}</table>");
    write_whole(&index, notice::page(&title, &body).as_bytes())?;
    Ok(Written { dir, index, n_mails: shown.len() })
}

fn one(dir: &Path, n: usize, preview: &Preview, campaign: &Campaign) -> Result<String, Failure> {
    let PreviewState::Shown { mime } = &preview.state else { return Ok(String::new()) };
    let name = format!("{n:03}");
    write_whole(&dir.join(format!("{name}.eml")), mime)?;
    let mail = view::shown(mime);
    let at = preview.due_at.to_zoned(campaign.zone.clone()).strftime("%a %H:%M").to_string();
    let header: String = mail
        .headers
        .iter()
        .map(|(name, value)| format!("<tr><td>{}</td><td class=\"value\">{}</td></tr>\n", escape(name), escape(value)))
        .collect();
    let body = format!(
        "<p><a href=\"index.html\">All mails</a></p>\n<table class=\"headers\">\n{header}</table>\n\
         <iframe sandbox title=\"The mail\" srcdoc=\"{}\"></iframe>\n<h2>Plain text</h2>\n<pre>{}</pre>",
        escape(&mail.html),
        escape(&mail.text)
    );
    write_whole(&dir.join(format!("{name}.html")), page(&mail.subject, &body).as_bytes())?;
    Ok(format!(
        "<tr><td>{at}</td><td><a href=\"{name}.html\">{}</a><br><span class=\"quiet\">{} to {}</span></td></tr>\n",
        escape(&mail.subject),
        escape(&mail.from),
        escape(&mail.to)
    ))
}

fn page(title: &str, body: &str) -> String {
    notice::page(title, body).replace("</style>", &format!("{PREVIEW_STYLE}</style>"))
}

const PREVIEW_STYLE: &str = "\
main { max-width: 46rem; }
td:last-child { text-align: left; }
td:first-child { white-space: nowrap; padding-right: 1rem; color: #6b6b66; }
.headers { font-size: .85rem; } .value { overflow-wrap: anywhere; }
iframe { width: 100%; height: 32rem; border: 1px solid #d6d6d0; border-radius: 8px; margin: 1rem 0; background: #fff; }
a { color: inherit; }
";
