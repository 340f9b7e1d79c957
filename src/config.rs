//! What an operator can choose: the only reader of the environment.
//!
//! One definition gives the flags, the variables, the keys of the settings file, the help and
//! `docs/configuration.md`. A flag wins over the environment, that over the file, that over the
//! default. Everything is checked before the server starts, by errors that say what to change.

mod document;
mod network;
mod sources;

pub use document::document;
pub use network::{Network, NotANetwork};
pub use sources::{Wrong, prepare, service_manager};

use clap::{Args, ValueEnum};
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Whether administrators can record what clients do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Recording {
    /// Nobody can.
    Off,
    /// The organisation's administrators can.
    On,
}

/// An address with a password in it: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// The address as it is.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Everything that can be chosen.
#[derive(Debug, Clone, Args)]
pub struct Settings {
    /// A TOML file with any of these settings; its keys are the flags' names with `_` for `-`.
    #[arg(long, env = "PARLOR_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Where to listen for browsers and clients.
    #[arg(long, env = "PARLOR_LISTEN", default_value = "127.0.0.1:8080", value_name = "IP:PORT")]
    pub listen: SocketAddr,

    /// The folder of everything that is kept here: the embedded store, files, mail.
    #[arg(long, env = "PARLOR_DATA", default_value = "./data", value_name = "FOLDER")]
    pub data: PathBuf,

    /// The address that people type, as it stands in mails and links. With `https` cookies are
    /// secure and named `__Host-parlor`.
    #[arg(long, env = "PARLOR_PUBLIC_URL", default_value = "http://localhost:8080",
          value_parser = sources::public_url, value_name = "URL")]
    pub public_url: String,

    /// The organisation's name until the first administrator gives another.
    #[arg(long, env = "PARLOR_ORGANISATION", default_value = "Parlor", value_name = "NAME")]
    pub organisation: String,

    /// Keeps everything in this Postgres database instead of the embedded store:
    /// `postgres://user:password@host/database`.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_parser = sources::secret_url,
          value_name = "URL")]
    pub database_url: Option<SecretUrl>,

    /// Connections to Postgres at the most, one of which is kept for what is sent.
    #[arg(long, env = "PARLOR_DATABASE_CONNECTIONS", default_value_t = 16,
          value_parser = clap::value_parser!(u16).range(2..=500), value_name = "NUMBER")]
    pub database_connections: u16,

    /// Joins nodes by this Redis: `redis://host:6379`. Without it nodes on one Postgres see within
    /// 2 seconds what others do, but neither presence nor typing.
    #[arg(long, env = "REDIS_URL", hide_env_values = true, value_parser = sources::secret_url,
          value_name = "URL")]
    pub redis_url: Option<SecretUrl>,

    /// Sends mail by this server: `smtp://user:password@host:587`. Without it mail is written to
    /// files in the data folder.
    #[arg(long, env = "SMTP_URL", hide_env_values = true, value_parser = sources::secret_url,
          value_name = "URL")]
    pub smtp_url: Option<SecretUrl>,

    /// Whom mail comes from.
    #[arg(long, env = "PARLOR_MAIL_FROM", default_value = "Parlor <parlor@localhost>",
          value_parser = sources::mail_from, value_name = "ADDRESS")]
    pub mail_from: String,

    /// Origins beside the public URL's whose pages may use the server by cookie.
    #[arg(long, env = "PARLOR_ALLOWED_ORIGINS", value_delimiter = ',',
          value_parser = sources::origin, value_name = "ORIGIN,…")]
    pub allowed_origins: Vec<String>,

    /// Names, with their port if it is not the usual one, that the server answers for beside the
    /// public URL's and the listener's.
    #[arg(long, env = "PARLOR_ALLOWED_HOSTS", value_delimiter = ',', value_name = "HOST,…")]
    pub allowed_hosts: Vec<String>,

    /// Networks of proxies whose `X-Forwarded-For` is believed, such as `10.0.0.0/8`.
    #[arg(long, env = "PARLOR_TRUSTED_PROXIES", value_delimiter = ',', value_name = "NETWORK,…")]
    pub trusted_proxies: Vec<Network>,

    /// Where health and metrics are served, apart from browsers and clients. Without it they stand
    /// on the same address, metrics for callers on this machine alone.
    #[arg(long, env = "PARLOR_ADMIN_LISTEN", value_name = "IP:PORT")]
    pub admin_listen: Option<SocketAddr>,

    /// Sign-ins, codes and joins that one address of the network can try at once.
    #[arg(long, env = "PARLOR_SIGN_IN_BURST", default_value_t = domain::limits::SIGN_IN_BURST,
          value_parser = clap::value_parser!(u32).range(1..), value_name = "NUMBER")]
    pub sign_in_burst: u32,

    /// Sign-ins, codes and joins that one address of the network can try each minute.
    #[arg(long, env = "PARLOR_SIGN_INS_PER_MINUTE",
          default_value_t = domain::limits::SIGN_INS_PER_MINUTE,
          value_parser = clap::value_parser!(u32).range(1..), value_name = "NUMBER")]
    pub sign_ins_per_minute: u32,

    /// Messages that one user can send at once.
    #[arg(long, env = "PARLOR_SEND_BURST", default_value_t = domain::limits::SEND_BURST,
          value_parser = clap::value_parser!(u32).range(1..), value_name = "NUMBER")]
    pub send_burst: u32,

    /// Messages that an external user can send each second.
    #[arg(long, env = "PARLOR_GUEST_SENDS_PER_SECOND",
          default_value_t = domain::limits::GUEST_SENDS_PER_SECOND,
          value_parser = clap::value_parser!(u32).range(1..), value_name = "NUMBER")]
    pub guest_sends_per_second: u32,

    /// Messages that an internal user can send each second.
    #[arg(long, env = "PARLOR_INTERNAL_SENDS_PER_SECOND",
          default_value_t = domain::limits::INTERNAL_SENDS_PER_SECOND,
          value_parser = clap::value_parser!(u32).range(1..), value_name = "NUMBER")]
    pub internal_sends_per_second: u32,

    /// Connections at once, sessions included. Fewer where the system gives the process fewer
    /// descriptors.
    #[arg(long, env = "PARLOR_CONNECTIONS_MAX", default_value_t = 100_000,
          value_parser = clap::value_parser!(u32).range(1..), value_name = "NUMBER")]
    pub connections_max: u32,

    /// Sessions that this node signs in each second. Those beyond it wait for a moment, and then
    /// are told when to come back.
    #[arg(long, env = "PARLOR_CONNECTS_PER_SECOND",
          default_value_t = domain::limits::CONNECTS_PER_SECOND,
          value_parser = clap::value_parser!(u32).range(1..=1_000_000), value_name = "NUMBER")]
    pub connects_per_second: u32,

    /// Seconds between the server's pings to a session. With the next setting it has to be less
    /// than what proxies in between allow a connection to be idle, often 60 seconds.
    #[arg(long, env = "PARLOR_HEARTBEAT_SECONDS",
          default_value_t = sources::seconds(domain::limits::HEARTBEAT_EVERY),
          value_parser = clap::value_parser!(u32).range(1..=300), value_name = "SECONDS")]
    pub heartbeat_seconds: u32,

    /// Seconds that a session gets to answer a ping before it is closed as dead.
    #[arg(long, env = "PARLOR_HEARTBEAT_DEADLINE_SECONDS",
          default_value_t = sources::seconds(domain::limits::HEARTBEAT_DEADLINE),
          value_parser = clap::value_parser!(u32).range(1..=60), value_name = "SECONDS")]
    pub heartbeat_deadline_seconds: u32,

    /// Seconds for which a server that was told to stop goes on as before, but for `/readyz`, which
    /// says no: longer than a load balancer needs to see that.
    #[arg(long, env = "PARLOR_DRAIN_GRACE", default_value_t = 0,
          value_parser = clap::value_parser!(u32).range(0..=300), value_name = "SECONDS")]
    pub drain_grace: u32,

    /// Seconds that sessions get to go elsewhere when the server stops.
    #[arg(long, env = "PARLOR_DRAIN_SECONDS", default_value_t = 10,
          value_parser = clap::value_parser!(u32).range(0..=600), value_name = "SECONDS")]
    pub drain_seconds: u32,

    /// Whether administrators of the organisation can record what clients of this node do, to
    /// replay it elsewhere: times, sizes and who with whom, with stand-ins for people and texts.
    #[arg(
        long,
        env = "PARLOR_RECORDING",
        default_value = "off",
        value_enum,
        value_name = "ON_OR_OFF"
    )]
    pub recording: Recording,

    /// What is logged: a level, or levels by module, such as `info,parlor::hub=debug`.
    #[arg(long, env = "PARLOR_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,

    /// How log lines look.
    #[arg(
        long,
        env = "PARLOR_LOG_FORMAT",
        default_value = "text",
        value_enum,
        value_name = "FORMAT"
    )]
    pub log_format: LogFormat,

    /// Sends traces to this collector by OTLP over HTTP: `http://localhost:4318`.
    #[arg(long, env = "PARLOR_OTLP_URL", value_parser = sources::http_url, value_name = "URL")]
    pub otlp_url: Option<String>,
}

impl Settings {
    /// Looks at what only several settings together can tell.
    ///
    /// # Errors
    /// What to change.
    pub fn check(&self) -> Result<(), Wrong> {
        sources::check_scheme(
            "DATABASE_URL",
            self.database_url.as_ref(),
            &["postgres", "postgresql"],
        )?;
        sources::check_scheme("REDIS_URL", self.redis_url.as_ref(), &["redis", "rediss"])?;
        sources::check_scheme("SMTP_URL", self.smtp_url.as_ref(), &["smtp", "smtps"])?;
        if self.admin_listen.is_some_and(|admin| admin == self.listen && admin.port() != 0) {
            return Err(Wrong::new("PARLOR_ADMIN_LISTEN and PARLOR_LISTEN are the same address"));
        }
        if self.redis_url.is_some() && self.database_url.is_none() {
            return Err(Wrong::new(
                "REDIS_URL joins nodes on one database: set DATABASE_URL too, or neither",
            ));
        }
        if domain::text::Name::parse(&self.organisation, "organisation").is_err() {
            return Err(Wrong::new("PARLOR_ORGANISATION has to be a name of 1 to 120 characters"));
        }
        Ok(())
    }

    /// Origins whose pages may use the server by cookie: the public URL's, and those added.
    #[must_use]
    pub fn origins(&self) -> Vec<String> {
        let own = self.public_url.to_ascii_lowercase();
        std::iter::once(own).chain(self.allowed_origins.iter().cloned()).collect()
    }

    /// Names that the server answers for, as they stand in `Host`: the public URL's, those added,
    /// the listener's own address, and this machine's names if it listens there alone.
    #[must_use]
    pub fn hosts(&self, listener: SocketAddr) -> Vec<String> {
        let public = self.public_url.split_once("://").map_or("", |(_, host)| host);
        let mut hosts = vec![public.to_ascii_lowercase(), listener.to_string()];
        hosts.extend(self.allowed_hosts.iter().map(|host| host.trim().to_ascii_lowercase()));
        let port = listener.port();
        hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(|host| format!("{host}:{port}")));
        hosts
    }

    /// The settings as `parlor config` prints them: as a settings file, without secrets.
    #[must_use]
    pub fn print(&self) -> String {
        document::print(self)
    }
}

#[cfg(test)]
mod tests;
