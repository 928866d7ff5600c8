//! Wires phase 2 to AWS.

use cam_core::cycle::Phase;
use cam_lambda::{
    settings, telemetry,
    wiring::{Cloud, identities},
};
use schedule_outreach::{World, perform};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start();
    let settings = settings::from_environment(settings::ScheduleOutreach::read)?;
    let cloud = Cloud::new(settings.account)?;
    let keys = cloud.keys(&settings.key_secret);
    let (store, queue, clock) = (&cloud.store, &cloud.queue, &cloud.clock);
    let work = async |task| {
        let world = World { store, queue, clock, identities: identities(&keys).await? };
        perform(&world, &task).await
    };
    cloud.edge(Phase::ScheduleOutreach).serve(work).await
}
