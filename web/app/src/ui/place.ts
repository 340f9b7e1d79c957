// Puts something that floats beside what it belongs to, inside the window.

/** Where: below or above, at the start or the end of it. Turned over where there is no room. */
export interface Place {
  readonly side?: "below" | "above";
  readonly align?: "start" | "end";
}

const GAP = 6;
const EDGE = 8;

/** A point, as of a press of the right button. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Sets `left` and `top` of a fixed element; by the object model, which the policy of the page allows. */
export function place(anchor: Element | Point, floating: HTMLElement, { side = "below", align = "start" }: Place): void {
  const at = anchor instanceof Element
    ? anchor.getBoundingClientRect()
    : new DOMRect(anchor.x, anchor.y, 0, 0);
  const width = floating.offsetWidth;
  const height = floating.offsetHeight;
  const wide = document.documentElement.clientWidth;
  const high = window.innerHeight;

  const below = at.bottom + GAP;
  const above = at.top - GAP - height;
  const fitsBelow = below + height <= high - EDGE;
  const fitsAbove = above >= EDGE;
  const goesBelow = side === "below" ? fitsBelow || !fitsAbove : !fitsAbove && fitsBelow;
  const top = goesBelow ? below : above;

  const rtl = getComputedStyle(floating).direction === "rtl";
  const left = (align === "start") !== rtl ? at.left : at.right - width;

  floating.style.setProperty("left", `${clamp(left, EDGE, wide - width - EDGE)}px`);
  floating.style.setProperty("top", `${clamp(top, EDGE, high - height - EDGE)}px`);
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, Math.max(low, high)));
