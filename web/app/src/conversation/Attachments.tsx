// The files of a message: pictures as previews, others by name.

import "./Attachments.css";
import type { Attachment, Message } from "@parlor/client";
import { useClient } from "../state/index.ts";
import { Icon } from "../ui/Icon.tsx";
import { t } from "../words/index.ts";
import { size } from "../words/times.ts";
import { useTalk } from "./context.ts";

export function Attachments({ message }: { message: Message }) {
  const pictures = message.attachments.filter((one) => one.preview);
  const files = message.attachments.filter((one) => !one.preview);
  return (
    <div class="Files">
      {pictures.length > 0 ? <div class="Files-pictures">{pictures.map((one) => <Picture key={one.id} message={message} file={one} />)}</div> : null}
      {files.map((one) => <FileLink key={one.id} file={one} />)}
    </div>
  );
}

/** The longest side of a preview, in pixels. */
const SIDE = 320;

function Picture({ message, file }: { message: Message; file: Attachment }) {
  const { open } = useTalk();
  const { http } = useClient();
  const { width = SIDE, height = SIDE } = file;
  const scale = Math.min(1, SIDE / Math.max(width, height));
  return (
    <button type="button" class="Files-picture" aria-label={t("conversation.picture", { name: file.name })} onClick={() => open({ is: "viewer", message, attachment: file.id })}>
      {/* Its size is known before it is there, so that nothing moves. */}
      <img src={http.url(`/v1/attachments/${file.id}/preview`)} alt="" loading="lazy" width={Math.round(width * scale)} height={Math.round(height * scale)} />
    </button>
  );
}

function FileLink({ file }: { file: Attachment }) {
  const { http } = useClient();
  return (
    <a class="Files-file" href={http.url(`/v1/attachments/${file.id}`)} download={file.name} title={t("conversation.fileDownload", { name: file.name })}>
      <Icon name="file" />
      <span class="Files-text">
        <span class="Files-name" dir="auto">{file.name}</span>
        <span class="Files-size">{size(file.bytes)}</span>
      </span>
      <Icon name="download" small />
    </a>
  );
}
