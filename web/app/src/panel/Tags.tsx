// Tags of a conversation, which internal users alone see.

import type { Conversation } from "@parlor/client";
import { useId, useState } from "preact/hooks";
import { attempt } from "../shell/toasts.tsx";
import { useClient } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";
import { t } from "../words/index.ts";

const TAGS_MAX = 20;
const TAG_MAX = 50;

export function Tags({ one }: { one: Conversation }) {
  const client = useClient();
  const [typed, setTyped] = useState("");
  const id = useId();
  const put = (tags: readonly string[]) =>
    attempt(client.http.call("PATCH /v1/conversations/{id}", { path: { id: one.id }, body: { tags } }));
  const known = [...new Set(client.store.list().conversations.flatMap(({ tags }) => tags))].filter((tag) => !one.tags.includes(tag));

  async function add() {
    const tag = typed.trim();
    if (!tag || one.tags.includes(tag)) setTyped("");
    else if (await put([...one.tags, tag])) setTyped("");
  }

  return (
    <section class="Panel-section">
      <h3 class="Panel-sub">{t("panel.tags")}</h3>
      {one.tags.length > 0 ? (
        <ul class="Panel-tags">
          {one.tags.map((tag) => (
            <li key={tag} class="Panel-tag">
              <bdi>{tag}</bdi>
              <button
                type="button" class="Panel-tagDrop" aria-label={t("panel.dropTag", { tag })}
                onClick={() => void put(one.tags.filter((other) => other !== tag))}
              >
                <Icon name="close" small />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {one.tags.length < TAGS_MAX ? (
        <form
          class="Panel-tagForm"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <TextField
            label={t("panel.newTag")} hideLabel placeholder={t("panel.newTag")} autocomplete="off" maxLength={TAG_MAX}
            {...{ list: `${id}-known` }} value={typed} onText={setTyped}
          />
          <Button type="submit" disabled={!typed.trim()}>{t("panel.addTag")}</Button>
          <datalist id={`${id}-known`}>{known.map((tag) => <option key={tag} value={tag} />)}</datalist>
        </form>
      ) : null}
      <p class="Panel-facts">{t("panel.tagsHint")}</p>
    </section>
  );
}
