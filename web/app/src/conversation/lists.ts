// Lists while one types: the next item, items of items, and the end of a list. Knows the text and the cursor alone.

/** A text and where the cursor stands in it. */
export interface Typed {
  readonly text: string;
  readonly at: number;
}

/** Items are nested so deep by keys. */
const LEVELS = 4;
const ITEM = /^([ \t]*)([-*+]|(\d{1,9})([.)]))( +)(.*)$/s;

interface Line {
  readonly from: number;
  readonly end: number;
  readonly lead: string;
  readonly mark: string;
  readonly number: string | undefined;
  readonly sign: string;
  readonly gap: string;
  readonly rest: string;
}

/** The item that the cursor stands in, if it stands in one. */
function itemAt(text: string, at: number): Line | undefined {
  const from = text.lastIndexOf("\n", at - 1) + 1;
  const next = text.indexOf("\n", at);
  const end = next < 0 ? text.length : next;
  const found = ITEM.exec(text.slice(from, end));
  if (!found || at < from + (found[1]?.length ?? 0) + (found[2]?.length ?? 0)) return undefined;
  const [, lead = "", mark = "", number, sign = "", gap = " ", rest = ""] = found;
  return { from, end, lead, mark, number, sign, gap, rest };
}

/** A new line in a list begins its next item; an empty item goes a level up, and at the top ends the list. */
export function nextLine(text: string, at: number): Typed | undefined {
  const item = itemAt(text, at);
  if (!item) return undefined;
  const { from, end, lead, mark, number, sign, gap, rest } = item;
  if (!rest.trim()) {
    const shorter = lead.length > 0 ? outdented(text, item) : undefined;
    return shorter ?? { text: text.slice(0, from) + text.slice(end), at: from };
  }
  const start = `\n${lead}${number === undefined ? mark : `${Number(number) + 1}${sign}`}${gap}`;
  return { text: text.slice(0, at) + start + text.slice(at), at: at + start.length };
}

/** One level deeper, below the item before; nothing where that cannot be. */
export function deeper(text: string, at: number): Typed | undefined {
  const item = itemAt(text, at);
  if (!item) return undefined;
  const before = text.slice(0, Math.max(0, item.from - 1)).split("\n").at(-1) ?? "";
  const above = item.from > 0 ? ITEM.exec(before) : undefined;
  const level = item.lead.length;
  // Not deeper than the first item below the one before.
  if (!above || level > (above[1] ?? "").length || level >= 2 * (LEVELS - 1)) return undefined;
  const step = " ".repeat(Math.max(2, item.number === undefined ? 2 : 3));
  const number = item.number === undefined ? undefined : `1${item.sign}`;
  return replaced(text, at, item, item.lead + step, number);
}

/** One level up; nothing at the top. */
export function higher(text: string, at: number): Typed | undefined {
  const item = itemAt(text, at);
  return item && item.lead.length > 0 ? outdented(text, item, at) : undefined;
}

function outdented(text: string, item: Line, at?: number): Typed {
  // As the item that it came from stands.
  const above = text.slice(0, item.from).split("\n").reverse().map((line) => ITEM.exec(line));
  const outer = above.find((one) => one && (one[1] ?? "").length < item.lead.length);
  const number = outer?.[3];
  const mark = outer ? (number === undefined ? outer[2] : `${Number(number) + 1}${outer[4] ?? "."}`) : undefined;
  return replaced(text, at ?? item.end, item, outer?.[1] ?? "", mark);
}

function replaced(text: string, at: number, item: Line, lead: string, mark = item.mark): Typed {
  const before = item.lead.length + item.mark.length;
  const now = lead + mark;
  return { text: text.slice(0, item.from) + now + text.slice(item.from + before), at: at + now.length - before };
}
