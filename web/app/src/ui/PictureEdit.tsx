// A picture that can be seen large, replaced by dropping or choosing a file, cropped, and deleted.

import "./PictureEdit.css";
import "../words/picture.ts";
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { ask } from "../shell/asks.tsx";
import { lazy } from "../shell/lazy.tsx";
import { attempt } from "../shell/toasts.tsx";
import { t } from "../words/index.ts";
import { Avatar } from "./Avatar.tsx";
import { Button } from "./Button.tsx";
import { classes } from "./classes.ts";
import type { Square } from "./Crop.tsx";
import { Dialog } from "./Dialog.tsx";
import { Notice } from "./Notice.tsx";

const Crop = lazy(() => import("./Crop.tsx"), { above: true });

/** The kinds that the server takes, and how large. */
const KINDS = ["image/jpeg", "image/png", "image/webp", "image/gif"];
const BYTES_MAX = 10_000_000;

export interface PictureEditProps {
  readonly id: string;
  readonly name: string;
  readonly picture?: string | null | undefined;
  readonly square?: boolean;
  readonly onSet: (file: Blob, square: Square) => Promise<unknown>;
  readonly onDelete: () => Promise<unknown>;
  /** Says what it is the picture of, beside it: then it is smaller, and its buttons are plain. */
  readonly children?: ComponentChildren;
}

/** The picture, and the buttons below it. */
export function PictureEdit({ id, name, picture, square = false, onSet, onDelete, children }: PictureEditProps) {
  const [file, setFile] = useState<File>();
  const [wrong, setWrong] = useState<string>();
  const [over, setOver] = useState(false);
  const [viewing, setViewing] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const size = children ? 64 : 96;
  const kind = children ? "plain" : undefined;

  function take(taken: File | null | undefined) {
    if (!taken) return;
    const bad = !KINDS.includes(taken.type) ? t("error.unsupported_media")
      : taken.size > BYTES_MAX ? t("error.image_too_large") : undefined;
    setWrong(bad);
    if (!bad) setFile(taken);
  }

  async function remove() {
    const sure = await ask({
      title: t("crop.deleteTitle"), text: t("crop.deleteText"), confirm: t("do.delete"), danger: true,
    });
    if (sure) await attempt(onDelete());
  }

  return (
    <div
      class={classes("PictureEdit", children !== undefined && "PictureEdit--beside", over && "PictureEdit--over")}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files[0]);
      }}
    >
      {picture ? (
        <button type="button" class="PictureEdit-view" aria-label={t("crop.view")} onClick={() => setViewing(true)}>
          <Avatar {...{ id, name, picture, square }} size={size} />
        </button>
      ) : <Avatar {...{ id, name, square }} size={size} />}
      <div class="PictureEdit-side">
        {children}
        <div class="PictureEdit-actions">
          <Button size="small" kind={kind} icon="image" title={t("crop.dropHint")} onClick={() => chooser.current?.click()}>
            {t(picture ? "crop.change" : "crop.choose")}
          </Button>
          {picture ? (
            <Button size="small" kind="plain" icon="trash" onClick={() => void remove()}>{t("do.delete")}</Button>
          ) : null}
        </div>
        {children ? null : <p class="Field-hint">{t("crop.dropHint")}</p>}
      </div>
      <input
        ref={chooser}
        type="file"
        hidden
        accept={KINDS.join()}
        aria-label={t("crop.choose")}
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          // The same file again is a choice, too.
          event.currentTarget.value = "";
        }}
      />
      {wrong ? <Notice kind="problem">{wrong}</Notice> : null}
      {file ? (
        <Crop file={file} round={!square} onApply={(part) => onSet(file, part)} onClose={() => setFile(undefined)} />
      ) : null}
      {viewing && picture ? (
        <Dialog title={name} onClose={() => setViewing(false)}>
          <img class="PictureEdit-large" src={`${picture}-512`} alt={name} width={512} height={512} />
        </Dialog>
      ) : null}
    </div>
  );
}
