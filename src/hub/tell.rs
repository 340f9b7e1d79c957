//! What concerns one person, told to their sessions: one thing after the other, always by the same
//! task for one user, so that nothing older comes after something newer.
//!
//! What the store does not answer just now waits here until it does; sessions stay. It is asked
//! again about one thing at a time, so that a store in trouble is not asked by everybody. Only
//! what cannot be told, or is too much to keep, sends somebody away to connect again.

use super::Hub;
use super::log::LogError;
use crate::bus::Personal;
use domain::ids::UserId;
use protocol::code::CloseCode;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::mpsc;

/// The time between two questions to a store that does not answer.
const ASK_AGAIN: Duration = Duration::from_millis(500);
/// What waits for the store, of one task.
const LATER_MAX: usize = 4_096;
/// How often something is tried that fails while other things can be told.
const TRIES_MAX: u32 = 20;

/// What is to be told to somebody.
#[derive(Debug)]
struct News {
    user: UserId,
    what: Personal,
    tries: u32,
    /// How often the store had answered when it was tried last.
    tried_at: u64,
}

/// What could not be told yet.
#[derive(Debug, Default)]
struct Later {
    news: VecDeque<News>,
    /// How often the store has answered so far.
    answered: u64,
    /// It did not when it was asked last.
    away: bool,
}

impl Hub {
    /// Tells people what concerns them, until the node stops.
    pub(super) async fn tell_people(self, mut queue: mpsc::Receiver<(UserId, Personal)>) {
        let stopping = self.0.parts.tasks.stopping();
        let mut later = Later::default();
        loop {
            let next = tokio::select! {
                biased;
                () = stopping.cancelled() => None,
                next = queue.recv() => next,
            };
            let Some(next) = next else {
                return;
            };
            self.tell_or_keep(News::from(next), &mut later).await;
            while !later.news.is_empty() {
                if !self.wait(&mut queue, &mut later).await {
                    return;
                }
                self.tell_kept(&mut later).await;
            }
        }
    }

    /// Waits before the store is asked again. What comes meanwhile is kept where the store is away,
    /// and told where only something else has to wait. `false`: the node stops.
    async fn wait(
        &self,
        queue: &mut mpsc::Receiver<(UserId, Personal)>,
        later: &mut Later,
    ) -> bool {
        let stopping = self.0.parts.tasks.stopping();
        let pause = tokio::time::sleep(ASK_AGAIN);
        tokio::pin!(pause);
        loop {
            let next = tokio::select! {
                biased;
                () = stopping.cancelled() => return false,
                () = &mut pause => return true,
                next = queue.recv() => next,
            };
            match next.map(News::from) {
                None => return false,
                Some(news) if later.away => self.keep(news, later),
                Some(news) => {
                    self.tell_or_keep(news, later).await;
                }
            }
        }
    }

    /// Tells what was kept, until something has to wait again.
    async fn tell_kept(&self, later: &mut Later) {
        let stopping = self.0.parts.tasks.stopping();
        while !stopping.is_cancelled()
            && let Some(news) = later.news.pop_front()
            && self.tell_or_keep(news, later).await
        {}
    }

    /// `false`: it could not be told now, and is kept.
    async fn tell_or_keep(&self, mut news: News, later: &mut Later) -> bool {
        let told = self.tell(news.user, &news.what).await;
        later.away = told == Err(LogError::Away);
        if !later.away {
            later.answered += 1;
        }
        match told {
            Ok(true) => return true,
            Ok(false) | Err(LogError::Away) => (),
            Err(LogError::Broken) => {
                self.send_back(news.user);
                return true;
            }
        }
        if later.answered > news.tried_at {
            news.tries += 1;
        }
        news.tried_at = later.answered;
        if news.tries > TRIES_MAX {
            // Others are told, and this is not: they fetch what it was about.
            self.send_back(news.user);
            return true;
        }
        self.keep(news, later);
        false
    }

    fn keep(&self, news: News, later: &mut Later) {
        let same = |kept: &News| kept.user == news.user && kept.what == news.what;
        if later.news.iter().any(same) {
            return; // What it is about is read when it is told.
        }
        if later.news.len() < LATER_MAX {
            later.news.push_back(news);
        } else {
            self.send_back(news.user);
        }
    }

    /// Nothing is dropped in silence: they connect again and find it.
    pub(super) fn send_back(&self, user: UserId) {
        for session in self.sessions_of(user) {
            session.close(CloseCode::Reconnect);
        }
    }

    /// `false`: the conversation went on all the time while it was read.
    async fn tell(&self, user: UserId, what: &Personal) -> Result<bool, LogError> {
        if matches!(what, Personal::Profile) {
            return self.tell_profile(user).await.map(|()| true);
        }
        let Some(side) = self.sessions_of(user).first().map(|session| session.of().side) else {
            return Ok(true);
        };
        let about = match what {
            Personal::Joined(conversation) => return self.join(user, side, *conversation).await,
            Personal::Read(conversation)
            | Personal::Draft(conversation)
            | Personal::Preferences(conversation) => Some(*conversation),
            Personal::Profile
            | Personal::OwnReaction { .. }
            | Personal::SignedOut(_)
            | Personal::Deactivated => None,
        };
        if let Some(push) = self.0.parts.log.personal(user, side, what).await? {
            for session in self.sessions_of(user) {
                if about.is_none_or(|conversation| session.follows(conversation)) {
                    session.push(push.clone(), about);
                }
            }
        }
        Ok(true)
    }
}

impl From<(UserId, Personal)> for News {
    fn from((user, what): (UserId, Personal)) -> Self {
        Self { user, what, tries: 0, tried_at: 0 }
    }
}
