// The list of conversations: what is above it, and what is looked for in it.

import "./Inbox.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { AccountMenu } from "../shell/AccountMenu.tsx";
import { useShortcut } from "../shell/keys.ts";
import { lazy } from "../shell/lazy.tsx";
import { announce } from "../shell/live.tsx";
import { go, openConversation } from "../shell/router.ts";
import { useClient, useList, useOrganisation } from "../state/index.ts";
import { Button, IconButton } from "../ui/Button.tsx";
import { TextField } from "../ui/Field.tsx";
import { MenuButton } from "../ui/MenuButton.tsx";
import { Empty, Notice, Skeleton } from "../ui/Notice.tsx";
import { Segments } from "../ui/Tabs.tsx";
import { t } from "../words/index.ts";
import { ConversationList } from "./ConversationList.tsx";
import { type Filter, useNarrowed } from "./narrowed.ts";
import { nextUnread } from "./order.ts";

const SearchResults = lazy(() => import("./SearchResults.tsx"));
const Switcher = lazy(() => import("./Switcher.tsx"), { above: true });

/** After that the first load is over. */
const SETTLED_MS = 3000;

/** `chosen` is the conversation that is open; `alone`: there is nothing beside it on the page. */
export default function Inbox({ chosen, alone = false }: { chosen?: string | undefined; alone?: boolean }) {
  const client = useClient();
  const organisation = useOrganisation();
  const [filter, setFilter] = useState<Filter>("all");
  const [tag, setTag] = useState<string>();
  const [query, setQuery] = useState("");
  const [switching, setSwitching] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const shown = useNarrowed(filter, tag, chosen);
  const all = useList();
  const tags = [...new Set(all.conversations.flatMap((one) => one.tags))].sort((a, b) => a.localeCompare(b));

  useEffect(() => void client.loadDrafts().catch(() => undefined), [client]);
  useEffect(() => {
    // What is typed at once after the shortcut has to find its field.
    const timer = setTimeout(Switcher.preload, SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    // Someone else may have taken the tag away from the last one.
    if (tag !== undefined && all.status === "ready" && !tags.includes(tag)) setTag(undefined);
  }, [tags.join("\n")]);

  const toUnread = (step: 1 | -1) => {
    const next = nextUnread(all.conversations, chosen, step);
    if (next) openConversation(next.id);
    else announce(t("inbox.noUnread"));
  };
  useShortcut({ keys: "mod+k", does: "inbox.switcher", group: "keys.general", run: () => setSwitching(true) });
  useShortcut({ keys: "n", does: "inbox.new", group: "keys.list", run: () => go({ at: "new" }) });
  useShortcut({ keys: "/", does: "inbox.search", group: "keys.list", run: () => field.current?.focus() });
  useShortcut({ keys: "alt+shift+arrowdown", does: "inbox.nextUnread", group: "keys.list", run: () => toUnread(1) });
  useShortcut({ keys: "alt+shift+arrowup", does: "inbox.previousUnread", group: "keys.list", run: () => toUnread(-1) });

  const searching = query.trim().length > 0;
  const Heading = alone ? "h1" : "p";
  return (
    <div class="Inbox">
      <header class="Inbox-head">
        <AccountMenu />
        <Heading class="Inbox-organisation" title={organisation}><bdi>{organisation}</bdi></Heading>
        <IconButton icon="add" class="Inbox-new" label={t("inbox.new")} onClick={() => go({ at: "new" })} />
      </header>
      <div class="Inbox-search" role="search">
        <TextField
          label={t("inbox.search")}
          hideLabel
          placeholder={t("do.search")}
          type="search"
          icon="search"
          autocomplete="off"
          maxLength={200}
          inputRef={field}
          value={query}
          onText={setQuery}
          onKeyDown={(event) => {
            if (event.key === "Escape" && query) {
              event.preventDefault();
              event.stopPropagation();
              setQuery("");
            }
            if (event.key === "ArrowDown") {
              event.preventDefault();
              document.querySelector<HTMLElement>(".SearchResults [data-first], .ConversationList [tabindex='0']")?.focus();
            }
          }}
        />
        {query ? (
          <span class="Inbox-clear">
            <IconButton
              icon="close"
              label={t("do.clear")}
              small
              onClick={() => {
                setQuery("");
                field.current?.focus();
              }}
            />
          </span>
        ) : null}
      </div>
      {searching ? (
        <SearchResults query={query.trim()} onQuery={setQuery} />
      ) : (
        <>
          <div class="Inbox-filters">
            <Segments
              label={t("inbox.filter")}
              options={[
                { id: "all", text: t("inbox.all") },
                { id: "unread", text: t("inbox.unread") },
                { id: "archived", text: t("inbox.archive") },
              ]}
              chosen={filter}
              onChoose={setFilter}
            />
            {tags.length > 0 && filter !== "archived" ? (
              <MenuButton
                icon="tag"
                label={tag === undefined ? t("inbox.byTag") : t("inbox.withTag", { tag })}
                small
                items={() => [
                  { text: t("inbox.anyTag"), checked: tag === undefined, onChoose: () => setTag(undefined) },
                  "line",
                  ...tags.map((one) => ({ text: one, checked: one === tag, onChoose: () => setTag(one) })),
                ]}
              />
            ) : null}
          </div>
          {tag !== undefined && filter !== "archived" ? (
            <p class="Inbox-tag">
              <span>{t("inbox.withTag", { tag })}</span>
              <IconButton icon="close" label={t("inbox.anyTag")} small onClick={() => setTag(undefined)} />
            </p>
          ) : null}
          {shown.list.length > 0 ? (
            <ConversationList
              key={`${filter} ${tag ?? ""}`}
              list={shown.list} chosen={chosen} more={shown.more} onMore={shown.onMore}
            />
          ) : shown.status === "failed" ? (
            <div class="Inbox-failed">
              <Notice kind="problem" action={<Button size="small" onClick={shown.onRetry}>{t("do.retry")}</Button>}>
                {t("inbox.failed")}
              </Notice>
            </div>
          ) : shown.status === "ready" ? <Nothing filter={filter} />
            : <div class="Inbox-waiting"><Skeleton lines={8} /></div>}
        </>
      )}
      {switching ? <Switcher onClose={() => setSwitching(false)} /> : null}
    </div>
  );
}

function Nothing({ filter }: { filter: Filter }) {
  if (filter === "unread") return <Empty icon="check" title={t("inbox.noUnread")}>{t("inbox.noUnreadText")}</Empty>;
  if (filter === "archived") return <Empty icon="archive" title={t("inbox.noArchived")}>{t("inbox.noArchivedText")}</Empty>;
  return (
    <Empty
      icon="inbox"
      title={t("inbox.none")}
      action={<Button kind="main" icon="add" onClick={() => go({ at: "new" })}>{t("inbox.new")}</Button>}
    >
      {t("inbox.noneText")}
    </Empty>
  );
}
