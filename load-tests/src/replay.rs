//! Replays a recording: makes the people and conversations that it needs, and has each session do
//! what it did, when it did it. Commands are said when they are due, whether or not those before
//! have an answer (an open model), and times count from then. Everything that comes is looked at.

mod actor;
mod plan;
mod stage;
mod verdict;

use crate::record;
use crate::recording::Recording;
use crate::report::{Report, number, progress};
use crate::server::Server;
use crate::watch::histogram;
use actor::Part;
use clap::ValueEnum;
use hdrhistogram::Histogram;
use plan::Plan;
use stage::Stage;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How much later each copy does the same: they are no chorus.
const COPY_LATER: u64 = 37_000;
/// How long is waited for what was due, after the last of it was.
const LAST_ANSWERS: Duration = Duration::from_secs(60);
/// Seconds of a day.
const DAY_SECONDS: u64 = 86_400;
/// Promises that were not kept, as far as they are shown.
const FAULTS_SHOWN_MAX: usize = 50;

#[derive(Debug, clap::Args)]
pub(crate) struct Replay {
    /// The recording.
    pub(crate) file: PathBuf,
    /// How many times faster than it was.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) speed: u32,
    /// How many times as many people: each copy has conversations of its own. Written x3 or 3.
    #[arg(long, default_value = "x1", value_parser = times, value_name = "xN")]
    pub(crate) people: usize,
    /// Records meanwhile what the server sees of it, into this file.
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,
    /// Spoils one frame after it came, to see whether that is noticed.
    #[arg(long, value_enum, hide = true)]
    pub(crate) plant: Option<Planted>,
}

/// What can be spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Planted {
    Loss,
    Double,
    Note,
}

fn times(text: &str) -> Result<usize, String> {
    let number = text.trim_start_matches(['x', '×']).parse().ok();
    number
        .filter(|number| (1..=1_000).contains(number))
        .ok_or_else(|| "from x1 to x1000".to_owned())
}

/// Something that is spoilt once, at the first one from outside whom it meets.
#[derive(Debug, Clone)]
enum Plant {
    Loss(Arc<AtomicBool>),
    Double(Arc<AtomicBool>),
    Note(Arc<AtomicBool>),
}

impl Plant {
    fn of(planted: Planted) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        match planted {
            Planted::Loss => Self::Loss(done),
            Planted::Double => Self::Double(done),
            Planted::Note => Self::Note(done),
        }
    }

    fn is_now(&self) -> bool {
        let (Self::Loss(done) | Self::Double(done) | Self::Note(done)) = self;
        !done.swap(true, Ordering::Relaxed)
    }
}

/// What sessions counted.
#[derive(Debug)]
struct Tally {
    /// From when commands were due to their answers, in microseconds.
    answered: Histogram<u64>,
    /// From when messages were due to their reading by each member.
    read: Histogram<u64>,
    done: u64,
    again: u64,
    /// Sessions that the server sent to connect again, by its close code.
    back: BTreeMap<u16, u64>,
    refused: BTreeMap<String, u64>,
    left_out: BTreeMap<String, u64>,
}

impl Tally {
    fn new() -> anyhow::Result<Self> {
        Ok(Self {
            answered: histogram()?,
            read: histogram()?,
            done: 0,
            again: 0,
            back: BTreeMap::new(),
            refused: BTreeMap::new(),
            left_out: BTreeMap::new(),
        })
    }
}

/// Looks at a recording, before a server is started for it.
pub(crate) fn check(replay: &Replay) -> anyhow::Result<Recording> {
    Recording::open(&replay.file)
}

pub(crate) async fn run(server: &Server, replay: &Replay) -> anyhow::Result<Vec<Report>> {
    let recording = check(replay)?;
    let (over, mut is_over) = watch::channel(false);
    let playing = play(server, replay, &recording, over);
    let Some(file) = &replay.record else { return Ok(vec![playing.await?]) };
    // Also where what is recorded has failed.
    let stop = async move { drop(is_over.wait_for(|over| *over).await) };
    let (played, recorded) = tokio::join!(playing, record::until(server, file, DAY_SECONDS, stop));
    Ok(vec![played?, recorded?])
}

async fn play(
    server: &Server,
    replay: &Replay,
    recording: &Recording,
    over: watch::Sender<bool>,
) -> anyhow::Result<Report> {
    let (speed, people) = (replay.speed, replay.people);
    let plan = Arc::new(Plan::of(recording, speed));
    let name = replay.file.file_name().unwrap_or_default().display();
    let mut report = Report::new(format!("replay: {name}, speed {speed}, people x{people}"));
    progress(&format!("making {people} x {} people", plan.people.len()));
    let mut stages = Vec::new();
    for _ in 0..people {
        stages.push(Stage::make(server, &plan).await?);
    }
    // One beginning for all copies.
    let watch = crate::watch::Watch::start();
    let stages: Vec<_> = stages.into_iter().map(|stage| Arc::new(stage.begin(watch))).collect();
    progress("replaying");
    let before = server.look()?;
    let plant = replay.plant.map(Plant::of);
    let (mut playing, mut changing) = (JoinSet::new(), JoinSet::new());
    for (number, stage) in (0..).zip(&stages) {
        let later = COPY_LATER.saturating_mul(number);
        for seat in 0..plan.seats.len() {
            let (plan, stage) = (Arc::clone(&plan), Arc::clone(stage));
            let (over, plant) = (over.subscribe(), plant.clone());
            let part = Part { plan, stage, seat, later, over, plant };
            playing.spawn(actor::play(part, server.http.address.clone(), server.encoding));
        }
        changing.spawn(change(Arc::clone(&plan), Arc::clone(stage), later));
    }
    wait(&stages, plan.span, &mut report).await;
    let took = watch.elapsed().as_secs_f64();
    let after = server.look()?;
    over.send_replace(true);
    let mut tally = Tally::new()?;
    while let Some(played) = playing.join_next().await {
        match played? {
            Ok(one) => tally.add(&one)?,
            Err(error) => report.broken(format!("a session ended: {error:#}")),
        }
    }
    while let Some(changed) = changing.join_next().await {
        changed??;
    }
    for (why, count) in &plan.left_out {
        *tally.left_out.entry((*why).to_owned()).or_default() += count * number_of(people);
    }
    progress("reading all of it again");
    for stage in &stages {
        stage.compare(server).await?;
    }
    report.figure("sessions", number(number_of(plan.seats.len() * people)), "");
    report.figure("seconds", took, "s");
    report.figure("commands_per_second", number(tally.done) / took, "1/s");
    tally.tell(&mut report);
    if let (Some(before), Some(after)) = (before, after) {
        let spent = number(after.processor.since(&before.processor)) / 1_000.0;
        report.figure("processor_per_command", spent / number(tally.done.max(1)), "µs");
    }
    let faults = stages.iter().flat_map(|stage| std::mem::take(&mut stage.ledger().faults));
    for fault in faults.take(FAULTS_SHOWN_MAX) {
        report.broken(fault);
    }
    Ok(report)
}

/// Lets people come and go, and switches conversations, when that is due.
async fn change(plan: Arc<Plan>, stage: Arc<Stage>, later: u64) -> anyhow::Result<()> {
    for change in &plan.changes {
        let left = change.due.saturating_add(later).saturating_sub(stage.watch.micros());
        tokio::time::sleep(Duration::from_micros(left)).await;
        stage.change(change).await?;
        stage.is_done();
    }
    Ok(())
}

/// Waits until everything is done; what is not done in time is a promise that was not kept.
async fn wait(stages: &[Arc<Stage>], span: u64, report: &mut Report) {
    let Some(first) = stages.first() else { return };
    let later = COPY_LATER.saturating_mul(number_of(stages.len()));
    let due = Duration::from_micros(span.saturating_add(later));
    loop {
        let left: usize = stages.iter().map(|stage| stage.left.load(Ordering::Relaxed)).sum();
        if left == 0 && first.watch.elapsed() >= due {
            return;
        }
        if first.watch.elapsed() > due + LAST_ANSWERS {
            report.broken(format!("{left} commands had no answer within {LAST_ANSWERS:?}"));
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn number_of(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
