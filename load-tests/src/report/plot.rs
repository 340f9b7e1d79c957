//! Lines in SVG: axes, a few ticks, a key.

use super::html::short;
use std::fmt::Write as _;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 46.0;
const BOTTOM: f64 = 22.0;
const TOP: f64 = 6.0;
/// Ticks of an axis.
const STEPS: u32 = 4;

/// A line.
#[derive(Debug)]
pub(super) struct Series {
    /// Ready for a page.
    pub(super) name: String,
    /// The name of its colour.
    pub(super) colour: &'static str,
    pub(super) points: Vec<(f64, f64)>,
}

/// Draws all lines; nothing where there are none. `nines`: the points are logarithms, of the share
/// that is missing to one, and of the value.
pub(super) fn plot(
    page: &mut String,
    title: &str,
    series: &[Series],
    nines: bool,
) -> std::fmt::Result {
    if series.is_empty() {
        return Ok(());
    }
    let points = || series.iter().flat_map(|series| series.points.iter().copied());
    let right = points().map(|(x, _)| x).fold(1e-9, f64::max);
    let high = points().map(|(_, y)| y).fold(f64::NEG_INFINITY, f64::max);
    let low = points().map(|(_, y)| y).fold(f64::INFINITY, f64::min);
    let (low, high) = if nines {
        (low.floor(), high.ceil().max(low.floor() + 1.0))
    } else {
        (0.0, (high * 1.08).max(1e-9))
    };
    let x = |at: f64| LEFT + (WIDTH - LEFT) * at / right;
    let y = |value: f64| TOP + (HEIGHT - BOTTOM - TOP) * (high - value) / (high - low);
    write!(page, "<div><h3>{title}</h3><svg viewBox='0 0 {WIDTH} {HEIGHT}' role=img>")?;
    for step in 0..=STEPS {
        let share = f64::from(step) / f64::from(STEPS);
        let (at, value) = (right * share, low + (high - low) * share);
        let (across, down) = (x(at), y(value));
        let label = if nines { short(10_f64.powf(value)) } else { short(value) };
        write!(
            page,
            "<path d='M{LEFT} {down:.1}H{WIDTH}' stroke='var(--line)'/>\
             <text x={:.1} y={:.1} text-anchor=end>{label}</text>",
            LEFT - 6.0,
            down + 4.0
        )?;
        let label = if nines { percent(at) } else { short(at) };
        let anchor = if step == STEPS { "end" } else { "middle" };
        let foot = HEIGHT - 4.0;
        write!(page, "<text x={across:.1} y={foot:.1} text-anchor={anchor}>{label}</text>")?;
    }
    for line in series {
        let colour = line.colour;
        write!(page, "<polyline fill=none stroke='var(--{colour})' stroke-width=1.8 points='")?;
        for (at, value) in &line.points {
            write!(page, "{:.1},{:.1} ", x(*at), y(*value))?;
        }
        page.push_str("' stroke-linejoin=round />");
    }
    page.push_str("</svg><div class=key>");
    for line in series {
        write!(
            page,
            "<span><i style='background:var(--{})'></i>{}</span>",
            line.colour, line.name
        )?;
    }
    page.push_str("</div></div>");
    Ok(())
}

/// How much is below so many nines.
fn percent(nines: f64) -> String {
    let share = 100.0 * (1.0 - 10_f64.powf(-nines));
    if share < 99.0 { format!("{share:.0} %") } else { format!("{share:.3} %") }
}
