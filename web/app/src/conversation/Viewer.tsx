// Pictures in the whole window: keys, wheel, fingers and double press move and enlarge them.

import "./Viewer.css";
import type { Message } from "@parlor/client";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useClient } from "../state/index.ts";
import { IconButton } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { t } from "../words/index.ts";

const ZOOM_MAX = 8;

interface At {
  readonly zoom: number;
  readonly x: number;
  readonly y: number;
}

const WHOLE: At = { zoom: 1, x: 0, y: 0 };

export default function Viewer({ message, first, onClose }: { message: Message; first: string; onClose: () => void }) {
  const { http } = useClient();
  const pictures = message.attachments.filter((one) => one.preview);
  const [index, setIndex] = useState(() => Math.max(0, pictures.findIndex((one) => one.id === first)));
  const [at, setAt] = useState(WHOLE);
  const image = useRef<HTMLImageElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const fingers = useRef(new Map<number, { x: number; y: number }>());
  const picture = pictures[index];

  useLayoutEffect(() => {
    image.current?.style.setProperty("transform", `translate(${at.x}px, ${at.y}px) scale(${at.zoom})`);
  }, [at, index]);
  useEffect(() => setAt(WHOLE), [index]);

  const zoomBy = (factor: number) => setAt((before) => {
    const zoom = Math.max(1, Math.min(ZOOM_MAX, before.zoom * factor));
    return zoom === 1 ? WHOLE : { zoom, x: (before.x * zoom) / before.zoom, y: (before.y * zoom) / before.zoom };
  });
  const moveBy = (x: number, y: number) => setAt((before) => {
    if (before.zoom === 1) return before;
    const wide = ((stage.current?.clientWidth ?? 0) * before.zoom) / 2;
    const high = ((stage.current?.clientHeight ?? 0) * before.zoom) / 2;
    return { ...before, x: Math.max(-wide, Math.min(wide, before.x + x)), y: Math.max(-high, Math.min(high, before.y + y)) };
  });
  const turn = (step: number) => setIndex((before) => (before + step + pictures.length) % pictures.length);

  function press(event: KeyboardEvent & { currentTarget: HTMLElement }) {
    const rtl = getComputedStyle(event.currentTarget).direction === "rtl" ? -1 : 1;
    const enlarged = at.zoom > 1;
    const keys: Readonly<Record<string, () => void>> = {
      "+": () => zoomBy(1.25), "=": () => zoomBy(1.25), "-": () => zoomBy(0.8), "0": () => setAt(WHOLE),
      ArrowRight: () => (enlarged ? moveBy(-60, 0) : turn(rtl)), ArrowLeft: () => (enlarged ? moveBy(60, 0) : turn(-rtl)),
      ArrowUp: () => moveBy(0, 60), ArrowDown: () => moveBy(0, -60),
    };
    const run = keys[event.key];
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    run();
  }

  function drag(event: PointerEvent) {
    const before = fingers.current.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    if (other) zoomBy(Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y)));
    else moveBy(now.x - before.x, now.y - before.y);
    fingers.current.set(event.pointerId, now);
  }

  if (!picture) return null;
  const address = http.url(`/v1/attachments/${picture.id}`);
  return (
    <Dialog title={t("conversation.picture", { name: picture.name })} size="full" bare onClose={onClose}>
      <div class="Viewer" onKeyDown={press}>
        <div class="Viewer-bar">
          <span class="Viewer-name" dir="auto">{picture.name}</span>
          {pictures.length > 1 ? <span class="Viewer-of" role="status">{t("conversation.viewerOf", { at: index + 1, n: pictures.length })}</span> : null}
          <IconButton icon="zoomOut" label={t("conversation.zoomOut")} onClick={() => zoomBy(0.8)} />
          <IconButton icon="zoomIn" label={t("conversation.zoomIn")} onClick={() => zoomBy(1.25)} />
          <a class="IconButton" href={address} download={picture.name} title={t("conversation.fileDownload", { name: picture.name })} aria-label={t("conversation.fileDownload", { name: picture.name })}><Icon name="download" /></a>
          <IconButton icon="close" label={t("do.close")} autofocus onClick={onClose} />
        </div>
        <div
          ref={stage}
          class={at.zoom > 1 ? "Viewer-stage Viewer-stage--enlarged" : "Viewer-stage"}
          onWheel={(event) => {
            event.preventDefault();
            zoomBy(Math.exp(-event.deltaY / 400));
          }}
          onDblClick={() => (at.zoom > 1 ? setAt(WHOLE) : zoomBy(2.5))}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
          }}
          onPointerMove={drag}
          onPointerUp={(event) => void fingers.current.delete(event.pointerId)}
          onPointerCancel={(event) => void fingers.current.delete(event.pointerId)}
        >
          <img ref={image} key={picture.id} class="Viewer-picture" src={address} alt={picture.name} draggable={false} />
        </div>
        {pictures.length > 1 ? (
          <>
            <span class="Viewer-turn Viewer-turn--before"><IconButton icon="left" label={t("conversation.viewerBefore")} onClick={() => turn(-1)} /></span>
            <span class="Viewer-turn Viewer-turn--next"><IconButton icon="right" label={t("conversation.viewerNext")} onClick={() => turn(1)} /></span>
          </>
        ) : null}
      </div>
    </Dialog>
  );
}
