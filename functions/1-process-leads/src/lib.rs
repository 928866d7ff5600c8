//! Phase 1 of the cycle: take new leads in from the campaign's sources, up to the day's limit.
//!
//! How far a source has been read is stored in the transaction that stores its leads, so a run that dies goes on
//! where it stopped: no row is lost, none counts twice. Nothing that is there is ever overwritten.
//!
//! A list that is dropped (`dropped`) is registered only; the next cycle reads on in it until the day's limit is used.

use std::collections::{BTreeMap, BTreeSet};

use cam_core::{
    campaign::StoredCampaign,
    cycle::{Cycle, Phase, PhaseReport},
    fact::FactKind,
    id::{CycleId, LeadKey, PersonId},
    lead::Lead,
    phases::{
        detect_replies::{Meaning, plan, written_to_last},
        process_leads::{NewLead, RowRefusal, read_row},
    },
    profile::{Origin, Profile},
};
use cam_ports::{
    campaign_store::CampaignStore,
    clock::Clock,
    cycle_store::CycleStore,
    error::{BoxError, Saved},
    identity::{Identities, fingerprint},
    import_store::{ImportBatch, ImportStore, Known, SourceState},
    inbound::{InboundEffects, InboundStore},
    lead_source::{Cells, LeadSource, LeadSources, ListError, Position, RejectedRow, SourceIdentity, SourceRow},
    lead_store::LeadStore,
    phase::{RunError, campaign_of, carry_out},
    queue::TaskQueue,
    reject_store::RejectStore,
    suppression::{Suppression, SuppressionReason},
    task::Task,
};
use jiff::civil::Date;
use tracing::warn;

mod dropped;

pub use dropped::DroppedLists;

/// What the phase needs.
#[derive(Debug)]
pub struct World<'a, S, Q, C, R> {
    /// The table.
    pub store: &'a S,
    /// The queues.
    pub queue: &'a Q,
    /// The clock.
    pub clock: &'a C,
    /// Where rejected rows are kept.
    pub rejects: &'a R,
    /// Who is who.
    pub identities: &'a Identities,
}

/// Carries one task out: a cycle's import of `sources`, or a list that was dropped.
pub async fn perform<S, Q, C, R, L>(
    world: &World<'_, S, Q, C, R>,
    sources: &mut L,
    task: &Task,
) -> Result<PhaseReport, RunError>
where
    S: CampaignStore + CycleStore + ImportStore + LeadStore + InboundStore,
    Q: TaskQueue,
    C: Clock,
    R: RejectStore,
    L: LeadSources,
{
    match task {
        Task::Cycle(id) => run(world, sources, id).await,
        Task::Source { key, etag } => dropped::register(world.store, key, etag).await,
        Task::Touch { .. } | Task::Preview { .. } | Task::Mail(_) | Task::Feedback(_) | Task::Lead(_) | Task::Tick => {
            Err(RunError::NotForPhase(Phase::ProcessLeads))
        }
    }
}

/// Runs the phase for one cycle over the lists of `sources`, in their order.
///
/// A list that is gone, replaced or unreadable is an error of the report, and is set aside until it is dropped again. One
/// that is out of reach brings the task back, once the others are read.
pub async fn run<S, Q, C, R, L>(
    world: &World<'_, S, Q, C, R>,
    sources: &mut L,
    id: &CycleId,
) -> Result<PhaseReport, RunError>
where
    S: CampaignStore + CycleStore + ImportStore + LeadStore + InboundStore,
    Q: TaskQueue,
    C: Clock,
    R: RejectStore,
    L: LeadSources,
{
    carry_out(world.store, world.queue, world.clock, id, Phase::ProcessLeads, async |cycle| {
        let campaign = campaign_of(world.store, &cycle.id).await?;
        let import = Import { world, campaign: &campaign, cycle: &cycle };
        let mut report = PhaseReport::default();
        let mut out_of_reach = Ok(());
        let stored = world.store.sources(&cycle.id.campaign).await?;
        for list in sources.lists(&stored) {
            out_of_reach = out_of_reach.and(import.read_list(sources, &list, &mut report).await?);
        }
        out_of_reach.map(|()| report)
    })
    .await
}

/// The import of one source.
struct Import<'a, S, Q, C, R> {
    world: &'a World<'a, S, Q, C, R>,
    campaign: &'a StoredCampaign,
    cycle: &'a Cycle,
}

/// Rows read and not yet stored.
#[derive(Default)]
struct Pending {
    leads: Vec<(Lead, Profile)>,
    people: BTreeSet<LeadKey>,
    rejects: Vec<RejectedRow>,
    opted_out: Vec<(u64, PersonId)>,
    n_duplicates: u64,
    next: Option<Position>,
    n_rows: usize,
}

impl<S, Q, C, R> Import<'_, S, Q, C, R>
where
    S: ImportStore + LeadStore + InboundStore,
    Q: TaskQueue,
    C: Clock,
    R: RejectStore,
{
    /// Reads on in one list, if it has rows left and the day has places left. The inner error is of this list alone.
    async fn read_list<L: LeadSources>(
        &self,
        sources: &mut L,
        list: &SourceIdentity,
        report: &mut PhaseReport,
    ) -> Result<Result<(), RunError>, RunError> {
        let campaign = &self.campaign.campaign.id;
        let states = self.world.store.sources(campaign).await?;
        let known = states.iter().find(|state| state.identity == *list).cloned();
        let unread = || SourceState { version: 0, ..SourceState::dropped(campaign.clone(), list.clone()) };
        let state = known.unwrap_or_else(unread);
        let left = self.left_today(&states);
        if !state.is_open() || left == 0 {
            return Ok(Ok(()));
        }
        match sources.open(campaign, list).await {
            Ok(mut source) => self.read(&mut source, state, left, report).await.map(Ok),
            Err(ListError::Unavailable(source)) => Ok(Err(unreadable(source))),
            Err(error @ (ListError::Gone | ListError::Replaced | ListError::Unreadable(_))) => {
                self.set_aside(state, &error, report).await.map(Ok)
            }
        }
    }

    /// Passes a list over from now on, and says so once.
    async fn set_aside(&self, state: SourceState, error: &ListError, report: &mut PhaseReport) -> Result<(), RunError> {
        let next = SourceState { version: state.version + 1, is_set_aside: true, ..state };
        let batch = ImportBatch { leads: Vec::new(), source: next };
        // Stale: another run has met the list, and says what became of it.
        if self.world.store.import(&batch).await? == Saved::Done {
            let problem = dropped::problem(&batch.source, error);
            warn!(event = "cam.error", campaign.id = %batch.source.campaign, "a list of leads was set aside");
            report.errors.push(problem);
        }
        Ok(())
    }

    async fn read<L: LeadSource>(
        &self,
        source: &mut L,
        mut state: SourceState,
        mut left: usize,
        report: &mut PhaseReport,
    ) -> Result<(), RunError> {
        let columns = source.columns().clone();
        let rows_per_batch = self.world.store.leads_per_transaction().max(1);
        let mut pending = Pending::default();
        let mut rows = source.read(state.position).map_err(unreadable)?;
        loop {
            let row = rows.next().transpose().map_err(unreadable)?;
            let is_last = row.is_none();
            if let Some(row) = row {
                self.take(row, &mut pending);
            }
            let is_full = pending.people.len() >= rows_per_batch.min(left) || pending.n_rows >= 4 * rows_per_batch;
            if is_last || is_full {
                let created = self.store(&mut state, std::mem::take(&mut pending), &columns, is_last, report).await?;
                left = left.saturating_sub(created);
            }
            if is_last || left == 0 {
                return Ok(());
            }
        }
    }

    fn today(&self) -> Date {
        self.cycle.id.date
    }

    /// How many leads the campaign's date still takes in.
    fn left_today(&self, states: &[SourceState]) -> usize {
        let taken = states.iter().filter_map(|state| state.day).filter(|(date, _)| *date == self.today());
        let taken: u32 = taken.map(|(_, n)| n).sum();
        self.campaign.campaign.limits.new_leads_per_day.saturating_sub(taken) as usize
    }

    /// Reads one row into the batch.
    fn take(&self, row: SourceRow, pending: &mut Pending) {
        pending.next = Some(row.next);
        pending.n_rows += 1;
        let lead = row.outcome.map_err(|problem| problem.to_string()).and_then(|raw| {
            let fields = raw.fields.into_iter().map(|(field, value)| (field.as_str().to_owned(), value));
            let variables: BTreeMap<_, _> = raw.variables.into_iter().chain(fields).collect();
            read_row(variables, &self.campaign.campaign).map_err(|refusal| {
                if let RowRefusal::OptedOut(address) = &refusal {
                    pending.opted_out.push((row.row, self.world.identities.person(address)));
                }
                refusal.to_string()
            })
        });
        match lead {
            Ok(lead) => self.enter(lead, row.row, pending),
            Err(reason) => pending.rejects.push(RejectedRow { row: row.row, reason, cells: row.cells }),
        }
    }

    fn enter(&self, lead: NewLead, row: u64, pending: &mut Pending) {
        let person = self.world.identities.person(&lead.address);
        let key = LeadKey { campaign: self.campaign.campaign.id.clone(), person };
        if !pending.people.insert(key.clone()) {
            pending.n_duplicates += 1;
            return;
        }
        let company = lead.company_domain.as_deref().map(|domain| self.world.identities.company(domain));
        let origin = Origin { source: String::new(), row };
        pending.leads.push(lead.enter(key, company, origin, self.world.clock.now()));
    }

    /// Stores a batch: rejects first (a repeat writes none twice), then leads and position together.
    async fn store(
        &self,
        state: &mut SourceState,
        mut pending: Pending,
        columns: &Cells,
        is_last: bool,
        report: &mut PhaseReport,
    ) -> Result<usize, RunError> {
        let campaign = &self.campaign.campaign.id;
        self.world.rejects.keep(campaign, &state.identity, columns, &pending.rejects).await.map_err(unkept)?;
        for (row, person) in &pending.opted_out {
            self.suppress(&state.identity, *row, person).await?;
        }
        for (_, profile) in &mut pending.leads {
            profile.origin.source.clone_from(&state.identity.name);
        }
        loop {
            let keys: Vec<LeadKey> = pending.leads.iter().map(|(lead, _)| lead.key.clone()).collect();
            let known = self.world.store.known(&keys).await?;
            let count = |what: Known| known.iter().filter(|known| **known == what).count() as u64;
            let new = pending.leads.iter().zip(&known).filter(|(_, known)| **known == Known::Stranger);
            let leads: Vec<_> = new.map(|(lead, _)| lead.clone()).collect();
            let n_duplicates = pending.n_duplicates + count(Known::Lead);
            let next = self.advanced(state, &pending, leads.len(), n_duplicates, count(Known::Suppressed), is_last);
            let batch = ImportBatch { leads, source: next };
            if self.world.store.import(&batch).await? == Saved::Done {
                report.add("leads_created", batch.leads.len() as u64);
                report.add("duplicates", n_duplicates);
                report.add("suppressed", count(Known::Suppressed));
                report.add("rows_rejected", pending.rejects.len() as u64);
                *state = batch.source;
                return Ok(batch.leads.len());
            }
            self.expect_unmoved(state).await?;
        }
    }

    /// A row that says its person has opted out is a no like any other: it ends every lead of theirs, and outlives the
    /// list. Once a row, however often it is read.
    async fn suppress(&self, source: &SourceIdentity, row: u64, person: &PersonId) -> Result<(), RunError> {
        let id = fingerprint(format!("list {} row {row}", source.etag).as_bytes());
        let now = self.world.clock.now();
        while !self.world.store.is_handled(&id).await? {
            let known = self.world.store.person(person).await?;
            let no = Suppression { reason: SuppressionReason::OptOut, source: "lead list".to_owned(), at: now };
            let suppression = known.suppression.is_none().then(|| (person.clone(), no));
            let about = written_to_last(&known.leads).cloned();
            let effects = InboundEffects {
                id: id.clone(),
                at: now,
                class: "opted-out-in-list".to_owned(),
                mail: None,
                leads: plan(Meaning::OptOut, &known.leads, about.as_ref()),
                companies: Vec::new(),
                suppression,
                fact: about.map(|key| (key, FactKind::OptedOut)),
            };
            // Stale: a lead changed in between, or another run has done it.
            let _: Saved = self.world.store.apply_inbound(&effects).await?;
        }
        Ok(())
    }

    fn advanced(
        &self,
        state: &SourceState,
        pending: &Pending,
        n_created: usize,
        n_duplicates: u64,
        n_suppressed: u64,
        is_last: bool,
    ) -> SourceState {
        let today = state.day.filter(|(date, _)| *date == self.today()).map_or(0, |(_, n)| n);
        let created = u32::try_from(n_created).unwrap_or(u32::MAX);
        SourceState {
            version: state.version + 1,
            position: pending.next.unwrap_or(state.position),
            n_created: state.n_created + u64::from(created),
            n_duplicates: state.n_duplicates + n_duplicates,
            n_suppressed: state.n_suppressed + n_suppressed,
            n_rejected: state.n_rejected + pending.rejects.len() as u64,
            is_done: is_last,
            day: Some((self.today(), today.saturating_add(created))),
            ..state.clone()
        }
    }

    /// A batch that did not go in either met a lead that exists by now (judge again), or a source that somebody
    /// else has read on: then this run stops, and the next delivery goes on from there.
    async fn expect_unmoved(&self, state: &SourceState) -> Result<(), RunError> {
        let states = self.world.store.sources(&self.campaign.campaign.id).await?;
        let stored = states.iter().find(|stored| stored.identity == state.identity);
        if stored.map_or(0, |stored| stored.version) == state.version {
            return Ok(());
        }
        Err(RunError::World { doing: "reading the lead source", source: "another run is reading it too".into() })
    }
}

fn unreadable(error: impl Into<BoxError>) -> RunError {
    RunError::World { doing: "reading the lead source", source: error.into() }
}

fn unkept(error: impl Into<BoxError>) -> RunError {
    RunError::World { doing: "keeping the rejected rows", source: error.into() }
}
