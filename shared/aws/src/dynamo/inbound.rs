//! What comes in, with everything it does, in one transaction.

use cam_core::fact::Fact;
use cam_ports::{
    error::{Saved, StoreError},
    inbound::{InboundEffects, InboundStore},
};

use super::{
    DynamoTable,
    call::Action,
    condition,
    error::malformed,
    key, leads,
    record::{self, Malformed},
};

const LOOK: &str = "look up whether a mail was handled";
const APPLY: &str = "store what a mail does";

impl InboundStore for DynamoTable {
    async fn is_handled(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.get(LOOK, key::inbound(id)).await?.is_some())
    }

    async fn apply_inbound(&self, effects: &InboundEffects) -> Result<Saved, StoreError> {
        let actions = inbound_actions(effects).map_err(malformed(APPLY))?;
        Ok(self.transact(APPLY, actions).await?.into())
    }
}

fn inbound_actions(effects: &InboundEffects) -> Result<Vec<Action>, Malformed> {
    let mut actions = vec![Action::Put(record::mark::handled(effects)?, Some(condition::absent()))];
    if let Some(mail) = &effects.mail {
        actions.push(Action::Put(record::mail::to_item(mail)?, None));
    }
    if let Some((person, suppression)) = &effects.suppression {
        actions.push(Action::Put(record::suppression::to_item(person, suppression)?, None));
    }
    for lead in &effects.leads {
        let item = record::lead::to_item(lead)?;
        actions.push(Action::Put(item, Some(condition::before(lead.version))));
    }
    if let Some((key, kind)) = &effects.fact {
        let fact = Fact { at: effects.at, kind: kind.clone() };
        actions.push(Action::Put(record::mark::fact(key, &effects.id, &fact)?, None));
    }
    for company in &effects.companies {
        actions.push(leads::put_company(company)?);
    }
    Ok(actions)
}
