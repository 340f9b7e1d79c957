//! A page with plots: one file that needs nothing else, in light and dark.

use super::plot::{Series, plot};
use super::summary::{Row, rows};
use super::{Report, Results};
use std::fmt::Write as _;

/// How the page looks.
const STYLE: &str = "\
:root{color-scheme:light dark;--ink:#1c2430;--soft:#667085;--line:#dfe3ea;--paper:#f6f7f9;
--card:#fff;--a:#3157d5;--b:#c2571a;--c:#1d8a5f;--d:#8b4bc1;--e:#b3352f;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e7eaf0;--soft:#98a2b3;--line:#2f3744;
--paper:#12161d;--card:#1a2029;--a:#8aa6ff;--b:#f2a071;--c:#6fd3aa;--d:#c9a0f0;--e:#f2938c;
--bad:#ff8a80}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}main{max-width:1080px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;margin:36px 0 10px}
h3{font-size:13px;margin:0 0 6px;color:var(--soft);font-weight:600}
p{margin:0 0 8px;color:var(--soft)}.bad{color:var(--bad)}.scroll{overflow-x:auto}
.scroll,.plots>div{background:var(--card);border:1px solid var(--line);border-radius:10px;
padding:14px 16px}.plots{display:grid;
grid-template-columns:repeat(auto-fit,minmax(min(400px,100%),1fr));
gap:14px;margin-top:14px}svg{width:100%;height:auto;display:block;overflow:visible}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:13.5px}
th,td{padding:5px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th:nth-child(-n+2),td:nth-child(-n+2){text-align:left}tr:last-child td{border:0}
th{color:var(--soft);font-weight:600}svg text{fill:var(--soft);font:11px system-ui,sans-serif}
.key{display:flex;flex-wrap:wrap;gap:4px 14px;font-size:12px;color:var(--soft);margin-top:6px}
.key i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:5px}";
/// Names of the colours of series.
const COLOURS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// Makes the page; with another run beside the first, where there is one.
pub(crate) fn page(results: &Results, other: Option<&Results>) -> Result<String, std::fmt::Error> {
    let mut page = String::from("<!doctype html><html lang=en><meta charset=utf-8>");
    write!(page, "<meta name=viewport content='width=device-width,initial-scale=1'>")?;
    write!(page, "<title>Load report</title><style>{STYLE}</style><main><h1>Load report</h1>")?;
    for (name, run) in std::iter::once(("", results)).chain(other.map(|other| ("beside: ", other)))
    {
        let broken = run.reports.iter().filter(|report| !report.is_good()).count();
        let runs = run.reports.len();
        write!(page, "<p>{name}parlor-load {}, {}; ", run.version, escaped(&run.machine))?;
        match broken {
            0 => write!(page, "{runs} runs, nothing lost, doubled or out of order</p>")?,
            _ => {
                write!(page, "<span class=bad>{broken} of {runs} runs broke a promise</span></p>")?
            }
        }
    }
    let (mine, others) = (rows(&results.reports), rows(other.map_or(&[], |other| &other.reports)));
    let mut ids: Vec<&str> = Vec::new();
    for report in &results.reports {
        if !ids.contains(&report.id.as_str()) {
            ids.push(&report.id);
        }
    }
    for id in ids {
        section(&mut page, id, results, other, (&mine, &others))?;
    }
    page.push_str("</main></html>\n");
    Ok(page)
}

/// One scenario: its figures on all subjects, and its plots.
fn section(
    page: &mut String,
    id: &str,
    results: &Results,
    other: Option<&Results>,
    (mine, others): (&[Row], &[Row]),
) -> std::fmt::Result {
    write!(page, "<section><h2>{}</h2>", escaped(id))?;
    for report in results.reports.iter().filter(|report| report.id == id) {
        for broken in &report.broken {
            let subject = escaped(&report.subject);
            write!(page, "<p class=bad>{subject}: {}</p>", escaped(broken))?;
        }
    }
    page.push_str("<div class=scroll><table><tr><th>figure<th>on<th>min<th>median<th>max");
    page.push_str("<th>×&nbsp;floor");
    page.push_str(if other.is_some() { "<th>beside<th>change" } else { "" });
    for row in mine.iter().filter(|row| row.id == id) {
        let name = escaped(&row.name.replace('_', " "));
        write!(page, "<tr><td>{name}, {}<td>{}", escaped(&row.unit), escaped(&row.subject))?;
        for value in [row.low, row.median, row.high] {
            write!(page, "<td>{}", short(value))?;
        }
        let ratio = row.ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        write!(page, "<td>{ratio}")?;
        let beside = others.iter().find(|other| {
            other.id == row.id && other.subject == row.subject && other.name == row.name
        });
        if let Some(beside) = beside {
            let change = 100.0 * (row.median / beside.median.max(1e-9) - 1.0);
            write!(page, "<td>{}<td>{change:+.0} %", short(beside.median))?;
        }
    }
    page.push_str("</table></div><div class=plots>");
    plots(page, id, results, other)?;
    page.push_str("</div></section>");
    Ok(())
}

fn plots(
    page: &mut String,
    id: &str,
    results: &Results,
    other: Option<&Results>,
) -> std::fmt::Result {
    // The last run of each subject stands for it.
    let mut chosen: Vec<(String, &Report)> = Vec::new();
    for (suffix, run) in
        std::iter::once(("", results)).chain(other.map(|other| (" (beside)", other)))
    {
        for report in run.reports.iter().rev().filter(|report| report.id == id) {
            let name = format!("{}{suffix}", report.subject);
            if chosen.len() < COLOURS.len() && !chosen.iter().any(|(known, _)| *known == name) {
                chosen.push((name, report));
            }
        }
    }
    let of = |points: &dyn Fn(&Report) -> Vec<(f64, f64)>| -> Vec<Series> {
        let colours = chosen.iter().zip(COLOURS);
        let series = colours.map(|((name, report), colour)| Series {
            name: escaped(name),
            colour,
            points: points(report),
        });
        series.filter(|series| series.points.len() > 1).collect()
    };
    // Nines on the axis: 90 %, 99 %, 99.9 % are equally far apart.
    let latency = |report: &Report| -> Vec<(f64, f64)> {
        let shown = report.latency.iter().filter(|(share, _)| *share < 1.0);
        shown.map(|(share, millis)| (-(1.0 - share).log10(), millis.max(1e-3).log10())).collect()
    };
    plot(page, "latency, ms, by share of measurements", &of(&latency), true)?;
    plot(page, "a second, over seconds", &of(&|it| ticks(it, |tick| Some(tick.rate))), false)?;
    let processor = of(&|it| ticks(it, |tick| Some(tick.processor)));
    plot(page, "processor of server and store, % of a core", &processor, false)?;
    plot(page, "memory of the server, MiB", &of(&|it| ticks(it, |tick| tick.memory)), false)
}

fn ticks(report: &Report, value: impl Fn(&crate::meter::Tick) -> Option<f64>) -> Vec<(f64, f64)> {
    report.ticks.iter().filter_map(|tick| Some((tick.at, value(tick)?))).collect()
}

/// A number as short as it can be read.
pub(super) fn short(value: f64) -> String {
    match value.abs() {
        size if size >= 10_000.0 => format!("{:.0} k", value / 1_000.0),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A text in a page.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_stands_alone_and_keeps_texts_as_texts() {
        let mut report = Report::new("fanout").of("fanout");
        report.subject = "<sqlite>".to_owned();
        report.figure("processor_per_delivery", 7.25, "µs");
        report.latency = vec![(0.5, 1.0), (0.99, 20.0)];
        report.broken("lost & found");
        let results = Results::of(vec![report]);
        let page = page(&results, Some(&results)).unwrap();
        for part in ["&lt;sqlite&gt;", "lost &amp; found", "7.25", "+0 %", "<svg", "</html>"] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("http") && !page.contains("<script"));
    }
}
