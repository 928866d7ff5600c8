//! Lists of leads in the stack's bucket, and what was rejected of them.

use cam_aws::s3::S3Sources;

use crate::{
    error::{CloudError, failed},
    stack::Stack,
};

/// The most rejects files that are looked through.
const MOST_FILES: i32 = 1_000;

impl Stack {
    /// The lists in the bucket, where process-leads finds them.
    #[must_use]
    pub fn lists(&self) -> S3Sources {
        S3Sources::new(self.session.s3(), &self.facts.bucket)
    }

    /// The files of rejected rows, each with its place (`s3://…`) and its bytes.
    pub async fn rejects(&self) -> Result<Vec<(String, Vec<u8>)>, CloudError> {
        let client = self.session.s3();
        let bucket = &self.facts.bucket;
        let listed = client.list_objects_v2().bucket(bucket).prefix("rejects/").max_keys(MOST_FILES).send().await;
        let mut files = Vec::new();
        for key in listed.map_err(failed("s3:ListBucket"))?.contents().iter().filter_map(|object| object.key()) {
            let object = client.get_object().bucket(bucket).key(key).send().await.map_err(failed("s3:GetObject"))?;
            let bytes = object.body.collect().await;
            let bytes = bytes
                .map_err(|source| CloudError::OutOfReach { action: "s3:GetObject", source: source.into() })?
                .to_vec();
            files.push((format!("s3://{bucket}/{key}"), bytes));
        }
        Ok(files)
    }
}
