//! Records what the clients of a server do, into a file that can leave the company: the server has
//! put stand-ins for people and texts already.

use crate::recording::{Check, header};
use crate::report::{Report, number, progress};
use crate::server::Server;
use anyhow::{Context as _, bail};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HOST};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use protocol::recording::{Line, What};
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes of a line, as readers have it.
const LINE_BYTES_MAX: usize = 256 * 1024;

#[derive(Debug, clap::Args)]
pub(crate) struct Record {
    /// Where to write it. There may be no such file yet.
    pub(crate) file: PathBuf,
    /// For how long; Ctrl-C ends it earlier.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) seconds: u64,
}

pub(crate) async fn run(server: &Server, record: &Record) -> anyhow::Result<Report> {
    let stop = async {
        // Where signals cannot be heard, the time ends it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    };
    progress("recording; Ctrl-C ends it");
    until(server, &record.file, record.seconds, stop).await
}

/// Records for so long, or until then.
pub(crate) async fn until(
    server: &Server,
    file: &Path,
    seconds: u64,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<Report> {
    let shown = file.display();
    if file.exists() {
        bail!("{shown} is there already");
    }
    let part = file.with_extension("part");
    let lines = File::create(&part).with_context(|| format!("{shown} cannot be written"))?;
    let mut keeper = Keeper::new(lines);
    let kept = keep(server, seconds, &mut keeper, stop).await;
    let finished = kept.and_then(|()| keeper.finish(&part, file));
    fs::remove_file(&part).ok();
    let keeper = finished?;
    let counts = keeper.check.counts();
    let mut report = Report::new(format!("record: {shown}, ended: {}", keeper.why));
    for (name, count) in [
        ("people", counts.people),
        ("sessions", counts.sessions),
        ("conversations", counts.conversations),
        ("commands", counts.commands),
        ("lines_missing", counts.dropped),
        ("milliseconds", counts.millis),
    ] {
        report.figure(name, number(count), "");
    }
    Ok(report)
}

async fn keep(
    server: &Server,
    seconds: u64,
    keeper: &mut Keeper,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let mut body = open(server, seconds).await?;
    let mut stop = std::pin::pin!(stop);
    loop {
        let frame = tokio::select! {
            frame = body.frame() => frame,
            () = &mut stop => return Ok(()),
        };
        let Some(frame) = frame else { return Ok(()) };
        // Where the server goes away, what was recorded until then is kept.
        let Ok(frame) = frame else { return Ok(()) };
        if let Ok(bytes) = frame.into_data() {
            keeper.take(&bytes)?;
        }
    }
}

async fn open(server: &Server, seconds: u64) -> anyhow::Result<Incoming> {
    let address = &server.http.address;
    let stream = TokioIo::new(address.dial().await?);
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
    #[expect(clippy::disallowed_methods, reason = "the connection of this program's own request")]
    tokio::spawn(connection);
    let request = Request::get(format!("/v1/recording?seconds={seconds}"))
        .header(HOST, &address.0)
        .header(AUTHORIZATION, format!("Bearer {}", server.token()?))
        .body(Empty::<Bytes>::new())?;
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    if status != StatusCode::OK {
        let body = answer.into_body().collect().await?.to_bytes();
        bail!("not recorded: {status}: {}", String::from_utf8_lossy(&body));
    }
    // The request is over when nobody asks for more of its answer.
    Ok(answer.into_body())
}

/// Writes lines as they come, and counts them.
struct Keeper {
    to: BufWriter<File>,
    rest: Vec<u8>,
    check: Check,
    server: String,
    why: String,
}

impl Keeper {
    fn new(to: File) -> Self {
        let (rest, server, why) = (Vec::new(), String::new(), String::new());
        Self { to: BufWriter::new(to), rest, check: Check::default(), server, why }
    }

    fn take(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        self.rest.extend_from_slice(bytes);
        let rest = std::mem::take(&mut self.rest);
        for line in rest.split_inclusive(|byte| *byte == b'\n') {
            if line.ends_with(b"\n") {
                self.line(line)?;
            } else {
                self.rest = line.to_vec();
            }
        }
        if self.rest.len() > LINE_BYTES_MAX {
            bail!("the server sends a line of more than {LINE_BYTES_MAX} bytes");
        }
        Ok(())
    }

    fn line(&mut self, text: &[u8]) -> anyhow::Result<()> {
        let line: Line = serde_json::from_slice(text).context("no line of a recording")?;
        if let What::Recording(header) = line.what {
            self.server = header.server_version;
            return Ok(());
        }
        if let What::Ended(why) = &line.what {
            self.why.clone_from(why);
        }
        self.check.take(&line).map_err(|(code, why)| anyhow::anyhow!("{code}: {why}"))?;
        self.to.write_all(text)?;
        Ok(())
    }

    /// Puts the header before it, which counts what there is.
    fn finish(mut self, part: &Path, file: &Path) -> anyhow::Result<Self> {
        if self.why.is_empty() {
            let at = self.check.counts().millis;
            let ended = Line { at, what: What::Ended("left".to_owned()) };
            let mut text = serde_json::to_vec(&ended)?;
            text.push(b'\n');
            self.line(&text)?;
        }
        self.to.flush()?;
        let mut whole = BufWriter::new(File::create_new(file)?);
        serde_json::to_writer(&mut whole, &header(&self.server, self.check.counts()))?;
        whole.write_all(b"\n")?;
        io::copy(&mut BufReader::new(File::open(part)?), &mut whole)?;
        whole.flush()?;
        Ok(self)
    }
}
