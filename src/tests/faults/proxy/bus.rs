//! Sees whole messages among what Redis says (RESP3), so that those of the bus can be lost, doubled
//! and mixed up by chance. Answers to commands go on untouched and in order.

use crate::support::seed::Seed;
use tokio::sync::watch;

/// What happens to messages of the bus, each in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Bus {
    pub(crate) lose: u64,
    pub(crate) double: u64,
    /// Messages among which the next one to go is chosen; 0 or 1 keeps their order.
    pub(crate) mix: usize,
}

/// The messages of one connection.
#[derive(Debug)]
pub(super) struct Filter {
    bus: watch::Receiver<Bus>,
    seed: Seed,
    bytes: Vec<u8>,
    kept: Vec<Vec<u8>>,
}

impl Filter {
    pub(super) fn new(bus: watch::Receiver<Bus>, seed: Seed) -> Self {
        Self { bus, seed, bytes: Vec::new(), kept: Vec::new() }
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.kept.is_empty()
    }

    /// What goes on now; without new bytes one of the kept messages does.
    pub(super) fn pass(&mut self, bytes: &[u8]) -> Vec<u8> {
        let bus = *self.bus.borrow();
        let mut out = Vec::new();
        self.bytes.extend(bytes);
        while let Some(length) = value(&self.bytes, 0) {
            let message: Vec<u8> = self.bytes.drain(..length).collect();
            if !is_of_bus(&message) {
                out.extend(message);
                continue;
            }
            if self.seed.below(100) < bus.lose {
                continue;
            }
            if self.seed.below(100) < bus.double {
                self.kept.push(message.clone());
            }
            self.kept.push(message);
        }
        // Those that are kept for the sake of disorder go when nothing else comes.
        let keep = if bytes.is_empty() { self.kept.len().saturating_sub(1) } else { bus.mix };
        while self.kept.len() > keep || (bus.mix < 2 && !self.kept.is_empty()) {
            let count = u64::try_from(self.kept.len()).unwrap();
            let index = if bus.mix > 1 { self.seed.below(count) } else { 0 };
            out.extend(self.kept.remove(usize::try_from(index).unwrap()));
        }
        out
    }
}

/// A push that brings a message.
fn is_of_bus(message: &[u8]) -> bool {
    let head = &message[..message.len().min(40)];
    head.first() == Some(&b'>') && head.windows(8).any(|part| part == b"smessage")
}

/// Where the value ends that begins at `at`; `None`: it is not whole yet.
fn value(bytes: &[u8], at: usize) -> Option<usize> {
    let end = at + bytes.get(at..)?.windows(2).position(|two| two == b"\r\n")?;
    let number = || std::str::from_utf8(&bytes[at + 1..end]).ok()?.parse::<i64>().ok();
    let after = end + 2;
    let values = match bytes[at] {
        b'$' | b'=' | b'!' => {
            let length = usize::try_from(number()?).ok();
            let whole = length.map_or(after, |length| after + length + 2);
            return (bytes.len() >= whole).then_some(whole);
        }
        b'*' | b'~' | b'>' => number()?.max(0),
        b'%' | b'|' => number()?.max(0) * 2,
        _ => 0,
    };
    let mut next = after;
    for _ in 0..values {
        next = value(bytes, next)?;
    }
    Some(next)
}
