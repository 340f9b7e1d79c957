// The frame of the page: list, conversation, details; one, two or three of them side by side.

import "./Frame.css";
import type { ComponentChildren } from "preact";
import type { DialogProps } from "../ui/Dialog.tsx";
import { classes } from "../ui/classes.ts";
import { t } from "../words/index.ts";
import { Boundary } from "./Boundary.tsx";
import { lazy } from "./lazy.tsx";
import { useNarrow, useWide } from "./media.ts";

const Dialog = lazy<DialogProps>(async () => ({ default: (await import("../ui/Dialog.tsx")).Dialog }));

export interface FrameProps {
  /** The pane at the start; without it the main one is alone. */
  readonly list?: ComponentChildren;
  readonly main: ComponentChildren;
  /** Beside the main pane where there is room, else above it. */
  readonly panel?: ComponentChildren;
  /** Which one is seen where there is room for one alone. */
  readonly showing: "list" | "main";
  /** Names what the main pane shows: another value forgets a mistake there. */
  readonly mainKey?: string;
  readonly onClosePanel?: () => void;
  /** Across the top. */
  readonly notice?: ComponentChildren;
}

/** Up to three panes: below 720 px one at a time, below 1100 px two with the panel above them. */
export function Frame({ list, main, panel, showing, mainKey = "", onClosePanel, notice }: FrameProps) {
  const wide = useWide();
  // Where the list is alone, it is the main thing on the page; a role keeps the element what it is.
  const listAlone = useNarrow() && showing === "list" && Boolean(list);
  return (
    <div class={classes("Frame", `Frame--${showing}`, Boolean(panel) && wide && "Frame--panel", !list && "Frame--alone")}>
      <a
        class="Frame-skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        {t("frame.skip")}
      </a>
      {notice ? <div class="Frame-notice">{notice}</div> : null}
      {list ? (
        <section class="Frame-list" role={listAlone ? "main" : "navigation"} aria-label={t("frame.list")}>
          <Boundary>{list}</Boundary>
        </section>
      ) : null}
      <main class="Frame-main" id="main" tabIndex={-1}>
        <Boundary resetKey={mainKey}>{main}</Boundary>
      </main>
      {panel && wide ? (
        <aside class="Frame-panel" aria-label={t("frame.panel")}>
          <Boundary resetKey={mainKey}>{panel}</Boundary>
        </aside>
      ) : null}
      {panel && !wide ? (
        <Dialog title={t("frame.panel")} size="side" bare onClose={() => onClosePanel?.()}>
          <div class="Frame-over"><Boundary resetKey={mainKey}>{panel}</Boundary></div>
        </Dialog>
      ) : null}
    </div>
  );
}
