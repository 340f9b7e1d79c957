//! One direction of one connection.

use super::commit::Answers;
use super::frames::{Frames, Pongs};
use super::{Carries, Shared, Way, Ways, bus};
use crate::time::{ms, rest};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{ReadHalf, WriteHalf};

/// How often held messages of the bus are looked after.
const TICK: Duration = ms(40);
/// Bytes that are read at once.
const READ_MAX: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Up,
    Down,
}

/// The connection has to be reset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut;

/// One connection.
pub(super) struct Link<'a> {
    pub(super) shared: &'a Shared,
    pub(super) pongs: Pongs,
}

/// What sees whole messages in the bytes.
enum Filter {
    None,
    Bus(bus::Filter),
    Answers(Answers),
    Frames(Frames, Side),
}

impl Side {
    fn way(self, ways: &Ways) -> Way {
        match self {
            Self::Up => ways.up,
            Self::Down => ways.down,
        }
    }
}

/// Carries bytes until their end, or until it has to be cut.
pub(super) async fn pump(
    link: &Link<'_>,
    side: Side,
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
) -> Result<(), Cut> {
    let mut ways = link.shared.ways.subscribe();
    let mut filter = Filter::new(link.shared, side);
    let mut left: Option<usize> = None;
    let mut has_swallowed = false;
    let mut buffer = Vec::new();
    loop {
        let way = side.way(&ways.borrow_and_update());
        left = match (way.cut_after, left) {
            (Some(bytes), None) => Some(bytes),
            (Some(_), left) => left,
            (None, _) => None,
        };
        buffer.clear();
        buffer.reserve(READ_MAX);
        let is_over = tokio::select! {
            changed = ways.changed() => {
                changed.map_err(|_| Cut)?;
                continue;
            }
            read = from.read_buf(&mut buffer), if !way.hold => read.map_err(|_| Cut)? == 0,
            () = rest(way.idle), if !way.idle.is_zero() => return Err(Cut),
            () = rest(TICK), if filter.is_waiting() => false,
            () = link.pongs.wait(), if side == Side::Up => {
                to.write_all(&link.pongs.take()).await.map_err(|_| Cut)?;
                continue;
            }
        };
        // No stream goes on behind a hole: what lost something carries nothing until it is cut.
        if way.swallow || has_swallowed {
            has_swallowed |= !buffer.is_empty();
            if is_over {
                std::future::pending::<()>().await;
            }
            continue;
        }
        if is_over {
            return to.shutdown().await.map_err(|_| Cut);
        }
        let bytes = filter.pass(link, way, &buffer, &mut to).await?;
        write(&mut to, &bytes, way, &mut left).await?;
    }
}

async fn write(
    to: &mut WriteHalf<'_>,
    mut bytes: &[u8],
    way: Way,
    left: &mut Option<usize>,
) -> Result<(), Cut> {
    let ends = left.is_some_and(|left| left < bytes.len());
    if let Some(left) = left {
        let count = bytes.len().min(*left);
        bytes = &bytes[..count];
        *left -= count;
    }
    let piece = if way.piece == 0 { bytes.len().max(1) } else { way.piece };
    for piece in bytes.chunks(piece) {
        if !way.delay.is_zero() {
            rest(way.delay).await;
        }
        to.write_all(piece).await.map_err(|_| Cut)?;
    }
    if ends { Err(Cut) } else { Ok(()) }
}

impl Filter {
    fn new(shared: &Shared, side: Side) -> Self {
        match (shared.carries, side) {
            (Carries::Redis, Side::Down) => {
                let seed = shared.seed.lock().unwrap().fork();
                Self::Bus(bus::Filter::new(shared.bus.subscribe(), seed))
            }
            (Carries::Postgres, Side::Down) => Self::Answers(Answers::default()),
            (Carries::Frames, side) => Self::Frames(Frames::default(), side),
            (Carries::Bytes | Carries::Narrow | Carries::Redis | Carries::Postgres, _) => {
                Self::None
            }
        }
    }

    /// It has something that may have to go on without anything coming.
    fn is_waiting(&self) -> bool {
        match self {
            Self::Bus(filter) => filter.is_waiting(),
            Self::None | Self::Answers(_) | Self::Frames(..) => false,
        }
    }

    /// What goes on of what came; what goes on earlier is written here.
    async fn pass(
        &mut self,
        link: &Link<'_>,
        way: Way,
        bytes: &[u8],
        to: &mut WriteHalf<'_>,
    ) -> Result<Vec<u8>, Cut> {
        match self {
            Self::None => Ok(bytes.to_vec()),
            Self::Bus(filter) => Ok(filter.pass(bytes)),
            Self::Frames(frames, side) => {
                let answers = *side == Side::Down && way.answers_pings;
                Ok(frames.pass(bytes, answers.then_some(&link.pongs)))
            }
            Self::Answers(answers) => {
                answers.take(bytes);
                if let Some(before) = answers.before_commit(&link.shared.commits) {
                    to.write_all(&before).await.map_err(|_| Cut)?;
                    link.shared.commits.wait().await;
                }
                Ok(answers.rest())
            }
        }
    }
}
