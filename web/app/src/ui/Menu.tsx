// A menu, as it looks: fetched when it is first wanted (`MenuButton.tsx`).

import "./Menu.css";
import { Fragment } from "preact";
import { useRef } from "preact/hooks";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";
import type { MenuProps } from "./MenuButton.tsx";
import { Popover } from "./Popover.tsx";

/** A menu beside its anchor. Arrows, Home, End and letters move in it. */
export default function Menu({ anchor, label, items, onClose, head, side, align }: MenuProps) {
  const typed = useRef({ text: "", at: 0 });
  const shown = items.filter((item) => item !== false && item !== null && item !== undefined);
  const first = shown.findIndex((item) => item !== "line" && !item.disabled);

  function move(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>("[role^=menuitem]:not(:disabled)")];
    const now = all.findIndex((one) => one === document.activeElement);
    const go = (to: number) => {
      event.preventDefault();
      event.stopPropagation();
      all[(to + all.length) % all.length]?.focus();
    };
    if (event.key === "ArrowDown") go(now + 1);
    else if (event.key === "ArrowUp") go(now < 0 ? -1 : now - 1);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(-1);
    else if (event.key === "Tab") {
      event.preventDefault();
      onClose();
    } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const late = event.timeStamp - typed.current.at > 700;
      typed.current = { text: (late ? "" : typed.current.text) + event.key.toLocaleLowerCase(), at: event.timeStamp };
      const wanted = typed.current.text;
      const order = all.map((_, step) => (now + (wanted.length > 1 ? 0 : 1) + step + all.length) % all.length);
      const found = order.find((at) => all[at]?.textContent?.trim().toLocaleLowerCase().startsWith(wanted));
      if (found !== undefined) go(found);
    }
  }

  return (
    <Popover {...{ anchor, label, onClose, side, align }} class="Menu" sheet>
      {head}
      <div role="menu" aria-label={label} class="Menu-items" onKeyDown={move}>
        {shown.map((item, at) => item === "line" ? <hr key={at} class="Menu-line" /> : (
          <Fragment key={at}>
            <button
              type="button"
              role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
              aria-checked={item.checked}
              class={classes("Menu-item", item.danger && "Menu-item--danger")}
              disabled={item.disabled}
              data-first={at === first ? "" : undefined}
              tabIndex={at === first ? 0 : -1}
              onMouseEnter={(event) => event.currentTarget.focus({ preventScroll: true })}
              onClick={() => {
                // The focus goes back first: what is opened now may take it.
                onClose();
                queueMicrotask(item.onChoose);
              }}
            >
              {item.icon ? <Icon name={item.icon} small /> : null}
              <span class="Menu-text">
                {item.text}
                {item.hint ? <span class="Menu-hint">{item.hint}</span> : null}
              </span>
              {item.checked ? <Icon name="check" small /> : null}
            </button>
          </Fragment>
        ))}
      </div>
    </Popover>
  );
}
