// Draws a few rows of a long strip: those that are seen, and some around. Keeps what one looks at in its place
// while rows come above it or change their height, and stays at the end where one is there.

import "./Scroller.css";
import { type ComponentChildren, Fragment, type Ref } from "preact";
import { useEffect, useImperativeHandle, useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";
import { type Anchor, type Range, type Sized, Strip } from "./strip.ts";

/** What is drawn beyond the edges, in pixels. */
const BEYOND = 700;
/** So near to an end of what there is, more is fetched. */
const NEAR = 1200;
/** Room below the last row. */
const ROOM = 12;
/** So near to the end one is at the end. */
const AT_END = 24;

/** What is seen. */
export interface View {
  /** The first and the last row that are seen in part. */
  readonly first: number;
  readonly last: number;
  readonly atEnd: boolean;
}

/** What others can ask of it. */
export interface ScrollerHandle {
  /** Brings a row to a place of the window: 0 its upper edge, 1 its lower one. */
  readonly show: (key: string, place?: number) => void;
  readonly toEnd: () => void;
  /** Moves as little as is needed to see a row, and gives its element. */
  readonly reveal: (key: string) => HTMLElement | undefined;
  readonly page: (pages: number) => void;
}

export interface ScrollerProps<R extends Sized> {
  readonly rows: readonly R[];
  readonly draw: (row: R, index: number) => ComponentChildren;
  readonly label: string;
  /** The row and its place at the beginning; none: the end. */
  readonly begin?: { readonly key: string; readonly place: number } | undefined;
  /** Whether the last row is the last one there is: only then it is stayed at the end. */
  readonly complete: boolean;
  readonly onNearStart?: (() => void) | undefined;
  readonly onNearEnd?: (() => void) | undefined;
  readonly onView: (view: View) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly handle: Ref<ScrollerHandle>;
}

/** A scrolled pane of rows. Rows have no outer margins. */
export function Scroller<R extends Sized>(props: ScrollerProps<R>) {
  const { rows, draw, label, complete, handle } = props;
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const above = useRef<HTMLDivElement>(null);
  const below = useRef<HTMLDivElement>(null);
  const [strip] = useState(() => new Strip());
  const [, render] = useReducer((count: number) => count + 1, 0);
  const height = useRef(800);
  const width = useRef(0);
  const stick = useRef(props.begin === undefined);
  const anchor = useRef<Anchor | undefined>(undefined);
  const held = useRef(props);
  const last = useRef(rows);

  /** How far it was scrolled when that was last looked at. */
  const known = useRef(0);
  /** Takes where one has scrolled to as the place to be kept. */
  const take = (top: number) => {
    known.current = top;
    stick.current = held.current.complete && strip.total + ROOM - top - height.current <= AT_END;
    anchor.current = strip.anchor(top);
  };
  /** One may have scrolled on since, and nobody was told yet. */
  const catchUp = () => {
    const top = box.current?.scrollTop;
    if (top !== undefined && Math.abs(top - known.current) > 1) take(top);
  };

  const begun = useRef(false);
  if (begun.current && rows !== last.current) catchUp();
  last.current = rows;
  strip.set(rows);
  if (!begun.current && props.begin) {
    const index = strip.index(props.begin.key) ?? 0;
    anchor.current = { key: props.begin.key, index, below: height.current * props.begin.place };
  }
  begun.current = true;
  held.current = props;

  const place = (): number => {
    const end = Math.max(0, strip.total + ROOM - height.current);
    if ((stick.current && complete) || !anchor.current) return end;
    return Math.max(0, Math.min(end, strip.scrolled(anchor.current)));
  };
  const around = (): Range => {
    const top = place();
    return strip.range(top - BEYOND, top + height.current + BEYOND);
  };
  const range = around();
  const drawn = useRef(range);
  drawn.current = range;

  const tell = () => {
    const pane = box.current;
    if (!pane) return;
    const top = pane.scrollTop;
    const { onView, onNearStart, onNearEnd } = held.current;
    const seen = strip.range(top + 1, top + height.current - 1);
    onView({ first: seen.from, last: seen.to - 1, atEnd: held.current.complete && strip.total + ROOM - top - height.current <= AT_END });
    if (top < NEAR) onNearStart?.();
    if (strip.total - top - height.current < NEAR) onNearEnd?.();
  };

  /** Measures what is drawn and puts everything where it belongs; draws again where that is not enough. */
  const settle = () => {
    const pane = box.current;
    const rowsOf = inner.current;
    if (!pane || !rowsOf) return;
    height.current = pane.clientHeight || height.current;
    const measured: [string, number][] = [];
    for (const child of rowsOf.children) {
      const key = child instanceof HTMLElement ? child.dataset["key"] : undefined;
      if (key) measured.push([key, child.getBoundingClientRect().height]);
    }
    strip.measure(measured);
    const { from, to } = drawn.current;
    above.current?.style.setProperty("height", `${strip.top(from)}px`);
    below.current?.style.setProperty("height", `${strip.total + ROOM - strip.top(to)}px`);
    const top = place();
    if (Math.abs(pane.scrollTop - top) > 1) pane.scrollTop = top;
    known.current = pane.scrollTop;
    const wanted = around();
    if (wanted.from < from || wanted.to > to) render(0);
    tell();
  };
  const now = useRef({ settle, catchUp });
  now.current = { settle, catchUp };

  // After each rendering: rows came, went or changed.
  useLayoutEffect(settle);

  useEffect(() => {
    const pane = box.current;
    const rowsOf = inner.current;
    if (!pane || !rowsOf) return undefined;
    const watch = new ResizeObserver(() => {
      if (width.current !== pane.clientWidth) {
        if (width.current) strip.forget();
        width.current = pane.clientWidth;
      }
      if (!stick.current) now.current.catchUp();
      now.current.settle();
    });
    watch.observe(pane);
    watch.observe(rowsOf);
    return () => watch.disconnect();
  }, [strip]);

  const scrolled = () => {
    const pane = box.current;
    if (!pane) return;
    const top = pane.scrollTop;
    take(top);
    const wanted = strip.range(top - BEYOND / 2, top + height.current + BEYOND / 2);
    if (wanted.from < drawn.current.from || wanted.to > drawn.current.to) render(0);
    tell();
  };

  const show = (key: string, at: number) => {
    const index = strip.index(key);
    if (index === undefined) return;
    stick.current = false;
    anchor.current = { key, index, below: Math.max(0, height.current - 80) * at };
    render(0);
  };

  useImperativeHandle(handle, () => ({
    show: (key, at = 0.3) => show(key, at),
    toEnd: () => {
      stick.current = true;
      render(0);
    },
    reveal: (key) => {
      const pane = box.current;
      const find = () => [...(inner.current?.children ?? [])].find(
        (child): child is HTMLElement => child instanceof HTMLElement && child.dataset["key"] === key,
      );
      const index = strip.index(key);
      if (index === undefined || !pane) return undefined;
      const top = strip.top(index);
      const end = strip.top(index + 1);
      if (top < pane.scrollTop) pane.scrollTop = top - 8;
      else if (end > pane.scrollTop + height.current) pane.scrollTop = Math.min(top, end - height.current + 8);
      scrolled();
      return find();
    },
    page: (pages) => {
      box.current?.scrollBy({ top: pages * height.current * 0.85 });
    },
  }), [strip]);

  return (
    // Messages are said by a region of their own: what is drawn anew by scrolling is not new.
    <div ref={box} class="Scroller" role="log" aria-live="off" aria-label={label} onScroll={scrolled} onKeyDown={props.onKeyDown}>
      <div ref={above} class="Scroller-space Scroller-space--above" />
      <div ref={inner} class="Scroller-rows">
        {rows.slice(range.from, range.to).map((row, at) => (
          <div key={row.key} data-key={row.key} class="Scroller-row">
            <Fragment>{draw(row, range.from + at)}</Fragment>
          </div>
        ))}
      </div>
      <div ref={below} class="Scroller-space" />
    </div>
  );
}
