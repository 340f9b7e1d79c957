// Where one is, kept in the address's fragment: the server never sees it, and back and forward work.

import { useEffect, useRef, useState } from "preact/hooks";

/** The pages of the settings. */
export type SettingsPage = "profile" | "account" | "mail" | "devices" | "look" | "people";

/** A place in the client. */
export type Route =
  /** The list, nothing chosen. */
  | { readonly at: "home" }
  /** A conversation, perhaps at a message. */
  | { readonly at: "conversation"; readonly id: string; readonly seq?: number }
  | { readonly at: "new" }
  | { readonly at: "settings"; readonly page: SettingsPage };

/** What an address from outside brings, once. */
export interface Arrival {
  readonly kind: "setup" | "join" | "invitation";
  readonly token: string;
}

const PAGES: readonly string[] = ["profile", "account", "mail", "devices", "look", "people"];

/** The route of a fragment; what is not understood leads home. */
export function parse(hash: string): Route {
  const [, first, second, third, fourth] = hash.replace(/^#/, "").split("/");
  if (first === "c" && second) {
    const seq = third === "m" ? Number(fourth) : Number.NaN;
    return Number.isSafeInteger(seq) ? { at: "conversation", id: second, seq } : { at: "conversation", id: second };
  }
  if (first === "new") return { at: "new" };
  if (first === "settings") {
    return { at: "settings", page: PAGES.includes(second ?? "") ? (second as SettingsPage) : "profile" };
  }
  return { at: "home" };
}

/** The fragment of a route, for links. */
export function href(route: Route): string {
  switch (route.at) {
    case "home":
      return "#/";
    case "conversation":
      return route.seq === undefined ? `#/c/${route.id}` : `#/c/${route.id}/m/${route.seq}`;
    case "new":
      return "#/new";
    case "settings":
      return `#/settings/${route.page}`;
  }
}

/** Goes to a place; `replace` leaves no way back to this one. */
export function go(route: Route, replace = false): void {
  if (replace) {
    history.replaceState(null, "", href(route));
    window.dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = href(route);
  }
}

/** Shorthand for the most usual way. */
export const openConversation = (id: string, seq?: number): void =>
  go(seq === undefined ? { at: "conversation", id } : { at: "conversation", id, seq });

/** Where one is; renders anew when that changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parse(location.hash));
  const begun = useRef(location.hash);
  useEffect(() => {
    const changed = () => setRoute(parse(location.hash));
    window.addEventListener("hashchange", changed);
    // It may have changed between rendering and now.
    if (location.hash !== begun.current) changed();
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  return route;
}

/** The token that an address of the server brings: `#setup=…`, `#join=…`, `#invitation=…`. */
export function arrival(hash: string): Arrival | undefined {
  const found = /^#(setup|join|invitation)=([\w-]+)$/.exec(hash);
  const kind = found?.[1];
  const token = found?.[2];
  if (!token || (kind !== "setup" && kind !== "join" && kind !== "invitation")) return undefined;
  return { kind, token };
}

/** Takes the token out of the address, so that it stays in no history. */
export const forgetArrival = (): void => history.replaceState(null, "", "#/");
