//! Phase 3 of the cycle: write to the leads that are due, all day long, and watch over the day.
//!
//! The five-minute tick (`tick`) picks what falls due and closes the day; a touch (`touch`) is claimed, sent and
//! settled; a dry cycle's touch (`preview`) is written and kept instead. A stranger getting one mail too few is
//! better than one too many: whatever is not certain stays in doubt.

use cam_core::cycle::{Phase, PhaseReport, Stack};
use cam_ports::{
    campaign_store::CampaignStore,
    clock::Clock,
    cycle_store::CycleStore,
    gateway::EmailGateway,
    identity::{ClaimIds, Identities},
    lead_store::LeadStore,
    ledger::AttemptLedger,
    phase::RunError,
    preview_store::PreviewStore,
    queue::TaskQueue,
    sender_store::SenderStore,
    task::Task,
    work_list::WorkList,
};

mod preview;
mod settle;
mod tick;
mod touch;

pub use preview::preview;
pub use tick::{TICK, begin, tick};
pub use touch::{TouchTask, touches};

/// What the phase needs.
#[derive(Debug)]
pub struct World<'a, S, Q, C, G, I> {
    /// The table.
    pub store: &'a S,
    /// The queues.
    pub queue: &'a Q,
    /// The clock.
    pub clock: &'a C,
    /// Where outreach goes.
    pub gateway: &'a G,
    /// Who is who.
    pub identities: &'a Identities,
    /// Draws claim ids.
    pub claim_ids: &'a I,
    /// What the stack lets a campaign do.
    pub stack: Stack,
    /// The domain that answers come in at; none if they go to the senders' mailboxes.
    pub reply_domain: Option<&'a str>,
    /// How many touches of one campaign a tick hands out at most.
    pub at_once: usize,
}

/// Everything the phase reads and writes.
pub trait Store:
    CampaignStore + CycleStore + LeadStore + WorkList + SenderStore + PreviewStore + AttemptLedger
{
}

impl<S> Store for S where
    S: CampaignStore + CycleStore + LeadStore + WorkList + SenderStore + PreviewStore + AttemptLedger
{
}

/// How many touches of one campaign a tick hands out at most, where a queue takes them.
pub const TOUCHES_PER_TICK: usize = 1_000;

/// Carries one task out: a cycle's beginning, the tick, or one touch.
pub async fn perform<S, Q, C, G, I>(world: &World<'_, S, Q, C, G, I>, task: &Task) -> Result<PhaseReport, RunError>
where
    S: Store,
    Q: TaskQueue,
    C: Clock,
    G: EmailGateway,
    I: ClaimIds,
{
    match task {
        Task::Cycle(id) => begin(world, id).await,
        Task::Tick => tick(world).await,
        Task::Touch { lead, due_at } => {
            let touch = TouchTask { lead: lead.clone(), due_at: *due_at };
            let mut report = PhaseReport::default();
            let answers = touches(world, &[touch], &mut report).await;
            answers.into_iter().collect::<Result<(), _>>().map(|()| report)
        }
        Task::Preview { cycle, lead, due_at } => {
            preview(world, cycle, lead, *due_at).await.map(|()| PhaseReport::default())
        }
        Task::Source { .. } | Task::Mail(_) | Task::Feedback(_) | Task::Lead(_) => {
            Err(RunError::NotForPhase(Phase::SendOutreach))
        }
    }
}
