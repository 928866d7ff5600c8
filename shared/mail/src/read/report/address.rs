//! Finds mail addresses in a line.

use super::super::looks::look;

/// The longest address (RFC 5321 §4.5.3.1).
const MAX_BYTES: usize = 320;

/// The first address in a text, in lower case.
pub(super) fn first_address(text: &str) -> Option<String> {
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('@')).map(|at| at + from) {
        if let Some(address) = around(text, at) {
            return Some(address);
        }
        from = at + 1;
    }
    None
}

fn around(text: &str, at: usize) -> Option<String> {
    let (left, right) = (text.get(..at)?, text.get(at + 1..)?);
    let local = left.rsplit(|c: char| !is_local(c)).next()?.trim_matches('.');
    let domain = right.split(|c: char| !is_domain(c)).next()?.trim_end_matches(['.', '-']);
    look(local.len() + domain.len() + 1);
    let is_address = !local.is_empty() && !domain.is_empty() && local.len() + domain.len() < MAX_BYTES;
    is_address.then(|| format!("{local}@{domain}").to_lowercase())
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || "!#$%&*+/=?^_{|}~.-".contains(c)
}

fn is_domain(c: char) -> bool {
    c.is_alphanumeric() || c == '.' || c == '-'
}
