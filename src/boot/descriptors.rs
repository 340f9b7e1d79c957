//! How many connections the system's limit of descriptors leaves room for.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Descriptors that are not for connections: the store's, files, the bus, the listeners.
const RESERVED_MAX: u64 = 256;
/// Where there are few, this part of them is reserved.
const RESERVED_PART: u64 = 4;

/// Raises the soft limit to the hard one, and says how many connections of those wanted there can
/// be. So the node runs out of places, which it can say, and not out of descriptors.
pub(super) fn connections_max(wanted: u32) -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: maximum, maximum };
    let limit = if setrlimit(Resource::Nofile, raised).is_ok() { maximum } else { current };
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    let Some(limit) = limit else {
        return wanted;
    };
    let reserved = RESERVED_MAX.min(limit / RESERVED_PART);
    let room = usize::try_from(limit.saturating_sub(reserved)).unwrap_or(usize::MAX);
    if room < wanted {
        tracing::info!(
            limit,
            connections_max = room,
            "the limit of descriptors (ulimit -n) counts"
        );
    }
    wanted.min(room)
}
