//! The parts of an archive, written one after the other and read back so. Lists of hashes stand
//! between them, so that neither side remembers more than a thousand.

use super::tar::{self, BLOCK, Entry};
use super::{Manifest, PARTS_LISTED};
use crate::store::portable::hex;
use anyhow::{Context as _, ensure};
use ring::digest::{Context, SHA256, digest};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

const BUFFER_BYTES: usize = 256 * 1024;

/// A line of a list of hashes, as `sha256sum` writes it.
pub(super) fn sum_line(hash: &[u8], name: &str) -> String {
    format!("{}  {name}\n", hex(hash))
}

/// Writes an archive under another name until it is whole.
pub(super) struct Writer {
    out: BufWriter<File>,
    temporary: PathBuf,
    to: PathBuf,
    seconds: u64,
    sums: String,
    listed: usize,
    lists: u64,
    all_sums: Context,
    done: bool,
}

impl Writer {
    /// Begins an archive, which only its owner may read. One that is there is not written over.
    pub(super) fn create(to: &Path, seconds: u64) -> anyhow::Result<Self> {
        ensure!(!to.exists(), "{} is there already: name another file", to.display());
        let mut name = to.file_name().context("name a file to write to")?.to_owned();
        name.push(".partial");
        let temporary = to.with_file_name(name);
        // One that a broken-off run left behind; made anew, so that nobody else has it open.
        if temporary.exists() {
            std::fs::remove_file(&temporary)?;
        }
        let file = File::options()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(&temporary)
            .with_context(|| format!("cannot write {}", temporary.display()))?;
        Ok(Self {
            out: BufWriter::with_capacity(BUFFER_BYTES, file),
            temporary,
            to: to.to_owned(),
            seconds,
            sums: String::new(),
            listed: 0,
            lists: 0,
            all_sums: Context::new(&SHA256),
            done: false,
        })
    }

    /// Writes a part.
    pub(super) fn part(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let mut open = self.begin(name, u64::try_from(bytes.len())?)?;
        open.write(self, bytes)?;
        open.end(self)
    }

    /// Begins a part of so many bytes, to be written in pieces.
    pub(super) fn begin(&mut self, name: &str, bytes: u64) -> anyhow::Result<Open> {
        self.out.write_all(&tar::header(name, bytes, self.seconds)?)?;
        let hash = Context::new(&SHA256);
        Ok(Open { name: name.to_owned(), bytes, left: bytes, hash })
    }

    fn list(&mut self) -> anyhow::Result<()> {
        if self.listed == 0 {
            return Ok(());
        }
        self.lists += 1;
        let (name, sums) =
            (format!("sums/{:09}.sha256", self.lists), std::mem::take(&mut self.sums));
        self.listed = 0;
        self.all_sums.update(sums.as_bytes());
        self.raw(&name, sums.as_bytes())
    }

    /// A part that is in no list.
    fn raw(&mut self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let length = u64::try_from(bytes.len())?;
        self.out.write_all(&tar::header(name, length, self.seconds)?)?;
        self.out.write_all(bytes)?;
        self.pad(length)
    }

    fn pad(&mut self, bytes: u64) -> anyhow::Result<()> {
        let padding = usize::try_from(tar::padding(bytes))?;
        Ok(self.out.write_all(&vec![0; padding])?)
    }

    /// Writes what there has to be, and gives the archive its name once all of it is on the disk.
    pub(super) fn finish(mut self, manifest: &mut Manifest) -> anyhow::Result<()> {
        self.list()?;
        manifest.sums_sha256 = hex(self.all_sums.clone().finish().as_ref());
        let text = serde_json::to_vec_pretty(manifest)?;
        self.raw(super::MANIFEST, &text)?;
        let sum = sum_line(digest(&SHA256, &text).as_ref(), super::MANIFEST);
        self.raw(super::MANIFEST_SUM, sum.as_bytes())?;
        self.out.write_all(&[0; 2 * BLOCK])?;
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        std::fs::rename(&self.temporary, &self.to)
            .with_context(|| format!("cannot make {}", self.to.display()))?;
        self.done = true;
        let folder = self.to.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()?;
        Ok(())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Half an archive is none. If it stays behind, it is under the other name.
        if !self.done {
            drop(std::fs::remove_file(&self.temporary));
        }
    }
}

/// A part whose bytes are still to come.
pub(super) struct Open {
    name: String,
    bytes: u64,
    left: u64,
    hash: Context,
}

impl Open {
    /// Writes some of its bytes.
    pub(super) fn write(&mut self, writer: &mut Writer, bytes: &[u8]) -> anyhow::Result<()> {
        let left = self.left.checked_sub(u64::try_from(bytes.len())?);
        self.left = left.with_context(|| format!("{} grew while it was read", self.name))?;
        self.hash.update(bytes);
        Ok(writer.out.write_all(bytes)?)
    }

    /// All bytes were written.
    pub(super) fn end(self, writer: &mut Writer) -> anyhow::Result<()> {
        ensure!(self.left == 0, "{} shrank while it was read", self.name);
        writer.pad(self.bytes)?;
        writer.sums.push_str(&sum_line(self.hash.finish().as_ref(), &self.name));
        writer.listed += 1;
        if writer.listed == PARTS_LISTED {
            writer.list()?;
        }
        Ok(())
    }
}

/// Reads an archive from its beginning to its end.
#[derive(Debug)]
pub(super) struct Reader {
    file: BufReader<File>,
    left: u64,
    padding: u64,
}

impl Reader {
    pub(super) fn open(from: &Path) -> anyhow::Result<Self> {
        let file = File::open(from).with_context(|| format!("cannot read {}", from.display()))?;
        Ok(Self { file: BufReader::with_capacity(BUFFER_BYTES, file), left: 0, padding: 0 })
    }

    /// The next part; what was not read of the one before is passed over. `None` at the end.
    pub(super) fn next(&mut self) -> anyhow::Result<Option<Entry>> {
        let mut block = [0; BLOCK];
        if self.left == 0 {
            let padding = block.get_mut(..usize::try_from(self.padding)?).unwrap_or_default();
            self.file.read_exact(padding).map_err(cut_short)?;
            ensure!(padding.iter().all(|byte| *byte == 0), "the archive is damaged between parts");
        } else {
            self.file.seek_relative(i64::try_from(self.left + self.padding)?)?;
        }
        (self.left, self.padding) = (0, 0);
        self.file.read_exact(&mut block).map_err(cut_short)?;
        let entry = tar::parse(&block)?;
        if let Some(entry) = &entry {
            (self.left, self.padding) = (entry.bytes, tar::padding(entry.bytes));
        }
        Ok(entry)
    }

    /// Reads some of the part's bytes; empty at its end.
    pub(super) fn piece(&mut self) -> anyhow::Result<Vec<u8>> {
        let length = self.left.min(64 * 1024);
        let mut bytes = vec![0; usize::try_from(length)?];
        self.file.read_exact(&mut bytes).map_err(cut_short)?;
        self.left -= length;
        Ok(bytes)
    }

    /// Reads a whole part of at most so many bytes.
    pub(super) fn whole(&mut self, bytes_max: u64) -> anyhow::Result<Vec<u8>> {
        ensure!(self.left <= bytes_max, "a part of the archive is longer than any that is written");
        let mut bytes = Vec::new();
        loop {
            let piece = self.piece()?;
            if piece.is_empty() {
                return Ok(bytes);
            }
            bytes.extend(piece);
        }
    }
}

fn cut_short(error: std::io::Error) -> anyhow::Error {
    if error.kind() == std::io::ErrorKind::UnexpectedEof {
        anyhow::anyhow!("the archive ends early: a part of it is missing")
    } else {
        anyhow::Error::from(error).context("the archive cannot be read")
    }
}
