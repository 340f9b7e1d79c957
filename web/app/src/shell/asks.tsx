// Questions before something that cannot be taken back, asked from anywhere: `if (await ask({…})) …`.

import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { lazy } from "./lazy.tsx";

const AskDialog = lazy(() => import("./AskDialog.tsx"), { quiet: true });
/** What asks comes so long after the page, in milliseconds: questions are also asked without a network. */
const LATER_MS = 3000;

export interface Question {
  readonly title: string;
  readonly text?: ComponentChildren;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly danger?: boolean;
}

export interface Asked extends Question {
  readonly answer: (yes: boolean) => void;
}

let put: ((asked: Asked) => void) | undefined;

/** Asks, and gives whether the answer was yes. */
export function ask(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    if (put) put({ ...question, answer: resolve });
    else resolve(false);
  });
}

/** Where questions stand; once in the page. */
export function Asks() {
  const [asked, setAsked] = useState<Asked>();
  useEffect(() => {
    put = (next) => setAsked((before) => {
      before?.answer(false);
      return next;
    });
    const timer = setTimeout(AskDialog.preload, LATER_MS);
    return () => {
      clearTimeout(timer);
      put = undefined;
    };
  }, []);
  if (!asked) return null;
  const answer = (yes: boolean) => {
    setAsked(undefined);
    asked.answer(yes);
  };
  return <AskDialog {...asked} answer={answer} />;
}
