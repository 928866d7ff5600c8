//! The send ledger: claims, settlements and releases, one transaction each.

use cam_core::{
    attempt::{Attempt, AttemptState},
    id::{LeadKey, SendId},
};
use cam_ports::{
    error::{Saved, StoreError},
    ledger::{AttemptLedger, ClaimBatch, ClaimRefusal, ClaimRequest, Claimed, Release, Settlement},
};

use super::{
    DynamoTable,
    call::{Action, Transacted},
    condition,
    error::malformed,
    key,
    record::{self, Malformed},
};

const CLAIM: &str = "claim touches";
const SETTLE: &str = "settle touches";
const RELEASE: &str = "give a claim back";
const FIND: &str = "find a message";

impl AttemptLedger for DynamoTable {
    fn touches_per_transaction(&self) -> usize {
        self.settings.touches_per_transaction
    }

    async fn claim(&self, batch: &ClaimBatch) -> Result<Claimed, StoreError> {
        let claims: Result<Vec<_>, _> = batch.claims.iter().map(claim_actions).collect();
        let claims = claims.map_err(malformed(CLAIM))?;
        let gates = batch.gates.iter().map(|gate| {
            let item = record::sender::gate_to_item(gate)?;
            Ok(Action::Put(item, Some(condition::before(gate.version))))
        });
        let gates: Result<Vec<_>, _> = gates.collect();
        let gates = gates.map_err(malformed(CLAIM))?;
        let roles: Vec<Vec<ClaimRefusal>> =
            claims.iter().map(|actions| actions.iter().map(|(_, refusal)| *refusal).collect()).collect();
        let actions = claims.into_iter().flatten().map(|(action, _)| action).chain(gates).collect();
        Ok(match self.transact(CLAIM, actions).await? {
            Transacted::Done => Claimed::Granted,
            Transacted::Refused(failed) => refused(&roles, &failed),
        })
    }

    async fn settle(&self, settlements: &[Settlement]) -> Result<Saved, StoreError> {
        let actions: Result<Vec<_>, _> = settlements.iter().map(settle_actions).collect();
        let actions = actions.map_err(malformed(SETTLE))?.into_iter().flatten().collect();
        Ok(self.transact(SETTLE, actions).await?.into())
    }

    async fn release(&self, release: &Release) -> Result<Saved, StoreError> {
        let Release { lead, attempt, gate } = release;
        let actions = || -> Result<Vec<Action>, Malformed> {
            let lead_condition = condition::claimed_before(lead.version, &attempt.claim);
            Ok(vec![
                Action::Put(record::lead::to_item(lead)?, Some(lead_condition)),
                Action::Delete(key::attempt(&lead.key, attempt.id.step), condition::open_attempt(&attempt.claim)),
                Action::Put(record::sender::gate_to_item(gate)?, Some(condition::before(gate.version))),
            ])
        };
        Ok(self.transact(RELEASE, actions().map_err(malformed(RELEASE))?).await?.into())
    }

    async fn settle_attempt(&self, key: &LeadKey, attempt: &Attempt) -> Result<(), StoreError> {
        let actions = attempt_actions(key, attempt).map_err(malformed(SETTLE))?;
        match self.transact(SETTLE, actions).await? {
            Transacted::Done | Transacted::Refused(_) => Ok(()),
        }
    }

    async fn find_message(&self, wire_id: &str) -> Result<Option<(LeadKey, SendId)>, StoreError> {
        let item = self.get(FIND, key::message(wire_id)).await?;
        item.map(record::message::from_item).transpose().map_err(malformed(FIND))
    }
}

/// What a claim asks for, each with what it means if it does not hold.
fn claim_actions(claim: &ClaimRequest) -> Result<Vec<(Action, ClaimRefusal)>, Malformed> {
    let ClaimRequest { lead, attempt, elsewhere } = claim;
    let lead_item = record::lead::to_item(lead)?;
    let attempt_item = record::attempt::to_item(&lead.key, attempt)?;
    let suppression = key::suppression(&lead.key.person);
    let mut actions = vec![
        (Action::Put(lead_item, Some(condition::unclaimed_before(lead.version))), ClaimRefusal::LeadChanged),
        (Action::Put(attempt_item, Some(condition::absent())), ClaimRefusal::AlreadyAttempted),
        (Action::Check(suppression, condition::absent()), ClaimRefusal::Suppressed),
    ];
    let moved = elsewhere.iter().map(|(other, version)| Action::Check(key::lead(other), condition::at(*version)));
    actions.extend(moved.map(|action| (action, ClaimRefusal::LeadChanged)));
    Ok(actions)
}

/// Reads off which conditions did not hold; those of the gates come after those of the claims.
///
/// A lead that changed stands above the rest, because whatever else was read with it has to be read again.
fn refused(roles: &[Vec<ClaimRefusal>], failed: &[bool]) -> Claimed {
    let mut failed = failed.iter();
    let mut refusals = Vec::new();
    for roles in roles {
        let failed: Vec<ClaimRefusal> =
            roles.iter().zip(failed.by_ref()).filter(|(_, failed)| **failed).map(|(role, _)| *role).collect();
        let order = [ClaimRefusal::LeadChanged, ClaimRefusal::Suppressed, ClaimRefusal::AlreadyAttempted];
        refusals.push(order.into_iter().find(|refusal| failed.contains(refusal)));
    }
    if refusals.iter().any(Option::is_some) { Claimed::Refused(refusals) } else { Claimed::Contended }
}

fn settle_actions(settlement: &Settlement) -> Result<Vec<Action>, Malformed> {
    let Settlement { lead, attempt, .. } = settlement;
    let lead_condition = condition::claimed_before(lead.version, &attempt.claim);
    let mut actions = vec![Action::Put(record::lead::to_item(lead)?, Some(lead_condition))];
    actions.extend(attempt_actions(&lead.key, attempt)?);
    Ok(actions)
}

/// The attempt's outcome, while it has none, and the way back from its message where the gateway gave it a name of its
/// own: our own names lead back by themselves. That mail went out is a fact of the attempt's own item.
fn attempt_actions(key: &LeadKey, attempt: &Attempt) -> Result<Vec<Action>, Malformed> {
    let item = record::attempt::to_item(key, attempt)?;
    let mut actions = vec![Action::Put(item, Some(condition::open_attempt(&attempt.claim)))];
    if let AttemptState::Sent(receipt) = &attempt.state
        && !names(&receipt.wire_id, &attempt.id)
    {
        actions.push(Action::Put(record::message::to_item(key, &attempt.id, receipt)?, None));
    }
    Ok(actions)
}

/// Whether a `Message-ID` is the one we wrote, `<send id>@<domain>`.
fn names(wire_id: &str, send: &SendId) -> bool {
    wire_id.split_once('@').is_some_and(|(local, _)| local == send.to_string())
}
