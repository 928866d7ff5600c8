//! Makes the HTML alternative of a plain text: the same words, escaped, with paragraphs and links that can be clicked.
//!
//! It sets no background and no text colour, so that a mail client may turn it dark, and nothing is fetched or tracked.

use std::fmt::Write as _;

/// Links and footer are readable on white and, where a client drops the dark rule of the style sheet, on dark grounds
/// too: contrast is above 4 on both. A long link breaks rather than widening a phone's page.
const LINK: &str = "color:#2e74e5";
const BODY: &str =
    "margin:0;padding:16px;font:15px/1.5 -apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Arial,sans-serif";
const FOOTER: &str =
    "margin-top:28px;padding-top:12px;border-top:1px solid #9a9a9a;font-size:12px;line-height:1.45;color:#767676";

/// A whole HTML document with `text` as its body and `footer`, when there is one, smaller beneath a line.
#[must_use]
pub fn document(text: &str, footer: &str) -> String {
    let mut out = String::with_capacity((text.len() + footer.len()) * 2 + 700);
    out.push_str(concat!(
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n",
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        "<meta name=\"color-scheme\" content=\"light dark\">\n",
        "<meta name=\"supported-color-schemes\" content=\"light dark\">\n",
        "<style>:root{color-scheme:light dark}",
        "@media(prefers-color-scheme:dark){a{color:#7aa9f7!important}.footer{color:#a3a3a3!important}}",
        "</style>\n</head>\n",
    ));
    let _ = writeln!(
        out,
        "<body style=\"{BODY}\">\n<div style=\"max-width:640px;overflow-wrap:anywhere;word-break:break-word\">"
    );
    paragraphs(text, &mut out);
    if !footer.trim().is_empty() {
        let _ = writeln!(out, "<div class=\"footer\" style=\"{FOOTER}\">");
        paragraphs(footer, &mut out);
        out.push_str("</div>\n");
    }
    out.push_str("</div>\n</body>\n</html>\n");
    out
}

/// Escapes text for element content and for attribute values in double quotes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// Blank lines part paragraphs; a single line break stays one.
fn paragraphs(text: &str, out: &mut String) {
    let mut lines = text.lines().map(str::trim_end).peekable();
    while lines.peek().is_some() {
        let paragraph: Vec<String> =
            lines.by_ref().skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).map(line).collect();
        if !paragraph.is_empty() {
            let _ = writeln!(out, "<p style=\"margin:0 0 1em\">{}</p>", paragraph.join("<br>\n"));
        }
    }
}

/// One line, with its links made clickable and its leading blanks kept.
fn line(text: &str) -> String {
    let words = text.trim_start_matches(' ');
    let mut out = "&nbsp;".repeat(text.len() - words.len());
    for (i, word) in words.split(' ').enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(&linked(word));
    }
    out
}

fn linked(word: &str) -> String {
    let start = ["https://", "http://"].iter().filter_map(|scheme| word.find(scheme)).min();
    let (before, rest) = word.split_at(start.unwrap_or(0));
    let bare = rest.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'', '*', '…']);
    let after = rest.strip_prefix(bare).unwrap_or_default();
    let href = match start {
        Some(_) if bare.ends_with("//") => None,
        Some(_) => Some(escape(bare)),
        None => crate::header::Mailbox::new(None, bare.trim_start_matches(['<', '(']))
            .ok()
            .map(|to| format!("mailto:{}", escape(to.expose()))),
    };
    match href {
        Some(href) => {
            let label = bare.trim_start_matches(['<', '(']);
            let opening = bare.strip_suffix(label).unwrap_or_default();
            let (before, label, after) = (escape(before) + &escape(opening), escape(label), escape(after));
            format!("{before}<a href=\"{href}\" style=\"{LINK}\">{label}</a>{after}")
        }
        None => escape(word),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn body(text: &str) -> String {
        let mut out = String::new();
        paragraphs(text, &mut out);
        out
    }

    #[test]
    fn blank_lines_part_paragraphs_and_single_breaks_stay() {
        assert_eq!(
            body("a\nb\n\n\nc\n"),
            "<p style=\"margin:0 0 1em\">a<br>\nb</p>\n<p style=\"margin:0 0 1em\">c</p>\n"
        );
    }

    #[test]
    fn a_link_is_clickable_and_its_full_stop_is_not_part_of_it() {
        let html = body("See (https://x.example/a?b=1&c=2).");
        assert!(html.contains("(<a href=\"https://x.example/a?b=1&amp;c=2\" style"), "{html}");
        assert!(html.contains(">https://x.example/a?b=1&amp;c=2</a>)."), "{html}");
        assert!(body("Mail <ann@x.example>, please").contains("&lt;<a href=\"mailto:ann@x.example\""));
    }

    #[test]
    fn markup_in_the_text_is_shown_and_not_run() {
        let html = document("<script>alert(1)</script> javascript:alert(1) https://x.example/\"onclick=\"x", "");
        assert!(!html.contains("<script") && !html.contains("\"onclick"), "{html}");
        assert!(!html.contains("href=\"javascript"));
    }

    #[test]
    fn the_footer_is_smaller_and_absent_when_empty() {
        assert!(document("a", "b").contains("font-size:12px"));
        assert!(!document("a", " ").contains("font-size:12px"));
    }

    proptest! {
        #[test]
        fn no_text_opens_a_tag_of_its_own(text in "(.|https://|<a |&|\"|\n){0,40}") {
            let html = body(&text);
            let tags = html.matches('<').count();
            let ours = ["<p style", "</p>", "<br>", "<a href=\"http", "<a href=\"mailto:", "</a>"];
            prop_assert_eq!(tags, ours.iter().map(|tag| html.matches(tag).count()).sum::<usize>(), "{}", html);
            prop_assert_eq!(html.matches("<a ").count(), html.matches("</a>").count());
        }
    }
}
