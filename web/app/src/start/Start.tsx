// What is shown while nobody is signed in, or someone has just arrived by an address.

import type { Api } from "@parlor/client";
import { useEffect } from "preact/hooks";
import type { Ending } from "../shell/App.tsx";
import { lazy } from "../shell/lazy.tsx";
import { type Arrival, arrival } from "../shell/router.ts";
import { Button } from "../ui/Button.tsx";
import { t } from "../words/index.ts";
import { Join } from "./Join.tsx";
import { Page } from "./Page.tsx";

const Setup = lazy(() => import("./Setup.tsx"));
const Invitation = lazy(() => import("./Invitation.tsx"));
const SignIn = lazy(() => import("./SignIn.tsx"));
// Who comes by no address signs in.
if (!arrival(location.hash)) SignIn.preload();

/** Looks again who is there, and shows a conversation. */
export type Enter = (conversationId?: string | null) => Promise<void>;

export interface StartProps {
  readonly arrived: Arrival | undefined;
  readonly me: Api.Me | undefined;
  readonly why: Ending;
  readonly enter: Enter;
}

/** Chooses the page. */
export default function Start({ arrived, me, why, enter }: StartProps) {
  if (why === "unreachable") return <Unreachable enter={enter} />;
  switch (arrived?.kind) {
    case "setup":
      return <Setup token={arrived.token} enter={enter} />;
    case "join":
      return <Join key={arrived.token} token={arrived.token} me={me} enter={enter} />;
    case "invitation":
      return <Invitation key={arrived.token} token={arrived.token} signedIn={me !== undefined} enter={enter} />;
    case undefined:
      return <SignIn why={why} enter={enter} />;
  }
}

/** How long until it is tried again, in milliseconds. */
const AGAIN_MS = 5000;

function Unreachable({ enter }: { enter: Enter }) {
  useEffect(() => {
    const again = () => void enter();
    const timer = setInterval(again, AGAIN_MS);
    window.addEventListener("online", again);
    return () => {
      clearInterval(timer);
      window.removeEventListener("online", again);
    };
  }, [enter]);
  return (
    <Page icon="offline" title={t("end.unreachable")} text={t("end.unreachableText")}>
      <div class="Page-actions"><Button onClick={() => void enter()}>{t("connection.retryNow")}</Button></div>
    </Page>
  );
}
