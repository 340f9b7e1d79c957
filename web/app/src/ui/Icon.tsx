import "./Icon.css";
import { classes } from "./classes.ts";
import { type IconName, icons } from "./icons.ts";

/** The ones that point along the text: in right-to-left they are mirrored. */
const POINTING: readonly IconName[] = ["back", "left", "right", "reply", "forward", "send", "leave", "list", "quote"];

/** A pictogram. Says nothing to readers of screens: name what it stands in. */
export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  return (
    <svg
      class={classes("Icon", small && "Icon--small", POINTING.includes(name) && "Icon--pointing")}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={icons[name]} />
    </svg>
  );
}
