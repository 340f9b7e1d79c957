//! Whether an archive is whole and as it was written, and one that this server can load.

use super::parts::{Reader, sum_line};
use super::{
    FORMAT, HEAD, Head, MANIFEST, MANIFEST_SUM, Manifest, Say, file_of, is_sums, table_of,
};
use crate::store::migrate;
use crate::store::portable::hex;
use anyhow::{Context as _, bail, ensure};
use ring::digest::{Context, SHA256, digest};
use std::collections::BTreeMap;
use std::path::Path;

/// The longest part that is read at once: a list, the manifest, or some rows.
pub(super) const PART_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// How often it is said how far it is, in parts.
const SAY_EVERY: u64 = 10_000;

/// Reads all of an archive, compares every hash and every count, and gives its manifest.
///
/// # Errors
/// It is no archive, or one of a newer server, or damaged: in which part.
pub fn verify(from: &Path, say: Say<'_>) -> anyhow::Result<Manifest> {
    let mut reader = Reader::open(from)?;
    head(&mut reader).context("this is no archive that `parlor backup` wrote")?;
    let mut seen = Seen { sums: sum_of_head()?, ..Seen::default() };
    while let Some(entry) = reader.next()? {
        if entry.name == MANIFEST {
            let text = reader.whole(PART_BYTES_MAX)?;
            let manifest = seen.end(&mut reader, &text)?;
            say(&format!("the archive is whole: {} parts", seen.parts));
            return Ok(manifest);
        }
        seen.part(&entry.name, entry.bytes, &mut reader)?;
        if seen.parts.is_multiple_of(SAY_EVERY) {
            say(&format!("verified {} parts", seen.parts));
        }
    }
    bail!("the archive ends early: it has no manifest")
}

fn head(reader: &mut Reader) -> anyhow::Result<()> {
    let first = reader.next()?.context("it is empty")?;
    ensure!(first.name == HEAD, "it begins with {}", first.name);
    let Head { format } = serde_json::from_slice(&reader.whole(4_096)?)?;
    ensure!(
        format == FORMAT,
        "it is of format {format}, and this server knows {FORMAT}: use the server that wrote it, \
         or a newer one"
    );
    Ok(())
}

/// The head as it was written: what else could it be, where it was read as that.
fn sum_of_head() -> anyhow::Result<String> {
    let text = serde_json::to_vec(&Head { format: FORMAT })?;
    Ok(sum_line(digest(&SHA256, &text).as_ref(), HEAD))
}

/// What was seen of an archive.
struct Seen {
    sums: String,
    all_sums: Context,
    parts: u64,
    rows: BTreeMap<String, u64>,
    files: u64,
    file_bytes: u64,
}

impl Default for Seen {
    fn default() -> Self {
        Self {
            sums: String::new(),
            all_sums: Context::new(&SHA256),
            parts: 0,
            rows: BTreeMap::new(),
            files: 0,
            file_bytes: 0,
        }
    }
}

impl Seen {
    fn part(&mut self, name: &str, bytes: u64, reader: &mut Reader) -> anyhow::Result<()> {
        if is_sums(name) {
            return self.list(&reader.whole(PART_BYTES_MAX)?);
        }
        self.parts += 1;
        let mut hash = Context::new(&SHA256);
        let mut lines = 0_u64;
        loop {
            let piece = reader.piece()?;
            if piece.is_empty() {
                break;
            }
            hash.update(&piece);
            lines += u64::try_from(piece.iter().filter(|byte| **byte == b'\n').count())?;
        }
        self.sums.push_str(&sum_line(hash.finish().as_ref(), name));
        ensure!(self.sums.len() < 1024 * 1024, "the archive has lost its lists of hashes");
        if let Some(table) = table_of(name) {
            *self.rows.entry(table.to_owned()).or_default() += lines;
        } else if file_of(name).is_some() {
            self.files += 1;
            self.file_bytes += bytes;
        } else {
            bail!("{name}: nothing that this program writes into archives");
        }
        Ok(())
    }

    /// Compares what was read with its list.
    fn list(&mut self, list: &[u8]) -> anyhow::Result<()> {
        self.all_sums.update(list);
        let read = std::mem::take(&mut self.sums);
        if read.as_bytes() == list {
            return Ok(());
        }
        let list = String::from_utf8_lossy(list);
        let differs = read.lines().zip(list.lines()).find(|(read, told)| read != told);
        let name = differs.and_then(|(read, _)| read.split_once("  ")).map(|(_, name)| name);
        bail!(
            "the archive is damaged: {} is not what was written",
            name.unwrap_or("a list of hashes")
        )
    }

    fn end(&self, reader: &mut Reader, text: &[u8]) -> anyhow::Result<Manifest> {
        ensure!(self.sums.is_empty(), "the archive is damaged: a list of hashes is missing");
        let sum = reader.next()?.context("the archive ends early")?;
        let told = reader.whole(4_096)?;
        ensure!(
            sum.name == MANIFEST_SUM
                && told == sum_line(digest(&SHA256, text).as_ref(), MANIFEST).as_bytes(),
            "the archive is damaged: its manifest is not what was written"
        );
        ensure!(reader.next()?.is_none(), "the archive goes on behind its end");
        let manifest: Manifest = serde_json::from_slice(text).context("the manifest")?;
        ensure!(
            manifest.schema <= migrate::latest(),
            "the archive has tables of version {}, this server knows those up to {}: restore it \
             with the server that wrote it ({}), or a newer one",
            manifest.schema,
            migrate::latest(),
            manifest.server
        );
        let all = hex(self.all_sums.clone().finish().as_ref());
        ensure!(all == manifest.sums_sha256, "the archive is damaged: a part is missing");
        let files = (self.files, self.file_bytes) == (manifest.files, manifest.file_bytes);
        let rows = |name: &str| self.rows.get(name).copied().unwrap_or(0);
        let counted = manifest.tables.iter().all(|table| rows(&table.name) == table.rows);
        ensure!(files && counted, "the archive does not hold what its manifest says");
        Ok(manifest)
    }
}
