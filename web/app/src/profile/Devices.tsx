// Where one is signed in, and ending it.

import type { Api } from "@parlor/client";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../shell/asks.tsx";
import { attempt } from "../shell/toasts.tsx";
import { useClient, useMe, useSignOut } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Notice, Skeleton } from "../ui/Notice.tsx";
import { Tag } from "../ui/Tag.tsx";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { longDate, relative } from "../words/times.ts";

export function Devices() {
  const client = useClient();
  const me = useMe();
  const signOut = useSignOut();
  const [all, setAll] = useState<readonly Api.SignInView[]>();
  const [failed, setFailed] = useState<string>();

  useEffect(() => {
    client.http.call("GET /v1/sign-ins").then(({ signIns }) => setAll(signIns), (error) => setFailed(problem(error)));
  }, [client]);

  async function end(one: Api.SignInView) {
    const done = await attempt(
      client.http.call("DELETE /v1/sign-ins/{id}", { path: { id: one.id } }), t("devices.ended"),
    );
    if (done) setAll((before) => before?.filter((other) => other.id !== one.id));
  }

  async function endAll() {
    const sure = await ask({
      title: t("devices.allTitle"), text: t(me.external ? "devices.allTextGuest" : "devices.allText"),
      confirm: t("devices.signOutAll"), danger: true,
    });
    if (sure) await attempt(signOut(true));
  }

  return (
    <section class="Settings-section">
      <p class="Settings-text">{t("devices.text")}</p>
      {failed ? <Notice kind="problem">{failed}</Notice> : null}
      {all ? (
        <ul class="Settings-list">
          {all.map((one) => (
            <li key={one.id} class="Settings-row">
              <Icon name="device" />
              <div class="Settings-what">
                <p class="Settings-name">
                  {deviceName(one.label)}
                  {one.thisOne ? <Tag kind="accent">{t("devices.this")}</Tag> : null}
                </p>
                <p class="Settings-more">
                  {t("devices.used", { when: relative(one.usedAt) })} · {t("devices.since", { date: longDate(one.createdAt) })}
                </p>
              </div>
              {one.thisOne ? null : (
                <Button
                  size="small"
                  aria-label={t("devices.endOf", { device: deviceName(one.label) })}
                  onClick={() => void end(one)}
                >
                  {t("devices.end")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      ) : failed ? null : <Skeleton />}
      <div class="Settings-actions">
        <Button icon="leave" onClick={() => void attempt(signOut())}>{t("devices.signOut")}</Button>
        <Button kind="plain" onClick={() => void endAll()}>{t("devices.signOutAll")}</Button>
      </div>
    </section>
  );
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/Chrom(e|ium)\//, "Chrome"], [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS/, "macOS"], [/Linux|X11/, "Linux"],
];

/** A short name of what a browser says of itself. */
function deviceName(label: string): string {
  const browser = BROWSERS.find(([sign]) => sign.test(label))?.[1];
  const system = SYSTEMS.find(([sign]) => sign.test(label))?.[1];
  if (browser && system) return t("devices.browserOn", { browser, system });
  return browser ?? (label || t("devices.unknown"));
}
