// A message's text as elements.

import "./Text.css";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { type Block, type Inline, parse } from "./markdown.ts";

export interface TextProps {
  readonly text: string;
  /** Names that stand in the text as mentions, without their sign. */
  readonly mentioned?: readonly string[];
  /** The viewer's own among them. */
  readonly own?: string | undefined;
}

/** Shows it. Mentions are marked where their names stand. */
export function Text({ text, mentioned = [], own }: TextProps) {
  const blocks = useMemo(() => parse(text), [text]);
  const names = useMemo(() => finder(mentioned), [mentioned.join("\n")]);
  return <div class={onlyEmoji(text) ? "Text Text--large" : "Text"} dir="auto">{blocks.map((one, at) => block(one, at, { names, own }))}</div>;
}

interface Marks {
  readonly names: RegExp | undefined;
  readonly own: string | undefined;
}

function finder(names: readonly string[]): RegExp | undefined {
  if (names.length === 0) return undefined;
  const escaped = names.toSorted((a, b) => b.length - a.length).map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`(@(?:${escaped.join("|")})(?![\\p{L}\\p{N}]))`, "u");
}

function block(one: Block, key: number, marks: Marks): ComponentChildren {
  switch (one.is) {
    case "paragraph":
      return <p key={key} dir="auto">{line(one.inside, marks)}</p>;
    case "code":
      return <pre key={key} class="Text-code" tabIndex={0} dir="ltr"><code>{one.text}</code></pre>;
    case "quote":
      return <blockquote key={key}>{one.inside.map((inside, at) => block(inside, at, marks))}</blockquote>;
    case "list": {
      const items = one.items.map((item, at) => (
        <li key={at}>{line(item.inside, marks)}{item.under.map((inside, place) => block(inside, place, marks))}</li>
      ));
      return one.first === undefined ? <ul key={key}>{items}</ul> : <ol key={key} start={one.first}>{items}</ol>;
    }
  }
}

function line(pieces: readonly Inline[], marks: Marks): ComponentChildren[] {
  return pieces.map((one, key) => {
    switch (one.is) {
      case "text":
        return marks.names ? mentions(one.text, marks.names, marks.own) : one.text;
      case "break":
        return <br key={key} />;
      case "code":
        return <code key={key}>{one.text}</code>;
      case "bold":
        return <strong key={key}>{line(one.inside, marks)}</strong>;
      case "italic":
        return <em key={key}>{line(one.inside, marks)}</em>;
      case "strike":
        return <s key={key}>{line(one.inside, marks)}</s>;
      case "link":
        return <a key={key} href={one.href} target="_blank" rel="noopener noreferrer nofollow">{line(one.inside, marks)}</a>;
    }
  });
}

function mentions(text: string, names: RegExp, own: string | undefined): ComponentChildren {
  // What is caught stands at every other place.
  return text.split(names).map((part, at) => at % 2 === 0 ? part : (
    <span key={at} class={part === `@${own}` || part === "@all" ? "Text-mention Text-mention--own" : "Text-mention"}>{part}</span>
  ));
}

// Built here, for the compiler does not know the flag yet.
const EMOJI = new RegExp("^(?:\\p{RGI_Emoji}\\s*){1,3}$", "v");

/** Few emoji alone are shown large. */
export const onlyEmoji = (text: string): boolean => text.length <= 24 && EMOJI.test(text.trim());
