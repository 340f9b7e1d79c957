//! How often one address of the network may try sign-ins, codes and joins, and whose address a
//! request comes from.

use super::HttpSettings;
use super::problem::Problem;
use axum::Extension;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use domain::time::Span;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use protocol::code::Code;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// After so many tries, addresses that are quiet again are forgotten.
const FORGET_EVERY: u32 = 10_000;

/// Counts tries by address.
#[derive(Debug)]
pub struct SignInRate {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    clock: DefaultClock,
    tries: AtomicU32,
}

impl SignInRate {
    /// So many at once, and so many each minute.
    #[must_use]
    pub fn new(burst: u32, per_minute: u32) -> Self {
        let number = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(number(per_minute)).allow_burst(number(burst));
        Self {
            limiter: RateLimiter::keyed(quota),
            clock: DefaultClock::default(),
            tries: AtomicU32::new(0),
        }
    }

    fn take(&self, address: IpAddr) -> Result<(), Span> {
        if self.tries.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(&network_of(address)).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            Span::millis(i64::try_from(wait.as_millis()).unwrap_or(i64::MAX))
        })
    }
}

/// One customer of a provider has a whole /64 of IPv6 addresses.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(four) => IpAddr::V4(four),
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & (u128::MAX << 64))),
    }
}

/// Takes one of the tries that the caller's address has; a handler that takes it is limited.
#[derive(Debug, Clone, Copy)]
pub struct OneTry;

impl<S: Send + Sync> FromRequestParts<S> for OneTry {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let rate = Extension::<Arc<SignInRate>>::from_request_parts(parts, state).await;
        let settings = Extension::<Arc<HttpSettings>>::from_request_parts(parts, state).await;
        let (Ok(Extension(rate)), Ok(Extension(settings))) = (rate, settings) else {
            return Err(Problem::from(Code::Internal));
        };
        rate.take(client(parts, &settings))
            .map(|()| Self)
            .map_err(|wait| Problem::from(Code::RateLimited).after(wait))
    }
}

/// Whose address a request comes from.
#[must_use]
pub fn client(parts: &Parts, settings: &HttpSettings) -> IpAddr {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    // Without a peer all share one place: stricter, not looser.
    let peer = peer.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED));
    client_behind(peer, &parts.headers, settings)
}

/// Goes back through `X-Forwarded-For`, from the peer on, as long as proxies are trusted.
fn client_behind(peer: IpAddr, headers: &HeaderMap, settings: &HttpSettings) -> IpAddr {
    let trusted =
        |address: IpAddr| settings.trusted_proxies.iter().any(|network| network.contains(address));
    let mut client = peer;
    let said: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(','))
        .collect();
    for hop in said.iter().rev() {
        if !trusted(client) {
            break;
        }
        let Ok(address) = hop.trim().parse() else { break };
        client = address;
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(trusted: &[&str]) -> HttpSettings {
        HttpSettings {
            origins: Vec::new(),
            hosts: Vec::new(),
            trusted_proxies: trusted.iter().map(|network| network.parse().unwrap()).collect(),
            sign_in_burst: 1,
            sign_ins_per_minute: 1,
            admin_elsewhere: false,
        }
    }

    #[test]
    fn a_forged_forwarded_for_changes_nothing() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "9.9.9.9, 8.8.8.8".parse().unwrap());
        let peer = "7.7.7.7".parse().unwrap();
        assert_eq!(client_behind(peer, &headers, &settings(&[])), peer);
        let behind = client_behind(peer, &headers, &settings(&["7.7.7.7"]));
        assert_eq!(behind, "8.8.8.8".parse::<IpAddr>().unwrap());
    }

    #[test]
    fn an_address_has_its_own_tries() {
        let rate = SignInRate::new(2, 1);
        let (one, other) = ("1.1.1.1".parse().unwrap(), "2.2.2.2".parse().unwrap());
        assert!(rate.take(one).is_ok() && rate.take(one).is_ok());
        assert!(rate.take(one).unwrap_err().as_millis() > 0);
        assert!(rate.take(other).is_ok());
        let neighbours: Vec<IpAddr> = ["2001:db8::1", "2001:db8::2", "2001:db8::3"]
            .iter()
            .map(|address| address.parse().unwrap())
            .collect();
        let allowed = neighbours.iter().filter(|address| rate.take(**address).is_ok()).count();
        assert_eq!(allowed, 2);
    }
}
