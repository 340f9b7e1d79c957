//! What the bus may have lost, found in the store: sign-ins that ended, memberships, and what
//! people keep for themselves.
//!
//! Every node reads what was changed anywhere, and tells what it has not heard. Beside that, access
//! is compared with the store from time to time, so that nothing that was overlooked lasts: all
//! sign-ins, and a part of the memberships. Questions are for many at once, never for one session.

use super::Hub;
use super::log::{Changes, LogError};
use super::metrics::found;
use super::session::{Conversations, Session};
use crate::bus::{Envelope, Personal};
use domain::ids::{ConversationId, SignInId, UserId};
use protocol::code::CloseCode;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Sign-ins, or users, that one question is about.
const ASK_MAX: usize = 500;
/// Hints that are counted between two looks; what comes beyond is told twice.
const HINTS_MAX: usize = 100_000;
/// For how long changes are kept for nodes that could not look.
const CHANGES_KEPT: Duration = Duration::from_secs(600);

/// What the bus says and the store notes, so that both can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Hint {
    user: UserId,
    about: Option<ConversationId>,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Mark,
    Read,
    Draft,
    Preferences,
    Profile,
}

/// How often something was said.
pub(super) type Hints = HashMap<Hint, u32>;

/// How far the store was looked through.
#[derive(Debug, Default)]
pub(super) struct Recheck {
    next: Option<i64>,
    /// What the last look brought: the next may repeat it.
    seen: HashSet<i64>,
    /// What was told although its hint may only have been late.
    owed: Hints,
    /// A place, and since when nothing before it is new.
    mark: Option<(Instant, i64)>,
    /// The last user whose memberships were compared.
    compared: Option<UserId>,
    /// Changes may have been overlooked: all of access has to be compared.
    everything: bool,
}

impl Recheck {
    /// Whether access has to be compared at once.
    pub(super) fn is_due(&self) -> bool {
        self.everything
    }
}

fn hint(envelope: &Envelope) -> Option<Hint> {
    let (user, about, kind) = match envelope {
        Envelope::Read { conversation, user, .. } => (*user, Some(*conversation), Kind::Mark),
        Envelope::Personal { user, what } => match what {
            Personal::Read(conversation) => (*user, Some(*conversation), Kind::Read),
            Personal::Draft(conversation) => (*user, Some(*conversation), Kind::Draft),
            Personal::Preferences(conversation) => (*user, Some(*conversation), Kind::Preferences),
            Personal::Profile => (*user, None, Kind::Profile),
            Personal::Joined(_)
            | Personal::OwnReaction { .. }
            | Personal::SignedOut(_)
            | Personal::Deactivated => return None,
        },
        Envelope::Committed { .. }
        | Envelope::Deleted { .. }
        | Envelope::Typing { .. }
        | Envelope::Presence { .. }
        | Envelope::Organisation { .. }
        | Envelope::GapPossible => return None,
    };
    Some(Hint { user, about, kind })
}

impl Hub {
    /// Counts what the bus brought, to know later what it did not.
    pub(super) fn count_hint(&self, envelope: &Envelope) {
        if self.0.parts.settings.poll_every.is_none() {
            return;
        }
        let Some(hint) = hint(envelope).filter(|hint| self.concerns(hint)) else {
            return;
        };
        let mut hints = self.hints();
        if hints.len() < HINTS_MAX || hints.contains_key(&hint) {
            *hints.entry(hint).or_default() += 1;
        }
    }

    fn concerns(&self, hint: &Hint) -> bool {
        match (hint.kind, hint.about) {
            (Kind::Mark, Some(conversation)) => self.0.topics.contains_key(&conversation),
            (Kind::Mark | Kind::Read | Kind::Draft | Kind::Preferences | Kind::Profile, _) => {
                self.is_here(hint.user)
            }
        }
    }

    /// Reads what was changed since the last look, and does what the bus did not have done.
    pub(super) async fn look(&self, recheck: &mut Recheck) {
        let Ok(Some(changes)) = self.0.parts.log.changes(recheck.next).await else {
            return; // Nobody else writes; or the next look asks again.
        };
        let Changes { next, complete, envelopes } = changes;
        if !complete {
            recheck.everything = true;
            *self.overlooked() = Some(self.now());
        }
        recheck.next = Some(next);
        let ids = envelopes.iter().map(|(id, _)| *id).collect();
        let seen = std::mem::replace(&mut recheck.seen, ids);
        let new = envelopes.into_iter().filter(|(id, _)| !seen.contains(id));
        let mut noted: HashMap<Hint, (u32, Envelope)> = HashMap::new();
        for (_, envelope) in new {
            match hint(&envelope) {
                Some(hint) if self.concerns(&hint) => {
                    let (count, last) = noted.entry(hint).or_insert((0, Envelope::GapPossible));
                    (*count, *last) = (*count + 1, envelope);
                }
                Some(_) => (),
                None => self.catch_up(envelope),
            }
        }
        self.tell_lost(recheck, noted);
        self.forget_changes(recheck, next).await;
    }

    /// Access: done again where it was not done yet. To do it twice changes nothing.
    fn catch_up(&self, envelope: Envelope) {
        let (user, what) = match envelope {
            Envelope::Personal { user, what } => (user, what),
            Envelope::Organisation { name } => return self.tell_organisation(&name),
            Envelope::Committed { .. }
            | Envelope::Deleted { .. }
            | Envelope::Typing { .. }
            | Envelope::Read { .. }
            | Envelope::Presence { .. }
            | Envelope::GapPossible => return,
        };
        match what {
            Personal::SignedOut(ended) => {
                let open = |session: &&Arc<Session>| {
                    session.ended().is_none()
                        && ended.is_none_or(|ended| session.of().sign_in == ended)
                };
                let count = self.sessions_of(user).iter().filter(open).count();
                found("sign_in", count);
                self.end_sign_in(user, ended, CloseCode::SignedOut);
            }
            Personal::Deactivated => {
                let open = |session: &&Arc<Session>| session.ended().is_none();
                let count = self.sessions_of(user).iter().filter(open).count();
                found("user", count);
                self.end_sign_in(user, None, CloseCode::Deactivated);
            }
            Personal::Joined(conversation) => self.seat_missing(user, conversation),
            Personal::OwnReaction { .. }
            | Personal::Read(_)
            | Personal::Draft(_)
            | Personal::Preferences(_)
            | Personal::Profile => (),
        }
    }

    fn seat_missing(&self, user: UserId, conversation: ConversationId) {
        if self.sessions_of(user).iter().any(|session| !session.follows(conversation)) {
            found("member", 1);
            self.queue_personal(user, Personal::Joined(conversation));
        }
    }

    /// Tells what was noted more often than heard. A hint that is only late is told twice, once.
    fn tell_lost(&self, recheck: &mut Recheck, noted: HashMap<Hint, (u32, Envelope)>) {
        let heard = std::mem::take(&mut *self.hints());
        let owed = std::mem::take(&mut recheck.owed);
        for (hint, (count, envelope)) in noted {
            let late = owed.get(&hint).copied().unwrap_or(0);
            let heard = heard.get(&hint).copied().unwrap_or(0).saturating_sub(late);
            if count <= heard {
                continue;
            }
            recheck.owed.insert(hint, count - heard);
            found("mark", 1);
            match envelope {
                Envelope::Personal { user, what: Personal::Profile } => self.rename(user),
                Envelope::Personal { user, what } => self.queue_personal(user, what),
                Envelope::Read { conversation, .. } => {
                    let topic = self.0.topics.get(&conversation).map(|topic| Arc::clone(&topic));
                    if let Some(topic) = topic {
                        topic.lock().take_in_live(envelope);
                        self.pump_now(&topic);
                    }
                }
                Envelope::Committed { .. }
                | Envelope::Deleted { .. }
                | Envelope::Typing { .. }
                | Envelope::Presence { .. }
                | Envelope::Organisation { .. }
                | Envelope::GapPossible => (),
            }
        }
    }

    /// Lets the store forget what every node has read long ago.
    async fn forget_changes(&self, recheck: &mut Recheck, next: i64) {
        let now = self.now();
        let (since, place) = *recheck.mark.get_or_insert((now, next));
        if now.duration_since(since) >= CHANGES_KEPT {
            recheck.mark = Some((now, next));
            if self.0.parts.log.forget_changes(place).await.is_err() {
                tracing::debug!("old changes are forgotten with the next round");
            }
        }
    }

    /// Compares access with the store: all sign-ins, and where others write also memberships, of
    /// some users or, after something may have been overlooked, of all.
    pub(super) async fn check_access(&self, recheck: &mut Recheck) {
        let all = std::mem::take(&mut recheck.everything);
        let all = self.0.compare.swap(false, Ordering::SeqCst) || all;
        let checked = self.check_sign_ins().await;
        let users = if all {
            self.0.users.iter().map(|live| *live.key()).collect()
        } else if self.0.parts.settings.poll_every.is_some() {
            self.next_users(recheck)
        } else {
            Vec::new()
        };
        let compared = self.check_memberships(&users).await;
        // Who is still being let in is compared with the next round.
        recheck.everything |= all && (checked.is_err() || !matches!(compared, Ok(true)));
    }

    /// The next users, in the order of their ids, around and around.
    fn next_users(&self, recheck: &mut Recheck) -> Vec<UserId> {
        let mut users: Vec<UserId> = self.0.users.iter().map(|live| *live.key()).collect();
        users.sort_unstable();
        let after = recheck.compared.map_or(0, |last| users.partition_point(|user| *user <= last));
        let mut next = users.split_off(after.min(users.len()));
        if next.is_empty() {
            next = users;
        }
        next.truncate(ASK_MAX);
        recheck.compared = next.last().copied();
        next
    }

    /// Closes the sessions whose sign-in cannot be used any more: it ended, its time is over, or
    /// its user is deactivated.
    async fn check_sign_ins(&self) -> Result<(), LogError> {
        let users: Vec<_> = self.0.users.iter().map(|live| live.sessions.clone()).collect();
        let sessions: Vec<_> = users.into_iter().flatten().collect();
        for some in sessions.chunks(ASK_MAX) {
            let ids: HashSet<SignInId> = some.iter().map(|session| session.of().sign_in).collect();
            let usable = self.0.parts.log.usable_sign_ins(ids.into_iter().collect()).await?;
            let usable: HashMap<_, _> = usable.into_iter().collect();
            let ended: Vec<_> = some
                .iter()
                .filter(|session| session.ended().is_none())
                .filter(|session| usable.get(&session.of().sign_in) != Some(&session.of().user))
                .collect();
            if ended.is_empty() {
                continue;
            }
            let users: HashSet<UserId> = ended.iter().map(|session| session.of().user).collect();
            let deactivated = self.0.parts.log.deactivated(users.into_iter().collect()).await?;
            found("sign_in", ended.len());
            for session in ended {
                let code = if deactivated.contains(&session.of().user) {
                    CloseCode::Deactivated
                } else {
                    CloseCode::SignedOut
                };
                session.close(code);
            }
        }
        Ok(())
    }

    /// Seats sessions where their user is a member, and sends them away where they are not.
    /// `false`: some were still being let in.
    async fn check_memberships(&self, users: &[UserId]) -> Result<bool, LogError> {
        let mut all = true;
        for some in users.chunks(ASK_MAX) {
            // What is followed, from before the question: what comes later is not judged by it.
            let here: Vec<_> = some.iter().flat_map(|user| self.sessions_of(*user)).collect();
            let count = here.len();
            let sessions: Vec<_> = here.into_iter().filter_map(settled).collect();
            all &= sessions.len() == count;
            if sessions.is_empty() {
                continue;
            }
            let member = self.memberships(some.to_vec()).await?;
            for (session, follows) in &sessions {
                let user = session.of().user;
                let own = member.get(&user).into_iter().flatten();
                for missing in own.filter(|conversation| !follows.contains(conversation)) {
                    self.seat_missing(user, *missing);
                }
            }
            self.send_away(&sessions, &member).await?;
        }
        Ok(all)
    }

    /// Ends the seats that no membership stands behind, after a second question: someone may have
    /// come again.
    async fn send_away(
        &self,
        sessions: &[(Arc<Session>, Conversations)],
        member: &Memberships,
    ) -> Result<(), LogError> {
        let is_member = |member: &Memberships, user: UserId, conversation: &ConversationId| {
            member.get(&user).is_some_and(|own| own.contains(conversation))
        };
        let mut doubtful = Vec::new();
        for (session, follows) in sessions {
            let user = session.of().user;
            let without = follows.iter().filter(|at| !is_member(member, user, at));
            doubtful.extend(without.map(|conversation| (session, *conversation)));
        }
        if doubtful.is_empty() {
            return Ok(());
        }
        let users: HashSet<UserId> =
            doubtful.iter().map(|(session, _)| session.of().user).collect();
        let member = self.memberships(users.into_iter().collect()).await?;
        for (session, conversation) in doubtful {
            if !is_member(&member, session.of().user, &conversation) {
                let topic = self.0.topics.get(&conversation).map(|topic| Arc::clone(&topic));
                if let Some(topic) = topic {
                    found("removed", 1);
                    topic.lock().send_away(session, self.now());
                }
            }
        }
        Ok(())
    }

    async fn memberships(&self, users: Vec<UserId>) -> Result<Memberships, LogError> {
        let mut member = Memberships::new();
        for (user, conversation) in self.0.parts.log.memberships(users).await? {
            member.entry(user).or_default().insert(conversation);
        }
        Ok(member)
    }
}

/// The conversations of users.
type Memberships = HashMap<UserId, HashSet<ConversationId>>;

/// A session with what it follows, once it follows all that it will by itself.
fn settled(session: Arc<Session>) -> Option<(Arc<Session>, Conversations)> {
    let follows = {
        let follows = session.followed();
        (follows.settled && !follows.ended).then(|| follows.conversations.clone())
    };
    follows.map(|follows| (session, follows))
}
