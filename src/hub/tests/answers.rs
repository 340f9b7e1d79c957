//! What a log in memory answers, whatever else is kept of its conversations. How late it does, and
//! whether at all, is its owner's.

use super::support::EPOCH;
use crate::hub::log::{Joinable, Missed, Standing};
use domain::event::{Event, Heads, ViewerClass};
use domain::ids::{ConversationId, UserId};
use domain::person::Side;
use protocol::generated as wire;
use protocol::view;
use std::collections::{BTreeMap, BTreeSet};

/// A conversation as far as a log has to know it.
pub(super) trait Told {
    fn is_gone(&self) -> bool;
    fn read_only(&self) -> bool;
    fn heads(&self) -> Heads;
    fn events(&self) -> &[Event];
    fn members(&self) -> &BTreeSet<UserId>;
    /// An event as it is read back.
    fn now(&self, event: &Event) -> Event;
}

type Talks<T> = BTreeMap<ConversationId, T>;

fn there<T: Told>(talks: &Talks<T>) -> impl Iterator<Item = (ConversationId, &T)> {
    talks.iter().filter(|(_, talk)| !talk.is_gone()).map(|(id, talk)| (*id, talk))
}

fn one<T: Told>(talks: &Talks<T>, conversation: ConversationId) -> Option<&T> {
    talks.get(&conversation).filter(|talk| !talk.is_gone())
}

fn stands(conversation: ConversationId, talk: &impl Told) -> Standing {
    Standing { conversation, read_only: talk.read_only(), heads: talk.heads() }
}

pub(super) fn followed<T: Told>(talks: &Talks<T>, user: UserId) -> Vec<Standing> {
    let theirs = there(talks).filter(|(_, talk)| talk.members().contains(&user));
    theirs.map(|(id, talk)| stands(id, talk)).collect()
}

pub(super) fn standing<T: Told>(talks: &Talks<T>, ids: &[ConversationId]) -> Vec<Standing> {
    ids.iter().filter_map(|id| one(talks, *id).map(|talk| stands(*id, talk))).collect()
}

pub(super) fn log_after<T: Told>(
    talks: &Talks<T>,
    conversation: ConversationId,
    seq: i64,
    limit: usize,
) -> Vec<Event> {
    let Some(talk) = one(talks, conversation) else { return Vec::new() };
    let events = talk.events().iter().filter(|event| event.positions.seq > seq);
    events.take(limit).map(|event| talk.now(event)).collect()
}

pub(super) fn missed<T: Told>(talks: &Talks<T>, parts: &[Missed]) -> Vec<Event> {
    let mut missed = Vec::new();
    for part in parts {
        let Some(talk) = one(talks, part.conversation) else { continue };
        let numbers = part.after + 1..=part.up_to;
        let is_part = |event: &&Event| {
            let number = event.positions.position(part.class);
            number.is_some_and(|number| numbers.contains(&number))
        };
        missed.extend(talk.events().iter().filter(is_part).map(|event| talk.now(event)));
    }
    missed
}

pub(super) fn joinable<T: Told>(
    talks: &Talks<T>,
    user: UserId,
    side: Side,
    conversation: ConversationId,
) -> Option<Joinable> {
    let talk = one(talks, conversation).filter(|talk| talk.members().contains(&user))?;
    let (class, heads) = (ViewerClass::of(side, talk.read_only()), talk.heads());
    let conversation = wire::Conversation {
        id: conversation.to_string(),
        position: Some(view::head(EPOCH, class, heads)),
        ..wire::Conversation::default()
    };
    Some(Joinable { class, heads, conversation })
}

pub(super) fn memberships<T: Told>(
    talks: &Talks<T>,
    users: &[UserId],
) -> Vec<(UserId, ConversationId)> {
    let all = there(talks).flat_map(|(id, talk)| talk.members().iter().map(move |it| (*it, id)));
    all.filter(|(user, _)| users.contains(user)).collect()
}
