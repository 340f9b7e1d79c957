//! Making an archive: the rows of one moment, then the files that they name.
//!
//! The moment ends with the rows: what holds up the store's own upkeep is over before the first
//! file is copied. A file that goes meanwhile, because its message was deleted, is left out and
//! named.

use super::parts::Writer;
use super::{FORMAT, HEAD, Head, MISSING_NAMED_MAX, Manifest, Say, TableRows, table_part};
use crate::clock::Clock;
use crate::media::files::{self, Files};
use crate::store::portable::{PAGE_ROWS, tables};
use crate::store::snapshot::{Place, Snapshot};
use anyhow::Context;
use domain::ids::PictureId;
use domain::limits::PICTURE_SIZES_PIXELS;
use futures_util::TryStreamExt;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use uuid::Uuid;

/// How often it is said how far it is, in rows or files.
const SAY_EVERY: u64 = 50_000;

/// Writes the store at `place` and its files into one new file, and says what is in it.
///
/// # Errors
/// The store or a file cannot be read, or the archive cannot be written: then there is none.
pub async fn backup(
    place: &Place,
    files: &Files,
    to: &Path,
    clock: &dyn Clock,
    say: Say<'_>,
) -> anyhow::Result<Manifest> {
    let now = clock.now().millis();
    let mut writer = Writer::create(to, u64::try_from(now / 1_000).unwrap_or(0))?;
    writer.part(HEAD, &serde_json::to_vec(&Head { format: FORMAT })?)?;
    let mut snapshot = Snapshot::take(place).await?;
    let mut manifest = Manifest {
        format: FORMAT,
        server: env!("CARGO_PKG_VERSION").to_owned(),
        schema: snapshot.schema(),
        engine: place.engine().to_owned(),
        epoch: snapshot.epoch().to_owned(),
        made_at: now,
        tables: Vec::new(),
        files: 0,
        file_bytes: 0,
        missing: Vec::new(),
        missing_files: 0,
        sums_sha256: String::new(),
    };
    for (index, table) in tables(manifest.schema).enumerate() {
        let (mut page_number, mut rows, mut behind) = (0, 0, Vec::new());
        loop {
            let page = snapshot.page(table, behind).await?;
            if page.rows == 0 {
                break;
            }
            page_number += 1;
            rows += page.rows;
            writer.part(&table_part(index, table.name, page_number), page.lines.as_bytes())?;
            if rows / SAY_EVERY > (rows - page.rows) / SAY_EVERY {
                say(&format!("{}: {rows} rows", table.name));
            }
            behind = page.last;
        }
        say(&format!("{}: {rows} rows in all", table.name));
        manifest.tables.push(TableRows { name: table.name.to_owned(), rows });
    }
    let names = Names::collect(&mut snapshot, to).await?;
    drop(snapshot);
    names.copy(files, &mut writer, &mut manifest, say).await?;
    writer.finish(&mut manifest)?;
    Ok(manifest)
}

/// The names of the files to copy, on the disk: there can be more than fit into memory. It has no
/// name itself once it is open, so that nothing of it stays.
struct Names(BufWriter<File>);

impl Names {
    async fn collect(snapshot: &mut Snapshot, to: &Path) -> anyhow::Result<Self> {
        let mut name = to.file_name().context("name a file to write to")?.to_owned();
        name.push(".names");
        let path = to.with_file_name(name);
        drop(std::fs::remove_file(&path));
        let file =
            File::options().create_new(true).read(true).write(true).mode(0o600).open(&path)?;
        std::fs::remove_file(&path)?;
        let mut names = Self(BufWriter::new(file));
        let mut behind = Uuid::nil();
        loop {
            let page = snapshot.files_behind(behind, PAGE_ROWS).await?;
            let Some(last) = page.last() else { break };
            behind = last.file;
            for named in page {
                names.add(&files::attachment(named.file))?;
                if named.preview {
                    names.add(&files::preview(named.file))?;
                }
            }
        }
        behind = Uuid::nil();
        loop {
            let page = snapshot.pictures_behind(behind, PAGE_ROWS).await?;
            let Some(last) = page.last() else { break };
            behind = *last;
            for picture in page {
                for size in PICTURE_SIZES_PIXELS {
                    names.add(&files::picture(PictureId::from(picture), size))?;
                }
            }
        }
        Ok(names)
    }

    fn add(&mut self, name: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.0, "{name}")?)
    }

    async fn copy(
        self,
        files: &Files,
        writer: &mut Writer,
        manifest: &mut Manifest,
        say: Say<'_>,
    ) -> anyhow::Result<()> {
        let mut names = self.0.into_inner().context("the list of files")?;
        names.rewind()?;
        for name in BufReader::new(names).lines() {
            let name = name?;
            match copy_one(files, &name, writer).await? {
                Some(bytes) => {
                    manifest.files += 1;
                    manifest.file_bytes += bytes;
                }
                None => {
                    manifest.missing_files += 1;
                    if manifest.missing.len() < MISSING_NAMED_MAX {
                        say(&format!("missing, and so left out: {name}"));
                        manifest.missing.push(name);
                    }
                }
            }
            if manifest.files.is_multiple_of(SAY_EVERY) && manifest.files > 0 {
                say(&format!("files: {}", manifest.files));
            }
        }
        say(&format!("files: {} in all, {} bytes", manifest.files, manifest.file_bytes));
        Ok(())
    }
}

/// Copies a file as it is read; `None` if it is not there.
async fn copy_one(files: &Files, name: &str, writer: &mut Writer) -> anyhow::Result<Option<u64>> {
    let Some(mut opened) = files.open(name, None).await? else { return Ok(None) };
    let mut part = writer.begin(&format!("files/{name}"), opened.bytes)?;
    while let Some(piece) = opened.stream.try_next().await? {
        part.write(writer, &piece)?;
    }
    part.end(writer)?;
    Ok(Some(opened.bytes))
}
