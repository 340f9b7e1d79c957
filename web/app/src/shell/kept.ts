// What stands half filled in dialogs and forms, over a reload: kept in this tab alone, and taken once by what shows it again.
// Not for secrets, and not for drafts, which the server keeps.

import { type Dispatch, type StateUpdater, useEffect, useRef, useState } from "preact/hooks";

const KEY = "parlor.kept";
/** Older than this nobody waits for it any more, in milliseconds. */
const GOOD_FOR_MS = 10 * 60_000;
/** What is shown again is shown soon after the page began, in milliseconds. */
const TAKEN_WITHIN_MS = 60_000;

type All = Record<string, unknown>;

/** Tell what they hold as the page goes. */
const holders = new Set<(all: All) => void>();
let before: All | undefined;

function write(): void {
  const values: All = {};
  for (const tell of holders) tell(values);
  try {
    if (Object.keys(values).length > 0) sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), values }));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Then it is lost, as it is everywhere else.
  }
}

/** What the page before kept. */
function all(): All {
  if (before) return before;
  before = {};
  addEventListener("pagehide", write);
  try {
    const { at, values } = JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as { at?: number; values?: All };
    sessionStorage.removeItem(KEY);
    if (values && at !== undefined && Date.now() - at < GOOD_FOR_MS) before = values;
  } catch {
    // It was none of ours, or there is no such storage.
  }
  return before;
}

/** Forgets what this tab keeps: somebody else may be the next here. */
export function forget(): void {
  all();
  before = {};
  try {
    sessionStorage.clear();
  } catch {
    // There is no such storage.
  }
}

/** Takes what was kept by this name, if it looks like what is held now: another build may have kept it. */
function take<T>(key: string, start: T): T {
  if (performance.now() > TAKEN_WITHIN_MS) return start;
  const { [key]: found, ...others } = all();
  before = others;
  if (found === undefined || found === null) return start;
  if (start === undefined || start === null) return found as T;
  if (typeof found !== typeof start || Array.isArray(found) !== Array.isArray(start)) return start;
  return typeof start === "object" && !Array.isArray(start) ? { ...start, ...found } : found as T;
}

/** As `useState`, of something that outlives a reload of the page once it was changed. Without a key it does not. */
export function useKept<T>(key: string | undefined, start: T): [T, Dispatch<StateUpdater<T>>] {
  const first = useRef(start);
  const [value, set] = useState<T>(() => (key === undefined ? start : take(key, start)));
  const now = useRef(value);
  now.current = value;
  useEffect(() => {
    if (key === undefined) return undefined;
    const tell = (values: All) => {
      if (now.current !== first.current) values[key] = now.current;
    };
    holders.add(tell);
    return () => void holders.delete(tell);
  }, [key]);
  return [value, set];
}
