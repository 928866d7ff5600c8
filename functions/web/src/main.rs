//! Wires the public door to AWS.

use cam_lambda::telemetry;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    telemetry::start();
    lambda_runtime::run(service_fn(async |event: LambdaEvent<Value>| {
        web::answer(event.payload).map_err(lambda_runtime::Error::from)
    }))
    .await
}
