//! A whole installation in one file, and out of it again, on either engine: `parlor backup` and
//! `parlor restore`, which is also how an install moves from one engine to the other.
//!
//! The file is a tar archive that any tar reads: rows as JSON lines, stored files as they are, and
//! at the end what there has to be. Nothing is compressed or encrypted here.

mod parts;
mod restore;
mod tar;
mod verify;
mod write;

pub use restore::{Restored, restore};
pub use verify::verify;
pub use write::backup;

use serde::{Deserialize, Serialize};

/// The version of how an archive is put together.
const FORMAT: u32 = 1;
/// The first part: it says what this is.
const HEAD: &str = "parlor-backup.json";
/// The last part but one: what there has to be.
const MANIFEST: &str = "manifest.json";
/// The last part: the hash of the manifest.
const MANIFEST_SUM: &str = "manifest.sha256";
/// Parts whose hashes stand together in one list.
const PARTS_LISTED: usize = 1_000;
/// Files that are missing are named up to this many, and counted beyond.
const MISSING_NAMED_MAX: usize = 1_000;

/// Where commands say how far they are.
pub type Say<'a> = &'a mut (dyn FnMut(&str) + Send);

/// What an archive is, said first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    format: u32,
}

/// What an archive holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of how it is put together.
    pub format: u32,
    /// The version of the server that made it.
    pub server: String,
    /// The version of the tables.
    pub schema: i64,
    /// The engine that it was made from; it goes into either.
    pub engine: String,
    /// The epoch of the store that it was made from. What is restored has another.
    pub epoch: String,
    /// When it was made, in milliseconds since 1970.
    pub made_at: i64,
    /// The tables, in the order in which they are loaded.
    pub tables: Vec<TableRows>,
    /// Stored files in it.
    pub files: u64,
    /// Their bytes.
    pub file_bytes: u64,
    /// Stored files that rows name and that were not there, up to 1,000 of them.
    pub missing: Vec<String>,
    /// How many those are.
    pub missing_files: u64,
    /// SHA-256 of all lists of hashes, one after the other.
    pub sums_sha256: String,
}

/// How many rows of a table there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRows {
    /// The table.
    pub name: String,
    /// Its rows.
    pub rows: u64,
}

/// The name of a part with rows of a table.
fn table_part(place: usize, table: &str, page: u64) -> String {
    format!("tables/{place:02}-{table}/{page:09}.jsonl")
}

/// The table of a part's name.
fn table_of(part: &str) -> Option<&str> {
    let (folder, _) = part.strip_prefix("tables/")?.split_once('/')?;
    folder.split_once('-').map(|(_, table)| table)
}

/// The stored file of a part's name.
fn file_of(part: &str) -> Option<&str> {
    part.strip_prefix("files/")
}

fn is_sums(part: &str) -> bool {
    part.starts_with("sums/")
}
