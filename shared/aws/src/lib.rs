//! The ports, on DynamoDB, SQS, SES and S3, and the keys in Secrets Manager: mapping and error classes, no decisions.

pub mod connector;
pub mod dynamo;
mod http;
pub mod keys;
pub mod s3;
pub mod ses;
pub mod sqs;
mod trouble;

#[cfg(test)]
mod loopback;
