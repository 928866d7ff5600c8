//! Rejected rows of every source, a file each, in one folder.

use std::path::PathBuf;

use cam_core::id::CampaignId;
use cam_ports::{
    lead_source::{Cells, RejectedRow, SourceIdentity},
    reject_store::{RejectStore, RejectsError},
};

use crate::rejects::RejectsFile;

/// A folder of rejects files: `<campaign>.<source>.<mark>.csv`.
#[derive(Debug, Clone)]
pub struct RejectsFolder {
    dir: PathBuf,
}

impl RejectsFolder {
    /// A folder at `dir`, which need not exist yet.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into() }
    }

    /// Where the rejects of a source stand, if it has any.
    #[must_use]
    pub fn path(&self, campaign: &CampaignId, source: &SourceIdentity) -> PathBuf {
        let name = source.name.strip_suffix(".csv").unwrap_or(&source.name);
        let plain = |c: char| if c.is_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
        let name: String = name.chars().map(plain).take(80).collect();
        self.dir.join(format!("{campaign}.{name}.{}.csv", source.mark()))
    }
}

impl RejectStore for RejectsFolder {
    async fn keep(
        &self,
        campaign: &CampaignId,
        source: &SourceIdentity,
        columns: &Cells,
        rows: &[RejectedRow],
    ) -> Result<(), RejectsError> {
        if rows.is_empty() {
            return Ok(());
        }
        let failed = |error: crate::rejects::RejectsError| RejectsError(error.into());
        let mut file = RejectsFile::open(&self.path(campaign, source), columns).map_err(failed)?;
        file.append(rows).map_err(failed)?;
        Ok(())
    }
}
