//! Recordings as files: read with bounds, checked line by line, and written.
//!
//! The format is `protocol::recording`, explained in `recordings/README.md`. What is wrong with a
//! file is told by a code and the number of the line.

use anyhow::Context as _;
use protocol::recording::{Counts, Header, Line, Role, VERSION, What};
use std::collections::HashSet;
use std::fmt;
use std::io::{self, BufRead, Read as _, Write};
use std::path::Path;

pub(crate) mod busy;

/// Bytes of a line: a conversation of 1,000 members has about 70,000, a command up to 70,000.
const LINE_BYTES_MAX: u64 = 256 * 1024;
/// Lines of a recording.
const LINES_MAX: usize = 2_000_000;
/// Bytes of a recording.
const BYTES_MAX: u64 = 512 * 1024 * 1024;
/// People, sessions, and conversations of a recording: as many of each.
const NAMED_MAX: usize = 50_000;
/// Milliseconds of a recording: what a server records at once, and a minute for the end.
const MILLIS_MAX: u64 = (24 * 60 + 1) * 60 * 1_000;
/// Bytes of a stand-in for somebody or something.
const ID_BYTES_MAX: usize = 64;

/// What is wrong with a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    line: usize,
    code: &'static str,
    why: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.code, self.why)
    }
}

impl std::error::Error for Wrong {}

/// A recording that was read: its lines in the order of their times.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Recording {
    pub(crate) lines: Vec<Line>,
    pub(crate) counts: Counts,
}

impl Recording {
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let file = std::fs::File::open(path).with_context(|| format!("{shown} cannot be read"))?;
        Self::read(io::BufReader::new(file)).with_context(|| format!("{shown} is no recording"))
    }

    pub(crate) fn read(from: impl BufRead) -> Result<Self, Wrong> {
        let mut reader = Reader { from, number: 0, bytes: 0 };
        let mut check = Check::default();
        let mut lines = Vec::new();
        let mut told = None;
        while let Some(line) = reader.next()? {
            let wrong = |(code, why): (&'static str, String)| reader.wrong(code, why);
            match (&line.what, reader.number) {
                (What::Recording(header), 1) => told = Some(version(header).map_err(wrong)?),
                (_, 1) => {
                    return Err(wrong(("no_recording", "the first line is no header".into())));
                }
                (..) => {
                    check.take(&line).map_err(wrong)?;
                    lines.push(line);
                }
            }
        }
        let end = |code, why: &str| reader.wrong(code, why.to_owned());
        let told = told.ok_or_else(|| end("no_recording", "it is empty"))?;
        if !matches!(lines.last(), Some(Line { what: What::Ended(_), .. })) {
            return Err(end("cut_off", "the last line is not the end"));
        }
        let counts = check.counts();
        if told.is_some_and(|told| told != counts) {
            return Err(end("cut_off", "the header counts something else than there is"));
        }
        // Commands stand where they were done, and are replayed when they were begun.
        lines.sort_by_key(|line| line.at);
        Ok(Self { lines, counts })
    }
}

/// Writes a recording with a header that counts what is in it.
pub(crate) fn write(lines: &[Line], server: &str, mut to: impl Write) -> anyhow::Result<Counts> {
    let mut check = Check::default();
    for line in lines {
        check.take(line).map_err(|(code, why)| anyhow::anyhow!("{code}: {why}"))?;
    }
    let counts = check.counts();
    let header = header(server, counts);
    for line in std::iter::once(&header).chain(lines) {
        serde_json::to_writer(&mut to, line)?;
        to.write_all(b"\n")?;
    }
    to.flush()?;
    Ok(counts)
}

pub(crate) fn header(server: &str, counts: Counts) -> Line {
    let server_version = server.to_owned();
    let counts = Some(counts);
    Line { at: 0, what: What::Recording(Header { version: VERSION, server_version, counts }) }
}

fn version(header: &Header) -> Result<Option<Counts>, (&'static str, String)> {
    if header.version != VERSION {
        let why = format!("version {} is not known, {VERSION} is", header.version);
        return Err(("other_version", why));
    }
    Ok(header.counts)
}

struct Reader<R> {
    from: R,
    number: usize,
    bytes: u64,
}

impl<R: BufRead> Reader<R> {
    fn next(&mut self) -> Result<Option<Line>, Wrong> {
        let mut text = Vec::new();
        let mut limited = self.from.by_ref().take(LINE_BYTES_MAX);
        let read = limited.read_until(b'\n', &mut text);
        self.number += 1;
        let count = read.map_err(|error| self.wrong("unreadable", error.to_string()))?;
        if count == 0 {
            return Ok(None);
        }
        self.bytes += u64::try_from(count).unwrap_or(u64::MAX);
        if !text.ends_with(b"\n") {
            let long = text.len() > 1_000;
            let code = if long { "line_too_long" } else { "cut_off" };
            return Err(self.wrong(code, "a line without an end".to_owned()));
        }
        if self.bytes > BYTES_MAX || self.number > LINES_MAX {
            return Err(self.wrong("too_large", format!("more than {LINES_MAX} lines or 512 MB")));
        }
        let line = serde_json::from_slice(&text);
        line.map(Some).map_err(|error| self.wrong("bad_line", error.to_string()))
    }

    fn wrong(&self, code: &'static str, why: String) -> Wrong {
        Wrong { line: self.number, code, why }
    }
}

/// What was met so far.
#[derive(Debug, Default)]
pub(crate) struct Check {
    people: HashSet<String>,
    external: HashSet<String>,
    sessions: HashSet<String>,
    conversations: HashSet<String>,
    millis: u64,
    commands: u64,
    dropped: u64,
    ended: bool,
}

type Flaw = (&'static str, String);

impl Check {
    pub(crate) fn take(&mut self, line: &Line) -> Result<(), Flaw> {
        if self.ended {
            return Err(("bad_line", "something after the end".to_owned()));
        }
        if line.at > MILLIS_MAX {
            return Err(("bad_time", format!("beyond {MILLIS_MAX} ms")));
        }
        self.millis = self.millis.max(line.at);
        match &line.what {
            What::Recording(_) => return Err(("bad_line", "a second header".to_owned())),
            What::Opened(opened) => {
                named(&mut self.people, &opened.person)?;
                named(&mut self.sessions, &opened.session)?;
                if opened.external {
                    self.external.insert(opened.person.clone());
                }
            }
            What::Closed(session) => self.known(session)?,
            What::Conversation(told) => {
                named(&mut self.conversations, &told.id)?;
                for member in &told.members {
                    named(&mut self.people, &member.person)?;
                    let is_guest = member.role == Role::Guest;
                    if !is_guest && self.external.contains(&member.person) {
                        let why = "somebody from outside has a role for colleagues".to_owned();
                        return Err(("bad_line", why));
                    }
                    if is_guest {
                        self.external.insert(member.person.clone());
                    }
                }
            }
            What::Said(said) => {
                self.known(&said.session)?;
                if said.command.command.is_none() || said.command.id != 0 {
                    return Err(("bad_line", "a command without a name, or with a number".into()));
                }
                self.commands += 1;
            }
            What::Dropped(count) => self.dropped = self.dropped.saturating_add(*count),
            What::Ended(_) => self.ended = true,
        }
        Ok(())
    }

    /// Where lines are missing, it may be the one that told of a session.
    fn known(&self, session: &str) -> Result<(), Flaw> {
        if self.dropped > 0 || self.sessions.contains(session) {
            return Ok(());
        }
        Err(("unknown_session", "a session that was never opened".to_owned()))
    }

    pub(crate) fn counts(&self) -> Counts {
        let count = |set: &HashSet<String>| u64::try_from(set.len()).unwrap_or(u64::MAX);
        Counts {
            millis: self.millis,
            people: count(&self.people),
            sessions: count(&self.sessions),
            conversations: count(&self.conversations),
            commands: self.commands,
            dropped: self.dropped,
        }
    }
}

fn named(set: &mut HashSet<String>, id: &str) -> Result<(), Flaw> {
    if id.is_empty() || id.len() > ID_BYTES_MAX {
        return Err(("bad_line", format!("a stand-in has 1 to {ID_BYTES_MAX} bytes")));
    }
    if !set.contains(id) {
        if set.len() == NAMED_MAX {
            return Err(("too_many", format!("more than {NAMED_MAX} of a kind")));
        }
        set.insert(id.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"{"at":0,"recording":{"version":1,"serverVersion":"0.1.0"}}"#;
    const OPENED: &str = r#"{"at":0,"opened":{"session":"s","person":"p"}}"#;
    const SAID: &str =
        r#"{"at":9,"said":{"session":"s","command":{"ping":{}},"outcome":"done","micros":3}}"#;
    const ENDED: &str = r#"{"at":10,"ended":"over"}"#;

    fn read(lines: &[&str]) -> Result<Recording, Wrong> {
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        Recording::read(text.as_bytes())
    }

    // O5
    #[test]
    fn a_recording_is_the_same_after_writing_and_reading() {
        let read_first = read(&[HEAD, OPENED, SAID, ENDED]).unwrap();
        let mut written = Vec::new();
        let counts = write(&read_first.lines, "0.1.0", &mut written).unwrap();
        assert_eq!((counts.people, counts.commands, counts.millis), (1, 1, 10));
        assert_eq!(Recording::read(written.as_slice()).unwrap(), read_first);
    }

    // O5
    #[test]
    fn what_is_wrong_is_told_by_a_code_and_a_line() {
        let guest = r#"{"at":0,"opened":{"session":"g","person":"g","external":true}}"#;
        let role =
            r#"{"at":0,"conversation":{"id":"c","members":[{"person":"g","role":"owner"}]}}"#;
        let counts = r#"{"at":0,"recording":{"version":1,"serverVersion":"x","counts":
            {"millis":10,"people":1,"sessions":1,"conversations":0,"commands":2,"dropped":0}}}"#
            .replace('\n', "");
        let long = format!(r#"{{"at":0,"closed":"{}"}}"#, "x".repeat(300_000));
        let named = format!(r#"{{"at":0,"closed":"{}"}}"#, "x".repeat(100));
        let cases: [(&[&str], usize, &str); 13] = [
            (&[], 1, "no_recording"),
            (&[OPENED, ENDED], 1, "no_recording"),
            (&[r#"{"at":0,"recording":{"version":2,"serverVersion":"x"}}"#], 1, "other_version"),
            (&[HEAD, OPENED, SAID], 4, "cut_off"),
            (&[&counts, OPENED, SAID, ENDED], 5, "cut_off"),
            (&[HEAD, SAID, ENDED], 2, "unknown_session"),
            (&[HEAD, &named, ENDED], 2, "unknown_session"),
            (&[HEAD, OPENED, "{", ENDED], 3, "bad_line"),
            (&[HEAD, "", ENDED], 2, "bad_line"),
            (&[HEAD, guest, role, ENDED], 3, "bad_line"),
            (&[HEAD, r#"{"at":99999999999,"dropped":1}"#, ENDED], 2, "bad_time"),
            (&[HEAD, &long, ENDED], 2, "line_too_long"),
            (&[HEAD, ENDED, OPENED], 3, "bad_line"),
        ];
        for (lines, number, code) in cases {
            let wrong = read(lines).unwrap_err();
            assert_eq!((wrong.line, wrong.code), (number, code), "{wrong}");
        }
        let half = format!("{HEAD}\n{OPENED}\n{{\"at\":9,\"sa");
        assert_eq!(Recording::read(half.as_bytes()).unwrap_err().code, "cut_off");
    }
}
