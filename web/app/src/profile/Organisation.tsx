// The organisation's name, for administrators. Everybody sees a new one at once.

import { length, NAME_MAX, visible } from "../inbox/texts.ts";
import { toast } from "../shell/toasts.tsx";
import { useClient, useOrganisation, useSetOrganisation } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";

export function Organisation() {
  const client = useClient();
  const organisation = useOrganisation();
  const setOrganisation = useSetOrganisation();
  const form = useForm({
    keep: "organisation",
    start: { name: organisation },
    check: ({ name }) => ({
      name: !visible(name) ? t("field.required")
        : length(name) > NAME_MAX ? t("field.tooLong", { n: length(name) - NAME_MAX }) : undefined,
    }),
    submit: async ({ name }) => {
      const now = await client.http.call("PATCH /v1/organisation", { body: { name: name.trim() } });
      form.set("name", now.name);
      setOrganisation(now.name);
      toast(t("people.organisationSaved"));
    },
    fields: { bad_request: "name" },
  });
  return (
    <section class="Settings-section">
      <h2>{t("people.organisation")}</h2>
      <form class="Settings-section" noValidate onSubmit={form.onSubmit}>
        <TextField
          label={t("people.organisationName")} hint={t("people.organisationHint")} name="organisation"
          autocomplete="organization" value={form.values.name} problem={form.wrong.name}
          onText={(text) => form.set("name", text)}
        />
        {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
        <div class="Settings-actions">
          <Button kind="main" type="submit" busy={form.busy} disabled={form.values.name.trim() === organisation}>{t("do.save")}</Button>
        </div>
      </form>
    </section>
  );
}
