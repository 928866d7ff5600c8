use proptest::prelude::*;

use super::*;
use crate::fixture::{MORNING, claim, claim_id, due, hours, lead};

fn planned() -> Lead {
    lead("a").after(LeadEvent::Planned { due: due(MORNING), sender: "ann".parse().unwrap() }).unwrap()
}

fn claimed() -> Lead {
    planned().after(LeadEvent::Claimed(claim("c"))).unwrap()
}

fn sent(name: &str) -> LeadEvent {
    LeadEvent::Sent { claim: claim_id(name), at: MORNING, next_from: Some(MORNING + hours(72)) }
}

fn held() -> LeadEvent {
    LeadEvent::Held { hold: Hold { key: "missing_variable".to_owned(), text: String::new() }, judged_by: 1 }
}

#[test]
fn a_sent_touch_leads_to_the_wait_for_the_next_step() {
    let lead = claimed().after(sent("c")).unwrap();
    assert_eq!((lead.status, lead.next_step, lead.claim.clone()), (LeadStatus::Contacted, 2, None));
    assert_eq!(lead.place, Place::Waiting { from: MORNING + hours(72) });
}

#[test]
fn an_answer_to_another_claim_changes_nothing() {
    assert_eq!(claimed().after(sent("d")), Err(Refusal::OtherClaim));
    assert_eq!(lead("a").after(sent("c")), Err(Refusal::OtherClaim));
}

#[test]
fn a_no_that_arrives_while_the_mail_is_on_its_way_is_kept_by_the_late_answer() {
    let stopped = claimed().after(LeadEvent::Stopped).unwrap();
    let settled = stopped.after(sent("c")).unwrap();
    assert_eq!((settled.status, settled.place, settled.claim), (LeadStatus::Lost, Place::Idle, None));
    let given_back = stopped.after(LeadEvent::GivenBack { claim: claim_id("c"), until: MORNING }).unwrap();
    assert_eq!((given_back.status, given_back.place), (LeadStatus::Lost, Place::Idle));
}

#[test]
fn a_lead_that_is_over_is_neither_planned_nor_claimed() {
    let stopped = lead("a").after(LeadEvent::Stopped).unwrap();
    assert!(stopped.after(LeadEvent::Planned { due: due(MORNING), sender: "ann".parse().unwrap() }).is_err());
    let replied = planned().after(LeadEvent::Replied).unwrap();
    assert!(replied.after(LeadEvent::Claimed(claim("c"))).is_err());
}

#[test]
fn a_touch_that_moved_is_not_claimed_under_its_old_slot() {
    let moved = planned().after(LeadEvent::Postponed { until: MORNING + hours(1) }).unwrap();
    assert!(moved.after(LeadEvent::Claimed(claim("c"))).is_err());
}

#[test]
fn a_day_that_ends_gives_the_lead_back_to_the_list_it_came_from() {
    assert_eq!(planned().after(LeadEvent::DayEnded).unwrap().place, Place::Ready);
    let follow_up = Lead { next_step: 2, status: LeadStatus::Contacted, ..planned() };
    assert_eq!(follow_up.after(LeadEvent::DayEnded).unwrap().place, Place::Waiting { from: MORNING });
}

/// Failure 6 of `RULES.md` §3.5: a failed send was never retried, and its lead starved.
#[test]
fn a_send_that_did_not_go_out_is_due_again() {
    let given_back = claimed().after(LeadEvent::GivenBack { claim: claim_id("c"), until: MORNING + hours(1) }).unwrap();
    assert_eq!((given_back.place, given_back.claim), (Place::Due(due(MORNING + hours(1))), None));
    assert_eq!(given_back.next_step, 1);
}

/// The judgement of a day must not put a lead back on the list whose mail is on its way.
#[test]
fn a_lead_whose_mail_is_on_its_way_is_neither_scored_nor_held() {
    assert!(claimed().after(LeadEvent::Scored { score: None }).is_err());
    assert!(claimed().after(held()).is_err());
}

#[test]
fn a_sequence_that_has_ended_is_not_held() {
    let ended = claimed().after(LeadEvent::Sent { claim: claim_id("c"), at: MORNING, next_from: None }).unwrap();
    assert_eq!((ended.status, &ended.place), (LeadStatus::Contacted, &Place::Idle));
    assert!(ended.after(held()).is_err());
}

#[test]
fn a_lead_is_in_sequence_from_its_plan_to_its_end_also_while_it_is_held() {
    let waiting = claimed().after(sent("c")).unwrap();
    let held_between = waiting.after(held()).unwrap();
    for lead in [&planned(), &claimed(), &waiting, &held_between] {
        assert!(lead.is_in_sequence(), "{lead:?}");
    }
    let held_before = lead("a").after(held()).unwrap();
    for lead in [&lead("a"), &held_before, &waiting.after(LeadEvent::Stopped).unwrap()] {
        assert!(!lead.is_in_sequence(), "{lead:?}");
    }
}

/// Events of two slots and two claims, so that they often meet the state they start from, and often just miss it.
fn any_event() -> impl Strategy<Value = LeadEvent> {
    let slot = || (0_i64..2).prop_map(|n| due(MORNING + hours(n)));
    let claims = || prop::sample::select(vec!["c", "d"]);
    let instant = || (0_i64..2).prop_map(|n| MORNING + hours(n));
    let hold = || Just(Hold { key: "k".to_owned(), text: "t".to_owned() });
    prop_oneof![
        2 => Just(LeadEvent::Scored { score: Some(Milli::ONE) }),
        1 => hold().prop_map(|hold| LeadEvent::Held { hold, judged_by: 1 }),
        1 => Just(LeadEvent::Disqualified),
        6 => slot().prop_map(|due| LeadEvent::Planned { due, sender: "ann".parse().unwrap() }),
        2 => instant().prop_map(|until| LeadEvent::Postponed { until }),
        1 => Just(LeadEvent::DayEnded),
        9 => (claims(), slot()).prop_map(|(name, due)| LeadEvent::Claimed(Claim { due, ..claim(name) })),
        6 => (claims(), instant(), prop::option::of(instant()))
            .prop_map(|(name, at, next_from)| LeadEvent::Sent { claim: claim_id(name), at, next_from }),
        1 => claims().prop_map(|name| LeadEvent::Rejected { claim: claim_id(name) }),
        3 => (claims(), instant()).prop_map(|(name, until)| LeadEvent::GivenBack { claim: claim_id(name), until }),
        1 => Just(LeadEvent::Replied),
        1 => Just(LeadEvent::Stopped),
        1 => hold().prop_map(LeadEvent::NeedsReview),
        1 => Just(LeadEvent::Escalated),
    ]
}

/// What no state may be.
fn is_sound(lead: &Lead) -> Result<(), TestCaseError> {
    let is_listed = matches!(lead.place, Place::Ready | Place::Waiting { .. } | Place::Due(_));
    prop_assert!(!is_listed || (lead.claim.is_none() && !lead.is_over()), "{:?}", lead);
    prop_assert!(lead.place != Place::Ready || lead.next_step == 1, "{:?}", lead);
    let is_waiting = matches!(lead.place, Place::Waiting { .. });
    prop_assert!(!is_waiting || (lead.next_step > 1 && lead.status == LeadStatus::Contacted), "{:?}", lead);
    prop_assert!(lead.place != Place::Hot || lead.status == LeadStatus::Replied, "{:?}", lead);
    prop_assert_eq!(lead.last_touch_at.is_some(), lead.next_step > 1);
    Ok(())
}

/// What no event may do.
fn is_lawful(before: &Lead, event: &LeadEvent, after: &Lead) -> Result<(), TestCaseError> {
    prop_assert_eq!(after.version, before.version + 1);
    prop_assert!(!before.is_over() || after.is_over());

    let answered = match event {
        LeadEvent::Sent { claim, .. } | LeadEvent::Rejected { claim } | LeadEvent::GivenBack { claim, .. } => {
            Some(claim)
        }
        LeadEvent::Scored { .. }
        | LeadEvent::Held { .. }
        | LeadEvent::Disqualified
        | LeadEvent::Planned { .. }
        | LeadEvent::Postponed { .. }
        | LeadEvent::DayEnded
        | LeadEvent::Claimed(_)
        | LeadEvent::Replied
        | LeadEvent::Stopped
        | LeadEvent::NeedsReview(_)
        | LeadEvent::Escalated => None,
    };
    let held = before.claim.as_ref();
    match (event, answered) {
        (LeadEvent::Claimed(claim), _) => {
            prop_assert_eq!(&before.place, &Place::Due(claim.due.clone()));
            prop_assert!(held.is_none());
            prop_assert_eq!(after.claim.as_ref(), Some(claim));
        }
        (_, Some(answered)) => {
            prop_assert_eq!(held.map(|claim| &claim.id), Some(answered));
            prop_assert_eq!(&after.claim, &None);
        }
        (_, None) => prop_assert_eq!(&after.claim, &before.claim),
    }

    let is_sent = matches!(event, LeadEvent::Sent { .. });
    prop_assert_eq!(after.next_step, before.next_step + u8::from(is_sent));
    let is_scored = matches!(event, LeadEvent::Scored { .. });
    prop_assert!(after.score == before.score || is_scored);
    let kept = |lead: &Lead| (lead.key.clone(), lead.company.clone(), lead.zone.clone(), lead.basis, lead.created_at);
    prop_assert_eq!(kept(after), kept(before));
    Ok(())
}

proptest! {
    #[test]
    fn whatever_happens_to_a_lead_keeps_the_laws(events in prop::collection::vec(any_event(), 0..60)) {
        let mut lead = lead("a");
        for event in events {
            if let Ok(next) = lead.after(event.clone()) {
                is_lawful(&lead, &event, &next)?;
                is_sound(&next)?;
                lead = next;
            }
        }
    }

    #[test]
    fn after_a_no_nothing_is_ever_planned_again(
        before in prop::collection::vec(any_event(), 0..20), later in prop::collection::vec(any_event(), 0..40),
    ) {
        let play = |lead: Lead, event: LeadEvent| lead.after(event).unwrap_or(lead);
        let stopped = before.into_iter().fold(lead("a"), play).after(LeadEvent::Stopped).unwrap();
        for end in 0..=later.len() {
            let lead = later[..end].iter().cloned().fold(stopped.clone(), play);
            let is_listed = matches!(lead.place, Place::Ready | Place::Waiting { .. } | Place::Due(_));
            prop_assert!(!is_listed, "{:?}", lead);
        }
    }
}
