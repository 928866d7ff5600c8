//! The JSON Schema of the campaign file, for editors that complete and check while one writes.

use serde_json::{Map, Value, json};

use super::keys::{Key, Kind, Need, ROOT, Table};

/// The schema (draft 7), with a description for every key and a default for every key that has one.
///
/// Editors read it from `campaign.schema.json` beside the campaign, named in the file's first line:
/// `#:schema ./campaign.schema.json`.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = section(&ROOT);
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
        fields.insert("title".to_owned(), json!("CAM campaign"));
    }
    schema
}

fn section(table: &Table) -> Value {
    let properties: Map<String, Value> = table.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let is_required = |key: &&Key| matches!(key.need, Need::Required(_) | Need::NeededSection);
    let required: Vec<&str> = table.keys.iter().filter(is_required).map(|key| key.name).collect();
    json!({
        "type": "object",
        "description": table.doc,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(key: &Key) -> Value {
    let mut schema = of_kind(&key.kind);
    if let Some(fields) = schema.as_object_mut() {
        fields.insert("description".to_owned(), json!(key.doc));
        if let Some(default) = key.default() {
            fields.insert("default".to_owned(), default);
        }
    }
    schema
}

fn of_kind(kind: &Kind) -> Value {
    match kind {
        Kind::Line | Kind::Text => json!({ "type": "string", "minLength": 1 }),
        Kind::AnyLine => json!({ "type": "string" }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Count { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Kind::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Kind::Time => json!({ "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$" }),
        Kind::Lines => json!({ "type": "array", "items": of_kind(&Kind::Line) }),
        Kind::Choices(words) => json!({ "type": "array", "items": of_kind(&Kind::Choice(words)), "uniqueItems": true }),
        Kind::Dates => {
            json!({ "type": "array", "items": { "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" } })
        }
        Kind::Pair { min, max } => {
            json!({ "type": "array", "items": of_kind(&Kind::Count { min: *min, max: *max }), "minItems": 2, "maxItems": 2 })
        }
        Kind::Table(table) => section(table),
        Kind::TableOr(table, word) => json!({ "anyOf": [{ "enum": [word] }, section(table)] }),
        Kind::Tables(table) => json!({ "type": "array", "items": section(table), "minItems": 1 }),
        Kind::ByCountry(words) => json!({ "type": "object", "additionalProperties": of_kind(&Kind::Choice(words)) }),
    }
}
