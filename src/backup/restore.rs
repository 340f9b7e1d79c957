//! Putting an archive into an empty installation: verified first, then the files, then all rows in
//! one transaction. Until that is committed the store is empty; files that were put before are put
//! again by the next try.

use super::parts::Reader;
use super::verify::{PART_BYTES_MAX, verify};
use super::{Manifest, Say, file_of, table_of};
use crate::media::files::Files;
use crate::store::loading::Loading;
use crate::store::portable::{Table, tables};
use crate::store::snapshot::Place;
use anyhow::{Context, ensure};
use bytes::Bytes;
use std::collections::BTreeMap;
use std::path::Path;

/// How often it is said how far it is, in rows or files.
const SAY_EVERY: u64 = 50_000;

/// What was put into an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the archive says of itself.
    pub manifest: Manifest,
    /// The store's epoch from now on.
    pub epoch: String,
}

/// Puts an archive into the empty store at `place` and its files into `files`.
///
/// # Errors
/// The archive is damaged or of a newer server, or the store is not empty or in use: then nothing
/// was changed. Or the store cannot be written: then it is as empty as before.
pub async fn restore(
    from: &Path,
    place: &Place,
    files: &Files,
    say: Say<'_>,
) -> anyhow::Result<Restored> {
    let manifest = verify(from, say)?;
    let mut loading = Loading::begin(place, manifest.schema).await?;
    put_files(from, files, say).await?;
    let rows = load_tables(from, &manifest, &mut loading, say).await?;
    for table in &manifest.tables {
        let loaded = rows.get(table.name.as_str()).copied().unwrap_or(0);
        ensure!(loaded == table.rows, "{}: {loaded} of {} rows", table.name, table.rows);
    }
    say("making the words of the search");
    let epoch = loading.finish().await?;
    Ok(Restored { manifest, epoch })
}

async fn put_files(from: &Path, files: &Files, say: Say<'_>) -> anyhow::Result<()> {
    let mut reader = Reader::open(from)?;
    let mut put = 0_u64;
    while let Some(entry) = reader.next()? {
        let Some(name) = file_of(&entry.name) else { continue };
        // The names are made of ids, and nothing else is a name of a stored file.
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/');
        ensure!(name.chars().all(plain), "{name}: no stored file has such a name");
        let mut pieces = Pieces { reader: &mut reader, failed: None };
        let stored = files.upload(name, entry.bytes, futures_util::stream::iter(&mut pieces)).await;
        if let Some(error) = pieces.failed {
            return Err(error);
        }
        stored.with_context(|| format!("cannot store {name}"))?;
        put += 1;
        if put.is_multiple_of(SAY_EVERY) {
            say(&format!("files: {put}"));
        }
    }
    say(&format!("files: {put} in all"));
    Ok(())
}

/// The bytes of a part, as an upload takes them.
struct Pieces<'a> {
    reader: &'a mut Reader,
    failed: Option<anyhow::Error>,
}

impl Iterator for Pieces<'_> {
    type Item = Result<Bytes, ()>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.reader.piece() {
            Ok(piece) if piece.is_empty() => None,
            Ok(piece) => Some(Ok(Bytes::from(piece))),
            Err(error) => {
                self.failed = Some(error);
                Some(Err(()))
            }
        }
    }
}

async fn load_tables(
    from: &Path,
    manifest: &Manifest,
    loading: &mut Loading,
    say: Say<'_>,
) -> anyhow::Result<BTreeMap<&'static str, u64>> {
    let known: BTreeMap<&str, &'static Table> =
        tables(manifest.schema).map(|table| (table.name, table)).collect();
    let mut rows: BTreeMap<&'static str, u64> = BTreeMap::new();
    let mut reader = Reader::open(from)?;
    while let Some(entry) = reader.next()? {
        let Some(name) = table_of(&entry.name) else { continue };
        let table = known.get(name).with_context(|| format!("{name}: no table of this server"))?;
        let lines = String::from_utf8(reader.whole(PART_BYTES_MAX)?)?;
        let loaded = loading
            .load(table, &lines)
            .await
            .with_context(|| format!("{} cannot be loaded", entry.name))?;
        let count = rows.entry(table.name).or_default();
        *count += loaded;
        if *count / SAY_EVERY > (*count - loaded) / SAY_EVERY {
            say(&format!("{}: {count} rows", table.name));
        }
    }
    Ok(rows)
}
