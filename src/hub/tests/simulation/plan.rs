//! What happens in a history: the world's weather and the steps that people take, both from one
//! seed.

use std::time::Duration;

/// A sequence of numbers (`SplitMix64`) that can be repeated.
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    pub(super) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Up to so many milliseconds; often none.
    pub(super) fn wait(&mut self, most: usize) -> Duration {
        let wait = if self.percent(40) { 0 } else { self.below(most + 1) };
        Duration::from_millis(u64::try_from(wait).unwrap())
    }
}

pub(super) const PEOPLE: usize = 4;
pub(super) const CLIENTS: usize = 6;

/// How things are in one history.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weather {
    pub(super) nodes: usize,
    pub(super) talks: usize,
    /// Of a hundred envelopes between nodes. With none, the poll is rare: what a bus that was away
    /// lost has to be found because the bus says so.
    pub(super) lost: usize,
    pub(super) doubled: usize,
    pub(super) bus_ms: usize,
    pub(super) log_ms: usize,
    pub(super) log_errors: usize,
    /// Bytes that wait for one session.
    pub(super) queue: usize,
    /// Nodes look for what the bus lost of joins and ends of sign-ins, and compare access.
    pub(super) looks: bool,
}

impl Weather {
    pub(super) fn of(chance: &mut Chance) -> Self {
        let lost = [0, 0, 10, 50, 100][chance.below(5)];
        Self {
            nodes: 1 + chance.below(3),
            talks: 1 + chance.below(2),
            lost,
            doubled: [0, 20, 60][chance.below(3)],
            bus_ms: [2, 20, 300][chance.below(3)],
            log_ms: [1, 10, 200][chance.below(3)],
            log_errors: [0, 0, 5, 30][chance.below(4)],
            queue: [2_048, 16_384][chance.below(2)],
            looks: chance.percent(60),
        }
    }

    pub(super) fn loses(&self) -> bool {
        self.lost > 0
    }

    pub(super) fn poll_every(&self) -> Duration {
        Duration::from_secs(if self.loses() { 2 } else { 30 })
    }
}

/// What someone does, or what befalls them. Numbers are taken modulo what there is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Post {
        talk: usize,
        node: usize,
        note: bool,
    },
    /// Committed by a node that ended before it could say so.
    PostUnheard {
        talk: usize,
    },
    Edit {
        talk: usize,
        node: usize,
    },
    Erase {
        talk: usize,
        node: usize,
    },
    Add {
        talk: usize,
        who: usize,
        node: usize,
    },
    Remove {
        talk: usize,
        who: usize,
        node: usize,
    },
    Leave {
        talk: usize,
        who: usize,
        node: usize,
    },
    /// Added, and removed again while that is still being told.
    Visit {
        talk: usize,
        who: usize,
        node: usize,
        ms: u64,
    },
    Switch {
        talk: usize,
        node: usize,
        on: bool,
    },
    Delete {
        talk: usize,
        node: usize,
    },
    Connect {
        client: usize,
        node: usize,
    },
    /// The socket breaks; what was under way to the client arrives, or not.
    Break {
        client: usize,
        arrives: bool,
    },
    /// A client reads so many bytes every time, or everything.
    Pace {
        client: usize,
        bytes: Option<usize>,
    },
    SignOut {
        client: usize,
        node: usize,
    },
    BusAway {
        node: usize,
    },
    BusBack {
        node: usize,
    },
    LogAway,
    LogBack,
    Restart {
        node: usize,
    },
    Yield {
        times: usize,
    },
    Pass {
        ms: u64,
    },
}

pub(super) fn steps(chance: &mut Chance, weather: &Weather) -> Vec<Step> {
    let count = 15 + chance.below(60);
    let mut steps: Vec<_> =
        (0..CLIENTS).map(|client| Step::Connect { client, node: chance.below(9) }).collect();
    steps.truncate(chance.below(CLIENTS + 1));
    steps.extend((0..count).map(|_| step(chance, weather)));
    steps
}

fn step(chance: &mut Chance, weather: &Weather) -> Step {
    let (talk, node, who) = (chance.below(9), chance.below(9), chance.below(PEOPLE));
    let client = chance.below(CLIENTS);
    match chance.below(100) {
        0..26 => Step::Post { talk, node, note: chance.percent(30) },
        26..29 if weather.loses() => Step::PostUnheard { talk },
        26..31 => Step::Edit { talk, node },
        31..33 => Step::Erase { talk, node },
        33..37 => Step::Add { talk, who, node },
        37..39 => Step::Remove { talk, who, node },
        39 => Step::Leave { talk, who, node },
        40..43 => Step::Switch { talk, node, on: chance.percent(50) },
        43 if chance.percent(30) => Step::Delete { talk, node },
        43..61 => Step::Connect { client, node },
        61..66 => Step::Break { client, arrives: chance.percent(50) },
        66..70 => {
            let bytes = [None, Some(0), Some(64), Some(700)][chance.below(4)];
            Step::Pace { client, bytes }
        }
        70..72 => Step::SignOut { client, node },
        72..74 => Step::BusAway { node },
        74..76 => Step::BusBack { node },
        76 => Step::LogAway,
        77..79 => Step::LogBack,
        79 => Step::Restart { node },
        80..88 => Step::Yield { times: chance.below(8) },
        88..90 => Step::Visit { talk, who, node, ms: [0, 1, 10, 100][chance.below(4)] },
        _ => Step::Pass { ms: [1, 5, 30, 300, 2_500][chance.below(5)] },
    }
}
