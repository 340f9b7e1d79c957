import "./Popover.css";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { classes } from "./classes.ts";
import { type Place, type Point, place } from "./place.ts";

export interface PopoverProps extends Place {
  /** What it belongs to, or where it is to be. */
  readonly anchor: Element | Point;
  readonly onClose: () => void;
  /** Its name. */
  readonly label: string;
  readonly role?: "dialog" | "menu" | "listbox";
  /** Takes the focus, and gives it back when it goes. Not so while one types in the anchor. */
  readonly focus?: boolean;
  /** On telephones a sheet from below. */
  readonly sheet?: boolean;
  readonly class?: string;
  readonly id?: string;
  readonly children: ComponentChildren;
}

/** Floats above the page beside its anchor, in the top layer; Esc and a press elsewhere close it. */
export function Popover({
  anchor, onClose, label, role = "dialog", focus = true, sheet = false, class: more, id, side, align, children,
}: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return undefined;
    const before = document.activeElement;
    box.showPopover();
    const put = () => place(anchor, box, { side: side ?? "below", align: align ?? "start" });
    put();
    const watch = new ResizeObserver(put);
    watch.observe(box);
    window.addEventListener("resize", put);
    if (focus && !box.contains(document.activeElement)) {
      (box.querySelector<HTMLElement>("[autofocus], [data-first]") ?? box).focus({ preventScroll: true });
    }
    return () => {
      watch.disconnect();
      window.removeEventListener("resize", put);
      const inside = box.contains(document.activeElement) || document.activeElement === document.body;
      if (box.matches(":popover-open")) box.hidePopover();
      if (focus && inside && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, [anchor]);

  useEffect(() => {
    const outside = (event: PointerEvent) => {
      const target = event.target;
      if (!(target instanceof Node) || ref.current?.contains(target)) return;
      // Its own button closes it by itself.
      if (anchor instanceof Element && anchor.contains(target)) return;
      close.current();
    };
    document.addEventListener("pointerdown", outside, true);
    return () => document.removeEventListener("pointerdown", outside, true);
  }, [anchor]);

  return (
    <div
      ref={ref}
      id={id}
      popover="manual"
      class={classes("Popover", sheet && "Popover--sheet", more)}
      role={role}
      aria-label={label}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        close.current();
      }}
    >
      {children}
    </div>
  );
}
