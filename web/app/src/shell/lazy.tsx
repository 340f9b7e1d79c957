// Parts of the client that come when they are first shown, in files of their own.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../ui/Button.tsx";
import { Empty } from "../ui/Notice.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { t } from "../words/index.ts";
import { isOutdated, reload } from "./reload.ts";
import { toast } from "./toasts.tsx";

/** What is fetched by itself comes so long after the page, in milliseconds. */
const LATER_MS = 3000;

/** A component that is fetched: `lazy(() => import("../profile/Settings.tsx"))`. */
export interface Lazy<P> {
  (props: P): preact.JSX.Element;
  /** Fetches it before it is needed. */
  readonly preload: () => void;
}

export interface LazyOptions {
  /** Until it is there nothing stands in its place, not even a wheel. */
  readonly quiet?: boolean;
  /** It stands above the page: where it cannot come, a notice says so and it is closed again. */
  readonly above?: boolean;
  /** It comes by itself some seconds after what shows it, for it has to be there without a network. */
  readonly later?: boolean;
}

/** Makes a component of one that is still to come. */
export function lazy<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  { quiet = false, above = false, later = false }: LazyOptions = {},
): Lazy<P> {
  let loaded: ComponentType<P> | undefined;
  let coming: Promise<void> | undefined;
  const fetch = (): Promise<void> => {
    coming ??= load().then(
      (module) => {
        loaded = module.default;
      },
      (error: unknown) => {
        coming = undefined;
        throw error;
      },
    );
    return coming;
  };
  const preload = () => void fetch().catch(() => undefined);
  if (later && typeof document !== "undefined") setTimeout(preload, LATER_MS);

  function Part(props: P) {
    const [, render] = useState(0);
    const [failed, setFailed] = useState<"unreachable" | "outdated">();
    const Loaded = loaded;
    useEffect(() => {
      if (Loaded || failed) return undefined;
      let shown = true;
      const missing = (old: boolean) => {
        if (!shown) return;
        if (!above) setFailed(old ? "outdated" : "unreachable");
        else {
          toast({ text: t(old ? "connection.version" : "error.unreachable"), kind: "problem" });
          if ("onClose" in props && typeof props.onClose === "function") props.onClose();
        }
      };
      // It may have come between rendering and now; asked again it answers at once.
      fetch().then(
        () => shown && render((count) => count + 1),
        // The files of a build before are not on the server any more: trying again would not help.
        () => void isOutdated().then(missing),
      );
      return () => {
        shown = false;
      };
    }, [failed]);
    if (Loaded) return <Loaded {...props} />;
    if (failed) {
      const old = failed === "outdated";
      return (
        <Empty
          icon={old ? "reload" : "offline"}
          title={t(old ? "connection.version" : "boundary.part")}
          action={<Button onClick={() => (old ? void reload() : setFailed(undefined))}>{t(old ? "do.reload" : "do.retry")}</Button>}
        >
          {t(old ? "connection.versionSafe" : "error.unreachable")}
        </Empty>
      );
    }
    return quiet || above ? <></> : <div class="Lazy"><Spinner label={t("do.loading")} /></div>;
  }

  return Object.assign(Part, { preload });
}
