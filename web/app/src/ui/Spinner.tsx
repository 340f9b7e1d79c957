import "./Spinner.css";
import { classes } from "./classes.ts";
import { VisuallyHidden } from "./VisuallyHidden.tsx";

/** Something is on its way. With a label it says so to readers of screens, too. */
export function Spinner({ label, small = false }: { label?: string; small?: boolean }) {
  return (
    <span class={classes("Spinner", small && "Spinner--small")} role={label ? "status" : undefined}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="9" />
      </svg>
      {label ? <VisuallyHidden>{label}</VisuallyHidden> : null}
    </span>
  );
}
