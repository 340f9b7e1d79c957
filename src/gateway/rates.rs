//! How much one user may do: a burst, then so much each second (GCRA), over all of their sessions
//! on this node.

use domain::ids::UserId;
use domain::limits::{
    COMMAND_BURST, COMMANDS_PER_SECOND, GUEST_SENDS_PER_SECOND, INTERNAL_SENDS_PER_SECOND,
    SEND_BURST,
};
use domain::person::Side;
use domain::time::Span;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::fmt;
use std::num::NonZeroU32;

/// The rates that an operator can set. Zero counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Messages at once.
    pub send_burst: u32,
    /// Messages each second for external users.
    pub guest_sends_per_second: u32,
    /// Messages each second for internal users.
    pub internal_sends_per_second: u32,
    /// All other commands at once.
    pub command_burst: u32,
    /// All other commands each second.
    pub commands_per_second: u32,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            send_burst: SEND_BURST,
            guest_sends_per_second: GUEST_SENDS_PER_SECOND,
            internal_sends_per_second: INTERNAL_SENDS_PER_SECOND,
            command_burst: COMMAND_BURST,
            commands_per_second: COMMANDS_PER_SECOND,
        }
    }
}

impl Rates {
    /// Messages each second for users of a side.
    #[must_use]
    pub fn sends_per_second(&self, side: Side) -> u32 {
        match side {
            Side::Internal => self.internal_sends_per_second,
            Side::External => self.guest_sends_per_second,
        }
    }
}

/// Counts what users do.
pub(super) struct Limiters {
    internal_sends: DefaultKeyedRateLimiter<UserId>,
    guest_sends: DefaultKeyedRateLimiter<UserId>,
    commands: DefaultKeyedRateLimiter<UserId>,
    clock: DefaultClock,
}

impl fmt::Debug for Limiters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiters").finish_non_exhaustive()
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// A message.
    Send,
    /// Anything else.
    Command,
}

impl Limiters {
    pub(super) fn new(rates: &Rates) -> Self {
        Self {
            internal_sends: limiter(rates.internal_sends_per_second, rates.send_burst),
            guest_sends: limiter(rates.guest_sends_per_second, rates.send_burst),
            commands: limiter(rates.commands_per_second, rates.command_burst),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one more.
    ///
    /// # Errors
    /// It is too much: the time until it would not be.
    pub(super) fn count(&self, what: Counted, user: UserId, side: Side) -> Result<(), Span> {
        let limiter = match (what, side) {
            (Counted::Send, Side::Internal) => &self.internal_sends,
            (Counted::Send, Side::External) => &self.guest_sends,
            (Counted::Command, Side::Internal | Side::External) => &self.commands,
        };
        limiter.check_key(&user).map_err(|early| {
            let wait = early.wait_time_from(self.clock.now());
            // Rounded up, so that who waits that long is not early again.
            Span::millis(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX).saturating_add(1))
        })
    }

    /// Forgets those who have done nothing for a while.
    pub(super) fn shrink(&self) {
        for limiter in [&self.internal_sends, &self.guest_sends, &self.commands] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn limiter(per_second: u32, burst: u32) -> DefaultKeyedRateLimiter<UserId> {
    let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::per_second(at_least_one(per_second)).allow_burst(at_least_one(burst));
    RateLimiter::keyed(quota)
}

#[cfg(test)]
mod tests {
    use super::{Counted, Limiters, Rates};
    use domain::ids::{CountedIds, UserId};
    use domain::person::Side;

    #[test]
    fn a_burst_is_allowed_and_then_the_time_to_wait_is_told() {
        let mut ids = CountedIds::default();
        let (ana, ben) = (UserId::next(&mut ids), UserId::next(&mut ids));
        let rates = Rates { send_burst: 3, guest_sends_per_second: 1, ..Rates::default() };
        let limiters = Limiters::new(&rates);
        for _ in 0..3 {
            assert_eq!(limiters.count(Counted::Send, ana, Side::External), Ok(()));
        }
        let wait = limiters.count(Counted::Send, ana, Side::External).unwrap_err();
        assert!((1..=1_001).contains(&wait.as_millis()), "{wait:?}");
        assert_eq!(limiters.count(Counted::Send, ben, Side::External), Ok(()));
        assert_eq!(limiters.count(Counted::Command, ana, Side::External), Ok(()));
    }
}
