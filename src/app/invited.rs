//! Who is to become a member: users that were picked, and people whose e-mail address was typed
//! (C3).

use super::error::AppError;
use super::{App, SignedIn};
use crate::clock::SystemIds;
use crate::store::error::StoreError;
use crate::store::sql::Sql;
use crate::store::users::{self, EmailState, User};
use domain::conversation::create::Invited;
use domain::ids::UserId;
use domain::limits::MEMBERS_MAX;
use domain::person::{Side, UnreadMail};
use domain::refusal::Refusal;
use domain::text::{Email, Name};
use domain::time::Timestamp;

/// People to become members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invitees {
    /// All of them, each once.
    pub people: Vec<Invited>,
    /// Those who are users only since now: dropped again if nothing comes of it.
    pub made: Vec<UserId>,
}

impl App {
    /// Finds users by id and by address; a person behind an unknown address becomes an external
    /// user, who is invited by mail.
    ///
    /// # Errors
    /// `NotFound` for an unknown or deactivated user, `Forbidden` for external users who type
    /// addresses, `BadText` for what is no address, `TooMany`.
    pub async fn invitees(
        &self,
        by: &SignedIn,
        users: &[UserId],
        emails: &[String],
    ) -> Result<Invitees, AppError> {
        if !emails.is_empty() && !by.actor.is_internal() {
            return Err(Refusal::Forbidden { needed: "internal users invite by address" }.into());
        }
        if users.len() + emails.len() > MEMBERS_MAX {
            return Err(Refusal::TooMany { what: "people at once", max: MEMBERS_MAX }.into());
        }
        let emails = emails
            .iter()
            .map(|email| Ok(Email::parse(email)?))
            .collect::<Result<Vec<Email>, AppError>>()?;
        let (users, now) = (users.to_vec(), self.now());
        let found = self
            .store()
            .write(move |sql| Box::pin(async move { find(sql, &users, &emails, now).await }));
        found.await?.ok_or_else(|| Refusal::NotFound { what: "user" }.into())
    }

    /// Drops the users who were made for nothing.
    pub async fn forget_invitees(&self, made: Vec<UserId>) {
        if made.is_empty() {
            return;
        }
        let dropped = self.store().write(move |sql| {
            Box::pin(async move {
                for user in made {
                    users::drop_unused(sql, user).await?;
                }
                Ok(())
            })
        });
        if let Err(error) = dropped.await {
            tracing::warn!(error = format!("{error:#}"), "users without a use were kept");
        }
    }
}

async fn find(
    sql: &mut Sql,
    ids: &[UserId],
    emails: &[Email],
    now: Timestamp,
) -> Result<Option<Invitees>, StoreError> {
    let mut invitees = Invitees::default();
    for id in ids {
        match users::by_id(sql, *id).await? {
            Some(user) if user.deactivated_at.is_none() => add(&mut invitees, &user),
            Some(_) | None => return Ok(None),
        }
    }
    for email in emails {
        let user = match users::by_email(sql, email).await? {
            Some(user) if user.deactivated_at.is_some() => return Ok(None),
            Some(user) => user,
            None => {
                let user = newcomer(email, now);
                if !users::add(sql, &user, None).await? {
                    // Somebody else named the address in the same moment.
                    return Err(StoreError::Retry);
                }
                invitees.made.push(user.id);
                user
            }
        };
        add(&mut invitees, &user);
    }
    Ok(Some(invitees))
}

fn add(invitees: &mut Invitees, user: &User) {
    if invitees.people.iter().all(|known| known.person.id != user.id) {
        invitees.people.push(Invited { person: user.person(), has_email: user.has_email() });
    }
}

/// Someone of whom only the address is known.
fn newcomer(email: &Email, now: Timestamp) -> User {
    User {
        id: UserId::next(&mut SystemIds),
        side: Side::External,
        admin: false,
        name: name_for(email),
        email: Some(email.clone()),
        email_state: EmailState::Named,
        picture: None,
        status: None,
        language: None,
        time_zone: None,
        created_at: now,
        deactivated_at: None,
        unread_mail: UnreadMail::default(),
    }
}

/// A name for someone of whom only the address is known: the words before the `@`, for the address
/// itself is nobody else's business (R7).
fn name_for(email: &Email) -> Name {
    let local = email.as_str().split(['@', '+']).next().unwrap_or_default();
    let words: Vec<String> = local
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect())
        })
        .map(Option::unwrap_or_default)
        .collect();
    Name::parse(&words.join(" "), "name").unwrap_or_else(|_| Name::from_store("Guest".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    // R7
    #[test]
    fn a_name_made_of_an_address_is_not_the_address() {
        let name = |email: &str| name_for(&Email::parse(email).unwrap()).into_string();
        assert_eq!(name("ana@example.com"), "Ana");
        assert_eq!(name("ben.of_sales+chat@example.com"), "Ben Of Sales");
        assert_eq!(name("4711@example.com"), "Guest");
    }
}
