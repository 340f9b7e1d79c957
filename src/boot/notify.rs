//! Tells a service manager, if there is one, when the node is ready and when it stops
//! (`sd_notify(3)`, for systemd's `Type=notify`). Nothing depends on whether it listens.

use crate::config;
#[cfg(target_os = "linux")]
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// The way to the service manager.
#[derive(Debug)]
pub(super) struct Notify(Option<SocketAddr>);

impl Notify {
    /// The node is ready.
    pub(super) fn ready() -> Self {
        let manager = Self(config::service_manager().and_then(|named| address(&named)));
        manager.say("READY=1");
        manager
    }

    /// The node has begun to stop.
    pub(super) fn stopping(&self) {
        self.say("STOPPING=1");
    }

    fn say(&self, word: &str) {
        let Some(address) = &self.0 else { return };
        let said = UnixDatagram::unbound()
            .and_then(|socket| socket.send_to_addr(word.as_bytes(), address));
        if let Err(error) = said {
            tracing::warn!(%error, "the service manager does not listen");
        }
    }
}

/// A path, or a name that begins with `@` and is no file.
fn address(named: &str) -> Option<SocketAddr> {
    let address = match named.strip_prefix('@') {
        #[cfg(target_os = "linux")]
        Some(name) => SocketAddr::from_abstract_name(name),
        #[cfg(not(target_os = "linux"))]
        Some(_) => return None,
        None => SocketAddr::from_pathname(named),
    };
    address.ok()
}

#[cfg(test)]
mod tests {
    use super::{Notify, address};
    use std::os::unix::net::UnixDatagram;

    #[test]
    fn the_service_manager_hears_words_by_path_and_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notify").display().to_string();
        let name = format!("@parlor-test-{}", uuid::Uuid::new_v4());
        for named in [path, name] {
            let address = address(&named).unwrap();
            let manager = UnixDatagram::bind_addr(&address).unwrap();
            Notify(Some(address)).stopping();
            let mut heard = [0; 32];
            let length = manager.recv(&mut heard).unwrap();
            assert_eq!(&heard[..length], b"STOPPING=1");
        }
    }

    #[test]
    fn nobody_has_to_listen() {
        Notify(None).stopping();
        Notify(address("/nowhere/at/all")).stopping();
    }
}
