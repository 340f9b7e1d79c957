// The look of the pages before the conversations: the mark, a card, the choice of language.

import "./Page.css";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import mark from "../style/icon.svg";
import { Icon } from "../ui/Icon.tsx";
import type { IconName } from "../ui/icons.ts";
import { LANGUAGES, choose, locale, speak, t } from "../words/index.ts";
import { keepLanguage } from "../words/wanted.ts";

export interface PageProps {
  readonly title: ComponentChildren;
  readonly text?: ComponentChildren;
  /** In place of the mark. */
  readonly head?: ComponentChildren;
  /** A pictogram above the title: for the ends. */
  readonly icon?: IconName;
  readonly wide?: boolean;
  readonly children?: ComponentChildren;
}

/** A page with a card. Its title is said by readers of screens when it appears. */
export function Page({ title, text, head, icon, wide = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // A field that took the focus by itself keeps it.
    if (document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <div class="Page">
      <div class="Page-middle">
        <header class="Page-brand">
          <img src={mark} alt="" width={32} height={32} />
          <span>{t("app.name")}</span>
        </header>
        <main class={wide ? "Page-card Page-card--wide" : "Page-card"}>
          {head}
          {icon ? <span class="Page-icon"><Icon name={icon} /></span> : null}
          <h1 class="Page-title" ref={heading} tabIndex={-1}>{title}</h1>
          {text ? <p class="Page-text">{text}</p> : null}
          {children}
        </main>
        <LanguageChoice />
      </div>
    </div>
  );
}

function LanguageChoice() {
  const now = choose([locale()]).language;
  return (
    <nav class="Page-languages" aria-label={t("start.language")}>
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <button
          key={tag}
          type="button"
          lang={tag}
          class="Page-language"
          aria-pressed={tag === now}
          onClick={() => {
            keepLanguage(tag);
            void speak([tag]);
          }}
        >
          {name}
        </button>
      ))}
    </nav>
  );
}
