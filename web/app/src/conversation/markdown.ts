// The subset of Markdown that messages are written in, as a tree. Knows nothing of elements; nothing becomes HTML.

/** A piece of a line. */
export type Inline =
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "code"; readonly text: string }
  | { readonly is: "break" }
  | { readonly is: "bold" | "italic" | "strike"; readonly inside: readonly Inline[] }
  | { readonly is: "link"; readonly href: string; readonly inside: readonly Inline[] };

/** A piece of a message. */
export type Block =
  | { readonly is: "paragraph"; readonly inside: readonly Inline[] }
  | { readonly is: "code"; readonly text: string }
  | { readonly is: "quote"; readonly inside: readonly Block[] }
  | { readonly is: "list"; readonly first: number | undefined; readonly items: readonly Item[] };

/** A line of a list, and what is indented below it. */
export interface Item {
  readonly inside: readonly Inline[];
  readonly under: readonly Block[];
}

/** What is nested deeper is text. */
const DEPTH = 6;
const FENCE = /^\s{0,3}```/;
const QUOTE = /^\s{0,3}> ?/;
const ITEM = /^ {0,3}(?:[-*+]|(\d{1,9})[.)]) +(?=\S)/;

/** The blocks of a text. */
export function parse(text: string, depth = 0): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Block[] = [];
  let plain: string[] = [];
  const flush = () => {
    const inside = inlines(plain.join("\n").replace(/^\n+|\s+$/g, ""), depth);
    if (inside.length > 0) blocks.push({ is: "paragraph", inside });
    plain = [];
  };
  let at = 0;
  /** Takes the lines from here on that begin so. */
  const take = (start: RegExp): string[] => {
    const taken: string[] = [];
    for (let line = lines[at]; line !== undefined && start.test(line); line = lines[at]) {
      taken.push(line.replace(start, ""));
      at += 1;
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const end = FENCE.test(line) ? closing(lines, at) : -1;
    if (end > 0) {
      flush();
      blocks.push({ is: "code", text: lines.slice(at + 1, end).join("\n") });
      at = end + 1;
    } else if (QUOTE.test(line) && depth < DEPTH) {
      flush();
      blocks.push({ is: "quote", inside: parse(take(QUOTE).join("\n"), depth + 1) });
    } else if (ITEM.test(line)) {
      flush();
      const number = ITEM.exec(line)?.[1];
      const items: { head: string; rest: string[] }[] = [];
      const own = indent(line);
      for (let next = lines[at]; next?.trim(); next = lines[at]) {
        const item = ITEM.exec(next);
        const last = items.at(-1);
        if (last && depth < DEPTH && indent(next) > own + 1) last.rest.push(next);
        else if (item && !item[1] === !number) items.push({ head: next.slice(item[0].length), rest: [] });
        else break;
        at += 1;
      }
      blocks.push({
        is: "list",
        first: number === undefined ? undefined : Number(number),
        items: items.map(({ head, rest }) => ({ inside: inlines(head, depth), under: under(rest, depth) })),
      });
    } else {
      if (line.trim() === "") flush();
      else plain.push(line);
      at += 1;
    }
  }
  flush();
  return blocks;
}

/** Columns before a line's text. */
const indent = (line: string): number => (/^[ \t]*/.exec(line)?.[0] ?? "").replace(/\t/g, "    ").length;

/** What is indented below an item, as if it were not. */
function under(lines: readonly string[], depth: number): Block[] {
  const least = Math.min(...lines.map(indent));
  return lines.length === 0 ? [] : parse(lines.map((line) => " ".repeat(indent(line) - least) + line.trimStart()).join("\n"), depth + 1);
}

function closing(lines: readonly string[], from: number): number {
  for (let at = from + 1; at < lines.length; at += 1) if (/^\s{0,3}```\s*$/.test(lines[at] ?? "")) return at;
  return -1;
}

const MARKS = [["**", "bold"], ["__", "bold"], ["~~", "strike"], ["*", "italic"], ["_", "italic"]] as const;
const ADDRESS = /(?:https?:\/\/|mailto:)[^\s<>"'`]+/y;
const LINK = /\[([^\][\n]{1,1000})\]\(([^\s()]{1,2000}(?:\([^\s()]*\)[^\s()]*)*)\)/y;
const SPECIAL = /[\\`*_~[\nhm]/g;
const WORD = /[\p{L}\p{N}]/u;

/** The pieces of a paragraph. */
export function inlines(text: string, depth = 0): Inline[] {
  const pieces: Inline[] = [];
  /** Marks that nothing closes from here on: so that looking for them stays cheap. */
  const open = new Set<string>();
  let plain = "";
  const put = (piece: Inline) => {
    if (plain) pieces.push({ is: "text", text: plain });
    plain = "";
    pieces.push(piece);
  };
  let at = 0;
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const next = SPECIAL.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    at = next;
    if (at >= text.length) break;
    const found = piece(text, at, depth, open);
    if (!found) {
      plain += text[at];
      at += 1;
    } else {
      if (found.piece.is === "text") plain += found.piece.text;
      else put(found.piece);
      at = found.end;
    }
  }
  if (plain) pieces.push({ is: "text", text: plain });
  return pieces;
}

interface Found {
  readonly piece: Inline;
  readonly end: number;
}

function piece(text: string, at: number, depth: number, open: Set<string>): Found | undefined {
  const sign = text[at];
  if (sign === "\n") return { piece: { is: "break" }, end: at + 1 };
  if (sign === "\\") {
    const next = text[at + 1];
    return next && /[\\`*_~[\]()>#+.!-]/.test(next) ? { piece: { is: "text", text: next }, end: at + 2 } : undefined;
  }
  if (sign === "`") return code(text, at, open);
  if (sign === "h" || sign === "m") return address(text, at);
  if (sign === "[") return link(text, at, depth, open);
  return marked(text, at, depth, open);
}

function code(text: string, at: number, open: Set<string>): Found | undefined {
  const end = open.has("`") ? -1 : text.indexOf("`", at + 1);
  if (end < 0) open.add("`");
  return end > at + 1 ? { piece: { is: "code", text: text.slice(at + 1, end) }, end: end + 1 } : undefined;
}

function marked(text: string, at: number, depth: number, open: Set<string>): Found | undefined {
  if (depth >= DEPTH) return undefined;
  for (const [mark, is] of MARKS) {
    if (!text.startsWith(mark, at) || open.has(mark)) continue;
    // snake_case is no emphasis.
    if (mark[0] === "_" && WORD.test(text[at - 1] ?? " ")) continue;
    const start = at + mark.length;
    if (/\s/.test(text[start] ?? " ")) continue;
    const end = ending(text, start, mark);
    if (end < 0) {
      open.add(mark);
      continue;
    }
    return { piece: { is, inside: inlines(text.slice(start, end), depth + 1) }, end: end + mark.length };
  }
  return undefined;
}

function ending(text: string, start: number, mark: string): number {
  for (let end = text.indexOf(mark, start + 1); end >= 0; end = text.indexOf(mark, end + 1)) {
    if (/\s/.test(text[end - 1] ?? " ") || text[end - 1] === "\\") continue;
    // Of three signs the first one ends what is inside.
    if (mark.length === 2 && text[end + 2] === mark[0] && text[end + 3] !== mark[0]) return end + 1;
    // A single sign does not end in a double one.
    if (mark.length === 1 && text[end + 1] === mark) {
      end += 1;
      continue;
    }
    if (mark[0] === "_" && WORD.test(text[end + mark.length] ?? " ")) continue;
    return end;
  }
  return -1;
}

function link(text: string, at: number, depth: number, open: Set<string>): Found | undefined {
  if (open.has("]") || text.indexOf("](", at) < 0) {
    open.add("]");
    return undefined;
  }
  LINK.lastIndex = at;
  const found = LINK.exec(text);
  const href = safe(found?.[2] ?? "");
  if (!found || !href) return undefined;
  // No link in a link.
  const inside = inlines(found[1] ?? "", Math.max(depth, DEPTH)).flatMap((one) => (one.is === "link" ? one.inside : [one]));
  return { piece: { is: "link", href, inside }, end: at + found[0].length };
}

function address(text: string, at: number): Found | undefined {
  if (WORD.test(text[at - 1] ?? " ")) return undefined;
  ADDRESS.lastIndex = at;
  const found = ADDRESS.exec(text)?.[0];
  if (!found) return undefined;
  // What ends a sentence belongs to it, not to the address.
  let shown = found.replace(/[.,;:!?*_~\]}]+$/, "");
  if (shown.endsWith(")") && !shown.includes("(")) shown = shown.replace(/\)+[.,;:!?]*$/, "");
  const href = safe(shown);
  if (!href) return undefined;
  return { piece: { is: "link", href, inside: [{ is: "text", text: shown }] }, end: at + shown.length };
}

/** An address as it may be followed, or none. */
export function safe(address: string): string | undefined {
  try {
    const url = new URL(address);
    if (url.protocol === "mailto:") return url.href;
    return (url.protocol === "http:" || url.protocol === "https:") && url.hostname ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** The text without its marks, on one line: for quotes, lists and readers of screens. */
export function plainText(text: string): string {
  const line = (all: readonly Inline[]): string => all.map((one) => {
    if (one.is === "text" || one.is === "code") return one.text;
    return one.is === "break" ? " " : line(one.inside);
  }).join("");
  const block = (one: Block): string => {
    if (one.is === "code") return one.text;
    if (one.is === "paragraph") return line(one.inside);
    return one.is === "quote" ? one.inside.map(block).join(" ") : one.items.map((item) => [line(item.inside), ...item.under.map(block)].join(" ")).join(", ");
  };
  return parse(text).map(block).join(" ").replace(/\s+/g, " ").trim();
}
