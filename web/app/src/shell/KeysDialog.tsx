// The overview of all shortcuts that hold now.

import "./KeysDialog.css";
import "../words/talk.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { t } from "../words/index.ts";
import { type KeyGroup, keyNames, shortcuts } from "./keys.ts";

const GROUPS: readonly KeyGroup[] = ["keys.general", "keys.list", "keys.conversation"];

/** Lists the shortcuts, by group. */
export default function KeysDialog({ onClose }: { onClose: () => void }) {
  const all = shortcuts();
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      {GROUPS.map((group) => {
        const here = all.filter((one) => one.group === group);
        if (here.length === 0) return null;
        return (
          <section key={group}>
            <h3 class="KeysDialog-group">{t(group)}</h3>
            <dl class="KeysDialog-list">
              {here.map((one) => (
                <div key={one.keys} class="KeysDialog-row">
                  <dt>{t(one.does)}</dt>
                  <dd>{keyNames(one.keys).map((name) => <kbd key={name} class="KeysDialog-key">{name}</kbd>)}</dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </Dialog>
  );
}
