//! A project: a lead as people take it over. Personal data.

use cam_core::fact::FactKind;
use cam_ports::project_store::Project;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Item, Malformed};
use crate::dynamo::key::{self, Key, sort};

const ITEM: &str = "project";

#[derive(Serialize, Deserialize)]
struct ProjectRecord {
    created_at: Timestamp,
    is_hot: bool,
    brief: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notice_at: Option<Timestamp>,
}

/// The project's item, which is also the fact that its lead was escalated, if it is hot.
pub(crate) fn to_item(project: &Project) -> Result<Item, Malformed> {
    let record = ProjectRecord {
        created_at: project.created_at,
        is_hot: project.is_hot,
        brief: project.brief.clone(),
        notice_at: project.notice_at,
    };
    let person = project.key.person.as_str();
    let fact = project.is_hot.then(|| key::day(&project.key, project.created_at, &FactKind::Escalated, person));
    Ok(key::listed_as_fact(super::write(ITEM, key::project(&project.key), &record)?, fact))
}

/// The project of an item.
pub(crate) fn from_item(item: Item) -> Result<Project, Malformed> {
    let key = Key::of(&item)?.lead(sort::PROJECT)?;
    let record: ProjectRecord = super::read(ITEM, item)?;
    Ok(Project {
        key,
        created_at: record.created_at,
        is_hot: record.is_hot,
        brief: record.brief,
        notice_at: record.notice_at,
    })
}
