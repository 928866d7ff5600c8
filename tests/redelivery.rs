//! Every task twice and out of order, as SQS may deliver: the day ends, and nobody is written to twice.

#![cfg(test)]

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
