//! A page with plots.

use super::Results;

pub(crate) fn page(_results: &Results, _other: Option<&Results>) -> anyhow::Result<String> {
    Ok(String::new())
}
