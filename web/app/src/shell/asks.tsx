// Questions before something that cannot be taken back, asked from anywhere: `if (await ask({…})) …`.

import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { lazy } from "./lazy.tsx";

// Questions are also asked without a network.
const AskDialog = lazy(() => import("./AskDialog.tsx"), { above: true, later: true });

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
    return () => {
      put = undefined;
    };
  }, []);
  if (!asked) return null;
  const answer = (yes: boolean) => {
    setAsked(undefined);
    asked.answer(yes);
  };
  return <AskDialog {...asked} onClose={() => answer(false)} answer={answer} />;
}
