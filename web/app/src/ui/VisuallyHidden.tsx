import "./VisuallyHidden.css";
import type { ComponentChildren } from "preact";

/** Said to readers of screens, not shown. */
export function VisuallyHidden({ children }: { children: ComponentChildren }) {
  return <span class="VisuallyHidden">{children}</span>;
}
