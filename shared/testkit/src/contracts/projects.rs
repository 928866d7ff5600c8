//! Leads that people take over.

use cam_core::{
    fact::{Fact, FactKind},
    lead::{Lead, LeadEvent},
};
use cam_ports::{
    daybook::Daybook,
    error::Saved,
    import_store::ImportStore,
    lead_store::LeadStore,
    project_store::{Project, ProjectStore},
};

use super::{eventually, save, stored, take_in};
use crate::sample::{campaign, key, minutes, person};

/// A lead becomes a project once, and its notice is taken up once.
pub async fn project_store(store: &(impl ProjectStore + LeadStore + ImportStore + Daybook)) {
    take_in(store, &["ada", "bob"]).await;
    for (name, is_hot) in [("ada", true), ("bob", false)] {
        let replied = stored(store, &key(name)).await.unwrap().after(LeadEvent::Replied).unwrap();
        assert_eq!(save(store, &replied).await, Saved::Done);
        let escalated = replied.after(LeadEvent::Escalated).unwrap();
        let project = Project {
            key: key(name),
            created_at: minutes(30),
            is_hot,
            brief: "She asks for a call.".to_owned(),
            notice_at: None,
        };
        assert_eq!(store.create_project(&escalated, &project).await.unwrap(), Saved::Done);
        assert_eq!(store.create_project(&escalated, &project).await.unwrap(), Saved::Stale);
        assert_eq!(stored(store, &key(name)).await, Some(escalated.clone()));
        let again = Lead { version: escalated.version + 1, ..escalated };
        assert_eq!(store.create_project(&again, &project).await.unwrap(), Saved::Stale);
        assert_eq!(store.person(&person(name)).await.unwrap().projects, vec![project]);
    }
    let hot = vec![Fact { at: minutes(30), kind: FactKind::Escalated }];
    let facts = async || store.facts(&campaign(), minutes(30), minutes(31)).await.unwrap();
    assert_eq!(eventually(&hot, facts).await, hot);
    assert_eq!(store.take_notice(&key("ada"), minutes(31)).await.unwrap(), Saved::Done);
    assert_eq!(store.take_notice(&key("ada"), minutes(32)).await.unwrap(), Saved::Stale);
    assert_eq!(store.take_notice(&key("nobody"), minutes(32)).await.unwrap(), Saved::Stale);
    let project = store.person(&person("ada")).await.unwrap().projects.remove(0);
    assert_eq!((project.notice_at, project.is_hot), (Some(minutes(31)), true));
    assert_eq!(eventually(&hot, facts).await, hot);
}
