//! Where settings come from, and the forms that single values have.

use super::SecretUrl;
use clap::{Arg, Command};
use domain::time::Span;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A setting that the server cannot start with. Says what to change, never a secret.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Wrong(String);

impl Wrong {
    /// For this reason.
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

/// Prepares a command so that what stands in the settings file, and in the files that `…_FILE`
/// names, is the default of its flags.
///
/// # Errors
/// A file cannot be read, or has keys that are no settings.
pub fn prepare(command: Command, arguments: &[OsString]) -> Result<Command, Wrong> {
    let mut defaults = match settings_file(arguments) {
        Some(path) => read_file(&path)?,
        None => BTreeMap::new(),
    };
    let known: Vec<String> = settings(&command).map(|arg| arg.get_id().to_string()).collect();
    if let Some(key) = defaults.keys().find(|key| !known.contains(*key) || *key == "config") {
        return Err(Wrong::new(format!(
            "the settings file has a key {key:?}, which is no setting; docs/configuration.md lists them"
        )));
    }
    for arg in settings(&command).filter(|arg| is_secret(arg)) {
        if let Some(value) = secret_file(arg)? {
            defaults.insert(arg.get_id().to_string(), value);
        }
    }
    Ok(with_defaults(command, &defaults))
}

/// The flags that are settings: those that a variable can set.
fn settings(command: &Command) -> impl Iterator<Item = &Arg> {
    let own = command.get_arguments();
    let below = command.get_subcommands().flat_map(Command::get_arguments);
    own.chain(below).filter(|arg| arg.get_env().is_some())
}

pub(super) fn is_secret(arg: &Arg) -> bool {
    arg.is_hide_env_values_set()
}

fn with_defaults(command: Command, defaults: &BTreeMap<String, String>) -> Command {
    command
        .mut_args(|arg| match defaults.get(arg.get_id().as_str()) {
            Some(value) => arg.default_value(value.clone()).hide_default_value(true),
            None => arg,
        })
        .mut_subcommands(|sub| with_defaults(sub, defaults))
}

fn settings_file(arguments: &[OsString]) -> Option<PathBuf> {
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--config" {
            return rest.next().map(PathBuf::from);
        }
        if let Some(path) = argument.to_str().and_then(|text| text.strip_prefix("--config=")) {
            return Some(PathBuf::from(path));
        }
    }
    variable("PARLOR_CONFIG").map(PathBuf::from)
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, Wrong> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Wrong::new(format!("the settings file {shown} cannot be read: {error}"))
    })?;
    parse_file(&text).map_err(|reason| Wrong::new(format!("the settings file {shown}: {reason}")))
}

/// The keys and values of a settings file. Says where it is wrong, but shows nothing of it.
pub(super) fn parse_file(text: &str) -> Result<BTreeMap<String, String>, String> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| format!("it is not TOML: {}", error.message()))?;
    table.into_iter().map(|(key, value)| Ok((key.clone(), plain(&key, &value)?))).collect()
}

fn plain(key: &str, value: &toml::Value) -> Result<String, String> {
    match value {
        toml::Value::String(text) => Ok(text.clone()),
        toml::Value::Integer(number) => Ok(number.to_string()),
        toml::Value::Boolean(on) => Ok(on.to_string()),
        toml::Value::Array(values) => {
            let texts: Result<Vec<String>, String> =
                values.iter().map(|value| plain(key, value)).collect();
            Ok(texts?.join(","))
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => {
            Err(format!("{key} has to be a text, a number, true, false or a list"))
        }
    }
}

/// What stands in the file that `…_FILE` names, without the line break at its end.
fn secret_file(arg: &Arg) -> Result<Option<String>, Wrong> {
    let Some(name) = arg.get_env().and_then(|name| name.to_str()) else { return Ok(None) };
    let Some(path) = variable(&format!("{name}_FILE")) else { return Ok(None) };
    if variable(name).is_some() {
        return Err(Wrong::new(format!("{name} and {name}_FILE are both set: set one of them")));
    }
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Wrong::new(format!("the file that {name}_FILE names: {error}")))?;
    Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
}

#[expect(clippy::disallowed_methods, reason = "this is where the environment is read")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// A span as a setting counts it.
pub(super) fn seconds(span: Span) -> u32 {
    u32::try_from(span.as_millis() / 1_000).unwrap_or_default()
}

/// Where a service manager that started this process listens for how it does (`sd_notify(3)`).
#[must_use]
pub fn service_manager() -> Option<String> {
    variable("NOTIFY_SOCKET").filter(|address| !address.is_empty())
}

pub(super) fn public_url(text: &str) -> Result<String, String> {
    let url = http_url(text)?;
    let host = url.split_once("://").map_or("", |(_, rest)| rest);
    if host.contains(['/', '?', '#', '@']) {
        return Err(
            "no path, user, query or fragment: an address like https://chat.example.com".to_owned()
        );
    }
    Ok(url)
}

pub(super) fn http_url(text: &str) -> Result<String, String> {
    let url = text.trim().trim_end_matches('/').to_owned();
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    if rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)) {
        Ok(url)
    } else {
        Err("begins with http:// or https:// and names a host".to_owned())
    }
}

pub(super) fn origin(text: &str) -> Result<String, String> {
    public_url(text).map(|url| url.to_ascii_lowercase())
}

/// Takes any text: what is wrong with it is said by [`check_scheme`], which does not repeat it.
#[expect(clippy::unnecessary_wraps, reason = "clap takes functions that may fail")]
pub(super) fn secret_url(text: &str) -> Result<SecretUrl, String> {
    Ok(SecretUrl(text.trim().to_owned()))
}

pub(super) fn check_scheme(
    name: &str,
    url: Option<&SecretUrl>,
    schemes: &[&str],
) -> Result<(), Wrong> {
    let Some(url) = url else { return Ok(()) };
    let (scheme, rest) = url.expose().split_once("://").unwrap_or_default();
    if schemes.contains(&scheme) && !rest.is_empty() {
        return Ok(());
    }
    let schemes: Vec<String> = schemes.iter().map(|scheme| format!("{scheme}://")).collect();
    Err(Wrong::new(format!("{name} has to begin with {} and name a host", schemes.join(" or "))))
}

pub(super) fn mail_from(text: &str) -> Result<String, String> {
    let address = match text.rsplit_once('<') {
        Some((_, address)) => address.strip_suffix('>').unwrap_or_default(),
        None => text,
    };
    let is_address = address.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    if is_address && !text.contains(char::is_control) {
        Ok(text.trim().to_owned())
    } else {
        Err("an address like parlor@example.com or Parlor <parlor@example.com>".to_owned())
    }
}
