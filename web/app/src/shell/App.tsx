// Decides which page is shown: an arrival by an address, signing in, or one's conversations.

import "./App.css";
import { type Api, type Client, ParlorError } from "@parlor/client";
import { useCallback, useEffect, useMemo, useReducer, useState } from "preact/hooks";
import { ClientContext, SelfContext } from "../state/index.ts";
import { Spinner } from "../ui/Spinner.tsx";
import { onWords, speak, t } from "../words/index.ts";
import { wantedLanguages } from "../words/wanted.ts";
import { Asks } from "./asks.tsx";
import { Boundary } from "./Boundary.tsx";
import { forget } from "./kept.ts";
import { lazy } from "./lazy.tsx";
import { LiveRegions } from "./live.tsx";
import { type Arrival, arrival, forgetArrival, openConversation } from "./router.ts";
import { Toasts } from "./toasts.tsx";

const Start = lazy(() => import("../start/Start.tsx"));
const Home = lazy(() => import("./Home.tsx"));
const GuestHome = lazy(() => import("../start/GuestHome.tsx"));

/** Why nobody is signed in. */
export type Ending = "none" | "signed_out" | "deactivated" | "unreachable";

/** What is known of who is there. */
type Who =
  | { readonly is: "asked" }
  | { readonly is: "nobody"; readonly why: Ending }
  | { readonly is: "here"; readonly me: Api.Me };

/** The whole client. `make` makes the library's client: one for each sign-in, so that nobody sees what was another's. */
export function App({ make }: { make: () => Client }) {
  const [client, setClient] = useState(make);
  const [who, setWho] = useState<Who>({ is: "asked" });
  const [arrived, setArrived] = useState<Arrival | undefined>(() => arrival(location.hash));
  const [, renew] = useReducer((count: number) => count + 1, 0);
  useEffect(() => onWords(() => renew(0)), []);

  const leave = useCallback((why: Ending) => {
    setWho({ is: "nobody", why });
    setClient((before) => {
      before.stop();
      return make();
    });
  }, [make]);

  const enter = useCallback(async (conversationId?: string | null) => {
    if (arrival(location.hash)) forgetArrival();
    if (conversationId) openConversation(conversationId);
    // What one just came into stands in the list from the beginning.
    const [found] = await Promise.all([
      lookWho(client), conversationId && client.loadConversation(conversationId).catch(() => undefined),
    ]);
    setArrived(undefined);
    setWho(found);
  }, [client]);

  useEffect(() => {
    void lookWho(client).then(setWho);
    const changed = () => {
      const next = arrival(location.hash);
      if (next) setArrived(next);
    };
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);

  useEffect(() => client.on("signedOut", ({ reason }) => {
    const was = client.store.connection().session?.you.id;
    void lookWho(client).then((found) => {
      // The session of a guest who proved an address ends like one that is signed out; they are somebody else now.
      if (found.is === "here" && found.me.user.id !== was) {
        setWho(found);
        client.start().catch(() => undefined);
      } else leave(reason === "deactivated" ? "deactivated" : "signed_out");
    });
  }), [client]);

  const me = who.is === "here" ? who.me : undefined;
  useLiveFor(client, me?.user.id, setWho);

  const self = useMemo(
    () => me && {
      me,
      setMe: (changed: Api.Me) => setWho({ is: "here", me: changed }),
      signOut: async (everywhere = false) => {
        await client.signOut(everywhere);
        leave("none");
        forget();
      },
    },
    [me, client],
  );

  return (
    <ClientContext.Provider value={client}>
      <Boundary>
        {who.is === "asked" ? <div class="Lazy"><Spinner label={t("do.loading")} /></div> : null}
        {who.is === "nobody" || (arrived && who.is === "here") ? (
          <Start {...{ arrived, me, enter }} why={who.is === "nobody" ? who.why : "none"} />
        ) : null}
        {self && !arrived ? (
          <SelfContext.Provider value={self}>{self.me.user.external ? <GuestHome /> : <Home />}</SelfContext.Provider>
        ) : null}
      </Boundary>
      <Asks />
      <Toasts />
      <LiveRegions />
    </ClientContext.Provider>
  );
}

async function lookWho(client: Client): Promise<Who> {
  try {
    const me = await client.http.call("GET /v1/me");
    if (me.user.external) GuestHome.preload();
    else Home.preload();
    await speak(wantedLanguages(me.user.language), me.user.timeZone ?? undefined);
    return { is: "here", me };
  } catch (error) {
    Start.preload();
    const signedOut = error instanceof ParlorError && error.code === "not_signed_in";
    return { is: "nobody", why: signedOut ? "none" : "unreachable" };
  }
}

/** Connects while someone is there, and keeps one's own name and picture as they are elsewhere. */
function useLiveFor(
  client: Client, id: string | undefined, setWho: (change: (before: Who) => Who) => void,
): void {
  useEffect(() => {
    if (!id) return undefined;
    // What keeps it from connecting is told by `signedOut` and by the state of the connection.
    client.start().catch(() => undefined);
    return () => client.stop();
  }, [client, id]);
  useEffect(() => {
    if (!id) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let first = true;
    /** Soon, and not by everybody at the same time. */
    const again = (within: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        void lookWho(client).then((found) => {
          if (found.is === "here") setWho((before) => (before.is === "here" && before.me.user.id === found.me.user.id ? found : before));
        });
      }, Math.random() * within);
    };
    const off = [
      client.on("push", ({ profileChanged, organisationChanged }) => {
        // One's language, zone and wishes are told to oneself alone.
        if (profileChanged?.person.id === id || organisationChanged) again(300);
      }),
      // What changed meanwhile is not told again.
      client.on("connected", () => {
        if (!first) again(5000);
        first = false;
      }),
    ];
    return () => {
      clearTimeout(timer);
      off.forEach((end) => end());
    };
  }, [client, id]);
}
