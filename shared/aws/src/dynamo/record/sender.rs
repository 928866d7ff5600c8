//! A sender's gate, which every claim passes, and its history, from which its cap follows.

use std::collections::BTreeSet;

use cam_core::{
    id::SenderId,
    pacing::SendingDay,
    sender::{Gate, SenderHistory},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Item, Malformed, OrMalformed};
use crate::dynamo::key;

const GATE: &str = "gate";
const HISTORY: &str = "sender state";

#[derive(Serialize, Deserialize)]
struct GateRecord {
    version: u64,
    /// Ten minutes of the last 24 hours, by their number, and how many sends fell into them.
    sends: Vec<(i64, u32)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_send_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stopped: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    paused: BTreeSet<String>,
}

#[derive(Serialize, Deserialize)]
struct HistoryRecord {
    days: Vec<DayRecord>,
}

#[derive(Serialize, Deserialize)]
struct DayRecord {
    date: Date,
    n_sent: u32,
    healthy: bool,
}

/// The gate's item.
pub(crate) fn gate_to_item(gate: &Gate) -> Result<Item, Malformed> {
    let record = GateRecord {
        version: gate.version,
        sends: gate.sends.iter().collect(),
        last_send_at: gate.last_send_at,
        stopped: gate.stopped.clone(),
        paused: gate.paused.iter().map(ToString::to_string).collect(),
    };
    super::write(GATE, key::gate(&gate.sender), &record)
}

/// The gate of an item.
pub(crate) fn gate_from_item(sender: &SenderId, item: Item) -> Result<Gate, Malformed> {
    let record: GateRecord = super::read(GATE, item)?;
    let paused = record.paused.iter().map(|id| id.parse().or_malformed(GATE, "paused")).collect::<Result<_, _>>()?;
    Ok(Gate {
        sender: sender.clone(),
        version: record.version,
        sends: record.sends.into_iter().collect(),
        last_send_at: record.last_send_at,
        stopped: record.stopped,
        paused,
    })
}

/// The history's item.
pub(crate) fn history_to_item(sender: &SenderId, history: &SenderHistory) -> Result<Item, Malformed> {
    let day = |day: &SendingDay| DayRecord { date: day.date, n_sent: day.n_sent, healthy: day.healthy };
    let record = HistoryRecord { days: history.days.iter().map(day).collect() };
    super::write(HISTORY, key::history(sender), &record)
}

/// The history of an item.
pub(crate) fn history_from_item(item: Item) -> Result<SenderHistory, Malformed> {
    let record: HistoryRecord = super::read(HISTORY, item)?;
    let day = |day: DayRecord| SendingDay { date: day.date, n_sent: day.n_sent, healthy: day.healthy };
    Ok(SenderHistory { days: record.days.into_iter().map(day).collect() })
}
