//! What the suite is asked for. It takes what `cargo test` passes to every test program too: a
//! filter that names no row runs none.

use super::row::{Row, Size};
use super::rows::ROWS;

pub(crate) const HELP: &str = "usage: faults [--rows F1,F9] [--long] [--seeds n] [--seed x] \
    [--size clients,acks,faults] [--random] [--jobs n] [--keep] [--list] [row...]";

/// The command line.
#[derive(Debug, Clone, Default)]
pub(crate) struct Args {
    names: Vec<String>,
    filtered: bool,
    pub(crate) list: bool,
    /// The long form: all rows, more faults.
    pub(crate) long: bool,
    /// Runs of each row.
    pub(crate) seeds: u64,
    /// The seed of each run, instead of chance.
    pub(crate) seed: Option<u64>,
    /// The size of each run, instead of the row's.
    pub(crate) size: Option<Size>,
    /// Runs at the same time.
    pub(crate) jobs: usize,
    /// Writes the histories of good runs too.
    pub(crate) keep: bool,
}

impl Args {
    pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut args = Self { seeds: 1, jobs: 4, ..Self::default() };
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} wants a value"));
            match word.as_str() {
                "--rows" => args.name(&value()?),
                "--random" => args.name("random"),
                "--long" => args.long = true,
                "--seeds" => args.seeds = number(&value()?)?,
                "--seed" => args.seed = Some(number(&value()?)?),
                "--size" => args.size = Some(size(&value()?)?),
                "--jobs" => args.jobs = usize::try_from(number(&value()?)?).unwrap_or(1).max(1),
                "--keep" => args.keep = true,
                "--list" => args.list = true,
                // Of the usual test programs; they mean nothing here.
                "--test-threads" | "--format" | "--color" | "--skip" | "-Z" => drop(value()?),
                "--ignored" => args.filtered = true,
                other if other.starts_with('-') => (),
                other => args.name(other),
            }
        }
        Ok(args)
    }

    fn name(&mut self, names: &str) {
        self.filtered = true;
        self.names.extend(names.split(',').map(str::to_ascii_lowercase));
    }

    /// The rows that are meant, in the order of the table.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let is_meant = |row: &&Row| {
            let is_named = |name: &String| row.name.eq_ignore_ascii_case(name) || name == "faults";
            let by_name = self.names.iter().any(is_named);
            if self.filtered { by_name } else { row.short || self.long }
        };
        ROWS.iter().filter(is_meant).copied().collect()
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}

fn size(text: &str) -> Result<Size, String> {
    let numbers: Result<Vec<u64>, String> = text.split(',').map(number).collect();
    match numbers?.as_slice() {
        [clients, acks, faults] => {
            let clients = usize::try_from(*clients).map_err(|error| error.to_string())?;
            Ok(Size { clients, acks: *acks, faults: *faults })
        }
        _ => Err(format!("{text} is not clients,acks,faults")),
    }
}
