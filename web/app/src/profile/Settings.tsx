// The settings: pages about oneself, and for administrators about the organisation's people.

import "../words/settings.ts";
import "./Settings.css";
import { useEffect, useRef } from "preact/hooks";
import { lazy } from "../shell/lazy.tsx";
import { type SettingsPage, href } from "../shell/router.ts";
import { useMe } from "../state/index.ts";
import { IconButton } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { t } from "../words/index.ts";
import { Account } from "./Account.tsx";
import { Devices } from "./Devices.tsx";
import { Look } from "./Look.tsx";
import { Mail } from "./Mail.tsx";
import { Profile } from "./Profile.tsx";

const People = lazy(() => import("./People.tsx"));

const ICONS: Readonly<Record<SettingsPage, IconName>> = {
  profile: "person", account: "key", mail: "mail", devices: "device", look: "sun", people: "organisation",
};

/** One page, and the way to the others. */
export default function Settings({ page, onBack }: { page: SettingsPage; onBack?: (() => void) | undefined }) {
  const me = useMe();
  const pages: readonly SettingsPage[] = me.admin
    ? ["profile", "account", "mail", "devices", "look", "people"]
    : ["profile", "account", "mail", "devices", "look"];
  const shown = pages.includes(page) ? page : "profile";
  const heading = useRef<HTMLHeadingElement>(null);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    heading.current?.focus();
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [shown]);
  return (
    <div class="Settings">
      <header class="Settings-head">
        {onBack ? <IconButton icon="back" label={t("do.back")} onClick={onBack} /> : null}
        <p class="Settings-over">{t("settings.title")}</p>
      </header>
      <nav ref={nav} class="Settings-nav" aria-label={t("settings.title")}>
        {pages.map((one) => (
          <a
            key={one}
            class="Settings-link"
            href={href({ at: "settings", page: one })}
            aria-current={one === shown ? "page" : undefined}
          >
            <Icon name={ICONS[one]} small />
            {t(`settings.${one}`)}
          </a>
        ))}
      </nav>
      <div class="Settings-scroll">
        <div class="Settings-page">
          <h1 class="Settings-title" tabIndex={-1} ref={heading}>{t(`settings.${shown}`)}</h1>
          {shown === "profile" ? <Profile />
            : shown === "account" ? <Account />
            : shown === "mail" ? <Mail />
            : shown === "devices" ? <Devices />
            : shown === "look" ? <Look />
            : <People />}
        </div>
      </div>
    </div>
  );
}
