// The arithmetic of a long strip of rows of which a few are drawn: heights, places, what is seen.

/** What is known of a row before it is drawn. */
export interface Sized {
  /** Names it, also after other rows came before it. */
  readonly key: string;
  /** About how high it is, in pixels, as long as nobody has measured it. */
  readonly guess: number;
  /** It goes, or moves away, as soon as others come in its place: what is below it is kept where it is. */
  readonly passing?: boolean;
}

/** A place on the strip that stays where it is on the screen: a row, and how far below the upper edge it begins. */
export interface Anchor {
  readonly key: string;
  readonly index: number;
  readonly below: number;
}

/** Rows from `from` to before `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export class Strip {
  #rows: readonly Sized[] = [];
  readonly #heights = new Map<string, number>();
  #tops: Float64Array = new Float64Array(1);
  #places: Map<string, number> | undefined;

  /** Takes other rows; heights of known ones stay. */
  set(rows: readonly Sized[]): void {
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.#places = undefined;
    this.#add();
  }

  #add(): void {
    const tops = new Float64Array(this.#rows.length + 1);
    let top = 0;
    for (let at = 0; at < this.#rows.length; at += 1) {
      tops[at] = top;
      const row = this.#rows[at];
      if (row) top += this.#heights.get(row.key) ?? row.guess;
    }
    tops[this.#rows.length] = top;
    this.#tops = tops;
  }

  /** Takes measured heights; tells whether anything changed. */
  measure(measured: Iterable<readonly [key: string, height: number]>): boolean {
    let changed = false;
    for (const [key, height] of measured) {
      if (Math.abs((this.#heights.get(key) ?? -1) - height) < 0.1) continue;
      this.#heights.set(key, height);
      changed = true;
    }
    if (changed) this.#add();
    return changed;
  }

  /** Forgets all heights: another width, another language. */
  forget(): void {
    this.#heights.clear();
    this.#add();
  }

  get total(): number {
    return this.#tops[this.#rows.length] ?? 0;
  }

  /** Where a row begins; that after the last one is the end. */
  top(index: number): number {
    return this.#tops[Math.max(0, Math.min(index, this.#rows.length))] ?? 0;
  }

  /** Which row a key names. */
  index(key: string): number | undefined {
    this.#places ??= new Map(this.#rows.map((row, at) => [row.key, at]));
    return this.#places.get(key);
  }

  /** The row at a place. */
  at(place: number): number {
    let low = 0;
    let high = this.#rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.top(middle) <= place) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /** The rows that lie between two places, at least in part. */
  range(start: number, end: number): Range {
    if (this.#rows.length === 0) return { from: 0, to: 0 };
    return { from: this.at(Math.max(0, start)), to: Math.min(this.#rows.length, this.at(Math.max(0, end)) + 1) };
  }

  /** What is at the upper edge when it is scrolled this far, and stays. */
  anchor(scrolled: number): Anchor | undefined {
    let index = this.at(scrolled);
    while (this.#rows[index]?.passing && index + 1 < this.#rows.length) index += 1;
    const row = this.#rows[index];
    return row && { key: row.key, index, below: this.top(index) - scrolled };
  }

  /** How far to scroll so that the anchor is where it was. */
  scrolled(anchor: Anchor): number {
    return this.top(this.index(anchor.key) ?? anchor.index) - anchor.below;
  }
}
