//! A day at a support desk, squeezed together: who does what, and when. Made from a seed, before
//! anything is sent, so that the same seed asks the same of every server.
//!
//! - Conversations differ: how much happens in the k-th is in proportion to 1/k, so that a few are
//!   busy and most are quiet. Each has one to six guests, few more often than many, and the
//!   desk's staff, who read all of them.
//! - What happens comes at random at a mean rate (exponential times in between), whether or not the
//!   server is done with what came before.
//! - Of what happens: 38 % messages by guests, 24 % answers by staff, 5 % internal notes, 14 % read
//!   marks, 10 % typing, 6 % reactions, 3 % guests who go or come back.

use std::time::Duration;

/// Guests of a conversation at the most.
const GUESTS_MAX: usize = 6;
/// Bytes of a short message; one in eight is ten times as long.
const TEXT_BYTES: usize = 90;

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Say {
        bytes: usize,
    },
    Note,
    Read,
    Type,
    React,
    /// Goes if there, comes back if not.
    Turn,
}

/// Who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// One of the staff's sessions.
    Staff(usize),
    /// A guest of the conversation.
    Guest(usize),
}

/// Something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// Microseconds since the beginning.
    pub(super) due: u64,
    pub(super) room: usize,
    pub(super) who: Who,
    pub(super) act: Act,
}

/// Numbers that look random: splitmix64.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// One of so many.
    fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(1).max(1);
        usize::try_from(self.roll() % count).unwrap_or_default()
    }

    /// From 0 to 1, without 0.
    fn share(&mut self) -> f64 {
        let thousand = u32::try_from(self.roll() >> 40).unwrap_or_default();
        (f64::from(thousand) + 1.0) / f64::from(1 << 24)
    }
}

/// How many guests each conversation has.
pub(super) fn guests(dice: &mut Dice, rooms: usize) -> Vec<usize> {
    (0..rooms).map(|_| 1 + dice.below(GUESTS_MAX).min(dice.below(GUESTS_MAX))).collect()
}

/// All that happens.
pub(super) fn steps(
    dice: &mut Dice,
    guests: &[usize],
    staff: usize,
    rate: f64,
    span: Duration,
) -> Vec<Step> {
    let weights: Vec<f64> = guests
        .iter()
        .scan(0.0, |rank, _| {
            *rank += 1.0;
            Some(1.0 / *rank)
        })
        .collect();
    let all: f64 = weights.iter().sum();
    let (mut steps, mut at) = (Vec::new(), 0.0);
    loop {
        at -= dice.share().ln() / rate;
        if at >= span.as_secs_f64() {
            return steps;
        }
        let due = u64::try_from(Duration::from_secs_f64(at).as_micros()).unwrap_or(u64::MAX);
        let mut left = dice.share() * all;
        let room = weights.iter().position(|weight| {
            left -= weight;
            left <= 0.0
        });
        let room = room.unwrap_or_default();
        let of = guests.get(room).copied().unwrap_or(1);
        let (who, act) = act(dice, of, staff);
        steps.push(Step { due, room, who, act });
    }
}

/// Who does what, by the shares above.
fn act(dice: &mut Dice, guests: usize, staff: usize) -> (Who, Act) {
    let bytes = if dice.below(8) == 0 { 10 * TEXT_BYTES } else { TEXT_BYTES };
    let guest = Who::Guest(dice.below(guests));
    let colleague = Who::Staff(dice.below(staff));
    let either = if dice.below(2) == 0 { guest } else { colleague };
    match dice.below(100) {
        0..38 => (guest, Act::Say { bytes }),
        38..62 => (colleague, Act::Say { bytes }),
        62..67 => (colleague, Act::Note),
        67..81 => (either, Act::Read),
        81..91 => (either, Act::Type),
        91..97 => (either, Act::React),
        _ => (guest, Act::Turn),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(seed: u64) -> (Vec<usize>, Vec<Step>) {
        let mut dice = Dice::new(seed);
        let guests = guests(&mut dice, 100);
        let steps = steps(&mut dice, &guests, 3, 1_000.0, Duration::from_secs(20));
        (guests, steps)
    }

    #[test]
    fn the_same_seed_is_the_same_day() {
        assert_eq!(day(7), day(7));
        assert_ne!(day(7), day(8));
    }

    #[test]
    fn a_day_is_as_the_model_says() {
        let (guests, steps) = day(1);
        assert!(guests.iter().all(|count| (1..=GUESTS_MAX).contains(count)));
        assert!((18_000..22_000).contains(&steps.len()), "{} steps", steps.len());
        assert!(steps.is_sorted_by_key(|step| step.due));
        let share = |of: &dyn Fn(&Step) -> bool| {
            100 * steps.iter().filter(|step| of(step)).count() / steps.len()
        };
        // 1 / (1 + 1/2 + … + 1/100) = 19 %.
        assert!((16..=22).contains(&share(&|step| step.room == 0)));
        assert!((59..=65).contains(&share(&|step| matches!(step.act, Act::Say { .. }))));
        assert!((4..=6).contains(&share(&|step| step.act == Act::Note)));
        let staffed = |step: &Step| matches!(step.who, Who::Staff(_));
        assert!(steps.iter().all(|step| step.act != Act::Note || staffed(step)));
        assert!(steps.iter().all(|step| step.act != Act::Turn || !staffed(step)));
    }
}
