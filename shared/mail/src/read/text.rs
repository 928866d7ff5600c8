//! Turns an HTML body into the plain text its author wrote, leaving out what is marked as quoted.
//!
//! Not a renderer: a tokenizer in linear time that knows which elements break lines, which are not text, and how mail
//! programs mark a quote.

/// Elements whose content is not shown.
const HIDDEN: &[&str] = &["head", "style", "script", "title", "template"];
/// Elements that begin on a new line.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "tr",
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "hr",
    "section",
    "article",
    "blockquote",
];
/// Markers, in lower case, of elements that hold a quote or its introduction.
const QUOTED: &[&str] = &["gmail_attr", "yahoo_quoted", "moz-cite-prefix"];
/// Markers, in lower case, after which everything is a quote.
const QUOTE_FOLLOWS: &[&str] =
    &["divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "border-top:solid #e1e1e1"];
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("auml", "ä"),
    ("ouml", "ö"),
    ("uuml", "ü"),
    ("Auml", "Ä"),
    ("Ouml", "Ö"),
    ("Uuml", "Ü"),
    ("szlig", "ß"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("ecirc", "ê"),
    ("agrave", "à"),
    ("aacute", "á"),
    ("acirc", "â"),
    ("atilde", "ã"),
    ("ccedil", "ç"),
    ("iacute", "í"),
    ("ntilde", "ñ"),
    ("oacute", "ó"),
    ("otilde", "õ"),
    ("uacute", "ú"),
    ("ugrave", "ù"),
    ("iquest", "¿"),
    ("iexcl", "¡"),
    ("euro", "€"),
    ("hellip", "…"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("lsquo", "‘"),
    ("rsquo", "’"),
    ("ldquo", "“"),
    ("rdquo", "”"),
    ("laquo", "«"),
    ("raquo", "»"),
];

/// The text of an HTML document, without quotes; a line for each block, blanks collapsed as a browser does.
#[must_use]
pub fn html_to_text(html: &str) -> String {
    let mut out = Lines::default();
    let mut skipped: Option<Skipped<'_>> = None;
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
        match &mut skipped {
            Some(element) => {
                if element.ends_with(&tag) {
                    skipped = None;
                }
            }
            None if tag.is_one_of(QUOTE_FOLLOWS) => break,
            None => {
                if tag.name == "br" || BLOCKS.contains(&tag.name.as_str()) {
                    out.line_break(&tag);
                }
                skipped = Skipped::begins(tag);
            }
        }
    }
    out.text.trim().to_owned()
}

struct Tag<'a> {
    name: String,
    attributes: &'a str,
    is_closing: bool,
}

impl Tag<'_> {
    fn is_one_of(&self, markers: &[&str]) -> bool {
        if self.attributes.is_empty() {
            return false;
        }
        let attributes = self.attributes.to_lowercase();
        markers.iter().any(|marker| attributes.contains(marker))
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
struct Skipped<'a> {
    tag: Tag<'a>,
    depth: usize,
}

impl<'a> Skipped<'a> {
    fn begins(tag: Tag<'a>) -> Option<Self> {
        let is_left_out = HIDDEN.contains(&tag.name.as_str()) || tag.name == "blockquote" || tag.is_one_of(QUOTED);
        (is_left_out && !tag.is_closing && !tag.attributes.ends_with('/')).then_some(Self { tag, depth: 1 })
    }

    fn ends_with(&mut self, tag: &Tag<'_>) -> bool {
        if tag.name == self.tag.name {
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
}

impl Lines {
    fn words(&mut self, words: &str) {
        for c in words.chars() {
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
    fn line_break(&mut self, tag: &Tag<'_>) {
        self.has_pending_blank = false;
        if tag.name == "br" || !(self.text.is_empty() || self.text.ends_with('\n')) {
            self.text.push('\n');
        }
        if tag.name == "p" && tag.is_closing && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}

fn decoded(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        // No name is longer than ten characters, so the search for its end stays short.
        let near = after.get(..after.floor_char_boundary(12)).unwrap_or_default();
        let decoded = near.split_once(';').and_then(|(name, _)| Some((entity(name)?, after.get(name.len() + 1..)?)));
        match decoded {
            Some((text, following)) => {
                out.push_str(&text);
                rest = following;
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| !c.is_control()).map(String::from);
    }
    ENTITIES.iter().find(|(other, _)| *other == name).map(|(_, text)| (*text).to_owned())
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

    #[test]
    fn quotes_are_left_out_and_answers_between_them_stay() {
        let html = "<div class=\"gmail_quote\"><div class=\"gmail_attr\">On … wrote:<br></div>\
            <blockquote>How <blockquote>old</blockquote> many?\
            </blockquote>Two.<blockquote>Where?</blockquote>Here.</div>";
        assert_eq!(html_to_text(html), "Two.\nHere.");
        assert_eq!(html_to_text("Ja<div id=\"divRplyFwdMsg\">From: x</div><div>old</div>"), "Ja");
        assert_eq!(html_to_text("Ja<div style='border:none;border-top:solid #E1E1E1 1.0pt'>From: x</div>old"), "Ja");
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
    }
}
