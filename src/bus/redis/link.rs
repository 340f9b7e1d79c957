//! The connection to Redis: made, watched, and made anew whenever it is doubtful. One task; every
//! connection begins with all subscriptions and tells the hub that there may be a gap.

use super::following::Round;
use super::{BEATS_MISSED_MAX, Outgoing, Shared};
use crate::bus::wire::Note;
use crate::tasks::Tasks;
use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, Client, Pipeline, PushInfo, RedisError, cmd, pipe};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Interval, MissedTickBehavior, interval, sleep, timeout};
use uuid::Uuid;

/// Envelopes that go to Redis at once.
const BATCH_MAX: usize = 256;
/// Topics that are followed or left at once.
const TOPICS_MAX: usize = 500;
/// The shortest time between two tries to connect.
const RETRY_MIN: Duration = Duration::from_millis(100);
/// A connection that held for this long was a good one.
const GOOD_AFTER: Duration = Duration::from_secs(10);

/// Why a connection has ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("Redis answers with an error, or cannot be reached")]
    Redis(#[from] RedisError),
    #[error("Redis does not answer in time")]
    Timeout,
    #[error("Redis has closed the connection")]
    Closed,
    #[error("Redis answers, and passes nothing on")]
    Silent,
}

/// The task that holds the connection.
pub(super) struct Link {
    client: Client,
    shared: Arc<Shared>,
    queue: mpsc::Receiver<Outgoing>,
}

impl Link {
    /// Starts the task; it runs until `tasks` stops.
    pub(super) fn start(
        client: Client,
        shared: Arc<Shared>,
        queue: mpsc::Receiver<Outgoing>,
        tasks: &Tasks,
    ) {
        let stopping = tasks.stopping();
        let link = Self { client, shared, queue };
        tasks.spawn("bus", async move {
            tokio::select! {
                () = link.keep() => (),
                () = stopping.cancelled() => (),
            }
        });
    }

    async fn keep(mut self) {
        let mut delay = RETRY_MIN;
        let mut is_warned = false;
        while !self.shared.hub.is_closed() {
            let began = self.shared.clock.instant();
            let Err(ended) = self.serve().await;
            let was_ready = self.shared.ready.swap(false, Ordering::AcqRel);
            self.shared.following.disconnected();
            self.drop_queue();
            // Who cannot be heard is not there for ever: at every try to connect it is looked.
            self.shared.sweep_neighbours();
            metrics::gauge!("parlor_bus_ready").set(0.0);
            if was_ready || !is_warned {
                // Neither address nor answer: they may say too much.
                let kind = match &ended {
                    Ended::Redis(error) => Some(error.kind()),
                    Ended::Timeout | Ended::Closed | Ended::Silent => None,
                };
                tracing::warn!(why = %ended, ?kind, "other nodes cannot be heard; heads are polled");
                is_warned = true;
            }
            let held = self.shared.clock.instant().duration_since(began);
            delay = if was_ready && held >= GOOD_AFTER { RETRY_MIN } else { delay };
            sleep(jittered(delay)).await;
            delay = (delay * 2).min(self.shared.settings.retry_max);
        }
    }

    /// Connects, restores what is followed, and serves until something is wrong.
    async fn serve(&mut self) -> Result<std::convert::Infallible, Ended> {
        let ended = Arc::new(Notify::new());
        let mut connection = self.connect(Arc::clone(&ended)).await?;
        let shared = Arc::clone(&self.shared);
        shared.following.connected();
        let nodes = cmd("SSUBSCRIBE").arg(shared.nodes_channel()).to_owned();
        nodes.query_async::<()>(&mut connection).await?;
        self.follow(&mut connection).await?;
        shared.heard_self.store(shared.millis(), Ordering::Release);
        shared.ready.store(true, Ordering::Release);
        metrics::gauge!("parlor_bus_ready").set(1.0);
        metrics::counter!("parlor_bus_connections_total").increment(1);
        tracing::info!("other nodes can be heard");
        shared.tell_gap();
        shared.ask_anew();
        let mut ping = ticks(shared.settings.ping_every);
        let mut beat = ticks(shared.settings.beat_every);
        let mut batch = Vec::with_capacity(BATCH_MAX);
        loop {
            tokio::select! {
                () = ended.notified() => return Err(Ended::Closed),
                () = shared.following.changed() => self.follow(&mut connection).await?,
                count = self.queue.recv_many(&mut batch, BATCH_MAX) => {
                    if count == 0 {
                        return Err(Ended::Closed);
                    }
                    publish(&mut connection, &mut batch).await?;
                }
                _ = ping.tick() => {
                    cmd("PING").query_async::<()>(&mut connection).await?;
                    if shared.gap.load(Ordering::Acquire) {
                        shared.tell_gap();
                    }
                }
                _ = beat.tick() => self.beat()?,
            }
        }
    }

    async fn connect(&self, ended: Arc<Notify>) -> Result<MultiplexedConnection, Ended> {
        let within = self.shared.settings.answer_within;
        let shared = Arc::clone(&self.shared);
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(within))
            .set_response_timeout(Some(within))
            .set_push_sender(move |push: PushInfo| {
                shared.take_in(&push, &ended);
                Ok::<(), std::convert::Infallible>(())
            });
        // Names are resolved anew each time.
        let connecting = self.client.get_multiplexed_async_connection_with_config(&config);
        Ok(timeout(within * 2, connecting).await.map_err(|_| Ended::Timeout)??)
    }

    /// Follows and leaves what changed.
    async fn follow(&self, connection: &mut MultiplexedConnection) -> Result<(), Ended> {
        let round = self.shared.following.round();
        for commands in self.commands(&round) {
            commands.query_async::<()>(connection).await?;
        }
        if self.shared.following.done(round) {
            self.shared.tell_gap();
        }
        Ok(())
    }

    fn commands(&self, round: &Round) -> Vec<Pipeline> {
        let follow = round.follow.iter().map(|topic| ("SSUBSCRIBE", *topic));
        let leave = round.leave.iter().map(|topic| ("SUNSUBSCRIBE", *topic));
        let all: Vec<_> = leave.chain(follow).collect();
        let some = all.chunks(TOPICS_MAX).map(|some| {
            let mut commands = pipe();
            for (command, topic) in some {
                commands.cmd(command).arg(self.shared.channel(*topic)).ignore();
            }
            commands
        });
        some.collect()
    }

    /// Says that this node is there, and looks who no longer is.
    fn beat(&self) -> Result<(), Ended> {
        let shared = &self.shared;
        let silence = shared.settings.beat_every * BEATS_MISSED_MAX;
        let silent_for = shared.millis().saturating_sub(shared.heard_self.load(Ordering::Acquire));
        if Duration::from_millis(silent_for) > silence {
            return Err(Ended::Silent);
        }
        let lost = shared.lost.swap(false, Ordering::AcqRel);
        shared.say(Note::Beat { lost });
        shared.sweep_neighbours();
        Ok(())
    }

    /// What waited for a connection that has ended is too old for the next one.
    fn drop_queue(&mut self) {
        let mut count = 0;
        while self.queue.try_recv().is_ok() {
            count += 1;
        }
        if count > 0 {
            self.shared.note_lost(count);
        }
    }
}

async fn publish(
    connection: &mut MultiplexedConnection,
    batch: &mut Vec<Outgoing>,
) -> Result<(), RedisError> {
    let mut commands = pipe();
    for outgoing in batch.drain(..) {
        commands.cmd("SPUBLISH").arg(outgoing.channel).arg(outgoing.bytes).ignore();
    }
    commands.query_async::<()>(connection).await
}

fn ticks(every: Duration) -> Interval {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Half to one and a half of a delay, so that nodes do not all come back at once.
fn jittered(delay: Duration) -> Duration {
    let thousandths = u32::try_from(Uuid::new_v4().as_u128() % 1_000).unwrap_or_default();
    delay / 2 + delay * thousandths / 1_000
}
