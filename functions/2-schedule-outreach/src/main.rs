//! Wires phase 2 to AWS.

use cam_aws::{connector::Aws, dynamo, sqs::SqsTasks};
use cam_core::cycle::Phase;
use cam_lambda::{edge::Edge, settings, telemetry};
use cam_ports::{clock::SystemClock, identity::CountedClaimIds};
use schedule_outreach::{World, perform};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start();
    let settings::ScheduleOutreach { account, identities } =
        settings::from_environment(settings::ScheduleOutreach::read)?;
    let aws = Aws::new(&account.region, account.credentials, account.endpoint_url.as_deref());
    let table = dynamo::Settings::cloud(account.table.as_str());
    let store = &dynamo::DynamoTable::new(aws.dynamodb(), table, CountedClaimIds::from_os()?);
    let queue = &SqsTasks::new(aws.sqs(), account.queues);
    let clock = &SystemClock;
    let world = World { store, queue, clock, identities: &identities };
    let edge = Edge { phase: Phase::ScheduleOutreach, store, queue, clock };
    edge.serve(async |task| perform(&world, &task).await).await
}
