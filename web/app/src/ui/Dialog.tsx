import "./Dialog.css";
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../words/index.ts";
import { IconButton } from "./Button.tsx";
import { classes } from "./classes.ts";

export interface DialogProps {
  readonly title: string;
  /** Called when it is to be closed: by Esc, by its button, by a press beside it. */
  readonly onClose: () => void;
  /** Buttons, at the end. */
  readonly actions?: ComponentChildren;
  /** `small`: a question; `wide`: much to choose from; `full`: the whole window; `side`: a pane at the end. */
  readonly size?: "small" | "wide" | "full" | "side";
  /** Something would be lost: a press beside it does not close it. */
  readonly keep?: boolean;
  readonly hideTitle?: boolean;
  /** Nothing around the content, no header: it brings its own. */
  readonly bare?: boolean;
  /** With it the content is a form, and Enter does it. */
  readonly onSubmit?: () => void;
  readonly children: ComponentChildren;
}

/**
 * A modal dialog: what is behind it is inert, the focus stays inside and returns to where it was. It is open
 * while it is rendered. The first thing with `autofocus` gets the focus.
 */
export function Dialog({
  title, onClose, actions, size, keep = false, hideTitle = false, bare = false, onSubmit, children,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const close = useRef(onClose);
  close.current = onClose;

  // Before the page is drawn: who types right after the press types into it.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return undefined;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      // It was taken out of the page with the focus in it.
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  const body = (
    <>
      {bare ? <h2 class="VisuallyHidden" id={id}>{title}</h2> : (
        <div class="Dialog-head">
          <h2 class={hideTitle ? "VisuallyHidden" : "Dialog-title"} id={id}>{title}</h2>
          <IconButton icon="close" label={t("do.close")} onClick={() => close.current()} />
        </div>
      )}
      {bare ? children : <div class="Dialog-body">{children}</div>}
      {actions ? <div class="Dialog-actions">{actions}</div> : null}
    </>
  );

  return (
    <dialog
      ref={ref}
      class={classes("Dialog", size && `Dialog--${size}`)}
      aria-labelledby={id}
      onCancel={(event) => {
        // A picker of files inside it cancels, too.
        if (event.target !== event.currentTarget) return;
        event.preventDefault();
        close.current();
      }}
      onMouseDown={(event) => {
        if (!keep && event.target === event.currentTarget) close.current();
      }}
      onKeyDown={(event) => {
        // Browsers close at the second Esc in spite of `cancel`; what is open inside comes first.
        if (event.key === "Escape" && !event.defaultPrevented) {
          event.preventDefault();
          event.stopPropagation();
          close.current();
        }
      }}
    >
      {onSubmit ? (
        <form
          class="Dialog-frame"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {body}
        </form>
      ) : (
        <div class="Dialog-frame">{body}</div>
      )}
    </dialog>
  );
}
