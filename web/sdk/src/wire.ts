// From the wire's JSON to whole values: defaults filled in, 64-bit numbers as numbers, what is unknown left as it is.

import type * as Protocol from "./generated/protocol.ts";
import { shapes } from "./generated/shapes.ts";

/** The messages of the contract that can be read, by name. */
export interface Shapes {
  Frame: Protocol.Frame;
  Conversation: Protocol.Conversation;
  Member: Protocol.Member;
  Message: Protocol.Message;
  HistoryPage: Protocol.HistoryPage;
}

type Field = readonly [name: string, kind: string, what: string];
type Json = Record<string, unknown>;

const parsed = new Map<string, readonly Field[]>();

function fields(shape: string): readonly Field[] {
  let list = parsed.get(shape);
  if (!list) {
    const texts = (shapes[shape] ?? "").match(/\S+/g) ?? [];
    list = texts.map((text) => {
      const at = text.search(/[=?*]/);
      return [text.slice(0, at), text[at] ?? "", text.slice(at + 1)];
    });
    parsed.set(shape, list);
  }
  return list;
}

/** The largest 64-bit number stands for "without end"; no other is beyond those that are exact here. */
function number(value: number): number {
  return value > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : value;
}

function one(what: string, value: unknown): unknown {
  switch (what) {
    case "s":
      return value ?? "";
    case "n":
      return value ?? 0;
    case "b":
      return value ?? false;
    case "t":
      return number(Number(value ?? 0));
    default:
      return what in shapes ? whole(what, value ?? {}) : (value ?? what);
  }
}

function whole(shape: string, value: unknown): Json {
  const result: Json = { ...(value as Json) };
  for (const [name, kind, what] of fields(shape)) {
    const found = result[name];
    if (kind === "*") result[name] = Array.isArray(found) ? found.map((entry) => one(what, entry)) : [];
    else if (kind === "=") result[name] = one(what, found);
    else if (found === null || found === undefined) delete result[name];
    else result[name] = one(what, found);
  }
  return result;
}

/** A message of the contract, from its JSON. */
export function read<K extends keyof Shapes>(shape: K, value: unknown): Shapes[K] {
  return whole(shape, value) as unknown as Shapes[K];
}
