// What one typed and did not send: kept by the server for all devices, and in this tab until it got there. What was to
// be an internal note stays in this tab: where it is not known to be one, it could be sent to everyone.

import { useEffect, useRef } from "preact/hooks";
import { beforeReload } from "../shell/reload.ts";
import { useClient, useDraft } from "../state/index.ts";

const SAVE_AFTER_MS = 900;
const draftKey = (id: string): string => `parlor.draft.${id}`;
const noteKey = (id: string): string => `parlor.note.${id}`;

function kept(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, text: string | undefined): void {
  try {
    if (text === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, text);
  } catch {
    // The server has it in a moment.
  }
}

let asked = false;

export interface DraftKeeper {
  /** What was there at the beginning. */
  readonly first: string;
  /** Whether that was to be an internal note. */
  readonly asNote: boolean;
  /** Takes what stands in the field now. */
  readonly put: (text: string, asNote: boolean) => void;
}

/** Keeps a conversation's draft. `take` is told of what was typed on another device, if nothing is typed here. */
export function useKeptDraft(id: string, take: (text: string) => void): DraftKeeper {
  const client = useClient();
  const draft = useDraft(id);
  const note = useRef(kept(noteKey(id)) ?? "");
  const first = useRef(note.current || (kept(draftKey(id)) ?? draft));
  /** What the server is to have. */
  const now = useRef(note.current ? draft : first.current);
  const saved = useRef(draft);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const save = useRef(async () => {
    clearTimeout(timer.current);
    timer.current = undefined;
    if (now.current === saved.current) return;
    const text = now.current;
    saved.current = text;
    await client.saveDraft(id, text).then(
      () => now.current === text && keep(draftKey(id), undefined),
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
    if (!untouched || timer.current || note.current) return;
    now.current = draft;
    take(draft);
  }, [draft]);

  return {
    first: first.current,
    asNote: note.current !== "",
    put: (typed, asNote) => {
      const was = note.current !== "";
      note.current = asNote ? typed : "";
      keep(noteKey(id), note.current || undefined);
      const text = asNote ? "" : typed;
      if (asNote && (was || now.current === "")) return;
      now.current = text;
      keep(draftKey(id), text);
      clearTimeout(timer.current);
      // An empty field is told at once: what was sent is no draft.
      timer.current = setTimeout(() => void save.current(), text === "" ? 0 : SAVE_AFTER_MS);
    },
  };
}
