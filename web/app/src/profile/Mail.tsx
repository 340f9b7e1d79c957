// Which e-mails one gets, and wants.

import type { Api } from "@parlor/client";
import { attempt, toast } from "../shell/toasts.tsx";
import { href } from "../shell/router.ts";
import { useClient, useMe, useSetMe } from "../state/index.ts";
import { Radio } from "../ui/Switch.tsx";
import { Notice } from "../ui/Notice.tsx";
import { t, tv } from "../words/index.ts";

const CHOICES = ["all", "mentions", "none"] as const;

export function Mail() {
  const client = useClient();
  const me = useMe();
  const setMe = useSetMe();
  const wanted = me.unreadMail ?? "all";

  async function choose(unreadMail: string) {
    const before = me;
    setMe({ ...me, unreadMail });
    const body: Api.ProfileBody = { unreadMail };
    const done = await attempt(client.http.call("PATCH /v1/me", { body }).then(setMe));
    if (done) toast(t("profile.saved"));
    else setMe(before);
  }

  return (
    <>
      <section class="Settings-section">
        <h2 id="mail-unread">{t("mail.unread")}</h2>
        <p class="Settings-text">
          {me.email
            ? tv("mail.to", { email: <b><bdi>{me.email}</bdi></b> })
            : tv("mail.nowhere", { account: <a href={href({ at: "settings", page: "account" })}>{t("settings.account")}</a> })}
        </p>
        <div class="Settings-choices" role="radiogroup" aria-labelledby="mail-unread">
          {CHOICES.map((one) => (
            <Radio
              key={one} name="unread" label={t(`mail.${one}`)} hint={t(`mail.${one}Hint`)}
              checked={wanted === one} onChoose={() => void choose(one)}
            />
          ))}
        </div>
        <Notice>{t("mail.notYet")}</Notice>
      </section>
      <section class="Settings-section">
        <h2>{t("mail.always")}</h2>
        <p class="Settings-text">{t(me.external ? "mail.alwaysGuest" : "mail.alwaysText")}</p>
      </section>
    </>
  );
}
