// Adds people to a conversation: all of them, or none.

import type { Conversation, Member } from "@parlor/client";
import { useState } from "preact/hooks";
import { useKept } from "../shell/kept.ts";
import { toast } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Notice } from "../ui/Notice.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { type Chosen, namesOf, PeoplePicker } from "../inbox/PeoplePicker.tsx";
import { MEMBERS_MAX, refusedPeople } from "../inbox/refused.ts";

export default function AddPeople({ one, there, onClose }: {
  one: Conversation; there: readonly Member[]; onClose: () => void;
}) {
  const client = useClient();
  const [chosen, setChosen] = useKept<readonly Chosen[]>(`add.${one.id}`, []);
  const [refused, setRefused] = useState<{ text: string; keys: readonly string[] }>();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const places = MEMBERS_MAX - there.length;

  async function add() {
    if (busy || chosen.length === 0) return;
    setBusy(true);
    setFailed(undefined);
    setRefused(undefined);
    try {
      await client.http.call("POST /v1/conversations/{id}/members", { path: { id: one.id }, body: namesOf(chosen) });
      toast(t("panel.addedCount", { n: chosen.length }));
      onClose();
    } catch (error) {
      const people = refusedPeople(error, chosen);
      if (people) setRefused(people);
      else setFailed(problem(error));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t("panel.addTitle", { title: one.title })}
      onClose={onClose}
      keep={chosen.length > 0}
      onSubmit={() => void add()}
      actions={
        <>
          <Button onClick={onClose}>{t("do.cancel")}</Button>
          <Button kind="main" type="submit" busy={busy} disabled={chosen.length === 0}>{t("panel.add")}</Button>
        </>
      }
    >
      {one.kind === "CONVERSATION_KIND_DIRECT" ? <Notice>{t("panel.becomesGroup")}</Notice> : null}
      <PeoplePicker
        label={t("new.people")}
        hint={places > 0 ? `${t("new.peopleHint")} ${t("new.full", { n: places })}` : t("error.member_limit")}
        autofocus
        chosen={chosen}
        there={new Set(there.map(({ person }) => person.id))}
        onChange={(next) => {
          setChosen(next);
          setRefused(undefined);
        }}
        problem={refused?.text}
        wrong={refused?.keys ?? []}
      />
      {failed ? <Notice kind="problem">{failed}</Notice> : null}
    </Dialog>
  );
}
