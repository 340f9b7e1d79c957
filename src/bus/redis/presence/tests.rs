//! How users appear who have sessions on several nodes (M8).

use super::*;
use crate::clock::{Clock, SystemClock};
use domain::ids::CountedIds;

const BEAT: Duration = Duration::from_secs(5);

fn seen(envelope: &Envelope) -> (Availability, Option<&str>) {
    let Envelope::Presence { availability, status, .. } = envelope else {
        panic!("not a presence: {envelope:?}")
    };
    (*availability, status.as_ref().map(Status::as_str))
}

fn status(text: &str) -> Option<Status> {
    Status::parse(text).expect("a status")
}

#[test]
fn who_leaves_one_node_is_still_there_on_the_other() {
    let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let ana = UserId::next(&mut CountedIds::default());
    let mut neighbours = Neighbours::new(own);
    neighbours.told(own, ana, Availability::Online, status("at lunch"));
    let (now, changed) = neighbours.told(other, ana, Availability::Away, None);
    assert_eq!((seen(&now), changed), ((Availability::Online, Some("at lunch")), false));
    let (now, changed) = neighbours.told(own, ana, Availability::Offline, None);
    assert_eq!((seen(&now), changed), ((Availability::Away, None), true));
    let (now, _) = neighbours.told(other, ana, Availability::Offline, None);
    assert_eq!(seen(&now), (Availability::Offline, None));
    assert!(neighbours.users.is_empty(), "nothing is kept of who is gone");
}

#[test]
fn users_of_a_node_that_falls_silent_are_gone() {
    let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let ana = UserId::next(&mut CountedIds::default());
    let mut neighbours = Neighbours::new(own);
    let start = SystemClock.instant();
    assert!(neighbours.beat(other, start));
    assert!(!neighbours.beat(other, start));
    neighbours.told(other, ana, Availability::Online, None);
    assert!(neighbours.sweep(start + BEAT, 3 * BEAT).is_empty());
    let gone = neighbours.sweep(start + 4 * BEAT, 3 * BEAT);
    assert_eq!(gone.iter().map(seen).collect::<Vec<_>>(), vec![(Availability::Offline, None)]);
    assert!(neighbours.is_alone() && neighbours.users.is_empty());
}

#[test]
fn what_is_not_told_again_after_a_question_is_forgotten() {
    let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let mut ids = CountedIds::default();
    let (ana, ben) = (UserId::next(&mut ids), UserId::next(&mut ids));
    let mut neighbours = Neighbours::new(own);
    let start = SystemClock.instant();
    neighbours.beat(other, start);
    neighbours.told(other, ana, Availability::Online, None);
    neighbours.told(other, ben, Availability::Online, None);
    neighbours.asked(start + BEAT);
    neighbours.told(other, ben, Availability::Online, None);
    assert!(neighbours.sweep(start, 3 * BEAT).is_empty(), "there is time to answer");
    let gone = neighbours.sweep(start + BEAT, 3 * BEAT);
    assert!(matches!(gone.as_slice(), [Envelope::Presence { user, .. }] if *user == ana));
    assert!(neighbours.elsewhere(ben).is_some());
}
