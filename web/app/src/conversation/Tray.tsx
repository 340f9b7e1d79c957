// The files in the field, before they are sent.

import "./Tray.css";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "../ui/Button.tsx";
import { classes } from "../ui/classes.ts";
import { Icon } from "../ui/Icon.tsx";
import { t } from "../words/index.ts";
import { percent, size } from "../words/times.ts";
import type { Upload, Uploads } from "./uploads.ts";

export function Tray({ uploads }: { uploads: Uploads }) {
  return (
    <ul class="Tray" aria-label={t("conversation.files")}>
      {uploads.files.map((one) => <One key={one.key} one={one} uploads={uploads} />)}
    </ul>
  );
}

function One({ one, uploads }: { one: Upload; uploads: Uploads }) {
  const bar = useRef<HTMLSpanElement>(null);
  const { name } = one.file;
  useLayoutEffect(() => bar.current?.style.setProperty("inline-size", `${one.share * 100}%`), [one.share]);
  return (
    <li class={classes("Tray-one", one.problem && "Tray-one--problem")}>
      {one.picture ? <Preview file={one.file} /> : <span class="Tray-icon"><Icon name="file" /></span>}
      <span class="Tray-text">
        <span class="Tray-name" dir="auto">{name}</span>
        <span class="Tray-size">{one.problem ?? size(one.file.size)}</span>
      </span>
      {one.problem ? <IconButton icon="reload" small label={t("do.retry")} onClick={() => uploads.retry(one.key)} /> : null}
      <IconButton icon="close" small label={t("conversation.fileRemove", { name })} onClick={() => uploads.remove(one.key)} />
      {one.done || one.problem ? null : (
        <span class="Tray-progress" role="progressbar" aria-label={t("conversation.fileProgress", { name, share: percent(one.share) })} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(one.share * 100)}>
          <span ref={bar} class="Tray-done" />
        </span>
      )}
    </li>
  );
}

const SIDE = 96;

/** Drawn, for the policy of the page shows pictures of the server only. */
function Preview({ file }: { file: File }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let shown = true;
    createImageBitmap(file).then((picture) => {
      const scale = Math.max(SIDE / picture.width, SIDE / picture.height);
      const [width, height] = [picture.width * scale, picture.height * scale];
      if (shown) canvas.current?.getContext("2d")?.drawImage(picture, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
      picture.close();
    }, () => undefined);
    return () => {
      shown = false;
    };
  }, [file]);
  return <canvas ref={canvas} class="Tray-picture" width={SIDE} height={SIDE} />;
}
