// The address that one is known by, and the password.

import "../words/arrive.ts";
import { useState } from "preact/hooks";
import { lazy } from "../shell/lazy.tsx";
import { toast } from "../shell/toasts.tsx";
import { useClient, useMe } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Tag } from "../ui/Tag.tsx";
import { useForm } from "../ui/useForm.ts";
import { t } from "../words/index.ts";

const CodeDialog = lazy(() => import("../start/CodeDialog.tsx"), { above: true });

export function Account() {
  const me = useMe();
  const [proving, setProving] = useState(false);
  return (
    <>
      <section class="Settings-section">
        <h2>{t("account.email")}</h2>
        <div class="Settings-list">
          <div class="Settings-row">
            <Icon name="mail" />
            <div class="Settings-what">
              <p class="Settings-name">
                {me.email ?? t("account.noEmail")}
                {me.email ? (
                  <Tag kind={me.emailProven ? "accent" : "guest"}>
                    {t(me.emailProven ? "account.proven" : "account.unproven")}
                  </Tag>
                ) : null}
              </p>
              <p class="Settings-more">{t(me.external ? "account.unprovenText" : "account.emailBy")}</p>
            </div>
            {me.external && !me.emailProven ? (
              <Button size="small" onClick={() => setProving(true)}>
                {t(me.email ? "account.prove" : "account.addEmail")}
              </Button>
            ) : null}
          </div>
        </div>
      </section>
      {me.external ? null : <Password />}
      {proving ? <CodeDialog onClose={() => setProving(false)} /> : null}
    </>
  );
}

function Password() {
  const client = useClient();
  const me = useMe();
  const [round, setRound] = useState(0);
  const form = useForm({
    start: { present: "", password: "" },
    check: ({ password }) => ({ password: password.length < 12 ? t("error.weak_password") : undefined }),
    submit: async ({ present, password }) => {
      await client.http.call("POST /v1/password", { body: present ? { present, new: password } : { new: password } });
      toast(t("account.passwordDone"));
      form.set("present", "");
      form.set("password", "");
      setRound(round + 1);
    },
    fields: { weak_password: "password", sign_in_failed: "present" },
  });
  return (
    <section class="Settings-section">
      <h2>{t("account.password")}</h2>
      <form key={round} class="Settings-section" noValidate onSubmit={form.onSubmit}>
        <input type="hidden" autocomplete="username" value={me.email ?? ""} />
        <div class="Settings-two">
          <TextField
            label={t("account.present")} hint={t("account.presentHint")} name="present" type="password"
            autocomplete="current-password"
            value={form.values.present} problem={form.wrong.present} onText={(text) => form.set("present", text)}
          />
          <TextField
            label={t("account.new")} hint={t("setup.passwordHint")} name="password" type="password"
            autocomplete="new-password"
            value={form.values.password} problem={form.wrong.password} onText={(text) => form.set("password", text)}
          />
        </div>
        {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
        <div class="Settings-actions">
          <Button kind="main" type="submit" busy={form.busy} disabled={!form.values.password}>
            {t("account.passwordGo")}
          </Button>
        </div>
      </form>
    </section>
  );
}
