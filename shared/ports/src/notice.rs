//! Mail to the owner: plain, dated, and marked as written by a machine. It is not outreach.

use cam_core::campaign::Campaign;
use cam_mail::{
    compose::{self, ComposeProblem, Notice},
    header::{HeaderProblem, HeaderValue, Mailbox, MessageId},
    html,
};
use jiff::Timestamp;

use crate::gateway::{Mail, MailId};

/// The notice cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum NoticeProblem {
    /// The campaign has no sender to write as.
    #[error("the campaign has no sender")]
    NoSender,
    /// A header cannot be written.
    #[error("a header of the notice cannot be written")]
    Header(#[from] HeaderProblem),
    /// The mail cannot be written.
    #[error("the notice cannot be written")]
    Compose(#[from] ComposeProblem),
}

/// A notice to the campaign's owner, from its first sender. `name` is in letters, digits, `-` and `.`.
pub fn compose(
    campaign: &Campaign,
    name: &str,
    subject: &str,
    text: &str,
    html: &str,
    at: Timestamp,
) -> Result<Mail, NoticeProblem> {
    let sender = campaign.senders.first().ok_or(NoticeProblem::NoSender)?;
    let message_id = MessageId::new(&format!("{name}@{}", sender.address.domain()))?;
    let notice = Notice {
        from: Mailbox::new(Some("CAM"), sender.address.expose())?,
        to: Mailbox::new(None, campaign.owner.expose())?,
        subject: HeaderValue::new(&one_line(subject))?,
        text: text.into(),
        html: html.into(),
        message_id: message_id.clone(),
        date_unix_s: at.as_second(),
    };
    Ok(Mail {
        id: MailId::Notice(name.to_owned()),
        from: sender.address.clone(),
        to: campaign.owner.clone(),
        mime: compose::compose_notice(&notice)?,
        message_id: message_id.as_str().to_owned(),
    })
}

/// An HTML page in the look of CAM's notices: `title` is plain text, `body` is HTML that is escaped already.
#[must_use]
pub fn page(title: &str, body: &str) -> String {
    let title = html::escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
}

const STYLE: &str = "\
:root { color-scheme: light dark; }
body { margin: 0; background: #f5f5f2; color: #1d1d1b; font: 16px/1.5 -apple-system, 'Segoe UI', Roboto, sans-serif; }
main { max-width: 38rem; margin: 2rem auto; padding: 1.5rem 2rem; background: #fff; border-radius: 12px; }
h1 { font-size: 1.35rem; margin: 0 0 1rem; }
h2 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
p { margin: .5rem 0; }
.big { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; }
.big div { box-sizing: border-box; flex: 1 1 5.5rem; background: #f5f5f2; border-radius: 8px; padding: .6rem .8rem; }
.big b { display: block; font-size: 1.6rem; line-height: 1.2; }
.big span, .quiet { color: #6b6b66; font-size: .85rem; }
table { width: 100%; border-collapse: collapse; }
td { padding: .3rem 0; border-top: 1px solid #e6e6e1; vertical-align: top; }
td:last-child { text-align: right; font-variant-numeric: tabular-nums; }
pre { white-space: pre-wrap; font: inherit; }
.warn { background: #fff4e0; border-radius: 8px; padding: .6rem .8rem; }
@media (prefers-color-scheme: dark) {
  body { background: #161615; color: #ecece8; }
  main { background: #21211f; }
  .big div { background: #2b2b28; }
  td { border-color: #3a3a36; }
  .big span, .quiet { color: #a3a39c; }
  .warn { background: #3d3118; }
}
";

/// A header is one line without encoded words, whatever a name holds.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace("=?", "= ?")
}
