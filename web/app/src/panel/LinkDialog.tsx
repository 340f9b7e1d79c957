// Makes a link, or another one in place of it, and shows it to be copied.

import type { Conversation } from "@parlor/client";
import { useState } from "preact/hooks";
import { LinkBox } from "../inbox/LinkBox.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Select, TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";

const USES_MAX = 1_000_000;
const DAY = 24 * 60 * 60 * 1000;

export default function LinkDialog({ one, onClose }: { one: Conversation; onClose: () => void }) {
  const client = useClient();
  const [link, setLink] = useState<string>();
  const form = useForm({
    start: { days: "", uses: "" },
    check: ({ uses }) => {
      const count = Number(uses);
      const wrong = uses.trim() !== "" && !(Number.isInteger(count) && count >= 1 && count <= USES_MAX);
      return { uses: wrong ? t("panel.usesWrong", { n: USES_MAX }) : undefined };
    },
    submit: async ({ days, uses }) => {
      const made = await client.http.call("POST /v1/conversations/{id}/link", {
        path: { id: one.id },
        body: { ...(days && { expiresAt: Date.now() + Number(days) * DAY }), ...(uses.trim() && { usesMax: Number(uses) }) },
      });
      setLink(made.link);
    },
  });

  if (link) {
    return (
      <Dialog
        title={t("panel.linkMade")} keep onClose={onClose}
        actions={<Button kind="main" onClick={onClose}>{t("do.done")}</Button>}
      >
        <p>{t(one.readOnly ? "new.madeReadOnly" : "new.madeText")}</p>
        <LinkBox link={link} label={t("new.link")} />
        <Notice>{t("new.linkOnce")}</Notice>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t(one.byLink ? "panel.newLink" : "panel.makeLink")}
      onClose={onClose}
      onSubmit={form.onSubmit}
      actions={
        <>
          <Button onClick={onClose}>{t("do.cancel")}</Button>
          <Button kind={one.byLink ? "danger" : "main"} type="submit" busy={form.busy}>
            {t(one.byLink ? "panel.replaceLink" : "panel.makeLink")}
          </Button>
        </>
      }
    >
      {one.byLink ? <Notice kind="warning">{t("panel.replaceText")}</Notice> : null}
      <Select
        label={t("panel.expires")}
        value={form.values.days}
        options={[["", t("panel.never")], ...["1", "7", "30", "365"].map((days) => [days, t("panel.inDays", { n: Number(days) })] as const)]}
        onChoose={(days) => form.set("days", days)}
      />
      <TextField
        label={t("panel.uses")} name="uses" optional inputMode="numeric" autocomplete="off" hint={t("panel.usesHint")}
        value={form.values.uses} problem={form.wrong.uses} onText={(text) => form.set("uses", text)}
      />
      {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
    </Dialog>
  );
}
