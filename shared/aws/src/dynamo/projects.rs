//! Projects: hot leads as people take them over.

use cam_core::{id::LeadKey, lead::Lead};
use cam_ports::{
    error::{Saved, StoreError},
    project_store::{Project, ProjectStore},
};
use jiff::Timestamp;

use super::{DynamoTable, call::Action, condition, error::malformed, key, record};

const CREATE: &str = "make a lead a project";
const NOTICE: &str = "take up a project's notice";

impl ProjectStore for DynamoTable {
    async fn create_project(&self, lead: &Lead, project: &Project) -> Result<Saved, StoreError> {
        let lead_item = record::lead::to_item(lead).map_err(malformed(CREATE))?;
        let project = record::project::to_item(project).map_err(malformed(CREATE))?;
        let actions = vec![
            Action::Put(lead_item, Some(condition::before(lead.version))),
            Action::Put(project, Some(condition::absent())),
        ];
        Ok(self.transact(CREATE, actions).await?.into())
    }

    async fn take_notice(&self, key: &LeadKey, now: Timestamp) -> Result<Saved, StoreError> {
        let Some(item) = self.get(NOTICE, key::project(key)).await? else { return Ok(Saved::Stale) };
        let project = record::project::from_item(item).map_err(malformed(NOTICE))?;
        let taken = Project { notice_at: Some(now), ..project };
        let item = record::project::to_item(&taken).map_err(malformed(NOTICE))?;
        Ok(self.transact(NOTICE, vec![Action::Put(item, Some(condition::notice_open()))]).await?.into())
    }
}
