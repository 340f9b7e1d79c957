//! Where a server is, and what a join link says. Does not connect.
//!
//! A link's token stands in the URL's fragment (L1): it is cut off here before anything else looks
//! at the URL, and travels in the body of a request only.

use anyhow::{Context as _, bail, ensure};
use hyper::Uri;
use std::fmt;

/// A server's address, from a URL. Paths are left out: the API stands at the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) tls: bool,
    /// A name or an address; IPv6 without its brackets.
    pub(super) host: String,
    pub(super) port: u16,
}

impl Server {
    /// Reads `http://host[:port]` or `https://host[:port]`.
    pub(super) fn parse(url: &str) -> anyhow::Result<Self> {
        let uri: Uri = url.parse().with_context(|| format!("“{url}” is not a URL"))?;
        let tls = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            Some(other) => bail!("“{other}:” is not spoken here: use http: or https:"),
            None => bail!("begin the URL with http:// or https://"),
        };
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        ensure!(!host.is_empty(), "“{url}” names no host");
        let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
        Ok(Self { tls, host: host.to_owned(), port })
    }

    /// The `Host` of requests: without the port where that is the usual one.
    pub(super) fn authority(&self) -> String {
        let host =
            if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        match (self.tls, self.port) {
            (true, 443) | (false, 80) => host,
            (true | false, port) => format!("{host}:{port}"),
        }
    }

    /// The address of the socket.
    pub(super) fn socket_url(&self, path: &str) -> String {
        let scheme = if self.tls { "wss" } else { "ws" };
        format!("{scheme}://{}{path}", self.authority())
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.tls { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority())
    }
}

/// A link into a conversation: `http://host/#join=TOKEN`.
#[derive(PartialEq, Eq)]
pub(super) struct JoinLink {
    pub(super) server: Server,
    pub(super) token: String,
}

impl fmt::Debug for JoinLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinLink").field("server", &self.server).finish_non_exhaustive()
    }
}

impl JoinLink {
    /// Reads a link. Errors do not repeat the token.
    pub(super) fn parse(url: &str) -> anyhow::Result<Self> {
        let (address, fragment) = url
            .split_once('#')
            .context("this URL is no join link: it has no part that begins with #join=")?;
        let token = fragment
            .split('&')
            .find_map(|pair| pair.strip_prefix("join="))
            .context("this URL is no join link: its fragment does not begin with join=")?;
        let is_token_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        ensure!(!token.is_empty(), "the link's token is missing: copy the whole link");
        ensure!(
            token.bytes().all(is_token_byte),
            "the link's token has letters that no token has: copy the link again"
        );
        Ok(Self { server: Server::parse(address)?, token: token.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(tls: bool, host: &str, port: u16) -> Server {
        Server { tls, host: host.to_owned(), port }
    }

    #[test]
    fn addresses_are_read() {
        for (url, expected, shown) in [
            ("http://localhost:8080", server(false, "localhost", 8080), "http://localhost:8080"),
            ("https://talk.example/", server(true, "talk.example", 443), "https://talk.example"),
            ("http://[::1]:9000/x", server(false, "::1", 9000), "http://[::1]:9000"),
        ] {
            let read = Server::parse(url).unwrap();
            assert_eq!(read, expected);
            assert_eq!(read.to_string(), shown);
        }
        for bad in ["", "localhost:8080", "ftp://localhost", "/path", "http://"] {
            assert!(Server::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn join_links_carry_their_token_in_the_fragment() {
        let link = JoinLink::parse("http://localhost:8080/#join=aB3-_x").unwrap();
        assert_eq!(link.token, "aB3-_x");
        assert_eq!(link.server, server(false, "localhost", 8080));
        let longer = JoinLink::parse("https://talk.example/app?x=1#join=abc&lang=en").unwrap();
        assert_eq!((longer.token.as_str(), longer.server.port), ("abc", 443));
    }

    // L1: neither errors nor debug output carry the token.
    #[test]
    fn what_is_no_join_link_is_refused_without_repeating_it() {
        for bad in [
            "http://localhost/",
            "http://localhost/#",
            "http://localhost/#join=",
            "http://localhost/#join=sec ret",
            "localhost#join=secret",
        ] {
            let error = format!("{:#}", JoinLink::parse(bad).unwrap_err());
            assert!(!error.contains("secret"), "{error}");
        }
        let link = JoinLink::parse("http://localhost/#join=secret").unwrap();
        assert!(!format!("{link:?}").contains("secret"));
    }
}
