//! No side door, over the wire (R5): two servers live through the same visible actions and through
//! different hidden ones; whoever is outside gets the same bytes, by every way there is. What is
//! hidden, and when, comes from a seed; ids are compared by their order of appearance, times as
//! they are: hidden actions happen at other times than visible ones.

mod record;
mod world;

use crate::support::seed::Seed;
use record::Recording;
use world::{Kind, World};

/// Visible actions of one life.
const STEPS: u64 = 24;

async fn live(kind: Kind, mut script: Seed, mut private: Option<Seed>) -> Recording {
    let mut world = World::begin(kind).await;
    for _ in 0..STEPS {
        world.visible(&mut script, private.as_mut()).await;
        world.hidden(private.as_mut()).await;
    }
    world.end().await
}

async fn check(kind: Kind, name: &str) {
    let mut seed = Seed::told(name);
    let script = seed.fork();
    let plain = live(kind, script.clone(), None).await;
    let full = live(kind, script.clone(), Some(seed.fork())).await;
    plain.assert_same(&full);
    let other = live(kind, script, Some(seed.fork())).await;
    full.assert_same(&other);
}

// R5, M11: notes, roles, tags, links, presence, read marks and drafts of others.
#[tokio::test]
async fn a_guest_gets_the_same_bytes_whatever_is_hidden() {
    check(Kind::Open, "a_guest_gets_the_same_bytes_whatever_is_hidden").await;
}

// R5, R4: moreover who is a member, who types, who reacted.
#[tokio::test]
async fn a_reader_gets_the_same_bytes_whatever_is_hidden() {
    check(Kind::ReadOnly, "a_reader_gets_the_same_bytes_whatever_is_hidden").await;
}
