import "./Button.css";
import type { ButtonHTMLAttributes, ComponentChildren, Ref } from "preact";
import { classes } from "./classes.ts";
import { Icon } from "./Icon.tsx";
import type { IconName } from "./icons.ts";
import { Spinner } from "./Spinner.tsx";

type Attributes = Omit<ButtonHTMLAttributes, "class" | "icon" | "label" | "ref" | "style">;

/** What buttons have in common. */
interface Common extends Attributes {
  readonly type?: "button" | "submit";
  readonly disabled?: boolean;
  readonly buttonRef?: Ref<HTMLButtonElement>;
  /** Further classes of the place it stands in. */
  readonly class?: string;
}

export interface ButtonProps extends Common {
  /** `main`: the one thing to do; `danger`: cannot be taken back; `plain`: without a border; default: with one. */
  readonly kind?: "main" | "danger" | "plain" | undefined;
  readonly size?: "small" | "wide";
  readonly icon?: IconName;
  /** It is being done: a wheel turns, and pressing does nothing. */
  readonly busy?: boolean;
  readonly children: ComponentChildren;
}

/** A button with a text. */
export function Button({
  kind, size, icon, busy = false, disabled = false, children, buttonRef, class: more, type = "button", onClick, ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      ref={buttonRef}
      type={type}
      class={classes("Button", kind && `Button--${kind}`, size && `Button--${size}`, busy && "Button--busy", more)}
      disabled={disabled}
      aria-busy={busy ? "true" : undefined}
      aria-disabled={busy ? "true" : undefined}
      onClick={(event) => {
        // A busy button keeps the focus, so it is not disabled.
        if (busy) event.preventDefault();
        else if (typeof onClick === "function") onClick.call(event.currentTarget, event);
      }}
    >
      {busy ? <Spinner small /> : icon ? <Icon name={icon} small /> : null}
      <span class="Button-text">{children}</span>
    </button>
  );
}

export interface IconButtonProps extends Common {
  readonly icon: IconName;
  /** Its name, which is also its tip. */
  readonly label: string;
  readonly small?: boolean;
  /** Something chosen: shown pressed. */
  readonly active?: boolean;
  /** A number on its corner. */
  readonly count?: string | undefined;
}

/** A button with a pictogram alone. */
export function IconButton({
  icon, label, small = false, active = false, count, buttonRef, class: more, type = "button", ...rest
}: IconButtonProps) {
  return (
    <button
      title={label}
      aria-label={label}
      {...rest}
      ref={buttonRef}
      type={type}
      class={classes("IconButton", small && "IconButton--small", active && "IconButton--active", more)}
    >
      <Icon name={icon} small={small} />
      {count ? <span class="IconButton-count">{count}</span> : null}
    </button>
  );
}
