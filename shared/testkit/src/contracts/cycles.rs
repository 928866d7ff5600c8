//! Cycles.

use cam_core::{cycle::Cycle, id::CycleId};
use cam_ports::{
    cycle_store::{CycleStore, update_cycle},
    error::Saved,
};

use crate::sample::{NOW, campaign, cycle, finished_cycle, minutes, other_campaign};

/// A cycle is opened once, changes one version at a time, and comes back as it was.
pub async fn cycle_store(store: &impl CycleStore) {
    assert_eq!(store.cycle(&cycle()).await.unwrap(), None);
    let opened = Cycle::open(cycle(), NOW, NOW);
    assert_eq!(store.open_cycle(&opened).await.unwrap(), Saved::Done);
    let again = Cycle::open(cycle(), minutes(5), NOW);
    assert_eq!(store.open_cycle(&again).await.unwrap(), Saved::Stale);
    assert_eq!(store.cycle(&cycle()).await.unwrap(), Some(opened.clone()));

    let finished = Cycle { version: 2, ..finished_cycle(&opened) };
    assert_eq!(store.save_cycle(&finished).await.unwrap(), Saved::Done);
    assert_eq!(store.save_cycle(&Cycle { version: 2, ..opened.clone() }).await.unwrap(), Saved::Stale);
    assert_eq!(store.cycle(&cycle()).await.unwrap(), Some(finished.clone()));

    let later = |read: &Cycle| Some(Cycle { last_due_at: Some(minutes(90)), ..read.clone() });
    let updated = update_cycle(store, &cycle(), later).await.unwrap().unwrap();
    assert_eq!(store.cycle(&cycle()).await.unwrap(), Some(updated.clone()));
    assert_eq!((updated.version, updated.last_due_at), (3, Some(minutes(90))));
    recent_cycles_come_newest_first(store, updated).await;
}

async fn recent_cycles_come_newest_first(store: &impl CycleStore, today: Cycle) {
    let ids = ["spring.2026-11-24.live.1", "spring.2026-09-30.live.1", "autumn.2026-11-25.live.1"];
    let mut cycles = Vec::new();
    for id in ids {
        let cycle = Cycle::open(id.parse::<CycleId>().unwrap(), NOW, NOW);
        assert_eq!(store.open_cycle(&cycle).await.unwrap(), Saved::Done);
        cycles.push(cycle);
    }
    let newest = vec![cycles[0].clone(), today.clone()];
    assert_eq!(store.recent_cycles(&campaign(), 2).await.unwrap(), newest);
    assert_eq!(store.recent_cycles(&campaign(), 9).await.unwrap(), [newest, vec![cycles[1].clone()]].concat());
    let dry_days = ["spring.2026-12-01.dry.1", "spring.2026-12-02.dry.1", "spring.2026-12-03.dry.1"];
    for id in dry_days {
        let cycle = Cycle::open(id.parse::<CycleId>().unwrap(), NOW, NOW);
        assert_eq!(store.open_cycle(&cycle).await.unwrap(), Saved::Done);
    }
    let recent: Vec<String> =
        store.recent_cycles(&campaign(), 1).await.unwrap().iter().map(|cycle| cycle.id.to_string()).collect();
    assert_eq!(recent, [dry_days[2], ids[0]], "a live day is found however many dry ones lie beyond it");
    assert_eq!(store.recent_cycles(&other_campaign(), 9).await.unwrap(), vec![cycles[2].clone()]);
}
