// Invites a colleague: a mail with a one-time address goes to them.

import type { Api } from "@parlor/client";
import { toast } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Checkbox } from "../ui/Switch.tsx";
import { looksLikeEmail, useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";

export default function InviteDialog({ onMade, onClose }: {
  onMade: (user: Api.UserView) => void; onClose: () => void;
}) {
  const client = useClient();
  const form = useForm({
    keep: "invite",
    start: { name: "", email: "", admin: false },
    check: ({ name, email }) => ({
      name: name.trim() ? undefined : t("field.required"),
      email: looksLikeEmail(email) ? undefined : t("field.emailWrong"),
    }),
    submit: async ({ name, email, admin }) => {
      const user = await client.http.call("POST /v1/users", { body: { name: name.trim(), email: email.trim(), admin } });
      toast(t("people.invited", { name: user.name }));
      onMade(user);
      onClose();
    },
    fields: { email_taken: "email" },
  });
  return (
    <Dialog
      title={t("people.inviteTitle")}
      onClose={onClose}
      onSubmit={form.onSubmit}
      keep
      actions={
        <>
          <Button onClick={onClose}>{t("do.cancel")}</Button>
          <Button kind="main" type="submit" busy={form.busy}>{t("people.invite")}</Button>
        </>
      }
    >
      <p class="Settings-text">{t("people.inviteText")}</p>
      <TextField
        label={t("profile.name")} name="name" autocomplete="off" autofocus
        value={form.values.name} problem={form.wrong.name} onText={(text) => form.set("name", text)}
      />
      <TextField
        label={t("account.email")} name="email" type="email" autocomplete="off"
        value={form.values.email} problem={form.wrong.email} onText={(text) => form.set("email", text)}
      />
      <Checkbox
        label={t("people.inviteAdmin")} hint={t("people.inviteAdminHint")}
        checked={form.values.admin} onChange={(on) => form.set("admin", on)}
      />
      {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
    </Dialog>
  );
}
