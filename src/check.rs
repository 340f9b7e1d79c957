//! `parlor check`: whether what is stored fits together.
//!
//! That is: the state of every conversation is the fold of its log, what is counted can be
//! recounted, and the files are there. It reads one snapshot, beside a running server if there is
//! one, and changes nothing.
//!
//! What the log does not hold is not verified: the texts, which stand once and are gone when they
//! are deleted; which members an edited text mentions; names, descriptions and the read-only switch
//! as they were when a conversation was made; read marks and what else members keep for themselves,
//! of which only the counts are.

mod conversation;
mod messages;

use crate::media::files::{self, Files};
use crate::store::audit;
use crate::store::snapshot::{NamedFile, Place, Snapshot};
use conversation::Checked;
use domain::ids::PictureId;
use domain::limits::PICTURE_SIZES_PIXELS;
use uuid::Uuid;

/// Problems that are told in words; beyond they are counted.
const TOLD_MAX: usize = 1_000;
/// Rows read at once.
const PAGE: i64 = 256;
/// How often it is said how far it is, in conversations.
const SAY_EVERY: u64 = 10_000;

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong, in words with ids; at most 1,000.
    pub problems: Vec<String>,
    /// How many problems there are.
    pub found: u64,
    /// What could not be verified, which is no problem.
    pub notes: Vec<String>,
    /// Conversations looked at.
    pub conversations: u64,
    /// Events looked at.
    pub events: u64,
    /// Stored files looked at.
    pub files: u64,
}

impl Report {
    fn problem(&mut self, words: String) {
        self.found += 1;
        if self.problems.len() < TOLD_MAX {
            self.problems.push(words);
        }
    }

    fn note(&mut self, words: String) {
        if self.notes.len() < TOLD_MAX {
            self.notes.push(words);
        }
    }
}

/// Looks at the whole store at `place` and its files.
///
/// # Errors
/// The store cannot be read. What is wrong in it is no error, but in the report.
pub async fn check(
    place: &Place,
    files: &Files,
    say: crate::backup::Say<'_>,
) -> anyhow::Result<Report> {
    let mut snapshot = Snapshot::take(place).await?;
    let mut report = Report::default();
    let mut behind = Uuid::nil();
    loop {
        let ids = audit::conversations_behind(snapshot.sql(), behind, PAGE).await?;
        let Some(last) = ids.last() else { break };
        behind = last.uuid();
        for id in ids {
            Checked::look(snapshot.sql(), id, &mut report).await?;
            report.conversations += 1;
            if report.conversations.is_multiple_of(SAY_EVERY) {
                say(&format!("{} conversations", report.conversations));
            }
        }
    }
    for words in audit::astray(snapshot.sql()).await? {
        report.problem(words);
    }
    let missing = absent(&mut snapshot, files, &mut report).await?;
    drop(snapshot);
    if !missing.is_empty() {
        confirm(place, missing, &mut report).await?;
    }
    Ok(report)
}

/// A stored file that is not there, or not whole.
struct Absent {
    id: Uuid,
    words: String,
}

/// Looks for every file that rows name; gives those that were not found.
async fn absent(
    snapshot: &mut Snapshot,
    files: &Files,
    report: &mut Report,
) -> anyhow::Result<Vec<Absent>> {
    let mut missing = Vec::new();
    let mut behind = Uuid::nil();
    loop {
        let page = snapshot.files_behind(behind, PAGE).await?;
        let Some(last) = page.last() else { break };
        behind = last.file;
        for NamedFile { file, bytes, preview } in page {
            let length = u64::try_from(bytes).ok();
            look_for(files, (file, &files::attachment(file), length), &mut missing, report).await?;
            if preview {
                look_for(files, (file, &files::preview(file), None), &mut missing, report).await?;
            }
        }
    }
    behind = Uuid::nil();
    loop {
        let page = snapshot.pictures_behind(behind, PAGE).await?;
        let Some(last) = page.last() else { break };
        behind = *last;
        for picture in page {
            for size in PICTURE_SIZES_PIXELS {
                let name = files::picture(PictureId::from(picture), size);
                look_for(files, (picture, &name, None), &mut missing, report).await?;
            }
        }
    }
    Ok(missing)
}

async fn look_for(
    files: &Files,
    (id, name, length): (Uuid, &str, Option<u64>),
    missing: &mut Vec<Absent>,
    report: &mut Report,
) -> anyhow::Result<()> {
    report.files += 1;
    let words = match files.open(name, None).await? {
        None => format!("the file {name} is missing"),
        Some(opened) => match length {
            Some(length) if length != opened.bytes => {
                format!("the file {name} has {} bytes and should have {length}", opened.bytes)
            }
            Some(_) | None => return Ok(()),
        },
    };
    if missing.len() < TOLD_MAX {
        missing.push(Absent { id, words });
    } else {
        report.found += 1;
    }
    Ok(())
}

/// What is missing is a problem only if it is named still: a server may run and delete.
async fn confirm(place: &Place, missing: Vec<Absent>, report: &mut Report) -> anyhow::Result<()> {
    let mut now = Snapshot::take(place).await?;
    for Absent { id, words } in missing {
        if audit::is_named(now.sql(), id).await? {
            report.problem(words);
        }
    }
    Ok(())
}
