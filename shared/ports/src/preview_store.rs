//! What a dry cycle would send: planned by phase 2, finished by phase 3, forgotten by itself.

use cam_core::{
    id::{CycleId, LeadKey, SenderId},
    skip::Hold,
};
use jiff::Timestamp;

use crate::error::StoreError;

/// One touch of a dry cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The dry cycle.
    pub cycle: CycleId,
    /// Who would be written to.
    pub lead: LeadKey,
    /// When.
    pub due_at: Timestamp,
    /// By whom.
    pub sender: SenderId,
    /// Which step, from 1.
    pub step: u8,
    /// What came of it.
    pub state: PreviewState,
}

/// What came of a dry touch.
#[derive(Debug, Clone, PartialEq)]
pub enum PreviewState {
    /// Its turn has not come.
    Planned,
    /// The exact mail. Personal data.
    Shown {
        /// RFC 5322 message.
        mime: Vec<u8>,
    },
    /// It would not have gone out, and why.
    Held(Hold),
}

/// Keeps previews for 14 days.
pub trait PreviewStore: Sync {
    /// Stores planned touches, in any number. A repeat changes nothing that has been shown since.
    fn plan_previews(&self, previews: &[Preview]) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Touches of a dry cycle due in [`from`, `until`) that are still planned, earliest first, at most `limit`;
    /// read strongly.
    fn planned_previews(
        &self,
        cycle: &CycleId,
        from: Timestamp,
        until: Timestamp,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Preview>, StoreError>> + Send;

    /// One touch of a dry cycle.
    fn preview(
        &self,
        cycle: &CycleId,
        lead: &LeadKey,
        due_at: Timestamp,
    ) -> impl Future<Output = Result<Option<Preview>, StoreError>> + Send;

    /// Every touch of a dry cycle, earliest first; read strongly.
    fn previews(&self, cycle: &CycleId) -> impl Future<Output = Result<Vec<Preview>, StoreError>> + Send;

    /// Stores what came of a touch.
    fn show_preview(&self, preview: &Preview) -> impl Future<Output = Result<(), StoreError>> + Send;
}
