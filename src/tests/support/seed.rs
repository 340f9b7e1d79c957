//! Chance that can be repeated: every number comes from a seed that is told, and that
//! `PARLOR_SEED` sets.

/// A sequence of numbers (`SplitMix64`).
#[derive(Debug, Clone)]
pub(crate) struct Seed(u64);

impl Seed {
    /// What `PARLOR_SEED` says, or a new one; told either way, to be seen when the test fails.
    #[expect(clippy::print_stderr, reason = "it is shown when the test fails")]
    pub(crate) fn told(test: &str) -> Self {
        let asked = super::stores::variable("PARLOR_SEED").map(|seed| seed.parse().unwrap());
        let seed = asked.unwrap_or_else(|| uuid::Uuid::new_v4().as_u64_pair().0 >> 16);
        eprintln!("{test}: PARLOR_SEED={seed}");
        Self::of(seed)
    }

    /// The sequence of this seed.
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// Another sequence, which this one chooses.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(crate) fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    pub(crate) fn choose<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let count = u64::try_from(all.len()).unwrap();
        &all[usize::try_from(self.below(count)).unwrap()]
    }
}
