// The catalogue of all text. English comes with the page and is the type of the others, which are loaded
// when wanted. Knows nothing of what the texts are used for.

import type { ComponentChildren } from "preact";
import type { account } from "./en/account.ts";
import type { arrive } from "./en/arrive.ts";
import { common } from "./en/common.ts";
import { conversation } from "./en/conversation.ts";
import type { inbox } from "./en/inbox.ts";
import type { panel } from "./en/panel.ts";
import type { picture } from "./en/picture.ts";
import type { profile } from "./en/profile.ts";
import { start } from "./en/start.ts";
import type { talk } from "./en/talk.ts";

/** A text for each plural of a language. `{n}` in it is the number, written as the language writes it. */
export type Plural = { readonly other: string } & { readonly [K in Intl.LDMLPluralRule]?: string };

/** A part of the catalogue, as a language has to have it. */
export type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Plural };

const first = { ...common, ...start, ...conversation };

/** What comes with the parts that say it: see `arrive.ts`, `inside.ts`, `picture.ts`, `settings.ts` and `talk.ts`. */
type Later = typeof account & typeof arrive & typeof inbox & typeof panel & typeof picture & typeof profile & typeof talk;

const english = { ...first } as typeof first & Later;

/** The name of a text. */
export type Key = keyof typeof english;

/** All texts of one language. */
export type Catalogue = Words<typeof english>;

/** Takes English texts that come with the parts that say them. */
export const addEnglish = (texts: Partial<Later>): void => void Object.assign(english, texts);

/** What goes into a text's places. `n` chooses the plural. */
export type Values = Readonly<Record<string, string | number>>;

/** The languages there are, by their own names. */
export const LANGUAGES = { en: "English", de: "Deutsch", ar: "العربية" } as const;

/** A language that there is. */
export type Language = keyof typeof LANGUAGES;

const RIGHT_TO_LEFT: readonly string[] = ["ar", "he", "fa", "ur"];

let words: Catalogue = english;
let tag = "en";
let zone: string | undefined;
let plurals = new Intl.PluralRules(tag);
let numbers = new Intl.NumberFormat(tag);
let version = 0;
const listeners = new Set<() => void>();

/** The language tag that times and numbers are written in, such as `de-AT`. */
export const locale = (): string => tag;

/** The viewer's time zone, or none: the browser's. */
export const timeZone = (): string | undefined => zone;

/** Counts the changes of language and zone. */
export const wordsVersion = (): number => version;

/** Calls `fn` after the language or the zone changed. */
export function onWords(fn: () => void): () => void {
  listeners.add(fn);
  return () => void listeners.delete(fn);
}

/** The first of these tags that there is a catalogue for. */
export function choose(tags: readonly string[]): { language: Language; tag: string } {
  for (const wanted of tags) {
    const language = wanted.toLowerCase().split("-")[0];
    for (const known of Object.keys(LANGUAGES) as Language[]) {
      if (known === language) return { language: known, tag: wanted };
    }
  }
  return { language: "en", tag: "en" };
}

async function load(language: Language): Promise<Catalogue> {
  switch (language) {
    case "en":
      return english;
    case "de":
      return (await import("./de/index.ts")).de;
    case "ar":
      return (await import("./ar/index.ts")).ar;
  }
}

/** Speaks the first of these languages that there is, from the time of a zone. */
export async function speak(tags: readonly string[], inZone?: string): Promise<void> {
  const wanted = choose(tags);
  let loaded: Catalogue;
  try {
    loaded = await load(wanted.language);
    plurals = new Intl.PluralRules(wanted.tag);
  } catch {
    // The file did not come, or the tag is none: English was there from the start.
    wanted.tag = "en";
    wanted.language = "en";
    loaded = english;
    plurals = new Intl.PluralRules("en");
  }
  words = loaded;
  tag = wanted.tag;
  numbers = new Intl.NumberFormat(tag);
  zone = validZone(inZone);
  version += 1;
  if (typeof document !== "undefined") {
    document.documentElement.lang = tag;
    document.documentElement.dir = RIGHT_TO_LEFT.includes(wanted.language) ? "rtl" : "ltr";
  }
  for (const listener of listeners) listener();
}

function validZone(name: string | undefined): string | undefined {
  if (!name) return undefined;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return name;
  } catch {
    return undefined;
  }
}

function pattern(key: Key, values: Readonly<Record<string, unknown>>): string {
  // A file of another release may lack a text.
  const entry: string | Plural = words[key] ?? english[key] ?? key;
  if (typeof entry === "string") return entry;
  return entry[plurals.select(Number(values["n"]))] ?? entry.other;
}

const PLACE = /\{(\w+)\}/;

/** A text, with its places filled. */
export function t(key: Key, values: Values = {}): string {
  return pattern(key, values).replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

/** A text whose places are filled with elements. */
export function tv(key: Key, values: Readonly<Record<string, ComponentChildren>>): ComponentChildren[] {
  const parts: ComponentChildren[] = [];
  let rest = pattern(key, values);
  for (let found = PLACE.exec(rest); found; found = PLACE.exec(rest)) {
    if (found.index > 0) parts.push(rest.slice(0, found.index));
    const value = values[found[1] ?? ""];
    parts.push(typeof value === "number" ? numbers.format(value) : (value ?? found[0]));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) parts.push(rest);
  return parts;
}
