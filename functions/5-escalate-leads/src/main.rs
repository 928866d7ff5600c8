//! Wires phase 5 to AWS.

use cam_core::cycle::Phase;
use cam_lambda::{settings, telemetry, wiring::Cloud};
use escalate_leads::{World, perform};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start();
    let settings::EscalateLeads { account, mail } = settings::from_environment(settings::EscalateLeads::read)?;
    let cloud = Cloud::new(account)?;
    let owner_mail = &cloud.post(&mail);
    let world = World { store: &cloud.store, queue: &cloud.queue, clock: &cloud.clock, owner_mail };
    cloud.edge(Phase::EscalateLeads).serve(async |task| perform(&world, &task).await).await
}
