// What one typed and did not send: kept by the server for all devices, and in this tab until it got there.

import { useEffect, useRef } from "preact/hooks";
import { beforeReload } from "../shell/reload.ts";
import { useClient, useDraft } from "../state/index.ts";

const SAVE_AFTER_MS = 900;
const keyOf = (id: string): string => `parlor.draft.${id}`;

function kept(id: string): string | null {
  try {
    return sessionStorage.getItem(keyOf(id));
  } catch {
    return null;
  }
}

function keep(id: string, text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(keyOf(id));
    else sessionStorage.setItem(keyOf(id), text);
  } catch {
    // The server has it in a moment.
  }
}

let asked = false;

export interface DraftKeeper {
  /** What was there at the beginning. */
  readonly first: string;
  /** Takes what stands in the field now. */
  readonly put: (text: string) => void;
}

/** Keeps a conversation's draft. `take` is told of what was typed on another device, if nothing is typed here. */
export function useKeptDraft(id: string, take: (text: string) => void): DraftKeeper {
  const client = useClient();
  const draft = useDraft(id);
  const first = useRef(kept(id) ?? draft);
  const now = useRef(first.current);
  const saved = useRef(draft);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const save = useRef(async () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    if (now.current === saved.current) return;
    const text = now.current;
    saved.current = text;
    await client.saveDraft(id, text).then(
      () => now.current === text && keep(id, undefined),
      () => {
        saved.current = "\0";
      },
    );
  });

  useEffect(() => {
    if (!asked) {
      asked = true;
      void client.loadDrafts().catch(() => {
        asked = false;
      });
    }
    const off = beforeReload(() => save.current());
    return () => {
      off();
      void save.current();
    };
  }, [client, id]);

  useEffect(() => {
    if (draft === saved.current) return;
    const untouched = now.current === saved.current || now.current === "";
    saved.current = draft;
    if (!untouched || timer.current) return;
    now.current = draft;
    take(draft);
  }, [draft]);

  return {
    first: first.current,
    put: (text) => {
      now.current = text;
      keep(id, text);
      clearTimeout(timer.current);
      // An empty field is told at once: what was sent is no draft.
      timer.current = setTimeout(() => void save.current(), text === "" ? 0 : SAVE_AFTER_MS);
    },
  };
}
