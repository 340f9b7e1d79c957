// The rows of the list: few of them are drawn, all can be scrolled and walked through.

import "./ConversationList.css";
import type { Conversation } from "@parlor/client";
import { useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import { useClient, useOutbox, useWatchPresence } from "../state/index.ts";
import { Menu } from "../ui/MenuButton.tsx";
import type { Point } from "../ui/place.ts";
import { t } from "../words/index.ts";
import { menuOf, movePinned } from "./actions.ts";
import { ListRow } from "./ListRow.tsx";
import { drawn, keepPlace, reveal } from "./window.ts";

/** Rows before the end at which the next page is fetched. */
const AHEAD = 15;
/** Times as `14:05` and `Yesterday` become others. */
const TICK_MS = 60_000;

export interface ConversationListProps {
  readonly list: readonly Conversation[];
  readonly chosen: string | undefined;
  readonly more: boolean;
  readonly onMore: () => Promise<unknown>;
}

export function ConversationList({ list, chosen, more, onMore }: ConversationListProps) {
  const client = useClient();
  const outbox = useOutbox();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLUListElement>(null);
  const probe = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ scrolled: 0, height: 0, row: 0 });
  const [walked, setWalked] = useState<string>();
  const [menu, setMenu] = useState<{ anchor: Element | Point; id: string }>();
  const [, tick] = useReducer((count: number) => count + 1, 0);
  const fetching = useRef(false);

  useEffect(() => {
    const timer = setInterval(() => tick(0), TICK_MS);
    return () => clearInterval(timer);
  }, []);

  useLayoutEffect(() => {
    const box = scroller.current;
    const one = probe.current;
    if (!box || !one) return undefined;
    const look = () => setView((before) => ({ ...before, height: box.clientHeight, row: one.offsetHeight }));
    look();
    const watch = new ResizeObserver(look);
    watch.observe(box);
    watch.observe(one);
    return () => watch.disconnect();
  }, []);

  const ids = useMemo(() => list.map(({ id }) => id), [list]);
  const { row, height, scrolled } = view;
  const places = useMemo(() => new Map(ids.map((id, at) => [id, at])), [ids]);
  const active = [walked, chosen, ids[0]].find((id) => id !== undefined && places.has(id));

  // First of all, for what follows scrolls.
  const all = row * list.length;
  useLayoutEffect(() => rows.current?.style.setProperty("block-size", `${all}px`), [all]);

  // What is looked at stays where it is, and what had the focus keeps it, whatever comes in.
  const before = useRef(ids);
  const inside = document.activeElement;
  const focused = inside instanceof HTMLElement && scroller.current?.contains(inside) ? inside.dataset["id"] : undefined;
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || before.current === ids) return;
    const to = keepPlace(before.current, ids, box.scrollTop, row);
    before.current = ids;
    if (to !== box.scrollTop) box.scrollTop = to;
    const lost = document.activeElement === document.body || document.activeElement === null;
    if (focused && lost) find(box, focused)?.focus({ preventScroll: true });
  });

  // The chosen one comes into view when it is chosen, not when the list moves.
  useLayoutEffect(() => {
    if (chosen !== undefined) {
      show(chosen);
      setWalked(undefined);
    }
  }, [chosen, row > 0]);

  function show(id: string) {
    const at = places.get(id);
    const box = scroller.current;
    if (at === undefined || !box || row <= 0) return;
    const to = reveal(at, box.scrollTop, box.clientHeight, row);
    if (to !== undefined) box.scrollTop = to;
  }

  const { from, to } = drawn(scrolled, height, row, list.length);
  const shown: number[] = [];
  for (let at = from; at < to; at += 1) shown.push(at);
  // The one with the focus is drawn wherever it is.
  const kept = active === undefined ? undefined : places.get(active);
  if (kept !== undefined && (kept < from || kept >= to)) {
    if (kept < from) shown.unshift(kept);
    else shown.push(kept);
  }

  const others = shown.flatMap((at) => list[at]?.directWith?.id ?? []);
  useWatchPresence(others);

  useEffect(() => {
    if (!more || fetching.current || row <= 0 || to < list.length - AHEAD) return;
    fetching.current = true;
    // What did not come is asked for again with the next scrolling.
    onMore().catch(() => undefined).finally(() => {
      fetching.current = false;
      tick(0);
    });
  });

  // A row that is walked to may be drawn only now.
  const wanted = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!wanted.current || !box) return;
    find(box, wanted.current)?.focus({ preventScroll: true });
    wanted.current = undefined;
  });

  function walk(event: KeyboardEvent) {
    if (!(event.target instanceof HTMLElement) || event.ctrlKey || event.metaKey) return;
    const at = places.get(event.target.dataset["id"] ?? "") ?? kept;
    if (at === undefined) return;
    const one = list[at];
    if (event.altKey) {
      const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : undefined;
      if (step === undefined || event.shiftKey || one?.pin === undefined) return;
      event.preventDefault();
      void movePinned(client, one, step);
      return;
    }
    const page = Math.max(1, Math.floor(height / Math.max(1, row)) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1, PageDown: at + page, PageUp: at - page,
    };
    const wish = steps[event.key];
    if (wish === undefined) return;
    event.preventDefault();
    const next = list[Math.max(0, Math.min(list.length - 1, wish))];
    if (!next) return;
    wanted.current = next.id;
    setWalked(next.id);
    show(next.id);
  }

  const failed = new Set(outbox.filter(({ state }) => state === "failed").map(({ conversationId }) => conversationId));
  const opened = menu && client.store.conversation(menu.id);
  return (
    <div
      ref={scroller}
      class="ConversationList"
      onScroll={(event) => {
        const { scrollTop } = event.currentTarget;
        // Drawn anew only when other rows are seen.
        setView((was) => (row > 0 && Math.floor(was.scrolled / row) === Math.floor(scrollTop / row) ? was : { ...was, scrolled: scrollTop }));
      }}
      onKeyDown={walk}
      onFocusIn={(event) => {
        const id = event.target instanceof HTMLElement ? event.target.dataset["id"] : undefined;
        if (id) setWalked(id);
      }}
    >
      <div ref={probe} class="ConversationList-probe" />
      <ul ref={rows} class="ConversationList-rows" aria-label={t("frame.list")}>
        {shown.map((at) => {
          const one = list[at];
          return one ? (
            <ListRow
              key={one.id}
              one={one}
              index={at}
              count={list.length}
              top={at * row}
              chosen={one.id === chosen}
              active={one.id === active}
              failed={failed.has(one.id)}
              onMenu={(anchor, { id }) => setMenu({ anchor, id })}
            />
          ) : null;
        })}
      </ul>
      {menu && opened ? (
        <Menu
          anchor={menu.anchor}
          align={menu.anchor instanceof HTMLButtonElement ? "end" : "start"}
          label={t("inbox.actions", { title: opened.title })}
          items={menuOf(client, opened, opened.id === chosen)}
          onClose={() => setMenu(undefined)}
        />
      ) : null}
    </div>
  );
}

const find = (box: HTMLElement, id: string): HTMLElement | null =>
  box.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);

