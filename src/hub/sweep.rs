//! What the hub does from time to time: forget topics that nobody is in, look where conversations
//! stand in case the bus lost something, and have access compared. How, is in `recheck`.

use super::Hub;
use super::recheck::Recheck;
use super::topic::{Phase, Topic};
use crate::bus::Envelope;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How often topics without sessions are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(5);
/// For how long ended sign-ins are remembered: longer than letting a session in can take.
const ENDED_KEPT: Duration = Duration::from_secs(60);
/// Conversations whose standing is asked for at once.
const POLL_MAX: usize = 500;

impl Hub {
    /// Sweeps, polls and compares until the node stops.
    pub(super) async fn sweep(self) {
        let stopping = self.0.parts.tasks.stopping();
        let settings = self.0.parts.settings;
        let mut recheck = Recheck::default();
        let mut sweeps = ticks(SWEEP_EVERY);
        let mut checks = ticks(settings.recheck_every);
        let mut polls = ticks(settings.poll_every.unwrap_or(SWEEP_EVERY));
        loop {
            let (polled, checked) = tokio::select! {
                biased;
                () = stopping.cancelled() => return,
                _ = polls.tick() => (settings.poll_every.is_some(), false),
                _ = checks.tick() => (false, true),
                _ = sweeps.tick() => {
                    self.sweep_now();
                    (false, false)
                }
                () = self.0.poll_now.notified() => (true, false),
            };
            if polled {
                self.poll().await;
                self.look(&mut recheck).await;
            }
            if checked || recheck.is_due() || self.is_compare_due() {
                self.check_access(&mut recheck).await;
            }
        }
    }

    fn is_compare_due(&self) -> bool {
        self.0.compare.load(Ordering::SeqCst)
    }

    /// Forgets topics that have had no session for a while, and sign-ins that ended long ago.
    pub(super) fn sweep_now(&self) {
        let now = self.now();
        let idle = self.0.parts.settings.topic_idle;
        let topics: Vec<_> = self.0.topics.iter().map(|topic| Arc::clone(&topic)).collect();
        for topic in topics {
            let is_idle = {
                let mut state = topic.lock();
                let empty = state.empty_since.is_some_and(|at| now.duration_since(at) >= idle);
                let forget = empty && state.phase == Phase::Live && state.is_empty();
                if forget {
                    state.phase = Phase::Gone;
                }
                forget
            };
            if is_idle {
                self.drop_topic(&topic);
            }
        }
        self.0.metrics.topics(self.0.topics.len());
        self.ended().retain(|ended| now.duration_since(ended.at) < ENDED_KEPT);
    }

    /// Compares the heads of all topics with the store; what is missing is read, and what was
    /// deleted ends here, too.
    async fn poll(&self) {
        let topics: Vec<Arc<Topic>> =
            self.0.topics.iter().map(|topic| Arc::clone(&topic)).collect();
        for some in topics.chunks(POLL_MAX) {
            let ids = some.iter().map(|topic| topic.conversation).collect();
            let Ok(standings) = self.0.parts.log.standing(ids).await else {
                return; // The next round asks again.
            };
            let heads: HashMap<_, _> = standings
                .into_iter()
                .map(|standing| (standing.conversation, standing.heads.seq))
                .collect();
            for topic in some {
                let conversation = topic.conversation;
                let envelope = match heads.get(&conversation) {
                    Some(seq) if *seq <= topic.lock().heads.seq => continue,
                    Some(seq) => Envelope::Committed { conversation, seq: *seq, event: None },
                    None => Envelope::Deleted { conversation },
                };
                topic.lock().take_in_live(envelope);
                self.pump_now(topic);
            }
        }
    }
}

fn ticks(every: Duration) -> Interval {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
