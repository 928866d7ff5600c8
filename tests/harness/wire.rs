//! The wire between the functions and the table, as a scenario breaks it.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use cam_testkit::faults::{Call, Fault};
use tokio::sync::Notify;

/// The operations that write.
const WRITES: [&str; 3] = ["TransactWriteItems", "PutItem", "BatchWriteItem"];

/// A wire that counts calls and breaks at one of them.
#[derive(Clone, Default)]
pub struct Wire(Arc<State>);

#[derive(Default)]
struct State {
    /// Of each call, whether it wrote.
    calls: Mutex<Vec<bool>>,
    break_at: Mutex<Break>,
    killed: Notify,
}

type Matches = Box<dyn Fn(&str, &str) -> bool + Send + Sync>;

/// What goes wrong.
#[derive(Default)]
enum Break {
    #[default]
    Nothing,
    /// This call and all after it fail, until the delivery is over.
    From(usize),
    /// The process dies before this write, or after it was carried out.
    Kill(usize, Fault),
    /// Calls with such an operation and body fail.
    Where(Matches),
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wire({} calls)", self.n_calls())
    }
}

impl Wire {
    /// Of each call so far, whether it wrote.
    #[must_use]
    pub fn calls(&self) -> Vec<bool> {
        self.0.calls.lock().unwrap().clone()
    }

    fn n_calls(&self) -> usize {
        self.calls().len()
    }

    fn n_writes(&self) -> usize {
        self.calls().into_iter().filter(|is_write| *is_write).count()
    }

    /// The function that makes the `n`th call from now (from 0) sees it and all its later calls fail.
    pub fn fail_from(&self, n: usize) {
        self.set(Break::From(self.n_calls() + n));
    }

    /// The process dies before the `n`th write from now (from 0) arrives.
    pub fn kill_before(&self, n: usize) {
        self.set(Break::Kill(self.n_writes() + n, Fault::HangBefore));
    }

    /// The process dies when the `n`th write from now has been carried out.
    pub fn kill_after(&self, n: usize) {
        self.set(Break::Kill(self.n_writes() + n, Fault::HangAfter));
    }

    /// Calls fail whose operation and body say so.
    pub fn fail_where(&self, matches: impl Fn(&str, &str) -> bool + Send + Sync + 'static) {
        self.set(Break::Where(Box::new(matches)));
    }

    /// Nothing fails any more.
    pub fn heal(&self) {
        self.set(Break::Nothing);
    }

    /// A delivery is over: what failed within it is well again.
    pub fn end_delivery(&self) {
        let mut state = self.0.break_at.lock().unwrap();
        if matches!(*state, Break::From(n) if n < self.n_calls()) {
            *state = Break::Nothing;
        }
    }

    /// Whether nothing is to go wrong any more.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        matches!(*self.0.break_at.lock().unwrap(), Break::Nothing)
    }

    /// Comes back once the process is dead.
    pub async fn death(&self) {
        self.0.killed.notified().await;
        self.heal();
    }

    pub(crate) fn rule(&self, call: Call<'_>) -> Option<Fault> {
        let (n, n_write) = (self.n_calls(), self.n_writes());
        let is_write = WRITES.contains(&call.operation);
        self.0.calls.lock().unwrap().push(is_write);
        match &*self.0.break_at.lock().unwrap() {
            Break::Nothing => None,
            Break::From(from) => (n >= *from).then_some(Fault::FailBefore),
            Break::Kill(at, fault) => (is_write && n_write == *at).then(|| {
                self.0.killed.notify_one();
                *fault
            }),
            Break::Where(matches) => {
                let body = String::from_utf8_lossy(call.body);
                matches(call.operation, &body).then_some(Fault::FailBefore)
            }
        }
    }

    fn set(&self, what: Break) {
        *self.0.break_at.lock().unwrap() = what;
    }
}
