//! Turns an HTML body into the plain text its author wrote, knowing how mail programs mark a quote.
//!
//! Not a renderer: a tokenizer of its own in linear time, which knows which elements break lines and which are not
//! text. A full parser would build a tree of every mail to throw it away, and is larger than this whole crate; what is
//! hard about text in HTML, the two thousand entities, comes from the MIME parser.

use super::looks::look;
use mail_parser::decoders::html::add_html_token;

/// Elements whose content is not shown.
#[rustfmt::skip]
const HIDDEN: &[&str] = &[
    "head", "style", "script", "title", "template", "noscript", "svg", "math", "object",
];
/// Marks, in lower case and without blanks, of elements that are not shown.
const HIDDEN_MARKS: &[&str] = &["display:none", "mso-hide:all"];
/// Elements that have no content.
#[rustfmt::skip]
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
];
/// Elements that begin on a new line.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tr", "ul",
];
/// Marks of elements that hold a quote or its introduction: Gmail, Yahoo, Thunderbird, Proton, Zoho, GMX.
#[rustfmt::skip]
const QUOTED: &[&str] = &[
    "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra", "name=\"quote\"",
    "name='quote'", "gmx_quote", "tutanota_quote", "type=\"cite\"",
];
/// Marks after which everything is a quote: Outlook and Exchange in their ages, Zimbra, Hotmail, Thunderbird.
#[rustfmt::skip]
const QUOTE_FOLLOWS: &[&str] = &[
    "divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "border-top:solid#e1e1e1",
    "border-top:solid#b5c4df", "border-top-color:rgb(225,225,225)", "olk_src_body_section", "outlookmessageheader",
    "id=\"zwchr\"", "id=\"stopspelling\"", "moz-forward-container", "originalmessage_",
];
/// Marks of elements that hold a signature.
#[rustfmt::skip]
const SIGNATURES: &[&str] = &[
    "gmail_signature", "moz-signature", "id=\"signature\"", "applemailsignature", "ms-outlook-mobile-signature",
    "protonmail_signature_block", "mobile-signature", "data-smartmail=\"gmail_signature\"",
];

/// The text of an HTML document, without quotes; a line for each block, blanks collapsed as a browser does.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    let marked = marked_text(html);
    let lines = marked.lines().filter(|line| *line != QUOTE_LINE);
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// What stands for a quote, so that an answer beneath it is told from its introduction above it. No line of words ends
/// in a blank.
const QUOTE_LINE: &str = "> ";

/// The text of an HTML document with a line of `> ` for each quote, without what is marked as a signature; if nothing
/// else is left, its author wrote into the signature.
pub(super) fn marked_text(html: &str) -> String {
    let text = text_of(html, &[HIDDEN_MARKS, SIGNATURES]);
    let has_words = text.lines().any(|line| !line.is_empty() && line != QUOTE_LINE);
    if has_words { text } else { text_of(html, &[HIDDEN_MARKS]) }
}

fn text_of(html: &str, left_out: &[&[&str]]) -> String {
    let mut out = Lines::default();
    let mut skipped: Option<Skipped> = None;
    let mut rest = html;
    while !rest.is_empty() {
        let (words, markup) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        if skipped.is_none() {
            out.words(&decoded(words));
        }
        let Some((tag, after)) = tag(markup) else {
            // A `<` that opens no tag is a character.
            let mut chars = markup.chars();
            if let (Some(c), None) = (chars.next(), &skipped) {
                out.words(c.encode_utf8(&mut [0; 4]));
            }
            rest = chars.as_str();
            continue;
        };
        rest = after;
        if let Some(element) = &mut skipped {
            if element.ends_with(&tag) {
                skipped = None;
            }
            continue;
        }
        let marks = tag.marks();
        let is_quote = tag.is_quote(&marks);
        if is_one_of(&marks, QUOTE_FOLLOWS) || (is_quote && introduces_forward(rest)) {
            out.quote();
            break;
        }
        out.enter(&tag);
        if is_quote {
            out.quote();
        }
        let is_left_out =
            is_quote || HIDDEN.contains(&tag.name.as_str()) || left_out.iter().any(|list| is_one_of(&marks, list));
        if is_left_out && tag.has_content() {
            skipped = Some(Skipped { name: tag.name, depth: 1 });
        }
    }
    out.text.trim_matches('\n').to_owned()
}

/// Gmail introduces a mail that is forwarded by dashes, and does not mark that mail itself.
fn introduces_forward(after: &str) -> bool {
    after.trim_start().starts_with("-----")
}

fn is_one_of(marks: &str, list: &[&str]) -> bool {
    !marks.is_empty() && list.iter().any(|mark| marks.contains(mark))
}

struct Tag<'a> {
    name: String,
    attributes: &'a str,
    is_closing: bool,
}

impl Tag<'_> {
    /// The attributes in lower case and without blanks, as the marks are written; none on a closing tag.
    fn marks(&self) -> String {
        let attributes = if self.is_closing { "" } else { self.attributes };
        attributes.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
    }

    /// Whether the element is a quote. A `blockquote` with a margin and no border is what the button for indenting makes.
    fn is_quote(&self, marks: &str) -> bool {
        let is_indented =
            marks.contains("40px") && marks.contains("border:none") && !is_one_of(marks, &["gmail_quote", "cite"]);
        !self.is_closing && ((self.name == "blockquote" && !is_indented) || is_one_of(marks, QUOTED))
    }

    fn has_content(&self) -> bool {
        !self.is_closing && !self.attributes.ends_with('/') && !VOID.contains(&self.name.as_str())
    }
}

/// The tag or comment at the start of `markup`, and what follows it.
fn tag(markup: &str) -> Option<(Tag<'_>, &str)> {
    let inner = markup.strip_prefix('<')?;
    if let Some(comment) = inner.strip_prefix("!--") {
        let after = comment.split_once("-->").map_or("", |(_, after)| after);
        return Some((Tag { name: String::new(), attributes: "", is_closing: false }, after));
    }
    let is_closing = inner.starts_with('/');
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
        return None;
    }
    let (content, after) = inner.split_at(tag_end(inner));
    let name_end = content.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(content.len());
    let (name, attributes) = content.split_at(name_end);
    let after = after.strip_prefix('>').unwrap_or(after);
    Some((Tag { name: name.to_lowercase(), attributes, is_closing }, after))
}

/// Where the `>` stands that ends the tag: the first outside quotation marks, or the first at all when those do not
/// pair.
fn tag_end(inner: &str) -> usize {
    let mut quote = None;
    let mut first = None;
    for (at, c) in inner.char_indices() {
        look(1);
        match (c, quote) {
            ('>', None) => return at,
            ('>', Some(_)) => first = first.or(Some(at)),
            // A new tag inside quotation marks that began long ago: they were never closed.
            ('<', Some(_)) if first.is_some() => break,
            ('"' | '\'', None) => quote = Some(c),
            (_, Some(open)) if c == open => quote = None,
            _ => {}
        }
    }
    first.unwrap_or(inner.len())
}

/// An element whose content is left out, and how many of its kind are open inside it.
struct Skipped {
    name: String,
    depth: usize,
}

impl Skipped {
    fn ends_with(&mut self, tag: &Tag<'_>) -> bool {
        if tag.name == self.name {
            self.depth = if tag.is_closing { self.depth.saturating_sub(1) } else { self.depth + 1 };
        }
        self.depth == 0
    }
}

/// Collects words into lines.
#[derive(Default)]
struct Lines {
    text: String,
    has_pending_blank: bool,
    /// How many `pre` are open, in which lines break as written.
    n_pre: usize,
}

impl Lines {
    fn words(&mut self, words: &str) {
        for c in words.chars() {
            if c == '\n' && self.n_pre > 0 {
                self.has_pending_blank = false;
                self.text.push('\n');
                continue;
            }
            if c.is_whitespace() {
                self.has_pending_blank = true;
                continue;
            }
            if self.has_pending_blank && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.has_pending_blank = false;
            self.text.push(c);
        }
    }

    /// `<br>` always ends the line, a block only one that has begun; a paragraph leaves a blank line behind.
    fn enter(&mut self, tag: &Tag<'_>) {
        if tag.name == "pre" {
            self.n_pre = if tag.is_closing { self.n_pre.saturating_sub(1) } else { self.n_pre + 1 };
        }
        if matches!(tag.name.as_str(), "td" | "th") {
            self.has_pending_blank = true;
        }
        if tag.name != "br" && !BLOCKS.contains(&tag.name.as_str()) {
            return;
        }
        self.has_pending_blank = false;
        if tag.name == "br" {
            self.text.push('\n');
        } else {
            self.end_line();
        }
        if tag.name == "p" && tag.is_closing && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn end_line(&mut self) {
        if !(self.text.is_empty() || self.text.ends_with('\n')) {
            self.text.push('\n');
        }
    }

    fn quote(&mut self) {
        self.has_pending_blank = false;
        self.end_line();
        self.text.push_str(QUOTE_LINE);
        self.text.push('\n');
    }
}

/// How long the name of an entity is at most, in bytes.
const MAX_ENTITY_BYTES: usize = 34;

fn decoded(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let near = after.get(..after.floor_char_boundary(MAX_ENTITY_BYTES)).unwrap_or_default();
        let name = near.split(|c: char| !(c.is_ascii_alphanumeric() || c == '#')).next().unwrap_or_default();
        let entity = rest.get(before.len()..before.len() + name.len() + 2).filter(|entity| entity.ends_with(';'));
        match entity {
            Some(entity) if name != "#0" => {
                add_html_token(&mut out, entity.as_bytes(), false);
                rest = after.get(name.len() + 1..).unwrap_or_default();
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn blocks_break_lines_and_blanks_collapse() {
        let html = "<html><head><title>x</title><style>p{}</style></head><body><p>Hi  Ann,</p>\n\
            <div>yes<br>\n please &amp; thanks</div></body>";
        assert_eq!(html_to_text(html), "Hi Ann,\n\nyes\nplease & thanks");
    }

    /// What [`super::super::parse`] makes of it.
    fn new_text(html: &str) -> String {
        super::super::new_text(&marked_text(html))
    }

    #[test]
    fn quotes_are_left_out_and_answers_between_them_stay() {
        let html = "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On … wrote:<br></div>\
            <blockquote>How <blockquote>old</blockquote> many?\
            </blockquote>Two.<blockquote>Where?</blockquote>Here.</div>";
        assert_eq!(html_to_text(html), "Two.\nHere.");
        assert_eq!(new_text(html), "Two.\nHere.");
    }

    #[test]
    fn every_program_s_quote_is_known() {
        for quote in [
            "<div id=\"divRplyFwdMsg\">From: x</div><div>old</div>",
            "<div id=\"appendonsend\"></div><hr><div>old</div>",
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt'>From: x</div>old",
            "<div style=\"border:none;border-top:solid #B5C4DF 1.0pt\">From: x</div>old",
            "<div id=\"mail-editor-reference-message-container\">old</div>",
            "<div class=\"yahoo_quoted\">On … wrote: old</div>",
            "<div class=\"moz-cite-prefix\">Am … schrieb x:<br></div><blockquote type=\"cite\">old</blockquote>",
            "<div class=\"gmail_quote\"><div class=\"gmail_attr\">---------- Forwarded message ---------<br></div>old</div>",
            "<div><br>On 22 Nov 2026, at 10:00, Ann &lt;ann@x.example&gt; wrote:</div><blockquote type=\"cite\">old</blockquote>",
            "<hr id=\"zwchr\"><div>old</div>",
            "<div class=\"protonmail_quote\">On … wrote: old</div>",
            "<div class=\"gmail_signature\">Ada<br>Acme</div>",
            "<div style=\"display: none\">old</div>",
        ] {
            assert_eq!(new_text(&format!("<div>Gerne!</div>{quote}")), "Gerne!", "{quote}");
        }
    }

    #[test]
    fn an_answer_beneath_a_quote_survives_its_introduction() {
        let html = "<div>On 22 Nov 2026, Ann &lt;ann@x.example&gt; wrote:</div><blockquote type=cite>Shall we?</blockquote><p>Yes.</p>";
        assert_eq!(new_text(html), "Yes.");
    }

    #[test]
    fn what_is_indented_by_its_author_stays() {
        let html = "See:<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">two towns</blockquote>";
        assert_eq!(new_text(html), "See:\ntwo towns");
    }

    #[test]
    fn what_is_written_into_the_signature_stays() {
        assert_eq!(new_text("<div id=\"Signature\">Gerne!</div><blockquote>old</blockquote>"), "Gerne!");
    }

    #[test]
    fn preformatted_lines_and_cells_stay_apart() {
        assert_eq!(new_text("<pre>one\ntwo</pre>three\nfour"), "one\ntwo\nthree four");
        assert_eq!(new_text("<table><tr><td>one</td><td>two</td></tr></table>"), "one two");
    }

    #[test]
    fn entities_and_stray_signs_are_read_as_meant() {
        assert_eq!(
            html_to_text("Gr&uuml;&szlig;e &#8211; &#x41; &bogus; a < b & c &"),
            "Grüße – A &bogus; a < b & c &"
        );
        assert_eq!(html_to_text("a<img alt=\"x > y\">b<!-- > -- hidden -->c"), "abc");
        assert_eq!(html_to_text("a<b title=\"open>b</b><p>c"), "ab\nc");
    }

    proptest! {
        #[test]
        fn escaped_text_comes_back(words in "[a-z<>&\"']{1,10}( [a-z<>&\"']{1,10}){0,8}") {
            prop_assert_eq!(html_to_text(&crate::html::escape(&words)), words);
        }

        #[test]
        fn any_markup_is_read_without_panic(
            html in "(<[a-z/!]|>|<div |class=\"gmail_attr\"|<blockquote>|</blockquote>|&#|&amp;|;|<!--|-->|.){0,80}",
        ) {
            let _ = html_to_text(&html);
        }

        #[test]
        fn no_more_comes_out_than_went_in(html in "(<p>|<br>|<blockquote>|</blockquote>|<pre>|&amp;|a|\n| ){0,80}") {
            prop_assert!(marked_text(&html).len() <= html.len());
        }
    }
}
