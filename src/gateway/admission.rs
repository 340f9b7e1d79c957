//! How fast sessions are let in. A node signs in so many each second and no more, so that a crowd
//! that comes back at once does not become a crowd before the store.
//!
//! Virtual scheduling (GCRA): every `connect` gets the next free slot. Who has to wait for a moment
//! waits, in the order of coming; who would have to wait longer is sent away with a time of their
//! own, so that those who were refused together do not come back together. Costs a few numbers a
//! node, whatever the crowd. Does not look at who is asking.

use crate::clock::Clock;
use domain::limits::{COME_BACK_SPAN_MAX, CONNECT_WAIT_MAX};
use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

/// What a node that was idle lets in at once: what it could have done in this time.
const BURST: Duration = Duration::from_millis(100);

/// What becomes of a `connect`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is let in after this time, often none.
    In(Duration),
    /// It may come back after this time.
    Later(Duration),
}

/// The slots of one node, as times since it began.
#[derive(Debug)]
struct Slots {
    every: Duration,
    /// The next free one.
    next: Duration,
    /// The next time at which one who is refused may come back.
    later: Duration,
}

impl Slots {
    /// Takes the next slot, if it is near. `share`, from 0 to 1, is what chance says.
    fn take(&mut self, now: Duration, share: f64) -> Turn {
        let slot = self.next.max(now.saturating_sub(BURST));
        let wait = slot.saturating_sub(now);
        if wait <= CONNECT_WAIT_MAX.duration() {
            self.next = slot + self.every;
            return Turn::In(wait);
        }
        Turn::Later(self.put_off(now, share))
    }

    /// When one more may come back.
    fn put_off(&mut self, now: Duration, share: f64) -> Duration {
        // A fifth of the rate is left to those who come meanwhile, so that what waits grows less.
        let every = self.every * 5 / 4;
        let slot = self.later.max(now + CONNECT_WAIT_MAX.duration());
        let wait = slot.saturating_sub(now);
        let most = COME_BACK_SPAN_MAX.duration();
        if wait + every > most {
            // Nobody plans further: then chance alone keeps them apart.
            return most.mul_f64(0.5 + share / 2.0);
        }
        self.later = slot + every;
        wait + every.mul_f64(share)
    }
}

/// Lets sessions in, at a rate.
pub(super) struct Admission {
    slots: Mutex<Slots>,
    every: Duration,
    began_at: Instant,
    clock: Arc<dyn Clock>,
    /// Places for sockets that have not signed in.
    unsigned: Arc<Semaphore>,
    metrics: Metrics,
}

struct Metrics {
    at_once: Counter,
    waited: Counter,
    refused: Counter,
    refused_handshakes: Counter,
    wait: Histogram,
    unsigned: Gauge,
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admission").field("every", &self.every).finish_non_exhaustive()
    }
}

/// The place of a socket that has not signed in.
#[derive(Debug)]
pub(super) struct Unsigned {
    _place: OwnedSemaphorePermit,
    count: Gauge,
}

impl Drop for Unsigned {
    fn drop(&mut self) {
        self.count.decrement(1.0);
    }
}

impl Admission {
    pub(super) fn new(per_second: u32, unsigned_max: usize, clock: Arc<dyn Clock>) -> Self {
        let every = every(per_second);
        let admitted = |how| counter!("parlor_connects_total", "outcome" => how);
        let full = "no_place_before_connect";
        Self {
            slots: Mutex::new(Slots { every, next: Duration::ZERO, later: Duration::ZERO }),
            every,
            began_at: clock.instant(),
            clock,
            unsigned: Arc::new(Semaphore::new(unsigned_max)),
            metrics: Metrics {
                at_once: admitted("at_once"),
                waited: admitted("waited"),
                refused: admitted("refused"),
                refused_handshakes: counter!("parlor_handshakes_refused_total", "why" => full),
                wait: histogram!("parlor_connect_wait_seconds"),
                unsigned: gauge!("parlor_sessions_unsigned"),
            },
        }
    }

    /// Decides about a `connect` that has just come.
    pub(super) fn take(&self) -> Turn {
        let turn = {
            let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
            slots.take(self.now(), chance())
        };
        match turn {
            Turn::In(wait) if wait.is_zero() => self.metrics.at_once.increment(1),
            Turn::In(wait) => {
                self.metrics.waited.increment(1);
                self.metrics.wait.record(wait.as_secs_f64());
            }
            Turn::Later(_) => self.metrics.refused.increment(1),
        }
        turn
    }

    /// A place for a socket that has not signed in; if there is none, the time after which to try
    /// again.
    pub(super) fn place(&self) -> Result<Unsigned, Duration> {
        match Arc::clone(&self.unsigned).try_acquire_owned() {
            Ok(place) => {
                self.metrics.unsigned.increment(1.0);
                Ok(Unsigned { _place: place, count: self.metrics.unsigned.clone() })
            }
            Err(_) => {
                self.metrics.refused_handshakes.increment(1);
                let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
                Err(slots.put_off(self.now(), chance()))
            }
        }
    }

    fn now(&self) -> Duration {
        self.clock.instant().saturating_duration_since(self.began_at)
    }
}

/// The time between two at a rate.
pub(super) fn every(per_second: u32) -> Duration {
    Duration::from_secs(1) / per_second.max(1)
}

/// A random number from 0 to 1.
fn chance() -> f64 {
    let [first, second, ..] = *Uuid::new_v4().as_bytes();
    f64::from(u16::from_be_bytes([first, second])) / f64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::{BURST, Slots, Turn, chance, every};
    use domain::limits::{COME_BACK_SPAN_MAX, CONNECT_WAIT_MAX};
    use std::collections::BinaryHeap;
    use std::time::Duration;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn slots(per_second: usize) -> Slots {
        let every = every(u32::try_from(per_second).unwrap());
        Slots { every, next: Duration::ZERO, later: Duration::ZERO }
    }

    #[test]
    fn who_comes_alone_does_not_wait() {
        let mut slots = slots(200);
        for second in 0..10 {
            assert_eq!(slots.take(HOUR * second, 0.5), Turn::In(Duration::ZERO));
        }
    }

    // Inv. 42: whatever the crowd, the rate is held, nobody waits for long, nobody is forgotten.
    #[test]
    fn a_crowd_is_let_in_at_the_rate_and_within_the_time_that_it_needs() {
        for (crowd, per_second) in [(100, 200), (2_000, 200), (2_000, 20), (20_000, 200), (50, 1)] {
            let mut slots = slots(per_second);
            let mut coming: BinaryHeap<_> = vec![std::cmp::Reverse(HOUR); crowd].into();
            let mut let_in = Vec::new();
            let mut asked = 0_usize;
            while let Some(std::cmp::Reverse(now)) = coming.pop() {
                asked += 1;
                match slots.take(now, chance()) {
                    Turn::In(wait) => {
                        assert!(wait <= CONNECT_WAIT_MAX.duration());
                        let_in.push(now + wait);
                    }
                    Turn::Later(wait) => {
                        assert!(wait >= CONNECT_WAIT_MAX.duration());
                        assert!(wait <= COME_BACK_SPAN_MAX.duration());
                        coming.push(std::cmp::Reverse(now + wait));
                    }
                }
            }
            let_in.sort();
            let one = Duration::from_secs(1);
            let burst = usize::try_from(BURST.as_millis()).unwrap() * per_second / 1_000 + 2;
            for (at, begin) in let_in.iter().enumerate() {
                let within = let_in[at..].iter().take_while(|time| **time < *begin + one).count();
                assert!(within <= per_second + burst, "{within} in a second at {per_second}/s");
            }
            let took = *let_in.last().unwrap() - HOUR;
            let ideal = every(u32::try_from(per_second).unwrap()) * u32::try_from(crowd).unwrap();
            assert!(took <= ideal * 5 / 4 + 3 * one, "{crowd} at {per_second}/s took {took:?}");
            assert!(asked <= crowd * 5 / 2, "{crowd} asked {asked} times");
        }
    }

    #[test]
    fn those_who_are_refused_come_back_one_after_the_other() {
        let mut slots = slots(100);
        let mut times = Vec::new();
        for _ in 0..1_000 {
            if let Turn::Later(wait) = slots.take(HOUR, 0.0) {
                times.push(wait);
            }
        }
        assert!(times.len() > 700);
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] == every(100) * 5 / 4));
    }
}
