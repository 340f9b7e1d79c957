// Files on their way to the server, before the message that brings them is sent.

import type { Api } from "@parlor/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { toast } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";

const FILES_MAX = 10;
const BYTES_MAX = 100 * 1000 * 1000;

/** A file in the field. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  /** From 0 to 1. */
  readonly share: number;
  /** Looks like a picture. */
  readonly picture: boolean;
  readonly done?: Api.AttachmentView;
  readonly problem?: string;
}

let next = 1;

export interface Uploads {
  readonly files: readonly Upload[];
  readonly busy: boolean;
  readonly add: (files: Iterable<File>) => void;
  readonly remove: (key: number) => void;
  readonly retry: (key: number) => void;
  readonly clear: () => void;
}

/** Uploads what is added, at once. */
export function useUploads(conversationId: string): Uploads {
  const client = useClient();
  const [files, setFiles] = useState<readonly Upload[]>([]);
  const stops = useRef(new Map<number, AbortController>());
  const held = useRef(files);
  held.current = files;

  const change = (key: number, to: Partial<Upload>) =>
    setFiles((before) => before.map((one) => (one.key === key ? { ...one, ...to } : one)));

  const start = (one: Upload) => {
    const stop = new AbortController();
    stops.current.set(one.key, stop);
    client.http.upload(conversationId, one.file, {
      name: one.file.name, signal: stop.signal, progress: (share) => change(one.key, { share }),
    }).then(
      (done) => change(one.key, { done, share: 1 }),
      (error: unknown) => {
        if (!stop.signal.aborted) change(one.key, { problem: problem(error) });
      },
    );
  };

  const drop = (all: readonly Upload[]) => {
    for (const one of all) {
      if (!one.done) stops.current.get(one.key)?.abort();
      stops.current.delete(one.key);
    }
  };
  useEffect(() => () => drop(held.current), []);

  return {
    files,
    busy: files.some((one) => !one.done),
    add: (added) => {
      const taken: Upload[] = [];
      for (const file of added) {
        if (file.size > BYTES_MAX) toast({ text: t("conversation.fileTooLarge", { name: file.name }), kind: "problem" });
        else if (held.current.length + taken.length >= FILES_MAX) {
          toast({ text: t("conversation.tooManyFiles"), kind: "problem" });
          break;
        } else {
          taken.push({ key: next, file, share: 0, picture: file.type.startsWith("image/") });
          next += 1;
        }
      }
      if (taken.length === 0) return;
      setFiles((before) => [...before, ...taken]);
      for (const one of taken) start(one);
    },
    remove: (key) => {
      drop(held.current.filter((one) => one.key === key));
      setFiles((before) => before.filter((one) => one.key !== key));
    },
    retry: (key) => {
      const one = held.current.find((file) => file.key === key);
      if (!one) return;
      setFiles((before) => before.map((file) => {
        if (file.key !== key) return file;
        const { problem: _, ...rest } = file;
        return { ...rest, share: 0 };
      }));
      start(one);
    },
    clear: () => {
      drop(held.current);
      setFiles([]);
    },
  };
}
