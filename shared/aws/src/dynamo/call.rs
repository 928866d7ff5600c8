//! Calls of the table: paging, batches, transactions, and the patience they need.
//!
//! The SDK repeats what failed on the way. Conflicts of transactions and throttles that outlast its few attempts are
//! repeated here, with jitter, until [`Settings::retry_for`](super::Settings::retry_for) is over.

use std::{
    collections::{BTreeSet, HashMap},
    future::Future,
    time::Duration,
};

use aws_sdk_dynamodb::{
    error::{BuildError, ProvideErrorMetadata, SdkError},
    operation::{
        batch_get_item::BatchGetItemError, batch_write_item::BatchWriteItemError, query::builders::QueryFluentBuilder,
        transact_write_items::TransactWriteItemsError,
    },
    types::{
        AttributeValue, ConditionCheck, Delete, DeleteRequest, KeysAndAttributes, Put, Select, TransactWriteItem,
        WriteRequest,
    },
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use cam_ports::{
    error::{Saved, StoreError},
    identity::{ClaimIds, seed},
};
use futures_util::future::try_join_all;
use tokio::time::Instant;

use super::{
    DynamoTable,
    condition::Condition,
    error::{Cancellation, MAX_ACTIONS, TooManyActions, cancellation, is_busy, malformed, unavailable},
    key::{DAY_PK, DAY_SK, Key, PK, SK, WORK_PK, WORK_SK},
    record::Item,
    schema::{DAYBOOK, WORK},
};

/// The most keys DynamoDB takes in one batch of reads.
const MAX_READS: usize = 100;

/// The most requests DynamoDB takes in one batch of writes.
const MAX_WRITES: usize = 25;

/// The longest first wait after a conflict; each further one may be twice as long, up to [`MAX_WAIT`].
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// The longest wait between two attempts.
const MAX_WAIT: Duration = Duration::from_secs(1);

/// One action of a transaction.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// The item in the place of what is there.
    Put(Item, Option<Condition>),
    /// Nothing there any more.
    Delete(Key, Condition),
    /// The condition alone.
    Check(Key, Condition),
}

/// The answer to a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Transacted {
    /// All of it is stored.
    Done,
    /// None of it is: for each action, whether its condition did not hold.
    Refused(Vec<bool>),
}

impl From<Transacted> for Saved {
    fn from(answer: Transacted) -> Self {
        match answer {
            Transacted::Done => Self::Done,
            Transacted::Refused(_) => Self::Stale,
        }
    }
}

/// Items of one partition, of the table or of an index.
#[derive(Debug, Clone)]
pub(crate) struct Range {
    index: Index,
    pk: String,
    sk: Option<Bounds>,
    /// Whether the last sort key comes first.
    is_descending: bool,
    /// Only items with this value of this attribute.
    only: Option<(&'static str, &'static str)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Index {
    Table,
    Work,
    Daybook,
}

#[derive(Debug, Clone)]
struct Bounds {
    from: String,
    to: String,
}

impl Range {
    /// A partition of the table.
    pub(crate) fn of(pk: String) -> Self {
        Self { index: Index::Table, pk, sk: None, is_descending: false, only: None }
    }

    /// A partition of the `work` index.
    pub(crate) fn of_work(pk: String) -> Self {
        Self { index: Index::Work, ..Self::of(pk) }
    }

    /// A partition of the `daybook` index.
    pub(crate) fn of_daybook(pk: String) -> Self {
        Self { index: Index::Daybook, ..Self::of(pk) }
    }

    /// Sort keys from `from` to `to`, both included.
    pub(crate) fn between(self, from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { sk: Some(Bounds { from: from.into(), to: to.into() }), ..self }
    }

    /// The last sort key first.
    pub(crate) fn descending(self) -> Self {
        Self { is_descending: true, ..self }
    }

    /// Only items whose attribute has this value.
    pub(crate) fn only(self, attribute: &'static str, value: &'static str) -> Self {
        Self { only: Some((attribute, value)), ..self }
    }

    fn names(&self) -> (&'static str, &'static str, Option<&'static str>) {
        match self.index {
            Index::Table => (PK, SK, None),
            Index::Work => (WORK_PK, WORK_SK, Some(WORK)),
            Index::Daybook => (DAY_PK, DAY_SK, Some(DAYBOOK)),
        }
    }
}

impl DynamoTable {
    /// One item; read strongly.
    pub(crate) async fn get(&self, operation: &'static str, key: Key) -> Result<Option<Item>, StoreError> {
        let key = key.into_item();
        let request = || {
            let request = self.client.get_item().table_name(&self.settings.table).consistent_read(true);
            request.set_key(Some(key.clone())).send()
        };
        let output = self.patiently(request).await.map_err(|error| unavailable(operation, error))?;
        Ok(output.item)
    }

    /// The first `limit` items of a range. Strong reads of the table, late ones of an index.
    pub(crate) async fn query(
        &self,
        operation: &'static str,
        range: Range,
        limit: usize,
    ) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::new();
        let mut from = None;
        while items.len() < limit {
            // A filter drops items after they are counted, so a page is then asked for in full.
            let page = (range.only.is_none()).then(|| i32::try_from(limit.saturating_sub(items.len())).ok()).flatten();
            let request = || {
                let request = self.range_request(&range).set_limit(page);
                request.set_exclusive_start_key(from.clone()).send()
            };
            let output = self.patiently(request).await.map_err(|error| unavailable(operation, error))?;
            items.extend(output.items.unwrap_or_default());
            from = output.last_evaluated_key;
            if from.is_none() {
                break;
            }
        }
        items.truncate(limit);
        Ok(items)
    }

    /// How many items a range has.
    pub(crate) async fn count(&self, operation: &'static str, range: Range) -> Result<u64, StoreError> {
        let mut count = 0_u64;
        let mut from = None;
        loop {
            let request = || {
                let request = self.range_request(&range).select(Select::Count);
                request.set_exclusive_start_key(from.clone()).send()
            };
            let output = self.patiently(request).await.map_err(|error| unavailable(operation, error))?;
            count = count.saturating_add(u64::try_from(output.count).unwrap_or_default());
            from = output.last_evaluated_key;
            if from.is_none() {
                return Ok(count);
            }
        }
    }

    fn range_request(&self, range: &Range) -> QueryFluentBuilder {
        let (pk, sk, index) = range.names();
        let request = self.client.query().table_name(&self.settings.table).set_index_name(index.map(str::to_owned));
        let request = request.consistent_read(index.is_none()).scan_index_forward(!range.is_descending);
        let request = request.expression_attribute_names("#pk", pk);
        let request = request.expression_attribute_values(":pk", AttributeValue::S(range.pk.clone()));
        let request = match &range.sk {
            None => request.key_condition_expression("#pk = :pk"),
            Some(Bounds { from, to }) => request
                .key_condition_expression("#pk = :pk AND #sk BETWEEN :from AND :to")
                .expression_attribute_names("#sk", sk)
                .expression_attribute_values(":from", AttributeValue::S(from.clone()))
                .expression_attribute_values(":to", AttributeValue::S(to.clone())),
        };
        match range.only {
            None => request,
            Some((attribute, value)) => request
                .filter_expression("#only = :only")
                .expression_attribute_names("#only", attribute)
                .expression_attribute_values(":only", AttributeValue::S(value.to_owned())),
        }
    }

    /// The items under `keys` that exist, each key asked for once; read strongly.
    pub(crate) async fn get_all(
        &self,
        operation: &'static str,
        keys: impl IntoIterator<Item = Key>,
    ) -> Result<HashMap<Key, Item>, StoreError> {
        let keys: Vec<Key> = BTreeSet::from_iter(keys).into_iter().collect();
        let pages = try_join_all(keys.chunks(MAX_READS).map(|page| self.get_page(operation, page))).await?;
        let items = pages.into_iter().flatten();
        items.map(|item| Ok((Key::of(&item).map_err(malformed(operation))?, item))).collect()
    }

    async fn get_page(&self, operation: &'static str, keys: &[Key]) -> Result<Vec<Item>, StoreError> {
        let mut wanted: Vec<Item> = keys.iter().cloned().map(Key::into_item).collect();
        let mut items = Vec::new();
        let mut patience = self.patience();
        while !wanted.is_empty() {
            let keys = KeysAndAttributes::builder().set_keys(Some(wanted)).consistent_read(true).build();
            let keys = keys.map_err(|error| unavailable(operation, construction::<BatchGetItemError>(error)))?;
            let request = || self.client.batch_get_item().request_items(&self.settings.table, keys.clone()).send();
            let output = self.patiently(request).await.map_err(|error| unavailable(operation, error))?;
            items.extend(output.responses.unwrap_or_default().remove(&self.settings.table).unwrap_or_default());
            let rest = output.unprocessed_keys.unwrap_or_default().remove(&self.settings.table);
            wanted = rest.map(|rest| rest.keys).unwrap_or_default();
            if !wanted.is_empty() && !patience.wait().await {
                return Err(unfinished(operation));
            }
        }
        Ok(items)
    }

    /// Stores an item in the place of what is there.
    pub(crate) async fn put(&self, operation: &'static str, item: Item) -> Result<(), StoreError> {
        let request = || {
            let request = self.client.put_item().table_name(&self.settings.table);
            request.set_item(Some(item.clone())).send()
        };
        self.patiently(request).await.map_err(|error| unavailable(operation, error))?;
        Ok(())
    }

    /// Removes what lies under `keys`, in any number. Not a transaction: after an error a part is gone.
    pub(crate) async fn delete_all(&self, operation: &'static str, keys: Vec<Key>) -> Result<(), StoreError> {
        let keys: Vec<Key> = BTreeSet::from_iter(keys).into_iter().collect();
        for page in keys.chunks(MAX_WRITES) {
            let deletes = page.iter().cloned().map(|key| {
                let delete = DeleteRequest::builder().set_key(Some(key.into_item())).build();
                delete.map(|delete| WriteRequest::builder().delete_request(delete).build())
            });
            let deletes: Result<Vec<_>, _> = deletes.collect();
            let deletes =
                deletes.map_err(|error| unavailable(operation, construction::<BatchWriteItemError>(error)))?;
            self.write_page(operation, deletes).await?;
        }
        Ok(())
    }

    async fn write_page(&self, operation: &'static str, mut requests: Vec<WriteRequest>) -> Result<(), StoreError> {
        let mut patience = self.patience();
        while !requests.is_empty() {
            let request =
                || self.client.batch_write_item().request_items(&self.settings.table, requests.clone()).send();
            let output = self.patiently(request).await.map_err(|error| unavailable(operation, error))?;
            requests = output.unprocessed_items.unwrap_or_default().remove(&self.settings.table).unwrap_or_default();
            if !requests.is_empty() && !patience.wait().await {
                return Err(unfinished(operation));
            }
        }
        Ok(())
    }

    /// Carries out all of `actions` or none, in one transaction; an empty one is done.
    ///
    /// All repeats of one call carry one token, so a transaction that went through and whose answer was lost is answered
    /// as done and not refused by its own effects.
    pub(crate) async fn transact(
        &self,
        operation: &'static str,
        actions: Vec<Action>,
    ) -> Result<Transacted, StoreError> {
        if actions.is_empty() {
            return Ok(Transacted::Done);
        }
        if actions.len() > MAX_ACTIONS {
            let source = TooManyActions { n: actions.len() }.into();
            return Err(StoreError::Malformed { operation, source });
        }
        let items: Result<Vec<_>, _> = actions.into_iter().map(|action| self.transact_item(action)).collect();
        let items = items.map_err(|error| unavailable(operation, construction::<TransactWriteItemsError>(error)))?;
        let token = self.tokens.fresh();
        let mut patience = self.patience();
        loop {
            let request = self.client.transact_write_items().client_request_token(token.as_str());
            let Err(error) = request.set_transact_items(Some(items.clone())).send().await else {
                return Ok(Transacted::Done);
            };
            match cancellation(&error) {
                Cancellation::Refused(actions) => return Ok(Transacted::Refused(actions)),
                Cancellation::Busy if patience.wait().await => {}
                Cancellation::Busy | Cancellation::None => return Err(unavailable(operation, error)),
            }
        }
    }

    fn transact_item(&self, action: Action) -> Result<TransactWriteItem, BuildError> {
        let table = &self.settings.table;
        let item = TransactWriteItem::builder();
        Ok(match action {
            Action::Put(attributes, condition) => {
                let put = Put::builder().table_name(table).set_item(Some(attributes));
                let put = match condition {
                    None => put,
                    Some(condition) => put
                        .condition_expression(condition.expression.text)
                        .set_expression_attribute_names(names(&condition))
                        .set_expression_attribute_values(values(condition)),
                };
                item.put(put.build()?).build()
            }
            Action::Delete(key, condition) => {
                let delete = Delete::builder().table_name(table).set_key(Some(key.into_item()));
                let delete = delete.condition_expression(condition.expression.text);
                let delete = delete.set_expression_attribute_names(names(&condition));
                item.delete(delete.set_expression_attribute_values(values(condition)).build()?).build()
            }
            Action::Check(key, condition) => {
                let check = ConditionCheck::builder().table_name(table).set_key(Some(key.into_item()));
                let check = check.condition_expression(condition.expression.text);
                let check = check.set_expression_attribute_names(names(&condition));
                item.condition_check(check.set_expression_attribute_values(values(condition)).build()?).build()
            }
        })
    }

    /// Makes a call that may be repeated without harm, until it is answered otherwise than with "busy".
    pub(super) async fn patiently<T, E, F>(&self, call: impl Fn() -> F) -> Result<T, SdkError<E, HttpResponse>>
    where
        E: ProvideErrorMetadata,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let mut patience = self.patience();
        loop {
            match call().await {
                Err(error) if is_busy(&error) && patience.wait().await => {}
                answer => return answer,
            }
        }
    }

    fn patience(&self) -> Patience<'_> {
        Patience { table: self, deadline: Instant::now() + self.settings.retry_for, wait: FIRST_WAIT }
    }
}

/// Waits between attempts until a deadline.
struct Patience<'a> {
    table: &'a DynamoTable,
    deadline: Instant,
    wait: Duration,
}

impl Patience<'_> {
    /// Waits a moment, by chance so that those who met do not meet again. False once the deadline would be passed.
    async fn wait(&mut self) -> bool {
        let chance = seed(self.table.tokens.fresh().as_str());
        let full = u64::try_from(self.wait.as_micros()).unwrap_or(u64::MAX).max(1);
        let wait = Duration::from_micros(chance.checked_rem(full).unwrap_or_default());
        if Instant::now() + wait >= self.deadline {
            return false;
        }
        tokio::time::sleep(wait).await;
        self.wait = self.wait.saturating_mul(2).min(MAX_WAIT);
        true
    }
}

fn names(condition: &Condition) -> Option<HashMap<String, String>> {
    Some(condition.expression.names.iter().map(|(alias, name)| ((*alias).to_owned(), (*name).to_owned())).collect())
}

/// DynamoDB refuses an empty map of values.
fn values(condition: Condition) -> Option<HashMap<String, AttributeValue>> {
    let values: HashMap<_, _> = condition.values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    (!values.is_empty()).then_some(values)
}

fn construction<E>(error: BuildError) -> SdkError<E, HttpResponse> {
    SdkError::construction_failure(error)
}

fn unfinished(operation: &'static str) -> StoreError {
    StoreError::Unavailable { operation, source: "it left a part of the batch undone again and again".into() }
}
