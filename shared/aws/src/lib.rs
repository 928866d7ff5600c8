//! The ports, on DynamoDB and SQS.

pub mod connector;
pub mod dynamo;
pub mod sqs;

#[cfg(test)]
mod loopback;
