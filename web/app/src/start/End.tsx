// The ends: pages that say why it does not go on, and what one can do.

import type { IconName } from "../ui/icons.ts";
import { Button } from "../ui/Button.tsx";
import { type Key, t } from "../words/index.ts";
import { sentenceFor } from "../words/problem.ts";
import { Page } from "./Page.tsx";
import type { Enter } from "./Start.tsx";

const SAID: Readonly<Record<string, { icon: IconName; title: Key; text: Key }>> = {
  link_invalid: { icon: "link", title: "end.link", text: "end.linkText" },
  code_invalid: { icon: "mail", title: "end.invitation", text: "end.invitationText" },
  member_limit: { icon: "people", title: "end.full", text: "end.fullText" },
  was_removed: { icon: "leave", title: "end.removed", text: "end.removedText" },
};

/** An end by its code. */
export function End({ code, signedIn, enter, again }: {
  code: string; signedIn: boolean; enter: Enter; again: () => void;
}) {
  const said = SAID[code];
  return (
    <Page
      icon={said?.icon ?? "warning"}
      title={said ? t(said.title) : t("boundary.title")}
      text={said ? t(said.text) : sentenceFor(code)}
    >
      <div class="Page-actions">
        {said && code !== "member_limit" ? null : <Button kind="main" onClick={again}>{t("do.retry")}</Button>}
        <Button onClick={() => void enter()}>{t(signedIn ? "end.home" : "end.signIn")}</Button>
      </div>
    </Page>
  );
}
