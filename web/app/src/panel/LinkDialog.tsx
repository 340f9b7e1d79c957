// Makes a link, or another one in place of it, and shows it to be copied; or changes until when and how often
// the one that there is can be used.

import type { Api, Conversation } from "@parlor/client";
import { LinkBox } from "../inbox/LinkBox.tsx";
import { useKept } from "../shell/kept.ts";
import { toast } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Select, TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";
import { dateTime } from "../words/times.ts";

const USES_MAX = 1_000_000;
const DAY = 24 * 60 * 60 * 1000;

/** The end stays as it is. */
const KEEP = "keep";

export default function LinkDialog({ one, link, onChanged, onClose }: {
  one: Conversation;
  /** The one that is changed; none: a new one is made. */
  link?: Api.ConversationLink | undefined;
  onChanged: (link: Api.ConversationLink) => void;
  onClose: () => void;
}) {
  const client = useClient();
  const [made, setMade] = useKept<string | undefined>(`made.${one.id}`, undefined);
  const form = useForm({
    keep: `limits.${one.id}`,
    start: { days: link?.expiresAt ? KEEP : "", uses: link?.usesMax ? String(link.usesMax) : "" },
    check: ({ uses }) => {
      const count = Number(uses);
      const wrong = uses.trim() !== "" && !(Number.isInteger(count) && count >= 1 && count <= USES_MAX);
      return { uses: wrong ? t("panel.usesWrong", { n: USES_MAX }) : undefined };
    },
    submit: async ({ days, uses }) => {
      const expiresAt = days === KEEP ? link?.expiresAt : days ? Date.now() + Number(days) * DAY : undefined;
      const path = { id: one.id };
      const body = { ...(expiresAt && { expiresAt }), ...(uses.trim() && { usesMax: Number(uses) }) };
      if (link) {
        onChanged(await client.http.call("PUT /v1/conversations/{id}/link", { path, body }));
        toast(t("panel.linkChanged"));
        onClose();
      } else setMade((await client.http.call("POST /v1/conversations/{id}/link", { path, body })).link);
    },
  });
  const replaces = one.byLink && !link;

  if (made) {
    return (
      <Dialog
        title={t("panel.linkMade")} keep onClose={onClose}
        actions={<Button kind="main" onClick={onClose}>{t("do.done")}</Button>}
      >
        <p>{t(one.readOnly ? "new.madeReadOnly" : "new.madeText")}</p>
        <LinkBox link={made} label={t("new.link")} />
        <Notice>{t("new.linkOnce")}</Notice>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t(link ? "panel.changeLink" : one.byLink ? "panel.newLink" : "panel.makeLink")}
      onClose={onClose}
      onSubmit={form.onSubmit}
      actions={
        <>
          <Button onClick={onClose}>{t("do.cancel")}</Button>
          <Button kind={replaces ? "danger" : "main"} type="submit" busy={form.busy}>
            {t(link ? "do.save" : replaces ? "panel.replaceLink" : "panel.makeLink")}
          </Button>
        </>
      }
    >
      {replaces ? <Notice kind="warning">{t("panel.replaceText")}</Notice> : null}
      {link ? <p>{t("panel.changeText")}</p> : null}
      <Select
        label={t("panel.expires")}
        value={form.values.days}
        options={[
          ...(link?.expiresAt ? [[KEEP, dateTime(link.expiresAt)] as const] : []),
          ["", t("panel.never")],
          ...["1", "7", "30", "365"].map((days) => [days, t("panel.inDays", { n: Number(days) })] as const),
        ]}
        onChoose={(days) => form.set("days", days)}
      />
      <TextField
        label={t("panel.uses")} name="uses" optional inputMode="numeric" autocomplete="off" hint={link ? t("panel.usesSoFar", { n: link.uses }) : t("panel.usesHint")}
        value={form.values.uses} problem={form.wrong.uses} onText={(text) => form.set("uses", text)}
      />
      {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
    </Dialog>
  );
}
