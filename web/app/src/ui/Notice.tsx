import "./Notice.css";
import type { ComponentChildren } from "preact";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icons.ts";

const ICONS = { info: "info", warning: "warning", problem: "error", good: "check" } as const;

/** Something to be aware of, in its place. `problem` is said at once by readers of screens. */
export function Notice({ kind = "info", icon, children, action }: {
  kind?: keyof typeof ICONS; icon?: IconName; children: ComponentChildren; action?: ComponentChildren;
}) {
  return (
    <div class={`Notice Notice--${kind}`} role={kind === "problem" ? "alert" : undefined}>
      <Icon name={icon ?? ICONS[kind]} small />
      <div class="Notice-text">{children}</div>
      {action}
    </div>
  );
}

/** A pane with nothing in it: what it is for, and what one can do. */
export function Empty({ icon, title, children, action, level = 2 }: {
  icon: IconName; title: string; children?: ComponentChildren; action?: ComponentChildren; level?: 1 | 2 | 3;
}) {
  const Heading = `h${level}` as const;
  return (
    <div class="Empty">
      <span class="Empty-icon"><Icon name={icon} /></span>
      <Heading class="Empty-title">{title}</Heading>
      {children ? <div class="Empty-text">{children}</div> : null}
      {action ? <div class="Empty-action">{action}</div> : null}
    </div>
  );
}

/** Bars where text is about to stand. */
export function Skeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div class="Skeleton" aria-hidden="true">
      {Array.from({ length: lines }, (_, at) => <span key={at} class={`Skeleton-line Skeleton-line--${at % 3}`} />)}
    </div>
  );
}
