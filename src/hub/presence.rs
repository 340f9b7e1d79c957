//! Who is there: from the sessions of this node, told to those who watch. Ephemeral; who leaves
//! counts as there for a few seconds more, so that a reload of a page tells nobody anything.

use super::session::Session;
use super::{Hub, Live};
use crate::bus::{self, Availability, Envelope};
use domain::ids::UserId;
use domain::text::Status;
use protocol::generated::{self as wire, push};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::mpsc;

/// How someone appears to others.
#[derive(Debug)]
pub(super) struct Present {
    shown: Availability,
    status: Option<Status>,
    /// The time after their last session is running.
    leaving: bool,
}

impl Default for Present {
    fn default() -> Self {
        Self { shown: Availability::Offline, status: None, leaving: false }
    }
}

impl Live {
    fn availability(&self) -> Availability {
        if self.sessions.is_empty() {
            Availability::Offline
        } else if self.sessions.iter().all(|session| session.is_away()) {
            Availability::Away
        } else {
            Availability::Online
        }
    }
}

impl Hub {
    /// A session says whether its user is away, and what they say of themselves: `None` leaves it,
    /// `Some(None)` clears it.
    pub fn set_presence(
        &self,
        session: &Session,
        away: Option<bool>,
        status: Option<Option<Status>>,
    ) {
        let user = session.of().user;
        if let Some(away) = away {
            session.set_away(away);
        }
        let said = status.is_some();
        if let Some(status) = status
            && let Some(mut live) = self.0.users.get_mut(&user)
        {
            live.present.status = status;
        }
        if said {
            self.tell_presence(user);
        }
        self.note_present(user);
    }

    /// Takes a status as it is kept by now, and has it told where it is another one.
    pub fn renew_status(&self, user: UserId, status: Option<Status>) {
        let changed = self.0.users.get_mut(&user).is_some_and(|mut live| {
            let before = std::mem::replace(&mut live.present.status, status);
            before != live.present.status
        });
        if changed {
            self.tell_presence(user);
        }
    }

    /// Watches the presence of these people instead of those before, and says how it is now.
    pub async fn watch(&self, session: &Arc<Session>, people: Vec<UserId>) -> Vec<wire::Presence> {
        let before = {
            let mut follows = session.followed();
            if follows.ended {
                return Vec::new();
            }
            std::mem::replace(&mut follows.watched, people.clone())
        };
        self.unwatch(session, &before);
        for user in &people {
            self.0.watchers.entry(*user).or_default().push(Arc::clone(session));
        }
        let told = self.0.parts.bus.watch(&people).await;
        if session.followed().ended {
            self.unwatch(session, &people);
        }
        let mut told: HashMap<_, _> = told
            .into_iter()
            .filter_map(|envelope| match envelope {
                Envelope::Presence { user, availability, status } => {
                    Some((user, (availability, status)))
                }
                Envelope::Committed { .. }
                | Envelope::Deleted { .. }
                | Envelope::Typing { .. }
                | Envelope::Read { .. }
                | Envelope::Personal { .. }
                | Envelope::Organisation { .. }
                | Envelope::GapPossible => None,
            })
            .collect();
        people.into_iter().map(|user| self.presence_of(user, told.remove(&user))).collect()
    }

    pub(super) fn unwatch(&self, session: &Arc<Session>, people: &[UserId]) {
        for user in people {
            if let Some(mut watchers) = self.0.watchers.get_mut(user) {
                watchers.retain(|watcher| !Arc::ptr_eq(watcher, session));
            }
            self.0.watchers.remove_if(user, |_, watchers| watchers.is_empty());
        }
    }

    /// As this node knows, and the bus of all nodes.
    fn presence_of(
        &self,
        user: UserId,
        told: Option<(Availability, Option<Status>)>,
    ) -> wire::Presence {
        let (mut availability, mut status) =
            self.0.users.get(&user).map_or((Availability::Offline, None), |live| {
                (live.present.shown, live.present.status.clone())
            });
        if let Some((elsewhere, said)) = told {
            availability = availability.max(elsewhere);
            status = said.or(status);
        }
        to_wire(user, availability, status.as_ref())
    }

    /// Looks how a user appears after a session of theirs came, went or said so.
    pub(super) fn note_present(&self, user: UserId) {
        let mut leaves = false;
        let mut changed = false;
        if let Some(mut live) = self.0.users.get_mut(&user) {
            let availability = live.availability();
            if availability == Availability::Offline {
                leaves = !std::mem::replace(&mut live.present.leaving, true);
            } else if availability != live.present.shown {
                live.present.shown = availability;
                changed = true;
            }
        }
        if changed {
            self.tell_presence(user);
        }
        if leaves {
            let hub = self.clone();
            self.0.parts.tasks.spawn("hub_presence_grace", async move {
                let grace = tokio::time::sleep(hub.0.parts.settings.presence_grace);
                // A node that stops waits for nobody, and leaves it to the other nodes to notice:
                // its sessions are on their way there, and do not appear to have gone.
                let stopping = hub.0.parts.tasks.stopping();
                if stopping.run_until_cancelled(grace).await.is_some() {
                    hub.leave_at_last(user);
                }
            });
        }
    }

    /// The time after the last session is over: forgets the user unless they came back.
    fn leave_at_last(&self, user: UserId) {
        if let Some(mut live) = self.0.users.get_mut(&user) {
            live.present.leaving = false;
        }
        let gone = self.0.users.remove_if(&user, |_, live| live.sessions.is_empty()).is_some();
        if gone {
            self.tell_presence(user);
        }
    }

    /// Has a user's presence told on every node. It is ephemeral: where too much waits, it is lost.
    fn tell_presence(&self, user: UserId) {
        if self.0.presence.try_send(user).is_err() {
            tracing::debug!(user.id = %user, "presence was not told: too much waits");
        }
    }

    /// Publishes presence as it is when its turn comes, so that the last word is the latest.
    pub(super) async fn publish_presence(self, mut queue: mpsc::Receiver<UserId>) {
        let stopping = self.0.parts.tasks.stopping();
        loop {
            let next = tokio::select! {
                biased;
                () = stopping.cancelled() => None,
                next = queue.recv() => next,
            };
            let Some(user) = next else {
                return;
            };
            let (availability, status) =
                self.0.users.get(&user).map_or((Availability::Offline, None), |live| {
                    (live.present.shown, live.present.status.clone())
                });
            self.0.parts.bus.publish(Envelope::Presence { user, availability, status }).await;
            if availability == Availability::Offline {
                self.0.parts.bus.unsubscribe(bus::Topic::User(user)).await;
                if self.is_here(user) || self.0.watchers.contains_key(&user) {
                    self.0.parts.bus.subscribe(bus::Topic::User(user)).await;
                }
            }
        }
    }

    pub(super) fn tell_watchers(
        &self,
        user: UserId,
        availability: Availability,
        status: Option<&Status>,
    ) {
        let watchers =
            self.0.watchers.get(&user).map(|watchers| watchers.clone()).unwrap_or_default();
        for session in watchers {
            session.push(push::Push::Presence(to_wire(user, availability, status)), None);
        }
    }
}

fn to_wire(user: UserId, availability: Availability, status: Option<&Status>) -> wire::Presence {
    let availability = match availability {
        Availability::Offline => wire::Availability::Offline,
        Availability::Away => wire::Availability::Away,
        Availability::Online => wire::Availability::Online,
    };
    wire::Presence {
        user_id: user.to_string(),
        availability: availability.into(),
        status: status.map(|status| status.as_str().to_owned()),
    }
}
