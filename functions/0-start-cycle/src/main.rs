//! Wires phase 0 to AWS.

use cam_core::cycle::Phase;
use cam_lambda::{settings, telemetry, wiring::Cloud};
use start_cycle::{World, perform};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start();
    let settings::StartCycle { account, stack } = settings::from_environment(settings::StartCycle::read)?;
    let cloud = Cloud::new(account)?;
    let world = World { store: &cloud.store, queue: &cloud.queue, clock: &cloud.clock, stack };
    cloud.edge(Phase::StartCycle).serve(async |task| perform(&world, &task).await).await
}
