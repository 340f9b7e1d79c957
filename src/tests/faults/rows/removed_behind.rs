//! F51: much is on its way to a guest who reads nothing, and the guest is removed. What is written
//! from then on never reaches them, also not with what waited. Invariant 21.

use crate::history::{Act, What};
use crate::people;
use crate::proxy::{Way, Ways};
use crate::row::{Case, Outcome};
use crate::time::{rest, s};
use crate::world::{Setup, World};
use std::collections::BTreeMap;

/// The guest who is removed, who is in all conversations.
const GUEST: usize = 2;

pub(crate) async fn run(mut case: Case) -> Option<Outcome> {
    case.size.clients = case.size.clients.max(5);
    let own = Setup::default();
    let manner = crate::client::Manner { silence: s(60), text_max: 4_000, ..own.manner };
    let world = World::start(case, Setup { manner, keeper: false, ..own }).await?;
    let at = world.nodes[0].address().expect("it runs");
    let (ana, guest, talk) = (&world.people[0], &world.people[GUEST], &world.talks[0]);
    world.traffic().await;
    let down = Way { hold: true, ..Way::default() };
    world.wires[GUEST].set(Ways { down, ..Ways::default() });
    world.history.fault("the guest reads nothing");
    world.acks(world.case.size.acks * world.case.size.faults).await;
    let path = format!("/v1/conversations/{}/members/{}", talk.id, guest.user);
    people::sure(at, &ana.token, "DELETE", &path, None).await;
    let removed = world.history.count();
    world.history.fault("the guest is removed");
    world.acks(world.case.size.acks * world.case.size.faults).await;
    world.wires[GUEST].heal();
    world.history.fault("the guest reads");
    rest(s(1)).await;
    world.traffic().await;
    let (place, history) = (talk.id.clone(), world.history.clone());
    let who = u32::try_from(GUEST + 1).unwrap();
    let outcome = world.finish().await;
    // What was begun after the removal was acknowledged is nothing of theirs.
    let lines = history.lines();
    let mut begun = BTreeMap::new();
    for line in &lines[removed..] {
        if let What::Began { key, place: at, act: Act::Send { .. } } = &line.what
            && *at == place
        {
            begun.insert(key.clone(), line.who);
        }
    }
    let told = lines.iter().filter(|line| {
        let What::Event { key: Some(key), .. } = &line.what else { return false };
        line.who == who && begun.contains_key(key)
    });
    let told = told.count();
    let gone = lines.iter().any(|line| line.who == who && matches!(line.what, What::Gone { .. }));
    let after = begun.len();
    let outcome = outcome.and(told == 0, &format!("of {after} later messages {told} reached them"));
    Some(outcome.and(gone, "the guest was told that it is over"))
}
