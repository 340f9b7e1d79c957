//! A client as PROTOCOL.md wants it: resumes with its positions after any loss, says again what it
//! has no answer for, with the same client id, waits when told to, and writes everything into the
//! history. What it does comes from its seed.

mod acts;
mod hears;

pub(crate) use self::hears::spot;
use super::history::{Act, History, Spot, What};
use super::people::Person;
use super::socket::{Got, Socket};
use super::time::{self, ms, rest, s};
use crate::support::seed::Seed;
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

/// Operations of one client under way.
const UNDER_WAY_MAX: usize = 4;
/// The longest time between two tries to connect, unless the server names a longer one.
const RETRY_MAX: Duration = ms(1_000);

/// What the clients of a run are to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Talk.
    Talk,
    /// Begin nothing new; bring to an end what is open.
    Settle,
    /// Come to these ends, and say so.
    Reach(Arc<Ends>),
    /// Leave.
    Over,
}

/// Where all logs ended when somebody looked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ends {
    /// Which look it was, from 1.
    pub(crate) look: u64,
    /// For each client and conversation.
    pub(crate) spots: BTreeMap<(u32, String), Spot>,
}

/// What the clients of a run have come to, together.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) phase: watch::Sender<Phase>,
    pub(crate) acked: watch::Sender<u64>,
    pub(crate) settled: watch::Sender<usize>,
    /// Clients that have come to the ends of this look.
    pub(crate) reached: watch::Sender<usize>,
    /// Sessions that are open.
    pub(crate) open: watch::Sender<usize>,
}

impl Board {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            phase: watch::Sender::new(Phase::Talk),
            acked: watch::Sender::new(0),
            settled: watch::Sender::new(0),
            reached: watch::Sender::new(0),
            open: watch::Sender::new(0),
        })
    }
}

/// How a client goes about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// The longest time between two operations; half of it on average.
    pub(crate) pace: Duration,
    /// After so long a silence it asks whether the connection lives, and gives up after as long.
    pub(crate) silence: Duration,
    /// Letters in a message, at the most.
    pub(crate) text_max: u64,
}

/// A conversation as the client has it.
#[derive(Debug, Clone)]
struct Place {
    id: String,
    can_write: bool,
    held: Option<Spot>,
}

/// What is not settled.
#[derive(Debug, Clone)]
struct Open {
    act: Act,
    place: String,
}

/// One client.
#[derive(Debug)]
pub(crate) struct Client {
    who: u32,
    person: Person,
    wire: SocketAddr,
    manner: Manner,
    seed: Seed,
    history: History,
    board: Arc<Board>,
    places: Vec<Place>,
    open: BTreeMap<String, Open>,
    /// Of those, what has to be said (again), and from when on.
    again: VecDeque<(Instant, String)>,
    /// Of those, what was said on this session, by the command's id.
    under_way: BTreeMap<u64, String>,
    last_id: u64,
    /// Its own messages, and those of all, of late.
    own: VecDeque<(String, String)>,
    seen: VecDeque<(String, String)>,
    /// When the server wants it back.
    come_back: Option<Instant>,
    is_settled: bool,
    /// The last look to whose ends it came.
    reached: u64,
    texts: u64,
}

/// How a session ended, and how long to wait at least.
struct Ended {
    how: String,
    after: Duration,
}

fn ended(how: impl Into<String>) -> Ended {
    Ended { how: how.into(), after: Duration::ZERO }
}

impl Client {
    pub(crate) fn new(who: u32, person: Person, wire: SocketAddr, manner: Manner) -> Self {
        Self {
            who,
            person,
            wire,
            manner,
            seed: Seed::of(u64::from(who)),
            history: History::new(),
            board: Board::new(),
            places: Vec::new(),
            open: BTreeMap::new(),
            again: VecDeque::new(),
            under_way: BTreeMap::new(),
            last_id: 0,
            own: VecDeque::new(),
            seen: VecDeque::new(),
            come_back: None,
            is_settled: false,
            reached: 0,
            texts: 0,
        }
    }

    /// What it shares with the others of its run, and its chance.
    pub(crate) fn in_run(mut self, seed: Seed, history: History, board: Arc<Board>) -> Self {
        (self.seed, self.history, self.board) = (seed, history, board);
        self
    }

    /// A conversation that it is a member of, and holds up to there.
    pub(crate) fn holds(&mut self, id: &str, can_write: bool, spot: Spot) {
        self.places.push(Place { id: id.to_owned(), can_write, held: Some(spot) });
    }

    /// Lives until it is over.
    pub(crate) async fn live(mut self) {
        let user = self.person.user.clone();
        self.write(What::Is { user, internal: self.person.internal });
        let mut bound = ms(50);
        loop {
            let began = time::now();
            let ended = self.session().await;
            if self.is_finished() {
                return;
            }
            self.write(What::Closed { how: ended.how.clone() });
            self.lose(&ended.how);
            if began.elapsed() > s(2) {
                bound = ms(50);
            }
            let millis = u64::try_from(bound.as_millis()).unwrap();
            let own = ms(self.seed.below(millis));
            let told = self.come_back.take().map(|at| at.saturating_duration_since(time::now()));
            rest(told.unwrap_or(own).max(ended.after)).await;
            bound = (bound * 2).min(RETRY_MAX);
        }
    }

    fn write(&self, what: What) {
        self.history.write(self.who, what);
    }

    /// What had no answer is unknown, and is said again.
    fn lose(&mut self, why: &str) {
        for (_, key) in std::mem::take(&mut self.under_way) {
            self.write(What::Unknown { key: key.clone(), why: why.to_owned() });
            self.again.push_back((time::now(), key));
        }
    }

    async fn session(&mut self) -> Ended {
        let mut socket = match Socket::open(self.wire).await {
            Ok(socket) => socket,
            Err(refused) => {
                return Ended { how: refused.why, after: refused.after.unwrap_or_default() };
            }
        };
        if let Err(ended) = self.connect(&mut socket).await {
            return ended;
        }
        self.board.open.send_modify(|open| *open += 1);
        let ended = self.talk(&mut socket).await;
        self.board.open.send_modify(|open| *open -= 1);
        ended
    }

    async fn connect(&mut self, socket: &mut Socket) -> Result<(), Ended> {
        let held: Vec<(String, Spot)> = self
            .places
            .iter()
            .filter_map(|place| Some((place.id.clone(), place.held.clone()?)))
            .collect();
        let resume: Vec<Value> = held
            .iter()
            .map(|(id, at)| json!({"conversationId": id, "epoch": at.epoch, "seq": at.seq}))
            .collect();
        self.last_id = 1;
        let connect = json!({"id": 1, "connect": {"token": self.person.token, "resume": resume}});
        if !socket.say(&connect).await {
            return Err(ended("no room for connect"));
        }
        let connected = async {
            loop {
                match socket.next().await {
                    Got::Frame(frame) => return Ok(frame),
                    Got::Sign => (),
                    Got::End(code) => return Err(ended(format!("{code} before connected"))),
                }
            }
        };
        let frame = timeout(s(10), connected).await.map_err(|_| ended("no connected"))??;
        if !frame["reply"]["connected"].is_object() {
            let error = &frame["reply"]["error"];
            let after = ms(error["retryAfterMs"].as_u64().unwrap_or(200));
            return Err(Ended { how: format!("connect: {}", error["code"]), after });
        }
        self.write(What::Opened);
        for (place, spot) in held {
            self.write(What::Held { place, spot });
        }
        Ok(())
    }

    async fn talk(&mut self, socket: &mut Socket) -> Ended {
        let mut phase = self.board.phase.subscribe();
        let mut heard_at = time::now();
        let mut asked = false;
        let mut next = time::now() + self.think();
        loop {
            self.note_settled();
            self.note_reached();
            if self.is_finished() {
                return ended("finished");
            }
            // Who talks rarely says again soon what has no answer.
            if !self.again.is_empty() {
                next = next.min(time::now() + RETRY_MAX);
            }
            let silent_at = heard_at + self.manner.silence * if asked { 2 } else { 1 };
            let back_at = self.come_back.unwrap_or(heard_at + s(3_600));
            tokio::select! {
                got = socket.next() => {
                    (heard_at, asked) = (time::now(), false);
                    match got {
                        Got::Frame(frame) => self.hear(&frame),
                        Got::Sign => (),
                        Got::End(code) => return over(code),
                    }
                }
                () = sleep_until(next), if self.may_begin() => {
                    next = time::now() + self.think();
                    if let Some(command) = self.begin()
                        && !socket.say(&command).await
                    {
                        return ended("no room for a command");
                    }
                }
                () = sleep_until(back_at) => return ended("drained"),
                () = sleep_until(silent_at) => {
                    self.last_id += 1;
                    let ping = json!({"id": self.last_id, "ping": {}});
                    if asked || !socket.say(&ping).await {
                        return ended("silence");
                    }
                    asked = true;
                }
                _ = phase.changed() => (),
            }
        }
    }

    fn think(&mut self) -> Duration {
        let most = u64::try_from(self.manner.pace.as_micros()).unwrap().max(1);
        Duration::from_micros(self.seed.below(most))
    }

    fn note_settled(&mut self) {
        let is_settled = self.open.is_empty() && *self.board.phase.borrow() != Phase::Talk;
        if is_settled && !self.is_settled {
            self.is_settled = true;
            self.board.settled.send_modify(|settled| *settled += 1);
        }
    }

    fn note_reached(&mut self) {
        let look = match &*self.board.phase.borrow() {
            Phase::Reach(ends) if ends.look > self.reached && self.has_all(ends) => ends.look,
            Phase::Talk | Phase::Settle | Phase::Reach(_) | Phase::Over => return,
        };
        self.reached = look;
        self.board.reached.send_modify(|reached| *reached += 1);
    }

    /// What is beyond these ends was done after the look; there will be another one.
    fn has_all(&self, ends: &Ends) -> bool {
        self.places.iter().all(|place| {
            let end = ends.spots.get(&(self.who, place.id.clone()));
            let (Some(held), Some(end)) = (&place.held, end) else { return true };
            held.epoch == end.epoch && held.seq >= end.seq
        })
    }

    fn is_finished(&self) -> bool {
        *self.board.phase.borrow() == Phase::Over
    }
}

/// The end of a session by its close code.
fn over(code: u16) -> Ended {
    let after = if code == 1013 { s(5) } else { Duration::ZERO };
    Ended { how: format!("closed with {code}"), after }
}
