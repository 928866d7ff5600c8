//! Rows that are no lead, kept for a person with the reason.

use cam_core::id::CampaignId;

use crate::{
    error::BoxError,
    lead_source::{Cells, RejectedRow, SourceIdentity},
};

/// Keeps rejected rows.
pub trait RejectStore: Sync {
    /// Keeps `rows` of a source, which come in ascending order; `columns` is the source's header.
    ///
    /// Rows that are kept already are left out, so a repeat writes nothing twice. Nothing is made for no rows.
    fn keep(
        &self,
        campaign: &CampaignId,
        source: &SourceIdentity,
        columns: &Cells,
        rows: &[RejectedRow],
    ) -> impl Future<Output = Result<(), RejectsError>> + Send;
}

/// How rejected rows are written down, for a store that can only write a text whole.
pub trait RejectsText: Sync {
    /// The number of the last row in `text`, which is not empty; an error if it is not such a text.
    fn last_row(&self, text: &[u8]) -> Result<u64, BoxError>;

    /// `text` with `rows` behind it, which come after its last one in ascending order. An empty text gets the header
    /// first.
    fn with_rows(&self, text: &[u8], columns: &Cells, rows: &[RejectedRow]) -> Result<Vec<u8>, BoxError>;
}

/// The rejected rows could not be kept; the import stops rather than lose them.
#[derive(Debug, thiserror::Error)]
#[error("the rejects file cannot be written")]
pub struct RejectsError(#[source] pub BoxError);

/// The store of a stack that has no place for rejected rows: it refuses them and says so, rather than lose them.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRejects;

impl RejectStore for NoRejects {
    async fn keep(
        &self,
        _campaign: &CampaignId,
        _source: &SourceIdentity,
        _columns: &Cells,
        rows: &[RejectedRow],
    ) -> Result<(), RejectsError> {
        match rows.len() {
            0 => Ok(()),
            n => {
                Err(RejectsError(format!("this stack has no place for rejected rows, and {n} have to be kept").into()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stack_without_a_place_for_rejects_refuses_rows_and_takes_none() {
        let source = SourceIdentity { name: "leads.csv".to_owned(), etag: "1".to_owned() };
        let row = RejectedRow { row: 2, reason: "the row has no e-mail address".to_owned(), cells: Cells::default() };
        let keep = async |rows| NoRejects.keep(&"spring".parse().unwrap(), &source, &Cells::default(), rows).await;
        assert!(keep(&[]).await.is_ok());
        assert!(keep(&[row]).await.is_err());
    }
}
