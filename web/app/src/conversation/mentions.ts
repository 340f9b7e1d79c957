// Mentions while one writes: what is being looked for, who fits, and who stands in the text at the end.

import type { Member } from "@parlor/client";

/** The beginning of a mention before the cursor. */
export interface Looking {
  /** Where its sign stands. */
  readonly from: number;
  readonly text: string;
}

/** How long a name is looked for: a sign that was meant otherwise stops disturbing. */
const LONGEST = 40;

/** What is being looked for at the cursor, if anything. */
export function looking(text: string, cursor: number): Looking | undefined {
  const from = text.lastIndexOf("@", cursor - 1);
  if (from < 0 || cursor - from > LONGEST) return undefined;
  if (/[\p{L}\p{N}]/u.test(text[from - 1] ?? " ")) return undefined;
  const word = text.slice(from + 1, cursor);
  return /[\n@]/.test(word) || /^\s/.test(word) || /\s\S+\s/.test(word) ? undefined : { from, text: word };
}

const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();

/** Those whose names have words that begin so, best first. */
export function fitting(members: readonly Member[], text: string, most: number): Member[] {
  const wanted = fold(text);
  const rank = (name: string): number => {
    const folded = fold(name);
    if (folded.startsWith(wanted)) return 0;
    return folded.split(/[\s.-]+/).some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return members
    .map((member) => ({ member, rank: rank(member.person.name) }))
    .filter((one) => one.rank < 2)
    .toSorted((a, b) => a.rank - b.rank || a.member.person.name.localeCompare(b.member.person.name))
    .slice(0, most)
    .map((one) => one.member);
}

/** Who is mentioned in a text, and whether all are. */
export function mentioned(text: string, members: readonly Member[], all: boolean) {
  const stands = (name: string): boolean => {
    for (let at = text.indexOf(`@${name}`); at >= 0; at = text.indexOf(`@${name}`, at + 1)) {
      const next = text[at + name.length + 1] ?? " ";
      if (!/[\p{L}\p{N}]/u.test(next)) return true;
    }
    return false;
  };
  const mentions = members.filter((one) => stands(one.person.name)).map((one) => one.person.id).slice(0, 50);
  return { mentions, mentionAll: all && stands("all") };
}
