//! Each promise of docs/guarantees.md names what holds it: these tests and rows have to be there.

use super::source::{read, rust_sources};

const PAGE: &str = "docs/guarantees.md";
const ROWS: &str = "src/tests/faults/rows.rs";

/// The last cells of the page's tables: what holds a promise.
fn holders(page: &str) -> Vec<(&str, &str)> {
    page.lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| I")?.split(" | ");
            let promise = cells.next()?;
            Some((promise, cells.nth(1)?.trim_end_matches('|').trim()))
        })
        .collect()
}

#[test]
fn what_holds_a_promise_is_there() {
    let page = read(PAGE);
    let holders = holders(&page);
    assert!(holders.len() > 40, "only {} promises were found", holders.len());
    let sources = rust_sources();
    let rows = read(ROWS);
    let mut wrong = Vec::new();
    for (promise, held_by) in holders {
        let tests: Vec<&str> = held_by.split('`').skip(1).step_by(2).collect();
        let words: Vec<&str> = held_by.split(", ").collect();
        let of_faults = words
            .iter()
            .filter(|word| word.strip_prefix('F').is_some_and(|rest| rest.parse::<u8>().is_ok()));
        if tests.is_empty() && of_faults.clone().next().is_none() {
            wrong.push(format!("I{promise} is held by nothing"));
        }
        for test in tests.iter().filter(|test| test.contains('_')) {
            let head = format!("fn {test}(");
            let both = format!("    {test},\n");
            let found = |text: &str| text.contains(&head) || text.contains(&both);
            if !sources.iter().any(|source| found(&source.text)) {
                wrong.push(format!("I{promise}: there is no test {test}"));
            }
        }
        for row in of_faults.filter(|row| !rows.contains(&format!("row!(\"{row}\""))) {
            wrong.push(format!("I{promise}: the fault suite has no row {row}"));
        }
    }
    assert!(wrong.is_empty(), "{PAGE}:\n{}", wrong.join("\n"));
}
