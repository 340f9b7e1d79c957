//! What mails say: a subject, a plain text and an HTML part, from `mail/templates`.
//!
//! There is one catalogue, English; another language is another folder. Values are escaped in HTML,
//! and a subject is one line whatever the values hold.

use super::MailError;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};
use std::sync::LazyLock;

/// A mail's texts.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// One line without control characters.
    pub subject: String,
    /// The plain text, which every mail has.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl std::fmt::Debug for Content {
    /// Shows lengths alone: texts of people and one-time addresses stay out of logs (O3).
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({} + {} bytes)", self.text.len(), self.html.len())
    }
}

/// An invitation to a conversation (N5).
#[derive(Debug)]
pub struct Invitation<'a> {
    /// The name of the invited person.
    pub name: &'a str,
    /// Who invites: a person, or the organisation where members are hidden (R4).
    pub inviter: &'a str,
    /// The conversation's title as the invited person sees it.
    pub title: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The one-time address.
    pub address: &'a str,
    /// For how many days the address is good.
    pub days: i64,
}

/// A one-time address for an internal user who has no password yet (D1).
#[derive(Debug)]
pub struct Welcome<'a> {
    /// Their name.
    pub name: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The one-time address.
    pub address: &'a str,
    /// For how many days the address is good.
    pub days: i64,
}

/// A code that proves an address (L5).
#[derive(Debug)]
pub struct Code<'a> {
    /// The code.
    pub code: &'a str,
    /// The name of the organisation.
    pub organisation: &'a str,
    /// For how many minutes it is good.
    pub minutes: i64,
}

macro_rules! part {
    ($name:literal) => {
        ($name, include_str!(concat!("../../mail/templates/", $name)))
    };
}

const TEMPLATES: &[(&str, &str)] = &[
    part!("invitation/subject.txt"),
    part!("invitation/body.txt"),
    part!("invitation/body.html"),
    part!("welcome/subject.txt"),
    part!("welcome/body.txt"),
    part!("welcome/body.html"),
    part!("code/subject.txt"),
    part!("code/body.txt"),
    part!("code/body.html"),
];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
    });
    for (name, source) in TEMPLATES {
        // What is wrong with a template, rendering says; a test renders all of them.
        if let Err(error) = environment.add_template(name, source) {
            tracing::error!(template = name, %error, "a mail template is not readable");
        }
    }
    environment
});

impl Invitation<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// `Never`: a template is wrong.
    pub fn content(&self) -> Result<Content, MailError> {
        let Self { name, inviter, title, organisation, address, days } = *self;
        render("invitation", &context! { name, inviter, title, organisation, address, days })
    }
}

impl Welcome<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// `Never`: a template is wrong.
    pub fn content(&self) -> Result<Content, MailError> {
        let Self { name, organisation, address, days } = *self;
        render("welcome", &context! { name, organisation, address, days })
    }
}

impl Code<'_> {
    /// Writes it.
    ///
    /// # Errors
    /// `Never`: a template is wrong.
    pub fn content(&self) -> Result<Content, MailError> {
        let Self { code, organisation, minutes } = *self;
        render("code", &context! { code, organisation, minutes })
    }
}

fn render(mail: &str, values: &Value) -> Result<Content, MailError> {
    let part = |part: &str| {
        ENVIRONMENT
            .get_template(&format!("{mail}/{part}"))
            .and_then(|template| template.render(values.clone()))
            .map_err(|error| {
                MailError::Never(format!("template {mail}/{part}: {:?}", error.kind()))
            })
    };
    let text: String = part("body.txt")?;
    Ok(Content {
        subject: one_line(&part("subject.txt")?),
        text: without_controls(&text),
        html: without_controls(&part("body.html")?),
    })
}

/// A text on one line: every run of white space and control characters is one blank.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text whose only control characters are line feeds and tabs.
fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}
