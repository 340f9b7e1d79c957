// Questions before something that cannot be taken back, asked from anywhere: `if (await ask({…})) …`.

import { useEffect, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { t } from "../words/index.ts";

export interface Question {
  readonly title: string;
  readonly text?: ComponentChildren;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly danger?: boolean;
}

interface Asked extends Question {
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
  return (
    <Dialog
      title={asked.title}
      size="small"
      onClose={() => answer(false)}
      onSubmit={() => answer(true)}
      actions={
        <>
          <Button onClick={() => answer(false)}>{t("do.cancel")}</Button>
          <Button kind={asked.danger ? "danger" : "main"} type="submit" autofocus>{asked.confirm}</Button>
        </>
      }
    >
      {asked.text ? <p>{asked.text}</p> : null}
    </Dialog>
  );
}
