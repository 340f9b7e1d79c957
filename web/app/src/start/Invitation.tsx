// Arriving by an invitation from a mail: it works once, signs in, and leads to the conversation. Internal
// users choose a password here.

import "../words/arrive.ts";
import type { Api } from "@parlor/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";
import { codeOf } from "../words/problem.ts";
import { End } from "./End.tsx";
import { Page } from "./Page.tsx";
import type { Enter } from "./Start.tsx";

export default function Invitation({ token, signedIn, enter }: { token: string; signedIn: boolean; enter: Enter }) {
  const client = useClient();
  const [opened, setOpened] = useState<Api.SignedInAnswer>();
  const [failed, setFailed] = useState<string>();
  const once = useRef(false);

  const open = () => {
    setFailed(undefined);
    client.http.call("POST /v1/invitations/open", { body: { token, cookie: true } }).then(
      (answer) => (answer.user.external ? enter(answer.conversationId) : setOpened(answer)),
      (error) => setFailed(codeOf(error)),
    );
  };
  useEffect(() => {
    // It works once, so it is opened once.
    if (!once.current) open();
    once.current = true;
  }, []);

  if (failed) return <End code={failed} signedIn={signedIn} enter={enter} again={open} />;
  if (opened) return <ChoosePassword opened={opened} enter={enter} />;
  return <Page title={t("invitation.opening")}><Spinner /></Page>;
}

function ChoosePassword({ opened, enter }: { opened: Api.SignedInAnswer; enter: Enter }) {
  const client = useClient();
  const form = useForm({
    start: { password: "" },
    check: ({ password }) => ({ password: password.length < 12 ? t("error.weak_password") : undefined }),
    submit: async ({ password }) => {
      await client.http.call("POST /v1/password", { body: { new: password } });
      await enter(opened.conversationId);
    },
    fields: { weak_password: "password" },
  });
  return (
    <Page title={t("invitation.passwordTitle", { name: opened.user.name })} text={t("invitation.passwordText")}>
      <form class="Page-form" noValidate onSubmit={form.onSubmit}>
        <input type="hidden" autocomplete="username" value={opened.user.email ?? ""} />
        <TextField
          label={t("setup.password")}
          hint={t("setup.passwordHint")}
          name="password"
          type="password"
          autocomplete="new-password"
          autofocus
          value={form.values.password}
          problem={form.wrong.password}
          onText={(text) => form.set("password", text)}
        />
        {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
        <div class="Page-actions">
          <Button kind="main" type="submit" busy={form.busy}>{t("invitation.passwordGo")}</Button>
          <Button kind="plain" onClick={() => void enter(opened.conversationId)}>{t("setup.skip")}</Button>
        </div>
      </form>
    </Page>
  );
}
