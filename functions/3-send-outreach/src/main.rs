//! Wires phase 3 to AWS.

use cam_core::cycle::Phase;
use cam_lambda::{
    settings, telemetry,
    wiring::{Cloud, identities},
};
use send_outreach::{TOUCHES_PER_TICK, World, perform};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start();
    let settings::SendOutreach { account, key_secret, stack, mail, inbound_domain } =
        settings::from_environment(settings::SendOutreach::read)?;
    let cloud = Cloud::new(account)?;
    let (keys, gateway) = (cloud.keys(&key_secret), &cloud.post(&mail));
    let (store, queue, clock, claim_ids) = (&cloud.store, &cloud.queue, &cloud.clock, &cloud.claim_ids);
    let work = async |task| {
        let identities = identities(&keys).await?;
        let (reply_domain, at_once) = (inbound_domain.as_deref(), TOUCHES_PER_TICK);
        let world = World { store, queue, clock, gateway, identities, claim_ids, stack, reply_domain, at_once };
        perform(&world, &task).await
    };
    cloud.edge(Phase::SendOutreach).serve(work).await
}
