//! What a dry cycle would send.

use cam_core::skip::Hold;
use cam_ports::preview_store::{Preview, PreviewState, PreviewStore};

use crate::sample::{cycle, dry_cycle, key, minutes, sender};

/// Planned touches are stored once, taken up in their order, and keep what came of them.
pub async fn preview_store(store: &impl PreviewStore) {
    let planned: Vec<Preview> = (0..130).map(|n| preview(&format!("person{n}"), i64::from(n))).collect();
    store.plan_previews(&planned).await.unwrap();
    assert_eq!(store.previews(&dry_cycle()).await.unwrap(), planned);
    let shown = Preview {
        state: PreviewState::Shown { mime: b"Subject: A question\r\n\r\n\xff".to_vec() },
        ..planned[10].clone()
    };
    let hold = Hold { key: "missing_variable".to_owned(), text: "the template needs \"pain_point\"".to_owned() };
    let held = Preview { state: PreviewState::Held(hold), ..planned[12].clone() };
    store.show_preview(&shown).await.unwrap();
    store.show_preview(&held).await.unwrap();
    // A repeat, with one that is new among those that are not.
    let new = preview("late", 130);
    store.plan_previews(&[planned.clone(), vec![new.clone()]].concat()).await.unwrap();
    assert_eq!(store.preview(&dry_cycle(), &key("person10"), minutes(10)).await.unwrap(), Some(shown));
    assert_eq!(store.preview(&dry_cycle(), &key("person12"), minutes(12)).await.unwrap(), Some(held));
    assert_eq!(store.preview(&dry_cycle(), &key("late"), minutes(130)).await.unwrap(), Some(new));
    assert_eq!(store.preview(&dry_cycle(), &key("late"), minutes(131)).await.unwrap(), None);
    assert_eq!(store.preview(&cycle(), &key("late"), minutes(130)).await.unwrap(), None);
    let open = vec![planned[9].clone(), planned[11].clone(), planned[13].clone()];
    let taken =
        async |until, limit| store.planned_previews(&dry_cycle(), minutes(9), minutes(until), limit).await.unwrap();
    assert_eq!(taken(14, 100).await, open);
    assert_eq!(taken(13, 100).await, open[..2]);
    assert_eq!(taken(14, 2).await, open[..2]);
    assert_eq!(taken(9, 100).await, vec![]);
}

fn preview(name: &str, at: i64) -> Preview {
    Preview {
        cycle: dry_cycle(),
        lead: key(name),
        due_at: minutes(at),
        sender: sender(),
        step: 1,
        state: PreviewState::Planned,
    }
}
