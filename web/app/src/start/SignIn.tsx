// Signing in by address and password.

import "../words/arrive.ts";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { useForm } from "../ui/useForm.ts";
import type { Ending } from "../shell/App.tsx";
import { t } from "../words/index.ts";
import { Page } from "./Page.tsx";
import type { Enter } from "./Start.tsx";

/** For internal users; guests come by their address. */
export default function SignIn({ why, enter }: { why: Ending; enter: Enter }) {
  const client = useClient();
  const form = useForm({
    start: { email: "", password: "" },
    check: ({ email, password }) => ({
      email: email.trim() ? undefined : t("field.required"),
      password: password ? undefined : t("field.required"),
    }),
    submit: async ({ email, password }) => {
      await client.signIn({ email: email.trim(), password });
      await enter();
    },
  });
  return (
    <Page title={t("signIn.title")}>
      {why === "signed_out" ? <Notice>{t("signIn.signedOut")}</Notice> : null}
      {why === "deactivated" ? <Notice kind="warning">{t("signIn.deactivated")}</Notice> : null}
      <form class="Page-form" noValidate onSubmit={form.onSubmit}>
        <TextField
          label={t("signIn.email")}
          name="email"
          type="email"
          autocomplete="username"
          autofocus
          required
          value={form.values.email}
          problem={form.wrong.email}
          onText={(text) => form.set("email", text)}
        />
        <TextField
          label={t("signIn.password")}
          name="password"
          type="password"
          autocomplete="current-password"
          required
          value={form.values.password}
          problem={form.wrong.password}
          onText={(text) => form.set("password", text)}
        />
        {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
        <Button kind="main" type="submit" size="wide" busy={form.busy}>{t("signIn.go")}</Button>
      </form>
      <p class="Page-foot">{t("signIn.guest")}</p>
    </Page>
  );
}
