//! Wires phase 1 to AWS.

use std::env::temp_dir;

use cam_core::cycle::Phase;
use cam_lambda::{
    settings, telemetry,
    wiring::{Cloud, identities},
};
use process_leads::{DroppedLists, World, perform};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start();
    let settings = settings::from_environment(settings::ProcessLeads::read)?;
    let cloud = Cloud::new(settings.account)?;
    let keys = cloud.keys(&settings.key_secret);
    let (rejects, lists) = (&cloud.rejects(&settings.bucket), cloud.lists(&settings.bucket));
    let (store, queue, clock) = (&cloud.store, &cloud.queue, &cloud.clock);
    let work = async |task| {
        let world = World { store, queue, clock, rejects, identities: identities(&keys).await? };
        perform(&world, &mut DroppedLists::new(&lists, temp_dir()), &task).await
    };
    cloud.edge(Phase::ProcessLeads).serve(work).await
}
