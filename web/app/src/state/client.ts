// The client library's one client of this page.

import type { Client, StoreKey } from "@parlor/client";
import { createContext } from "preact";
import { useContext, useLayoutEffect, useReducer, useRef } from "preact/hooks";

/** Carries the client to all components. */
export const ClientContext = createContext<Client | undefined>(undefined);

/** The client: its methods do things, `state/` tells what is known. */
export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new Error("there is no client around this component");
  return client;
}

/** Reads something of the store, and renders anew when it is another object. */
export function useRead<T>(key: StoreKey, read: (client: Client) => T): T {
  const client = useClient();
  const [, render] = useReducer((count: number) => count + 1, 0);
  const value = read(client);
  const held = useRef({ value, read });
  held.current = { value, read };
  useLayoutEffect(() => {
    const look = () => {
      if (!Object.is(held.current.read(client), held.current.value)) render(0);
    };
    // It may have changed between rendering and now.
    look();
    return client.store.subscribe(key, look);
  }, [client, key]);
  return value;
}
