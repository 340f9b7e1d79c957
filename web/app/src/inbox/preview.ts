// One line for a message, as lists show it: who, and what, without the signs of Markdown.

import "../words/inside.ts";
import type { Conversation, Message } from "@parlor/client";
import { happened } from "../conversation/Message.tsx";
import { type Key, t } from "../words/index.ts";

const WHITE = /\s+/g;

/** The text without the signs of the subset of Markdown, in one line. */
export function plain(text: string): string {
  return text
    .replace(/```[^\n`]*\n([\s\S]*?)(```|$)/g, "$1")
    .replace(/^\s*(?:>+|[-*+]|\d+[.)])\s+/gm, "")
    .replace(/\[([^\]\n]+)\]\((?:[^()\s]|\([^()\s]*\))+\)/g, "$1")
    .replace(/(\*\*|__|~~|`)(?=\S)([^\n]*?\S)\1/g, "$2")
    .replace(/(^|[^\p{L}\p{N}*])\*(?=\S)([^*\n]*?\S)\*(?![\p{L}\p{N}*])/gu, "$1$2")
    .replace(/(^|[^\p{L}\p{N}_])_(?=\S)([^_\n]*?\S)_(?![\p{L}\p{N}_])/gu, "$1$2")
    .replace(WHITE, " ")
    .trim();
}

/** What a message is, where its text does not say it. */
function without(message: Message): string {
  const { attachments } = message;
  const pictures = attachments.filter((one) => one.mediaType.startsWith("image/")).length;
  const [first] = attachments;
  if (attachments.length > 0 && pictures === attachments.length) return t("inbox.pictures", { n: pictures });
  if (first && attachments.length === 1) return first.name;
  if (attachments.length > 0) return t("inbox.files", { n: attachments.length });
  return "";
}

/** The pictogram before a line, if it has one. */
export type LineMark = "lock" | "paperclip" | "forward";

/** A line of a list: who is named before it, its words, its pictogram. */
export interface Line {
  readonly who?: string;
  readonly text: string;
  readonly mark?: LineMark;
  /** Written paler: there is nothing in it. */
  readonly faint?: boolean;
}

/** The first word of a name, which says enough in a list, unless it is a mere letter or two. */
export function shortName(name: string): string {
  const first = name.trim().split(WHITE)[0]?.replace(/[,;:.]+$/, "") ?? "";
  return [...first].length > 2 ? first : name;
}

/** The line of a message. `me` is who looks. */
export function lineOf(message: Message, conversation: Pick<Conversation, "kind">, me: string): Line {
  if (message.system) return { text: happened(message), faint: true };
  const mine = message.author?.id === me;
  const group = conversation.kind !== "CONVERSATION_KIND_DIRECT";
  const name = mine ? t("inbox.you") : message.author && group ? shortName(message.author.name) : undefined;
  const who = name === undefined ? {} : { who: name };
  if (message.deleted) return { ...who, text: t("inbox.deleted"), faint: true };
  const text = plain(message.text) || without(message);
  const note = message.kind === "MESSAGE_KIND_NOTE";
  const mark: LineMark | undefined = note ? "lock" : message.attachments.length > 0 ? "paperclip"
    : message.forwarded ? "forward" : undefined;
  return { ...who, text, ...(mark && { mark }) };
}

const MARKS: Readonly<Record<LineMark, Key>> = {
  lock: "inbox.note", paperclip: "inbox.withFiles", forward: "inbox.forwarded",
};

/** What a pictogram before a line says. */
export const markName = (mark: LineMark): string => t(MARKS[mark]);

/** A part of a text that is, or is not, what was looked for. */
export interface Piece {
  readonly text: string;
  readonly found: boolean;
}

/** Characters of a text before the first word that was found. */
const LEAD = 40;

/** A text cut to begin near the first word that was looked for, in pieces. */
export function found(text: string, query: string): readonly Piece[] {
  const words = query.split(WHITE).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const whole = plain(text);
  if (words.length === 0) return [{ text: whole, found: false }];
  const any = new RegExp(words.join("|"), "giu");
  const first = whole.search(any);
  const from = first > LEAD ? whole.lastIndexOf(" ", first - LEAD / 2) + 1 : 0;
  const shown = (from > 0 ? "…" : "") + whole.slice(from);
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of shown.matchAll(any)) {
    if (match.index > at) pieces.push({ text: shown.slice(at, match.index), found: false });
    pieces.push({ text: match[0], found: true });
    at = match.index + match[0].length;
  }
  if (at < shown.length) pieces.push({ text: shown.slice(at), found: false });
  return pieces;
}
