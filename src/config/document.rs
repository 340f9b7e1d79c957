//! The list of settings in words, for `docs/configuration.md`, and the settings in use, for
//! `parlor config`.

use super::sources::is_secret;
use super::{LogFormat, Recording, Settings};
use clap::{Arg, Args, Command};

/// The text of `docs/configuration.md`.
#[must_use]
pub fn document() -> String {
    let mut text = String::from(INTRODUCTION);
    let command = Settings::augment_args(Command::new("parlor"));
    for arg in command.get_arguments() {
        text.push_str(&entry(arg));
    }
    text
}

const INTRODUCTION: &str = "\
# Configuration

Nothing has to be configured: `parlor serve` keeps everything in `./data` and answers on
<http://localhost:8080>.
Every setting is a flag, an environment variable and a key of the optional settings file, named
here in this order.
A flag wins over the variable, that over the file, that over the default.
Settings are checked at start; `parlor config` prints those in use, without secrets.
A test keeps this list as the program has it.
";

fn entry(arg: &Arg) -> String {
    let (Some(flag), Some(variable)) = (arg.get_long(), arg.get_env()) else {
        return String::new();
    };
    let variable = variable.to_string_lossy();
    let key = arg.get_id();
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let defaults: Vec<_> =
        arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    let mut line = format!("\n## `{variable}`\n\n`--{flag}`");
    if flag != "config" {
        line.push_str(&format!(", `{key}` in the file"));
    }
    if let Some(names) = arg.get_value_names() {
        let names: Vec<_> = names.iter().map(|name| name.as_str()).collect();
        line.push_str(&format!("; value: `{}`", names.join(" ")));
    }
    if !defaults.is_empty() {
        line.push_str(&format!("; default: `{}`", defaults.join(",")));
    }
    let secret = if is_secret(arg) {
        format!("\nA secret: `{variable}_FILE` can name a file that holds it instead.")
    } else {
        String::new()
    };
    let help = help.trim_end_matches('.');
    format!("{line}.\n\n{help}.{secret}\n")
}

/// The settings in the form of a settings file.
pub(super) fn print(settings: &Settings) -> String {
    let text = |value: &str| toml::Value::String(value.to_owned());
    let list = |values: Vec<String>| {
        let values: Vec<_> = values.into_iter().map(toml::Value::String).collect();
        (!values.is_empty()).then_some(toml::Value::Array(values))
    };
    let number = |value: u32| toml::Value::Integer(i64::from(value));
    let hidden = |set: bool| set.then(|| text("(hidden)"));
    let entries = [
        ("listen", Some(text(&settings.listen.to_string()))),
        ("data", Some(text(&settings.data.display().to_string()))),
        ("public_url", Some(text(&settings.public_url))),
        ("organisation", Some(text(&settings.organisation))),
        ("database_url", hidden(settings.database_url.is_some())),
        ("database_connections", Some(number(settings.database_connections.into()))),
        ("redis_url", hidden(settings.redis_url.is_some())),
        ("smtp_url", hidden(settings.smtp_url.is_some())),
        ("mail_from", Some(text(&settings.mail_from))),
        ("allowed_origins", list(settings.allowed_origins.clone())),
        ("allowed_hosts", list(settings.allowed_hosts.clone())),
        (
            "trusted_proxies",
            list(settings.trusted_proxies.iter().map(ToString::to_string).collect()),
        ),
        ("admin_listen", settings.admin_listen.map(|address| text(&address.to_string()))),
        ("sign_in_burst", Some(number(settings.sign_in_burst))),
        ("sign_ins_per_minute", Some(number(settings.sign_ins_per_minute))),
        ("send_burst", Some(number(settings.send_burst))),
        ("guest_sends_per_second", Some(number(settings.guest_sends_per_second))),
        ("internal_sends_per_second", Some(number(settings.internal_sends_per_second))),
        ("connections_max", Some(number(settings.connections_max))),
        ("connects_per_second", Some(number(settings.connects_per_second))),
        ("heartbeat_seconds", Some(number(settings.heartbeat_seconds))),
        ("heartbeat_deadline_seconds", Some(number(settings.heartbeat_deadline_seconds))),
        ("drain_grace", Some(number(settings.drain_grace))),
        ("drain_seconds", Some(number(settings.drain_seconds))),
        ("recording", Some(text(recording(settings.recording)))),
        ("log", Some(text(&settings.log))),
        ("log_format", Some(text(log_format(settings.log_format)))),
        ("otlp_url", settings.otlp_url.as_deref().map(text)),
    ];
    entries
        .into_iter()
        .filter_map(|(key, value)| value.map(|value| format!("{key} = {value}\n")))
        .collect()
}

fn recording(recording: Recording) -> &'static str {
    match recording {
        Recording::Off => "off",
        Recording::On => "on",
    }
}

fn log_format(format: LogFormat) -> &'static str {
    match format {
        LogFormat::Text => "text",
        LogFormat::Json => "json",
    }
}
