//! Groups of `Name: value` lines: the delivery-status, feedback-report and disposition-notification parts (RFC 3464,
//! 5965, 8098), and the same lines where somebody pasted them into a text.

use super::super::looks::look;

/// How many groups are kept, which is at most one a recipient.
const MAX_GROUPS: usize = 202;
/// How many fields a group may have.
const MAX_FIELDS: usize = 60;
/// The longest value, in bytes.
const MAX_VALUE_BYTES: usize = 4096;

/// The fields between two blank lines, names in lower case.
#[derive(Default)]
pub(super) struct Group(Vec<(String, String)>);

impl Group {
    /// The first value of that name, which is given in lower case; none if it is empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.trim());
        value.filter(|value| !value.is_empty())
    }
}

/// Reads the groups of a text. Lines that are no fields are passed over.
pub(super) fn groups(text: &str) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut group = Group::default();
    let mut is_open = false;
    for line in text.lines() {
        look(line.len() + 1);
        if line.trim().is_empty() {
            if !group.0.is_empty() {
                groups.push(std::mem::take(&mut group));
            }
            if groups.len() >= MAX_GROUPS {
                return groups;
            }
            is_open = false;
        } else if line.starts_with([' ', '\t']) && is_open {
            if let Some((_, value)) = group.0.last_mut() {
                append(value, line.trim());
            }
        } else {
            let field = field(line).filter(|_| group.0.len() < MAX_FIELDS);
            is_open = field.is_some();
            group.0.extend(field);
        }
    }
    if !group.0.is_empty() {
        groups.push(group);
    }
    groups
}

fn field(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim();
    let is_name = !name.is_empty()
        && name.len() <= 60
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    let mut kept = String::new();
    append(&mut kept, value.trim());
    is_name.then(|| (name.to_ascii_lowercase(), kept))
}

fn append(value: &mut String, more: &str) {
    if value.len() + more.len() < MAX_VALUE_BYTES {
        if !value.is_empty() {
            value.push(' ');
        }
        value.push_str(more);
    }
}
