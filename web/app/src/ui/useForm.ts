// A form: its values, what is wrong with them, and being sent.

import { useRef, useState } from "preact/hooks";
import { useKept } from "../shell/kept.ts";
import { codeOf, problem } from "../words/problem.ts";

/** What is wrong, by field. */
export type Wrong<T> = { readonly [K in keyof T]?: string | undefined };

export interface Form<T> {
  readonly values: T;
  /** Sets a field; what was wrong with it is forgotten. */
  readonly set: <K extends keyof T>(name: K, value: T[K]) => void;
  readonly wrong: Wrong<T>;
  /** What went wrong with all of it. */
  readonly problem: string | undefined;
  readonly busy: boolean;
  /** Put it on the form. */
  readonly onSubmit: (event?: Event) => void;
}

interface Options<T> {
  readonly start: T;
  /** What is wrong before anything is sent. */
  readonly check?: (values: T) => Wrong<T>;
  readonly submit: (values: T) => Promise<unknown>;
  /** By this name what was filled in outlives a reload. */
  readonly keep?: string;
  /** The field that a code of an error belongs to. */
  readonly fields?: Readonly<Record<string, keyof T>>;
}

/** A form. The first field with something wrong gets the focus: those have to have `name`s. */
export function useForm<T extends object>({ start, check, submit, keep, fields }: Options<T>): Form<T> {
  /** What was sent need not outlive anything. */
  const [saved, setSaved] = useState(false);
  const [values, setValues] = useKept(saved ? undefined : keep, start);
  const [wrong, setWrong] = useState<Wrong<T>>({});
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const under = useRef(false);

  function point(form: EventTarget | null, found: Wrong<T>) {
    setWrong(found);
    const first = Object.entries(found).find(([, text]) => text)?.[0];
    if (first && form instanceof HTMLFormElement) form.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    return first !== undefined;
  }

  async function run(form: EventTarget | null) {
    if (under.current) return;
    setFailed(undefined);
    if (point(form, check?.(values) ?? {})) return;
    under.current = true;
    setBusy(true);
    try {
      await submit(values);
      setSaved(true);
    } catch (error) {
      const field = fields?.[codeOf(error)];
      if (field === undefined) setFailed(problem(error));
      else point(form, { [field]: problem(error) } as Wrong<T>);
    } finally {
      under.current = false;
      setBusy(false);
    }
  }

  return {
    values,
    set: (name, value) => {
      setSaved(false);
      setValues((before) => ({ ...before, [name]: value }));
      setWrong((before) => (before[name] ? { ...before, [name]: undefined } : before));
    },
    wrong,
    problem: failed,
    busy,
    onSubmit: (event) => {
      event?.preventDefault();
      void run(event?.currentTarget ?? null);
    },
  };
}

/** Whether it looks like an address; the server decides. */
export const looksLikeEmail = (text: string): boolean => /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]+$/.test(text.trim());
