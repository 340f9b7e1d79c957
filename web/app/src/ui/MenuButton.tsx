// Menus, and the button that opens one.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { lazy } from "../shell/lazy.tsx";
import { IconButton } from "./Button.tsx";
import type { IconName } from "./icons.ts";
import type { Place, Point } from "./place.ts";

/** An entry of a menu. */
export interface MenuItem {
  readonly text: string;
  readonly icon?: IconName | undefined;
  readonly hint?: string | undefined;
  readonly danger?: boolean;
  readonly disabled?: boolean;
  /** For what is on or off, or one of several. */
  readonly checked?: boolean | undefined;
  readonly onChoose: () => void;
}

/** Entries, `"line"` between groups of them; what is false is left out. */
export type MenuItems = readonly (MenuItem | "line" | false | null | undefined)[];

export interface MenuProps extends Place {
  readonly anchor: Element | Point;
  readonly label: string;
  readonly items: MenuItems;
  readonly onClose: () => void;
  /** Above the entries. */
  readonly head?: ComponentChildren;
}

/** A menu beside its anchor; it has to open without a network, too. */
export const Menu = lazy<MenuProps>(() => import("./Menu.tsx"), { above: true, later: true });

/** A button that opens a menu. */
export function MenuButton({ icon = "more", label, items, small, head, side, align = "end" }: Place & {
  icon?: IconName; label: string; items: () => MenuItems; small?: boolean; head?: ComponentChildren;
}) {
  const [anchor, setAnchor] = useState<Element>();
  return (
    <>
      <IconButton
        icon={icon}
        label={label}
        small={small ?? false}
        aria-haspopup="menu"
        aria-expanded={anchor ? "true" : "false"}
        onClick={(event) => setAnchor(anchor ? undefined : event.currentTarget)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" || anchor) return;
          event.preventDefault();
          setAnchor(event.currentTarget);
        }}
      />
      {anchor ? (
        <Menu {...{ anchor, label, head, align }} side={side ?? "below"} items={items()} onClose={() => setAnchor(undefined)} />
      ) : null}
    </>
  );
}
