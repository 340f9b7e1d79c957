// An address to be copied.

import "./LinkBox.css";
import { useRef, useState } from "preact/hooks";
import { announce } from "../shell/live.tsx";
import { toast } from "../shell/toasts.tsx";
import { Button } from "../ui/Button.tsx";
import { t } from "../words/index.ts";

/** Shows an address, whole, and copies it. */
export function LinkBox({ link, label }: { link: string; label: string }) {
  const [copied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  async function copy() {
    field.current?.select();
    try {
      await navigator.clipboard.writeText(link);
      setCopied(true);
      announce(t("do.copied"));
    } catch {
      // Not every page may: the address is selected, to be copied by keys.
      toast(t("new.copyByHand"));
    }
  }

  return (
    <div class="LinkBox">
      <input
        ref={field} class="LinkBox-field" type="text" readOnly value={link} aria-label={label} dir="ltr"
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button icon={copied ? "check" : "copy"} onClick={() => void copy()}>{t(copied ? "do.copied" : "do.copy")}</Button>
    </div>
  );
}
