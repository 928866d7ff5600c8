//! Wires phase 4 to AWS.

use cam_core::cycle::Phase;
use cam_lambda::{
    settings, telemetry,
    wiring::{Cloud, identities},
};
use cam_ports::second_reader::NoSecondReader;
use detect_replies::{World, perform};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start();
    let settings = settings::from_environment(settings::DetectReplies::read)?;
    let cloud = Cloud::new(settings.account)?;
    let (keys, inbox) = (cloud.keys(&settings.key_secret), &cloud.inbox(&settings.bucket));
    let (store, queue, clock) = (&cloud.store, &cloud.queue, &cloud.clock);
    let work = async |task| {
        let identities = identities(&keys).await?;
        let world = World { store, queue, clock, inbox, identities, second_reader: &NoSecondReader };
        perform(&world, &task).await
    };
    cloud.edge(Phase::DetectReplies).serve(work).await
}
