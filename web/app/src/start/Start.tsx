// What is shown while nobody is signed in, or someone has just arrived by an address.

import type { Api } from "@parlor/client";
import type { Ending } from "../shell/App.tsx";
import type { Arrival } from "../shell/router.ts";

export interface StartProps {
  readonly arrived: Arrival | undefined;
  readonly me: Api.Me | undefined;
  readonly why: Ending;
  readonly enter: (conversationId?: string | null) => Promise<void>;
}

/** Chooses the page. */
export default function Start({ why }: StartProps) {
  return <p>{why}</p>;
}
