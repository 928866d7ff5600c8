//! Hot leads as people take them over.

use cam_core::{id::LeadKey, lead::Lead};
use jiff::Timestamp;

use crate::error::{Saved, StoreError};

/// A hot lead in the strategy pipeline.
#[derive(Clone, PartialEq, Eq)]
pub struct Project {
    /// Whose.
    pub key: LeadKey,
    /// When it became one.
    pub created_at: Timestamp,
    /// Whether the lead said it is interested; otherwise it answered something a person should see.
    pub is_hot: bool,
    /// What a person needs to take over: who it is, why it was written to, what was said. Personal data.
    pub brief: String,
    /// When the owner's notice was taken up; it is sent once.
    pub notice_at: Option<Timestamp>,
}

impl std::fmt::Debug for Project {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Project").field("key", &self.key).field("created_at", &self.created_at).finish_non_exhaustive()
    }
}

/// Keeps projects.
pub trait ProjectStore: Sync {
    /// Makes a lead a project: the lead's next state and the project, all or nothing, with the fact
    /// [`FactKind::Escalated`](cam_core::fact::FactKind::Escalated) if it is hot. `Stale`: the lead changed, or it is one.
    fn create_project(&self, lead: &Lead, project: &Project) -> impl Future<Output = Result<Saved, StoreError>> + Send;

    /// Takes up the owner's notice of a project. `Done` for exactly one caller.
    fn take_notice(&self, key: &LeadKey, now: Timestamp) -> impl Future<Output = Result<Saved, StoreError>> + Send;
}
