//! How a session comes and goes: first under its user, then in every conversation that the user is
//! a member of, with the place of each captured under its topic's lock.

use super::Hub;
use super::log::{LogError, Standing};
use super::session::Session;
use super::topic::{Phase, Seated, Topic};
use crate::bus;
use dashmap::Entry;
use domain::event::ViewerClass;
use domain::ids::{ConversationId, UserId};
use futures_util::future::join_all;
use protocol::code::CloseCode;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// How often a topic is looked for that goes away just then.
const TRIES_MAX: usize = 5;

/// Why a session is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FollowError {
    /// Its sign-in ended while it was being let in.
    #[error("the sign-in has ended")]
    SignedOut,
    /// Its socket went while it was being let in.
    #[error("the session has ended")]
    Ended,
    /// The log cannot be read just now.
    #[error(transparent)]
    Unavailable(#[from] LogError),
}

/// Where a session's live events begin, for each conversation that it follows.
#[derive(Debug, Default)]
pub struct Followed {
    pub(super) places: HashMap<ConversationId, Place>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) class: ViewerClass,
    pub(super) head: i64,
}

impl Hub {
    /// Lets a session in: from now on its pushes are held back, in their order, until
    /// [`Hub::resume`].
    ///
    /// # Errors
    /// The session is then registered nowhere.
    pub async fn follow(&self, session: &Arc<Session>) -> Result<Followed, FollowError> {
        session.outgoing().hold();
        self.register(session)?;
        let user = session.of().user;
        self.0.parts.bus.subscribe(bus::Topic::User(user)).await;
        let followed = self.follow_all(session).await;
        match followed {
            Ok(_) => session.followed().settled = true,
            Err(_) => self.leave(session),
        }
        Ok(followed?)
    }

    async fn follow_all(&self, session: &Arc<Session>) -> Result<Followed, LogError> {
        let user = session.of().user;
        let mut followed = Followed::default();
        let mut wanted = self.0.parts.log.followed(user).await?;
        let mut doubtful = false;
        for _ in 0..TRIES_MAX {
            let ids = wanted.iter().map(|standing| standing.conversation).collect();
            let topics = self.topics(ids).await?;
            wanted.retain(|standing| {
                let Some(topic) = topics.get(&standing.conversation) else {
                    return false; // Deleted meanwhile.
                };
                let Some(Seated { class, head, seq }) = topic.lock().seat(session, standing) else {
                    return true;
                };
                doubtful |= seq > standing.heads.seq;
                followed.places.insert(standing.conversation, Place { class, head });
                false
            });
            if wanted.is_empty() || session.followed().ended {
                break;
            }
            tokio::task::yield_now().await;
        }
        if doubtful {
            self.look_again(session, &mut followed).await?;
        }
        Ok(followed)
    }

    /// Something was committed between the look at the memberships and the seats: who was removed
    /// in between gives their seat back. What comes later finds them seated.
    async fn look_again(
        &self,
        session: &Arc<Session>,
        followed: &mut Followed,
    ) -> Result<(), LogError> {
        let member: HashSet<_> = self
            .0
            .parts
            .log
            .followed(session.of().user)
            .await?
            .into_iter()
            .map(|standing| standing.conversation)
            .collect();
        followed.places.retain(|conversation, _| {
            let stays = member.contains(conversation);
            if !stays {
                self.unseat(session, *conversation);
                // What has come for it since is on hold, and not for these eyes.
                session.outgoing().forget(*conversation);
            }
            stays
        });
        Ok(())
    }

    /// Registers a session under its user. The oldest gives way where there are too many.
    fn register(&self, session: &Arc<Session>) -> Result<(), FollowError> {
        let of = session.of();
        let oldest = {
            let mut live = self.0.users.entry(of.user).or_default();
            if session.followed().ended {
                return Err(FollowError::Ended); // Its socket went meanwhile.
            }
            live.sessions.push(Arc::clone(session));
            let too_many = live.sessions.len() > self.0.parts.settings.sessions_per_user_max;
            too_many.then(|| live.sessions.first().cloned()).flatten()
        };
        self.0.metrics.session_began();
        if let Some(oldest) = oldest {
            oldest.close(CloseCode::Replaced);
            self.leave(&oldest);
        }
        // Registered first, looked second: an end of its sign-in is seen here or closes it.
        let signed_out = self.ended().iter().any(|ended| {
            ended.user == of.user
                && ended.at >= of.asked_at
                && ended.sign_in.is_none_or(|sign_in| sign_in == of.sign_in)
        });
        if signed_out {
            self.leave(session);
            return Err(FollowError::SignedOut);
        }
        // What was not told meanwhile is asked for: the end of its sign-in may be in that.
        if self.overlooked().is_some_and(|at| at >= of.asked_at) {
            self.0.compare.store(true, Ordering::SeqCst);
            self.0.poll_now.notify_one();
        }
        self.note_present(of.user);
        Ok(())
    }

    /// Takes a session out of everything. Again changes nothing.
    pub fn leave(&self, session: &Arc<Session>) {
        let (conversations, watched) = {
            let mut follows = session.followed();
            if std::mem::replace(&mut follows.ended, true) {
                return;
            }
            (std::mem::take(&mut follows.conversations), std::mem::take(&mut follows.watched))
        };
        for conversation in conversations {
            self.unseat(session, conversation);
        }
        self.unwatch(session, &watched);
        let user = session.of().user;
        let registered = self.0.users.get_mut(&user).is_some_and(|mut live| {
            let before = live.sessions.len();
            live.sessions.retain(|other| !Arc::ptr_eq(other, session));
            live.sessions.len() < before
        });
        if registered {
            self.note_present(user);
            self.0.metrics.session_ended(session.ended());
        }
    }

    pub(super) fn unseat(&self, session: &Arc<Session>, conversation: ConversationId) {
        let topic = self.0.topics.get(&conversation).map(|topic| Arc::clone(&topic));
        if let Some(topic) = topic {
            topic.lock().unseat(session, self.now());
        }
    }

    /// The topics of conversations, live; those that are new begin to be heard, and one question
    /// tells where all of them stand. Conversations that do not exist are left out.
    pub(super) async fn topics(
        &self,
        ids: Vec<ConversationId>,
    ) -> Result<HashMap<ConversationId, Arc<Topic>>, LogError> {
        let mut live = HashMap::with_capacity(ids.len());
        let mut wanted = ids;
        for _ in 0..TRIES_MAX {
            let mut fresh = Vec::new();
            let mut others = Vec::with_capacity(wanted.len());
            for id in wanted.drain(..) {
                match self.0.topics.entry(id) {
                    Entry::Occupied(kept) => others.push(Arc::clone(kept.get())),
                    Entry::Vacant(vacant) => {
                        let topic = Arc::new(Topic::new(id, self.now()));
                        vacant.insert(Arc::clone(&topic));
                        fresh.push(topic);
                    }
                }
            }
            self.load(&fresh).await?;
            for topic in &others {
                match topic.left_loading().await {
                    Phase::Loading | Phase::Live => (),
                    // Another asked for us, and got no answer.
                    Phase::Unread => return Err(LogError::Away),
                    // It was empty, and is just being forgotten: it may well exist.
                    Phase::Gone => wanted.push(topic.conversation),
                }
            }
            let found = fresh.into_iter().chain(others);
            let found = found.filter(|topic| topic.lock().phase == Phase::Live);
            live.extend(found.map(|topic| (topic.conversation, topic)));
            if wanted.is_empty() {
                break;
            }
            tokio::task::yield_now().await;
        }
        Ok(live)
    }

    /// Reads where new topics stand. First they are heard, so that nothing falls in between.
    async fn load(&self, fresh: &[Arc<Topic>]) -> Result<(), LogError> {
        if fresh.is_empty() {
            return Ok(());
        }
        // All at once: where other nodes are hard to hear, one wait is long enough.
        join_all(
            fresh.iter().map(|topic| {
                self.0.parts.bus.subscribe(bus::Topic::Conversation(topic.conversation))
            }),
        )
        .await;
        let ids = fresh.iter().map(|topic| topic.conversation).collect();
        let standing = self.0.parts.log.standing(ids).await;
        let known: HashMap<_, Standing> = standing
            .as_ref()
            .map(|all| all.iter().map(|one| (one.conversation, *one)).collect())
            .unwrap_or_default();
        for topic in fresh {
            let why_not = if standing.is_ok() { Phase::Gone } else { Phase::Unread };
            let found = known.get(&topic.conversation).ok_or(why_not);
            topic.finish_loading(found);
            if found.is_ok() {
                self.pump_now(topic);
            } else {
                self.drop_topic(topic);
            }
        }
        self.0.metrics.topics(self.0.topics.len());
        standing.map(|_| ())
    }

    /// Takes a topic that is gone out of the map.
    pub(super) fn drop_topic(&self, topic: &Arc<Topic>) {
        let conversation = topic.conversation;
        self.0.topics.remove_if(&conversation, |_, kept| Arc::ptr_eq(kept, topic));
        let hub = self.clone();
        self.0.parts.tasks.spawn("hub_unsubscribe", async move {
            let heard = bus::Topic::Conversation(conversation);
            hub.0.parts.bus.unsubscribe(heard).await;
            if hub.0.topics.contains_key(&conversation) {
                // Someone came back meanwhile.
                hub.0.parts.bus.subscribe(heard).await;
            }
        });
    }

    /// Whether a user has sessions here.
    pub(super) fn is_here(&self, user: UserId) -> bool {
        self.0.users.get(&user).is_some_and(|live| !live.sessions.is_empty())
    }
}
