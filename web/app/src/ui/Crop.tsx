// Chooses the square of a picture that is to be shown: by dragging, wheel, pinch, slider or keys.

import "./Crop.css";
import "../words/picture.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../words/index.ts";
import { problem } from "../words/problem.ts";
import { Button, IconButton } from "./Button.tsx";
import { classes } from "./classes.ts";
import { Dialog } from "./Dialog.tsx";
import { Notice } from "./Notice.tsx";
import { Spinner } from "./Spinner.tsx";

/** A square of a picture, in its pixels. */
export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

export interface CropProps {
  readonly file: Blob;
  /** People are round, conversations square. */
  readonly round?: boolean;
  /** Takes it. What it rejects with is shown, and one can try again. */
  readonly onApply: (square: Square) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Pixels of the canvas, for screens with fine ones, too. */
const CANVAS = 640;
/** As far as a picture can be enlarged, unless it is so small that this would show nothing. */
const ZOOM_MAX = 6;
const LEAST_SIDE = 64;

interface View {
  /** The middle of the square, in pixels of the picture. */
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** The dialog. */
export default function Crop({ file, round = false, onApply, onClose }: CropProps) {
  const [image, setImage] = useState<HTMLImageElement>();
  const [view, setView] = useState<View>({ x: 0, y: 0, zoom: 1 });
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const pointers = useRef(new Map<number, { x: number; y: number }>());

  useEffect(() => {
    const url = URL.createObjectURL(file);
    const loading = new Image();
    loading.onload = () => {
      setImage(loading);
      setView({ x: loading.naturalWidth / 2, y: loading.naturalHeight / 2, zoom: 1 });
    };
    loading.onerror = () => setFailed(t("error.image_unreadable"));
    loading.src = url;
    return () => URL.revokeObjectURL(url);
  }, [file]);

  const shorter = image ? Math.min(image.naturalWidth, image.naturalHeight) : 1;
  const most = Math.max(1, Math.min(ZOOM_MAX, shorter / LEAST_SIDE));
  const side = shorter / view.zoom;

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!image || !context) return;
    context.imageSmoothingQuality = "high";
    context.clearRect(0, 0, CANVAS, CANVAS);
    context.drawImage(image, view.x - side / 2, view.y - side / 2, side, side, 0, 0, CANVAS, CANVAS);
  }, [image, view]);

  const change = (next: (before: View) => View) => {
    if (!image) return;
    setView((before) => {
      const wanted = next(before);
      const zoom = Math.max(1, Math.min(most, wanted.zoom));
      const half = shorter / zoom / 2;
      return {
        zoom,
        x: Math.max(half, Math.min(image.naturalWidth - half, wanted.x)),
        y: Math.max(half, Math.min(image.naturalHeight - half, wanted.y)),
      };
    });
  };
  const zoomBy = (factor: number) => change((before) => ({ ...before, zoom: before.zoom * factor }));
  const moveBy = (x: number, y: number) => change((before) => ({ ...before, x: before.x + x, y: before.y + y }));

  function drag(event: PointerEvent & { currentTarget: HTMLElement }) {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const scale = side / event.currentTarget.clientWidth;
    const others = [...pointers.current].filter(([id]) => id !== event.pointerId);
    const other = others[0]?.[1];
    if (other) {
      const away = (at: { x: number; y: number }) => Math.hypot(at.x - other.x, at.y - other.y);
      zoomBy(away({ x: event.clientX, y: event.clientY }) / Math.max(1, away(before)));
    } else moveBy((before.x - event.clientX) * scale, (before.y - event.clientY) * scale);
    pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  function press(event: KeyboardEvent) {
    const step = side / (event.shiftKey ? 5 : 25);
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => moveBy(-step, 0), ArrowRight: () => moveBy(step, 0),
      ArrowUp: () => moveBy(0, -step), ArrowDown: () => moveBy(0, step),
      "+": () => zoomBy(1.1), "-": () => zoomBy(1 / 1.1),
    };
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  async function apply() {
    if (!image || busy) return;
    setBusy(true);
    setFailed(undefined);
    try {
      // Whole pixels that lie inside.
      const whole = Math.max(1, Math.floor(side));
      const edge = (middle: number, length: number) =>
        Math.max(0, Math.min(length - whole, Math.round(middle - side / 2)));
      await onApply({ x: edge(view.x, image.naturalWidth), y: edge(view.y, image.naturalHeight), side: whole });
      onClose();
    } catch (error) {
      setFailed(problem(error));
      setBusy(false);
    }
  }

  return (
    <Dialog
      title={t("crop.title")}
      onClose={onClose}
      onSubmit={() => void apply()}
      keep
      actions={
        <>
          <Button onClick={onClose}>{t("do.cancel")}</Button>
          <Button kind="main" type="submit" busy={busy} disabled={!image}>{t("crop.apply")}</Button>
        </>
      }
    >
      <div
        class={classes("Crop-stage", round && "Crop-stage--round")}
        role="application"
        aria-label={t("crop.area")}
        aria-describedby="crop-hint"
        tabIndex={0}
        autofocus
        onKeyDown={press}
        onWheel={(event) => {
          event.preventDefault();
          zoomBy(Math.exp(-event.deltaY / 400));
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        }}
        onPointerMove={drag}
        onPointerUp={(event) => void pointers.current.delete(event.pointerId)}
        onPointerCancel={(event) => void pointers.current.delete(event.pointerId)}
      >
        <canvas ref={canvas} class="Crop-canvas" width={CANVAS} height={CANVAS} />
        {image || failed ? null : <Spinner label={t("do.loading")} />}
      </div>
      <div class="Crop-zoom">
        <IconButton icon="zoomOut" label={t("crop.zoomOut")} small onClick={() => zoomBy(1 / 1.2)} />
        <input
          class="Crop-slider"
          type="range"
          aria-label={t("crop.zoom")}
          min={0}
          max={1}
          step={0.01}
          disabled={most <= 1}
          value={most > 1 ? Math.log(view.zoom) / Math.log(most) : 0}
          onInput={(event) => {
            const zoom = most ** Number(event.currentTarget.value);
            change((before) => ({ ...before, zoom }));
          }}
        />
        <IconButton icon="zoomIn" label={t("crop.zoomIn")} small onClick={() => zoomBy(1.2)} />
      </div>
      <p class="Field-hint" id="crop-hint">{t("crop.hint")}</p>
      {failed ? <Notice kind="problem">{failed}</Notice> : null}
    </Dialog>
  );
}
