//! Making internal users from a CSV file (D1): all rows are looked at before any is imported, and
//! the same file again changes nothing.

use super::App;
use super::error::AppError;
use super::tokens::Secret;
use super::users::NewUser;
use domain::limits::IMPORT_ROWS_MAX;
use domain::person::Side;
use domain::refusal::Refusal;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Rows with mistakes that are named; the others are only counted.
const REFUSED_SHOWN_MAX: usize = 100;

/// What became of a file.
#[derive(Debug, Default)]
pub struct Imported {
    /// Users that were made.
    pub made: usize,
    /// Rows whose address somebody has already: they stay as they are.
    pub there_already: usize,
    /// Rows with mistakes; if there are any, nothing was imported.
    pub refused: Vec<RefusedRow>,
}

/// A row with a mistake.
#[derive(Debug)]
pub struct RefusedRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// What to change.
    pub reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    email: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    password: Option<Secret>,
}

struct Parsed {
    new: NewUser,
    password: Option<Secret>,
}

impl App {
    /// Imports internal users. Who has no password gets a mail with a one-time address.
    ///
    /// # Errors
    /// `BadRequest` for what is no such file, `TooMany` rows, `Unavailable`: the same file again
    /// goes on where it stopped.
    pub async fn import_users(&self, file: &[u8]) -> Result<Imported, AppError> {
        let (rows, refused) = parse(file)?;
        let mut imported = Imported { refused, ..Imported::default() };
        if !imported.refused.is_empty() {
            return Ok(imported);
        }
        for row in rows {
            if self.has_address(&row.new).await? {
                imported.there_already += 1;
                continue;
            }
            match self.add_user(row.new, row.password).await {
                Ok(_) => imported.made += 1,
                Err(AppError::EmailTaken) => imported.there_already += 1,
                Err(error) => return Err(error),
            }
        }
        tracing::info!(made = imported.made, "users were imported");
        Ok(imported)
    }

    /// Looked at before a password is hashed, which takes long.
    async fn has_address(&self, new: &NewUser) -> Result<bool, AppError> {
        let email = new.email.clone();
        let found = self
            .store()
            .read(move |sql| {
                Box::pin(async move { crate::store::users::by_email(sql, &email).await })
            })
            .await?;
        Ok(found.is_some())
    }
}

fn parse(file: &[u8]) -> Result<(Vec<Parsed>, Vec<RefusedRow>), AppError> {
    // Spreadsheets put a mark before the first column's name.
    let file = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(file);
    check_columns(&mut reader)?;
    let (mut rows, mut refused, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (index, row) in reader.deserialize::<Row>().enumerate() {
        if index >= IMPORT_ROWS_MAX {
            return Err(Refusal::TooMany { what: "rows", max: IMPORT_ROWS_MAX }.into());
        }
        let line = u64::try_from(index).unwrap_or(u64::MAX).saturating_add(2);
        let parsed = row.map_err(|error| column_error(&error)).and_then(parse_row);
        match parsed {
            Ok(row) if !seen.insert(row.new.email.clone()) => {
                let reason = "the address stands in an earlier row too".to_owned();
                refused.push(RefusedRow { line, reason });
            }
            Ok(row) => rows.push(row),
            Err(reason) => refused.push(RefusedRow { line, reason }),
        }
        if refused.len() >= REFUSED_SHOWN_MAX {
            break;
        }
    }
    Ok((rows, refused))
}

fn check_columns(reader: &mut csv::Reader<&[u8]>) -> Result<(), AppError> {
    const FORM: Refusal = Refusal::BadRequest(
        "the first line names the columns: name, email, and as you like role and password",
    );
    let headers = reader.headers().map_err(|_| FORM)?;
    let named: BTreeSet<&str> = headers.iter().collect();
    let known = ["name", "email", "role", "password"];
    let good = named.contains("name")
        && named.contains("email")
        && named.len() == headers.len()
        && named.iter().all(|name| known.contains(name));
    if good { Ok(()) } else { Err(FORM.into()) }
}

/// What is wrong with a row as CSV; never the row itself.
fn column_error(error: &csv::Error) -> String {
    let reason = if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) {
        "the row is not UTF-8"
    } else if matches!(error.kind(), csv::ErrorKind::UnequalLengths { .. }) {
        "the row has not as many columns as the first line"
    } else {
        "the row cannot be read"
    };
    reason.to_owned()
}

fn parse_row(row: Row) -> Result<Parsed, String> {
    let mut new =
        NewUser::parse(&row.name, &row.email, Side::Internal).map_err(|error| error.to_string())?;
    new.admin = match row.role.to_ascii_lowercase().as_str() {
        "" | "member" => false,
        "admin" => true,
        _ => return Err("role is admin, member or nothing".to_owned()),
    };
    let password = row.password.filter(|password| !password.expose().is_empty());
    if let Some(password) = &password {
        super::passwords::check(password).map_err(|error| error.to_string())?;
    }
    Ok(Parsed { new, password })
}

#[cfg(test)]
mod tests {
    use super::*;

    // D1
    #[test]
    fn every_row_is_looked_at_and_its_mistake_named() {
        let file = "name,email,role,password\n\
                    Ana,ana@example.com,admin,\n\
                    ,ben@example.com,,\n\
                    Ben,nowhere,,\n\
                    Ben,ben@example.com,owner,\n\
                    Ben,ben@example.com,,short\n\
                    Ana Again,ANA@example.com,,\n\
                    Ben,ben@example.com\n";
        let (rows, refused) = parse(file.as_bytes()).unwrap();
        assert_eq!(rows.len(), 1);
        let lines: Vec<u64> = refused.iter().map(|row| row.line).collect();
        assert_eq!(lines, [3, 4, 5, 6, 7, 8]);
    }

    #[test]
    fn other_columns_are_refused() {
        for file in ["", "mail\nx\n", "name,email,phone\n", "name,name,email\n"] {
            assert!(parse(file.as_bytes()).is_err(), "{file}");
        }
        assert!(parse("\u{feff}email,name\n".as_bytes()).unwrap().0.is_empty());
    }
}
