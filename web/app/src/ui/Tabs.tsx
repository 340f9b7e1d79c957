import "./Tabs.css";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface TabsProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly text: ComponentChildren }[];
  readonly chosen: T;
  readonly onChoose: (id: T) => void;
  /** What the chosen one shows. */
  readonly children?: ComponentChildren;
}

/** Several views in one place. Arrows move between them. */
export function Tabs<T extends string>({ label, tabs, chosen, onChoose, children }: TabsProps<T>) {
  const id = useId();
  return (
    <>
      <div
        class="Tabs"
        role="tablist"
        aria-label={label}
        onKeyDown={(event) => {
          const rtl = getComputedStyle(event.currentTarget).direction === "rtl";
          const step = { ArrowRight: rtl ? -1 : 1, ArrowLeft: rtl ? 1 : -1 }[event.key];
          const now = tabs.findIndex((tab) => tab.id === chosen);
          const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1
            : step === undefined ? undefined : (now + step + tabs.length) % tabs.length;
          const next = to === undefined ? undefined : tabs[to];
          if (!next) return;
          event.preventDefault();
          onChoose(next.id);
          document.getElementById(`${id}-${next.id}`)?.focus();
        }}
      >
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`${id}-${tab.id}`}
            type="button"
            class="Tabs-tab"
            role="tab"
            aria-selected={tab.id === chosen}
            aria-controls={`${id}-view`}
            tabIndex={tab.id === chosen ? 0 : -1}
            onClick={() => onChoose(tab.id)}
          >
            {tab.text}
          </button>
        ))}
      </div>
      {children === undefined ? null : (
        <div class="Tabs-view" role="tabpanel" id={`${id}-view`} aria-labelledby={`${id}-${chosen}`}>{children}</div>
      )}
    </>
  );
}

/** One of a few, as a row of joined buttons. */
export function Segments<T extends string>({ label, options, chosen, onChoose }: {
  label: string;
  options: readonly { readonly id: T; readonly text: ComponentChildren }[];
  chosen: T;
  onChoose: (id: T) => void;
}) {
  return (
    <div class="Segments" role="group" aria-label={label}>
      {options.map((option) => (
        <button
          key={option.id}
          type="button"
          class="Segments-one"
          aria-pressed={option.id === chosen}
          onClick={() => onChoose(option.id)}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}
