// Fetches more of a conversation where one nears an end of what is held, and asks again by itself where that fails.

import type { Timeline } from "@parlor/client";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { announce } from "../shell/live.tsx";
import { useClient } from "../state/index.ts";
import { t } from "../words/index.ts";

export type End = "older" | "newer";

/** After a mistake it is not tried again for so long; twice that after the next one, up to the last. */
const PAUSE_MS = 4_000;
const PAUSE_MAX_MS = 30_000;

/** What is under way at an end. */
interface Asking {
  busy: boolean;
  /** How often it failed, one after another. */
  failed: number;
  notBefore: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const idle = (): Asking => ({ busy: false, failed: 0, notBefore: 0, timer: undefined });

export interface Paging {
  /** Asks for more, unless there is none, or it is under way, or it just failed. */
  readonly more: (end: End) => void;
  /** The ends at which it failed, until it goes well. */
  readonly failing: Readonly<Record<End, boolean>>;
  readonly retry: (end: End) => void;
}

/**
 * What shows the messages calls `more` after each rendering in which an end is near. Whenever it may be asked again
 * there is a rendering: also where nobody scrolls, one page after another comes until the end is no longer near.
 */
export function usePaging(id: string, timeline: Timeline): Paging {
  const client = useClient();
  const held = useRef(timeline);
  held.current = timeline;
  const asking = useRef({ older: idle(), newer: idle() });
  const [failing, setFailing] = useState({ older: false, newer: false });
  const [, look] = useReducer((count: number) => count + 1, 0);
  const tell = (end: End, failed: boolean) => setFailing((all) => (all[end] === failed ? all : { ...all, [end]: failed }));
  const free = (one: Asking) => {
    clearTimeout(one.timer);
    one.notBefore = 0;
    look(0);
  };

  useEffect(() => {
    const both = Object.values(asking.current);
    // What failed for want of a connection need not wait.
    const off = client.on("connected", () => both.forEach(free));
    return () => {
      off();
      both.forEach(({ timer }) => clearTimeout(timer));
    };
  }, [client]);

  return {
    failing,
    more: (end) => {
      const one = asking.current[end];
      const { moreBefore, moreAfter, status } = held.current;
      const there = end === "older" ? moreBefore : moreAfter;
      if (!there || status !== "ready" || one.busy || one.notBefore > Date.now()) return;
      one.busy = true;
      client[end](id).then(
        () => {
          Object.assign(one, idle());
          tell(end, false);
          look(0);
        },
        () => {
          const pause = Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** one.failed);
          if (one.failed === 0) announce(t("conversation.moreFailed"));
          one.failed += 1;
          one.busy = false;
          one.notBefore = Date.now() + pause;
          one.timer = setTimeout(free, pause, one);
          tell(end, true);
        },
      );
    },
    retry: (end) => {
      tell(end, false);
      free(asking.current[end]);
    },
  };
}
