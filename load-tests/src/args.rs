//! What to measure, and on which server.

use crate::floor::{Floor, Mode};
use crate::record::Record;
use crate::recording::busy::BusyHour;
use crate::replay::Replay;
use clap::{Parser, Subcommand, ValueEnum};
use protocol::codec::Encoding;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Measures a Parlor server over its own protocol.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Args {
    /// A server that runs already. Its rates should be raised, or it will refuse what is measured.
    #[arg(long, global = true, value_name = "URL", conflicts_with = "parlor")]
    pub(crate) server: Option<String>,
    /// The e-mail address of an internal user of that server.
    #[arg(long, global = true)]
    pub(crate) email: Option<String>,
    /// The password of that user.
    #[arg(long, global = true, env = "PARLOR_PASSWORD", hide_env_values = true)]
    pub(crate) password: Option<Secret>,
    /// The process of that server, if it is on this machine: for its memory and processor time.
    #[arg(long, global = true)]
    pub(crate) pid: Option<u32>,
    /// The `parlor` program to start a server of its own with.
    #[arg(long, global = true, value_name = "PATH")]
    pub(crate) parlor: Option<PathBuf>,
    /// How frames are written.
    #[arg(long, global = true, value_enum, default_value_t = Wire::Json)]
    pub(crate) encoding: Wire,
    /// Measures the floor instead of a server: what the operating system leaves as a price.
    #[arg(long, global = true, value_enum, conflicts_with_all = ["server", "parlor"])]
    pub(crate) floor: Option<Mode>,
    /// Nodes to start; more than one need Postgres, and Redis to see each other's typing.
    #[arg(long, global = true, default_value_t = 1,
          value_parser = clap::value_parser!(u32).range(1..=8))]
    pub(crate) nodes: u32,
    /// An empty Postgres database for a server that is started here, instead of SQLite.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: Option<Secret>,
    /// A Redis between the nodes that are started here.
    #[arg(long, global = true, env = "REDIS_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) redis_url: Option<Secret>,
    /// Lets the system choose cores, instead of one for the server and another for this program.
    #[arg(long, global = true)]
    pub(crate) no_pin: bool,
    /// Keeps the results in a file, for `report`.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) keep: Option<PathBuf>,
    /// Writes a page with plots.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Prints JSON instead of a table.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) scenario: Scenario,
}

/// A password, or an address with one, that is never shown.
#[derive(Clone)]
pub(crate) struct Secret(pub(crate) String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// How frames are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Wire {
    Json,
    Proto,
}

impl From<Wire> for Encoding {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Json => Self::Json,
            Wire::Proto => Self::Proto,
        }
    }
}

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum Scenario {
    /// What sessions cost that only wait: memory for each, and processor time.
    Idle(Idle),
    /// What it costs to bring a message to all members of one conversation.
    Fanout(Fanout),
    /// How many messages a second many conversations take while each is delivered in time.
    Rooms(Rooms),
    /// How long it takes until everybody is back who was cut off at once.
    Storm(Storm),
    /// How many messages a second are acknowledged, and how long that takes.
    Durable(Durable),
    /// A day at a support desk: many things at once, each when it is due.
    Day(Day),
    /// Whether those who read in time notice others who read nothing.
    Slow(Slow),
    /// Whether a delivery costs the same with more members, and with more that is stored.
    Growth(Growth),
    /// All of it in short, with the floor in the same run, several times.
    Bench(Bench),
    /// Makes a page with plots of kept results, and compares two of them.
    Report(ReportOf),
    /// What the stores do by themselves: commits of one row and of many.
    Stores(Stores),
    /// Serves what every server needs at least, until it is killed: to measure against.
    Floor(Floor),
    /// Writes down what the clients of a server do, with stand-ins for people and texts.
    Record(Record),
    /// Does again what a recording tells, and checks what comes back.
    Replay(Replay),
    /// Makes a recording of a busy hour at a support desk.
    BusyHour(BusyHour),
}

impl Scenario {
    /// Sockets that are open at once.
    pub(crate) fn sockets(&self) -> u64 {
        match self {
            Self::Idle(idle) => u64::from(idle.sessions),
            Self::Fanout(fanout) => u64::from(fanout.members),
            Self::Rooms(rooms) => u64::from(rooms.rooms) * u64::from(rooms.members),
            Self::Storm(storm) => u64::from(storm.rooms) * u64::from(storm.members),
            Self::Durable(durable) => durable.senders.iter().copied().max().map_or(0, u64::from),
            Self::Day(day) => 7 * u64::from(day.rooms),
            Self::Slow(slow) => 2 * u64::from(slow.members),
            Self::Growth(_) => 2_000,
            Self::Bench(_) => 12_000,
            Self::Report(_) | Self::Stores(_) | Self::Floor(_) => 0,
            // A recording tells it later.
            Self::Record(_) | Self::Replay(_) | Self::BusyHour(_) => 0,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Idle {
    /// Sessions to open; ten for each user.
    #[arg(long, default_value_t = 10_000,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) sessions: u32,
    /// Sessions that are being opened at once.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) opening: u32,
    /// Seconds to wait with all of them open.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub(crate) seconds: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Fanout {
    /// Members of the conversation, the senders included.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub(crate) members: u32,
    /// Messages to send.
    #[arg(long, default_value_t = 500,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) messages: u32,
    /// Messages that are not with all members yet: 1 is the price of one delivery by itself.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_024))]
    pub(crate) in_flight: u32,
    /// Messages a second, whatever is under way; latency counts from when each was due.
    #[arg(long, conflicts_with = "in_flight", value_name = "MESSAGES")]
    pub(crate) rate: Option<f64>,
    /// Members who send in turn.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) senders: u32,
    /// Bytes of a message's text.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(40..=16_000))]
    pub(crate) bytes: u32,
    /// Members who stop reading before the first message.
    #[arg(long, default_value_t = 0)]
    pub(crate) slow: u32,
    /// Seconds after which it is given up.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub(crate) deadline: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Rooms {
    /// Conversations.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) rooms: u32,
    /// Members of each with a live session.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=999))]
    pub(crate) members: u32,
    /// Milliseconds within which 99 % of the deliveries have to be made.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) within: u32,
    /// Messages a second to begin with.
    #[arg(long, default_value_t = 1_000.0)]
    pub(crate) rate: f64,
    /// Seconds of each try.
    #[arg(long, default_value_t = 1.5)]
    pub(crate) seconds: f64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Storm {
    /// Conversations.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) rooms: u32,
    /// Members of each with a live session.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=999))]
    pub(crate) members: u32,
    /// Storms, one after the other.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) times: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Durable {
    /// How many send at once, each the next message when the last one was acknowledged. Several
    /// numbers: one run after the other.
    #[arg(long, default_value = "1,8,32,256", value_delimiter = ',',
          value_parser = clap::value_parser!(u32).range(1..=5_000))]
    pub(crate) senders: Vec<u32>,
    /// Seconds of each run.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub(crate) seconds: u64,
    /// All of them in one conversation, instead of one for each.
    #[arg(long)]
    pub(crate) together: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Stores {
    /// Seconds of each run.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub(crate) seconds: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Day {
    /// Conversations, with one to six guests each.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=5_000))]
    pub(crate) rooms: u32,
    /// What happens in a second.
    #[arg(long, default_value_t = 200.0)]
    pub(crate) rate: f64,
    /// Seconds of the day.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub(crate) seconds: u64,
    /// The same number is the same day.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Slow {
    /// Members of the conversation.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(3..=1_000))]
    pub(crate) members: u32,
    /// Members who read nothing.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=998))]
    pub(crate) slow: u32,
    /// Messages a second.
    #[arg(long, default_value_t = 100.0)]
    pub(crate) rate: f64,
    /// Messages of each of the two runs.
    #[arg(long, default_value_t = 1_000,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) messages: u32,
    /// Bytes of a message's text: large ones fill what the server keeps for a session.
    #[arg(long, default_value_t = 2_000,
          value_parser = clap::value_parser!(u32).range(40..=16_000))]
    pub(crate) bytes: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Growth {
    /// Members of the conversations whose deliveries are compared.
    #[arg(long, default_value = "10,100,1000", value_delimiter = ',',
          value_parser = clap::value_parser!(u32).range(2..=1_000))]
    pub(crate) members: Vec<u32>,
    /// Stored conversations beside the one whose deliveries are compared.
    #[arg(long, default_value = "100,10000", value_delimiter = ',',
          value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) stored: Vec<u32>,
    /// Deliveries of each run.
    #[arg(long, default_value_t = 200_000,
          value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    pub(crate) deliveries: u32,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Bench {
    /// How often all of it is measured.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(crate) repeats: u32,
    /// Only these: idle, fanout, rooms, storm, durable, day, nodes, slow, growth, stores.
    #[arg(long, value_delimiter = ',', value_name = "NAME,…")]
    pub(crate) only: Vec<String>,
    /// Minutes after which nothing more is begun.
    #[arg(long, default_value_t = 25, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    pub(crate) minutes: u64,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReportOf {
    /// Results that were kept by `--keep`.
    pub(crate) results: PathBuf,
    /// Others to compare them with.
    pub(crate) beside: Option<PathBuf>,
    /// Where the page goes.
    #[arg(short, long, default_value = "load-report.html", value_name = "FILE")]
    pub(crate) out: PathBuf,
}
