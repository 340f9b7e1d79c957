import "./Switch.css";
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Props {
  readonly label: ComponentChildren;
  /** Explains it, below. */
  readonly hint?: ComponentChildren;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Switches something on and off, with effect at once. */
export function Switch(props: Props) {
  return <Toggle {...props} kind="Switch" />;
}

/** Chooses something in a form. */
export function Checkbox(props: Props) {
  return <Toggle {...props} kind="Checkbox" />;
}

function Toggle({ kind, label, hint, checked, disabled = false, onChange }: Props & { kind: "Switch" | "Checkbox" }) {
  const id = useId();
  return (
    <div class="Switch">
      <input
        id={id}
        class={`Switch-input Switch-input--${kind}`}
        type="checkbox"
        role={kind === "Switch" ? "switch" : undefined}
        checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          onChange(event.currentTarget.checked);
          // The state above decides what is shown.
          event.currentTarget.checked = checked;
        }}
      />
      <label class="Switch-label" for={id}>{label}</label>
      {hint ? <p class="Switch-hint" id={`${id}-hint`}>{hint}</p> : null}
    </div>
  );
}

/** One of several, all to be seen. `name` groups them. */
export function Radio({ name, label, hint, checked, onChoose }: {
  name: string; label: ComponentChildren; hint?: ComponentChildren; checked: boolean; onChoose: () => void;
}) {
  const id = useId();
  return (
    <div class="Switch">
      <input
        id={id}
        class="Switch-input Switch-input--Radio"
        type="radio"
        name={name}
        checked={checked}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={onChoose}
      />
      <label class="Switch-label" for={id}>{label}</label>
      {hint ? <p class="Switch-hint" id={`${id}-hint`}>{hint}</p> : null}
    </div>
  );
}
