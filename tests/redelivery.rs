//! Every task twice and out of order, as SQS may deliver: the day ends, and nobody is written to twice.

#![cfg(test)]

use cam_core::{feedback::Fate, lead::LeadStatus};
use cam_local::queues::Delivering;
use e2e::{World, assert_one_of_each, small_day};

#[tokio::test]
async fn a_day_of_doubled_and_shuffled_tasks_is_a_day_like_any_other() {
    for seed in 0..8 {
        let mut world = small_day().await;
        world.delivering = Delivering::Twice { seed };
        let days = world.run_days(5).await;
        assert_one_of_each(&world, &days).await;
        assert_eq!((world.steps_to("ada"), world.steps_to("bob")), (vec![1], vec![1, 2]), "seed {seed}");
        let told = world.told();
        assert_eq!(told.iter().filter(|subject| subject.starts_with("Hot lead")).count(), 1, "seed {seed}: {told:?}");
        assert_eq!(told.len(), 6, "seed {seed}: {told:?}");
        assert!(days.iter().all(|day| day.dead_letters.is_empty() && day.errors().is_empty()), "seed {seed}");
    }
}

#[tokio::test]
async fn doubled_tasks_do_not_pass_a_cap() {
    for seed in 0..4 {
        let mut world = World::new().await.leads(8).with(|spring| spring.mailboxes[0].cap = 3);
        world.delivering = Delivering::Twice { seed };
        let days = world.run_days(3).await;
        assert_eq!(world.mails_by_day(), [3, 3, 2], "seed {seed}");
        assert_one_of_each(&world, &days).await;
    }
}

#[tokio::test]
async fn a_dry_day_of_doubled_tasks_shows_each_mail_once() {
    let mut world = World::new().await.dry().leads(4);
    world.delivering = Delivering::Twice { seed: 1 };
    let day = world.run_day().await;
    assert_eq!((day.report().outreach_previewed, world.previews().await.len()), (4, 4));
}

#[tokio::test]
async fn a_report_of_the_mail_service_that_comes_twice_acts_once() {
    for (what, count) in [(Fate::BouncedPermanent, "bounces"), (Fate::Complained, "complaints")] {
        let mut world = World::new().await.lead("ada");
        world.run_day().await;
        let outcomes = world.report("ada", 1, what, 1).await;
        assert_eq!(outcomes[0].as_ref().unwrap().count(count), 1);
        let person = world.person("ada").await;
        for outcome in world.report("ada", 1, what, 2).await {
            assert_eq!(outcome.unwrap().counts, [("handled_before".to_owned(), 1)].into());
        }
        assert_eq!(world.person("ada").await, person, "{what}");
        assert_eq!(world.lead_of("ada").await.status, LeadStatus::Lost);
    }
}

#[tokio::test]
async fn a_list_that_is_told_of_twice_is_registered_once() {
    let mut world = World::new().await.lead("ada");
    world.run_day().await;
    world.drop_list("fair.csv", 1).await.remove(0).unwrap();
    let registered = world.sources_of_the_table().await;
    for outcome in world.drop_list("fair.csv", 2).await {
        assert_eq!(outcome.unwrap().counts, [("sources_known".to_owned(), 1)].into());
    }
    assert_eq!(world.sources_of_the_table().await, registered);
}
