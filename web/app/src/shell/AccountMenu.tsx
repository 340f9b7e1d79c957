// One's own picture at the head of the list, and what one can do about oneself.

import "./AccountMenu.css";
import { useState } from "preact/hooks";
import { useClient, useMe, useSignOut } from "../state/index.ts";
import { Avatar } from "../ui/Avatar.tsx";
import { Menu, type MenuItems } from "../ui/MenuButton.tsx";
import { t } from "../words/index.ts";
import { ask } from "./asks.tsx";
import { go } from "./router.ts";
import { setTheme, useTheme } from "./theme.ts";
import { attempt } from "./toasts.tsx";

/** Opens the menu of oneself: profile, settings, appearance, signing out. */
export function AccountMenu() {
  const client = useClient();
  const me = useMe();
  const end = useSignOut();
  const theme = useTheme();
  const [anchor, setAnchor] = useState<Element>();

  async function signOut() {
    const waiting = client.store.outbox().length;
    const sure = waiting === 0 || await ask({
      title: t("account.unsentTitle"), text: t("account.unsentText", { n: waiting }),
      confirm: t("account.signOut"), danger: true,
    });
    if (sure) await attempt(end());
  }

  const items: MenuItems = [
    { text: t("account.profile"), icon: "person", onChoose: () => go({ at: "settings", page: "profile" }) },
    me.admin && { text: t("account.people"), icon: "organisation", onChoose: () => go({ at: "settings", page: "people" }) },
    { text: t("account.devices"), icon: "device", onChoose: () => go({ at: "settings", page: "devices" }) },
    "line",
    { text: t("look.system"), icon: "settings", checked: theme === "system", onChoose: () => setTheme("system") },
    { text: t("look.light"), icon: "sun", checked: theme === "light", onChoose: () => setTheme("light") },
    { text: t("look.dark"), icon: "moon", checked: theme === "dark", onChoose: () => setTheme("dark") },
    "line",
    { text: t("account.signOut"), icon: "leave", onChoose: () => void signOut() },
  ];

  return (
    <>
      <button
        type="button"
        class="AccountMenu"
        aria-label={t("account.open", { name: me.name })}
        title={me.name}
        aria-haspopup="menu"
        aria-expanded={anchor ? "true" : "false"}
        onClick={(event) => setAnchor(anchor ? undefined : event.currentTarget)}
      >
        <Avatar id={me.id} name={me.name} picture={me.picture} />
      </button>
      {anchor ? (
        <Menu
          anchor={anchor}
          label={t("account.menu")}
          items={items}
          onClose={() => setAnchor(undefined)}
          head={
            <div class="AccountMenu-head">
              <Avatar id={me.id} name={me.name} picture={me.picture} size={40} />
              <div>
                <p class="AccountMenu-name">{me.name}</p>
                <p class="AccountMenu-more">{me.status || me.email}</p>
              </div>
            </div>
          }
        />
      ) : null}
    </>
  );
}
