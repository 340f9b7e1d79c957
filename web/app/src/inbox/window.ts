// The arithmetic of a long list of rows of one height, of which a few are drawn.

/** Rows from `from` to before `to`. */
export interface Drawn {
  readonly from: number;
  readonly to: number;
}

/** Rows that are drawn beyond the edges, so that scrolling finds them there. */
const SPARE = 6;

/** Which rows are drawn when `scrolled` pixels are above the upper edge. */
export function drawn(scrolled: number, height: number, row: number, count: number): Drawn {
  if (row <= 0) return { from: 0, to: Math.min(count, 2 * SPARE) };
  const first = Math.floor(Math.max(0, scrolled) / row);
  const last = Math.ceil((Math.max(0, scrolled) + height) / row);
  const from = Math.max(0, Math.min(first, count) - SPARE);
  return { from, to: Math.min(count, last + SPARE) };
}

/** Rows that are looked at for where the list has moved to. */
const LOOKED_AT = 7;

/**
 * How far to scroll after the order changed, so that what one looks at stays where it is. Who is at the top stays
 * there: what is new comes into view. One row that jumped away moves nothing: the middle of all shifts counts.
 */
export function keepPlace(before: readonly string[], after: readonly string[], scrolled: number, row: number): number {
  if (row <= 0 || scrolled < row / 2) return scrolled;
  const first = Math.floor(scrolled / row);
  const places = new Map(after.map((id, at) => [id, at]));
  const shifts: number[] = [];
  for (let at = first; at < Math.min(before.length, first + LOOKED_AT); at += 1) {
    const now = places.get(before[at] ?? "");
    if (now !== undefined) shifts.push(now - at);
  }
  shifts.sort((a, b) => a - b);
  return Math.max(0, scrolled + (shifts[shifts.length >> 1] ?? 0) * row);
}

/** How far to scroll so that a row is seen whole; nothing if it is. */
export function reveal(index: number, scrolled: number, height: number, row: number): number | undefined {
  const top = index * row;
  if (top < scrolled) return top;
  if (top + row > scrolled + height) return top + row - height;
  return undefined;
}
