// Oneself and the organisation, as `GET /v1/me` says.

import type { Api } from "@parlor/client";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** Oneself, and how to change what is known of it after the server has taken a change. */
export interface Self {
  readonly me: Api.Me;
  readonly setMe: (me: Api.Me) => void;
  /** Signs out here, or on all devices, and shows the page for signing in. */
  readonly signOut: (everywhere?: boolean) => Promise<void>;
}

/** Carries it to all components. */
export const SelfContext = createContext<Self | undefined>(undefined);

function useSelf(): Self {
  const self = useContext(SelfContext);
  if (!self) throw new Error("nobody is signed in around this component");
  return self;
}

/** Oneself. */
export const useMe = (): Api.UserView => useSelf().me.user;

/** The organisation's name. */
export const useOrganisation = (): string => useSelf().me.organisation;

/** Shows the organisation's name as the server has just answered. */
export function useSetOrganisation(): (name: string) => void {
  const { me, setMe } = useSelf();
  return (organisation) => setMe({ ...me, organisation });
}

/** Shows oneself as the server has just answered. */
export function useSetMe(): (user: Api.UserView) => void {
  const { me, setMe } = useSelf();
  return (user) => setMe({ ...me, user });
}

/** Signs out here, or on all devices, and shows the page for signing in. */
export const useSignOut = (): Self["signOut"] => useSelf().signOut;
