//! Which topics this node follows, and which of them Redis has confirmed. Outlives connections: a
//! new one begins with everything that is wanted. Speaks to no server itself.

use crate::bus::Topic;
use domain::ids::UserId;
use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, oneshot};

/// The topics of this node.
#[derive(Debug, Default)]
pub(super) struct Following {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// There is a connection.
    connected: bool,
    wanted: HashSet<Topic>,
    /// Confirmed on this connection.
    active: HashSet<Topic>,
    /// Wanted or left since the last round.
    changed: HashSet<Topic>,
    /// Who waits until the next round is done.
    waiting: Vec<oneshot::Sender<()>>,
}

/// What a connection has to ask for next.
#[derive(Debug)]
pub(super) struct Round {
    pub(super) follow: Vec<Topic>,
    pub(super) leave: Vec<Topic>,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Following {
    /// Wants a topic. What is returned resolves when it is followed; `None`: it is already, or
    /// there is no connection.
    pub(super) fn want(&self, topic: Topic) -> Option<oneshot::Receiver<()>> {
        let mut state = self.lock();
        if state.wanted.insert(topic) {
            state.changed.insert(topic);
        }
        if !state.connected || state.active.contains(&topic) {
            return None;
        }
        let (done, followed) = oneshot::channel();
        state.waiting.push(done);
        drop(state);
        self.changed.notify_one();
        Some(followed)
    }

    /// Wants a topic no longer.
    pub(super) fn leave(&self, topic: Topic) {
        let mut state = self.lock();
        if state.wanted.remove(&topic) {
            state.changed.insert(topic);
            drop(state);
            self.changed.notify_one();
        }
    }

    pub(super) fn wants(&self, topic: Topic) -> bool {
        self.lock().wanted.contains(&topic)
    }

    /// The users whose topics are wanted.
    pub(super) fn users(&self) -> Vec<UserId> {
        let state = self.lock();
        let users = state.wanted.iter().filter_map(|topic| match topic {
            Topic::User(user) => Some(*user),
            Topic::Conversation(_) => None,
        });
        users.collect()
    }

    /// Resolves when there is something for a round.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// A connection begins: the next round is everything.
    pub(super) fn connected(&self) {
        let mut state = self.lock();
        state.connected = true;
        state.active.clear();
        state.changed = state.wanted.clone();
    }

    /// The connection has ended. Nobody waits any more.
    pub(super) fn disconnected(&self) {
        let mut state = self.lock();
        state.connected = false;
        state.active.clear();
        state.waiting.clear();
    }

    /// Begins a round.
    pub(super) fn round(&self) -> Round {
        let mut state = self.lock();
        let changed = std::mem::take(&mut state.changed);
        let (wanted, left): (Vec<_>, Vec<_>) =
            changed.into_iter().partition(|topic| state.wanted.contains(topic));
        let follow = wanted.into_iter().filter(|topic| !state.active.contains(topic)).collect();
        let leave = left.into_iter().filter(|topic| state.active.remove(topic)).collect();
        Round { follow, leave, waiting: std::mem::take(&mut state.waiting) }
    }

    /// A round is done. True if somebody no longer waited for it, and may have missed something.
    pub(super) fn done(&self, round: Round) -> bool {
        self.lock().active.extend(round.follow);
        let mut missed = false;
        for waiting in round.waiting {
            missed |= waiting.send(()).is_err();
        }
        missed
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::{ConversationId, CountedIds};

    fn topic(ids: &mut CountedIds) -> Topic {
        Topic::Conversation(ConversationId::next(ids))
    }

    #[test]
    fn every_connection_begins_with_all_that_is_wanted() {
        let (following, mut ids) = (Following::default(), CountedIds::default());
        let (one, two) = (topic(&mut ids), topic(&mut ids));
        assert!(following.want(one).is_none(), "nobody waits without a connection");
        for _ in 0..2 {
            following.connected();
            let round = following.round();
            assert!(round.follow.contains(&one));
            assert!(!following.done(round));
            assert!(following.want(one).is_none(), "it is followed already");
            following.disconnected();
        }
        following.want(two);
        following.leave(one);
        following.connected();
        assert_eq!(following.round().follow, vec![two]);
    }

    #[tokio::test]
    async fn who_wants_a_topic_waits_until_it_is_confirmed() {
        let (following, mut ids) = (Following::default(), CountedIds::default());
        following.connected();
        let one = topic(&mut ids);
        let mut first = following.want(one).expect("waits");
        let round = following.round();
        let second = following.want(one).expect("the round under way is not confirmed yet");
        assert!(first.try_recv().is_err());
        assert!(!following.done(round));
        first.await.expect("told");
        let round = following.round();
        assert!(round.follow.is_empty(), "nothing is asked for twice");
        assert!(!following.done(round));
        second.await.expect("told");
    }

    #[tokio::test]
    async fn a_topic_left_and_wanted_again_is_followed_again() {
        let (following, mut ids) = (Following::default(), CountedIds::default());
        following.connected();
        let one = topic(&mut ids);
        drop(following.want(one));
        assert!(following.done(following.round()), "nobody waited for it any more");
        following.leave(one);
        let leaving = following.round();
        assert_eq!(leaving.leave, vec![one]);
        let waits = following.want(one);
        assert!(waits.is_some(), "it is being left: it counts as not followed");
        following.done(leaving);
        assert_eq!(following.round().follow, vec![one]);
    }
}
