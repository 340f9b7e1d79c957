import "./Tag.css";
import type { ComponentChildren } from "preact";
import { t } from "../words/index.ts";

/** A small word on a ground: what something is. */
export function Tag({ kind = "plain", children }: { kind?: "plain" | "guest" | "accent"; children: ComponentChildren }) {
  return <span class={`Tag Tag--${kind}`}>{children}</span>;
}

/** Marks people from outside, wherever internal users see their names. */
export const GuestTag = () => <Tag kind="guest">{t("person.guest")}</Tag>;

/** A number that stands for unread things, or for mentions. `label` says the whole of it. */
export function Count({ value, label, quiet = false, text }: {
  value: number; label: string; quiet?: boolean; text?: string;
}) {
  return (
    <span class={quiet ? "Count Count--quiet" : "Count"} role="img" aria-label={label}>
      <span aria-hidden="true">{text ?? (value > 99 ? "99+" : value)}</span>
    </span>
  );
}
