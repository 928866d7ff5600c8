//! Rejected rows in the bucket, for a person to download, mend and drop again.
//!
//! `rejects/<campaign>/<list>.<mark>.<first row>.csv`. A batch is a few rows, and an object can only be written whole: so
//! the last object grows until it is big enough, and then another one begins, or a long list would cost its square.

use std::collections::HashMap;

use aws_sdk_s3::Client;
use cam_core::id::CampaignId;
use cam_ports::{
    error::BoxError,
    lead_source::{Cells, RejectedRow, SourceIdentity},
    reject_store::{RejectStore, RejectsError, RejectsText},
};
use tokio::sync::Mutex;

use super::{ANY, is_changed, is_gone, quoted};
use crate::{connector::Lazy, trouble::trouble};

/// How big an object grows before another one begins.
const MAX_PART_BYTES: usize = 256 * 1024;

/// How often a write that met another one is tried again on what that one wrote.
const TRIES: usize = 5;

/// The rejects of every list, in a bucket; `text` says how rows are written down.
#[derive(Debug)]
pub struct S3Rejects<T> {
    client: Lazy<Client>,
    bucket: String,
    text: T,
    /// The last object of each list, as this process wrote it.
    last: Mutex<HashMap<String, Part>>,
}

/// Where the rejects of one list lie.
struct Place {
    /// How the keys of its objects begin.
    prefix: String,
    /// The list's mark, which is the end of that.
    mark: String,
}

/// One object.
#[derive(Debug, Clone, Default)]
struct Part {
    key: String,
    /// The version; none as long as the object is not there.
    etag: Option<String>,
    text: Vec<u8>,
    last_row: u64,
}

impl<T: RejectsText> S3Rejects<T> {
    /// Rejects in `bucket`.
    pub fn new(client: impl Into<Lazy<Client>>, bucket: impl Into<String>, text: T) -> Self {
        Self { client: client.into(), bucket: bucket.into(), text, last: Mutex::default() }
    }

    async fn add(&self, place: &Place, columns: &Cells, rows: &[RejectedRow]) -> Result<(), BoxError> {
        let Place { prefix, .. } = place;
        let mut last = self.last.lock().await;
        for _ in 0..TRIES {
            let part = match last.remove(prefix) {
                Some(part) => part,
                None => self.last_part(place).await?,
            };
            let mut new: Vec<RejectedRow> = rows.iter().filter(|row| row.row > part.last_row).cloned().collect();
            new.sort_by_key(|row| row.row);
            new.dedup_by_key(|row| row.row);
            let Some((first_row, last_row)) = new.first().map(|row| row.row).zip(new.last().map(|row| row.row)) else {
                last.insert(prefix.clone(), part);
                return Ok(());
            };
            let part = if part.etag.is_none() || part.text.len() >= MAX_PART_BYTES {
                Part { key: format!("{prefix}{first_row:010}.csv"), ..Part::default() }
            } else {
                part
            };
            let text = self.text.with_rows(&part.text, columns, &new)?;
            if let Some(etag) = self.write(&part, text.clone()).await? {
                last.insert(prefix.clone(), Part { etag: Some(etag), text, last_row, ..part });
                return Ok(());
            }
        }
        Err("others write to the same object again and again".into())
    }

    /// The last object of a list; an empty one if there is none.
    async fn last_part(&self, Place { prefix, mark }: &Place) -> Result<Part, BoxError> {
        let mut last = None;
        let mut pages = self.client.list_objects_v2().bucket(&self.bucket).prefix(prefix).into_paginator().send();
        while let Some(page) = pages.next().await {
            let keys = page.map_err(trouble)?.contents.unwrap_or_default().into_iter().filter_map(|object| object.key);
            last = last.max(keys.max());
        }
        let Some(key) = last else { return Ok(Part::default()) };
        let object = match self.client.get_object().bucket(&self.bucket).key(&key).send().await {
            Err(error) if is_gone(&error) => return Ok(Part::default()),
            answer => answer.map_err(trouble)?,
        };
        let etag = object.e_tag;
        let text = object.body.collect().await?.to_vec();
        let last_row = self.text.last_row(&text).map_err(|source| Foreign { mark: mark.clone(), source })?;
        Ok(Part { key, etag, text, last_row })
    }

    /// Writes an object over the version that was read; none if that is no longer there. Else its new version.
    async fn write(&self, part: &Part, text: Vec<u8>) -> Result<Option<String>, BoxError> {
        let request = self.client.put_object().bucket(&self.bucket).key(&part.key);
        let request = match &part.etag {
            Some(etag) => request.if_match(quoted(etag)),
            None => request.if_none_match(ANY),
        };
        match request.content_type("text/csv; charset=utf-8").body(text.into()).send().await {
            Ok(answer) => Ok(Some(answer.e_tag.unwrap_or_default())),
            Err(error) if is_changed(&error) || is_gone(&error) => Ok(None),
            Err(error) => Err(trouble(error)),
        }
    }
}

impl<T: RejectsText> RejectStore for S3Rejects<T> {
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
        let list = source.name.strip_suffix(".csv").unwrap_or(&source.name);
        let mark = source.mark();
        let place = Place { prefix: format!("rejects/{campaign}/{list}.{mark}."), mark };
        self.add(&place, columns, rows).await.map_err(RejectsError)
    }
}

/// Somebody put something else where rejected rows are kept.
#[derive(Debug, thiserror::Error)]
#[error(
    "the last object under rejects/ in the bucket with the mark {mark} in its name is not the rejects file it was: move \
     it away"
)]
struct Foreign {
    mark: String,
    #[source]
    source: BoxError,
}
