//! Lists that people drop: which campaign they are for, and what is said of one that can no longer be read.

use std::path::PathBuf;

use cam_aws::s3::{FetchError, ListKey, NoListKey, S3Sources};
use cam_core::{cycle::PhaseReport, id::CampaignId};
use cam_gateways::csv_source::CsvSource;
use cam_ports::{
    campaign_store::CampaignStore,
    error::{Chain, Saved},
    import_store::{ImportBatch, ImportStore, SourceState},
    lead_source::{LeadSources, ListError, Position, SourceIdentity},
    phase::RunError,
};

/// The lists of a bucket that are registered, taken from it one by one as they are read.
#[derive(Debug)]
pub struct DroppedLists<'b> {
    bucket: &'b S3Sources,
    folder: PathBuf,
}

impl<'b> DroppedLists<'b> {
    /// The lists in `bucket`; `folder` is where one at a time may lie as a file.
    #[must_use]
    pub fn new(bucket: &'b S3Sources, folder: PathBuf) -> Self {
        Self { bucket, folder }
    }
}

impl LeadSources for DroppedLists<'_> {
    type Source<'a>
        = CsvSource
    where
        Self: 'a;

    fn lists(&self, stored: &[SourceState]) -> Vec<SourceIdentity> {
        in_line(stored)
    }

    async fn open(&mut self, campaign: &CampaignId, list: &SourceIdentity) -> Result<CsvSource, ListError> {
        let fetched = self.bucket.fetch(campaign, list, &self.folder).await.map_err(not_fetched)?;
        // The file goes with `fetched`; what is open of it can be read all the same.
        CsvSource::open_as(fetched.path(), list).map_err(|error| ListError::Unreadable(error.into()))
    }
}

/// The lists with something left to read: what was begun is finished first, and then they come by name.
fn in_line(stored: &[SourceState]) -> Vec<SourceIdentity> {
    let mut open: Vec<&SourceState> = stored.iter().filter(|state| state.is_open()).collect();
    let is_untouched = |state: &SourceState| state.position == Position::default();
    open.sort_by_key(|state| (is_untouched(state), state.identity.name.clone(), state.identity.etag.clone()));
    open.into_iter().map(|state| state.identity.clone()).collect()
}

fn not_fetched(error: FetchError) -> ListError {
    match error {
        FetchError::Gone => ListError::Gone,
        FetchError::Replaced => ListError::Replaced,
        FetchError::TooBig { .. } => ListError::Unreadable(error.into()),
        FetchError::Unreachable { .. } | FetchError::Disk { .. } => ListError::Unavailable(error.into()),
    }
}

/// Registers a list that was dropped, so that the campaign's next cycle reads it. A list that is registered already is
/// left as it is; one that was set aside is taken up again where reading stopped.
pub(crate) async fn register<S>(store: &S, key: &str, etag: &str) -> Result<PhaseReport, RunError>
where
    S: CampaignStore + ImportStore,
{
    let nowhere = |error: NoListKey| RunError::World { doing: "registering a list of leads", source: error.into() };
    let list = ListKey::parse(key).map_err(nowhere)?;
    let campaign = list.campaign().clone();
    if store.campaign(&campaign).await?.is_none() {
        return Err(RunError::UnknownCampaign(campaign));
    }
    let identity = list.identity(etag);
    let mut report = PhaseReport::default();
    let stored = store.sources(&campaign).await?.into_iter().find(|state| state.identity == identity);
    let next = match stored {
        None => SourceState::dropped(campaign, identity),
        Some(state) if state.is_set_aside => SourceState { version: state.version + 1, is_set_aside: false, ..state },
        Some(_) => {
            report.add("sources_known", 1);
            return Ok(report);
        }
    };
    let saved = store.import(&ImportBatch { leads: Vec::new(), source: next }).await?;
    // Stale: another delivery of the same message has done it.
    report.add(if saved == Saved::Done { "sources_registered" } else { "sources_known" }, 1);
    Ok(report)
}

/// What the report says of a list that is set aside: which, why, and what to do.
pub(crate) fn problem(state: &SourceState, error: &ListError) -> String {
    let list = format!("the list \"{}\" of campaign \"{}\"", state.identity.name, state.campaign);
    let reached = match state.position.row {
        0 => "before any of it was read".to_owned(),
        row => format!("after row {row}"),
    };
    match error {
        ListError::Gone => format!(
            "{list} is gone, {reached}: drop the same file again, under the same name, and reading goes on there"
        ),
        ListError::Replaced => format!(
            "{list} was replaced by other contents, {reached}: those are read from their beginning; \
             what was left of the old ones is read only if they are dropped again, under the same name"
        ),
        ListError::Unreadable(_) | ListError::Unavailable(_) => {
            format!("{list}: {}; mend the file, and drop it again", Chain(error))
        }
    }
}

#[cfg(test)]
mod tests {
    use cam_testkit::sample::{CAMPAIGN_FILE, campaign, embedded_table, source};

    use super::*;

    #[test]
    fn what_was_begun_is_read_first_and_what_is_over_or_lost_not_at_all() {
        let list = |name: &str, row| {
            let identity = SourceIdentity { name: name.to_owned(), etag: "e1".to_owned() };
            SourceState { position: Position { byte_offset: row, row }, ..SourceState::dropped(campaign(), identity) }
        };
        let stored = [
            list("c.csv", 0),
            list("b.csv", 0),
            SourceState { is_done: true, ..list("done.csv", 9) },
            SourceState { is_set_aside: true, ..list("lost.csv", 9) },
            list("z.csv", 4),
        ];
        let names: Vec<String> = in_line(&stored).into_iter().map(|identity| identity.name).collect();
        assert_eq!(names, ["z.csv", "b.csv", "c.csv"]);
    }

    #[tokio::test]
    async fn a_list_is_registered_once_and_of_a_known_campaign_only() {
        let table = embedded_table().await;
        let register = async |key: &str| register(&table, key, "e1").await;
        let unknown = register("leads/spring/a.csv").await.unwrap_err();
        assert_eq!(Chain(&unknown).to_string(), "there is no campaign \"spring\": apply its file first");
        table.apply_campaign(CAMPAIGN_FILE).await.unwrap();
        let nowhere = Chain(&register("leads/a.csv").await.unwrap_err()).to_string();
        assert!(nowhere.contains("put it at leads/<campaign id>/<file>.csv"), "{nowhere}");
        assert_eq!(register("leads/spring/a.csv").await.unwrap().counts["sources_registered"], 1);
        let first = table.sources(&campaign()).await.unwrap();
        assert_eq!(register("leads/spring/a.csv").await.unwrap().counts["sources_known"], 1);
        let identity = SourceIdentity { name: "a.csv".to_owned(), etag: "e1".to_owned() };
        assert_eq!(first, [SourceState::dropped(campaign(), identity)]);
        assert_eq!(table.sources(&campaign()).await.unwrap(), first);
    }

    #[tokio::test]
    async fn a_list_that_was_set_aside_is_taken_up_where_reading_stopped() {
        let table = embedded_table().await;
        table.apply_campaign(CAMPAIGN_FILE).await.unwrap();
        let position = Position { byte_offset: 120, row: 4 };
        let first = ImportBatch { leads: Vec::new(), source: source() };
        let lost = SourceState { version: 2, is_set_aside: true, position, ..source() };
        table.import(&first).await.unwrap();
        table.import(&ImportBatch { leads: Vec::new(), source: lost.clone() }).await.unwrap();
        let report = register(&table, "leads/spring/leads.csv", "e1").await.unwrap();
        assert_eq!(report.counts["sources_registered"], 1);
        let expected = SourceState { version: 3, is_set_aside: false, ..lost };
        assert_eq!(table.sources(&campaign()).await.unwrap(), [expected]);
    }

    #[test]
    fn what_is_said_of_a_lost_list_names_it_and_its_row() {
        let mut state = source();
        assert!(problem(&state, &ListError::Gone).contains("\"leads.csv\" of campaign \"spring\" is gone, before any"));
        state.position.row = 40;
        assert!(problem(&state, &ListError::Replaced).contains("replaced by other contents, after row 40"));
        let pdf = problem(&state, &ListError::Unreadable("it is a PDF".into()));
        assert!(pdf.ends_with("it cannot be read as a list of leads: it is a PDF; mend the file, and drop it again"));
    }
}
