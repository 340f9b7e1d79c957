// Parts of the client that come when they are first shown, in files of their own.

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../ui/Button.tsx";
import { Empty } from "../ui/Notice.tsx";
import { Spinner } from "../ui/Spinner.tsx";
import { t } from "../words/index.ts";
import { isOutdated, reload } from "./reload.ts";

/** A component that is fetched: `lazy(() => import("../profile/Settings.tsx"))`. */
export interface Lazy<P> {
  (props: P): preact.JSX.Element;
  /** Fetches it before it is needed. */
  readonly preload: () => void;
}

/** Makes a component of one that is still to come. Until then a wheel, or nothing (`quiet`). */
export function lazy<P extends object>(
  load: () => Promise<{ default: ComponentType<P> }>,
  { quiet = false }: { quiet?: boolean } = {},
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

  function Part(props: P) {
    const [, render] = useState(0);
    const [failed, setFailed] = useState<"unreachable" | "outdated">();
    const Loaded = loaded;
    useEffect(() => {
      if (Loaded) return undefined;
      if (failed) return undefined;
      let shown = true;
      // It may have come between rendering and now; asked again it answers at once.
      fetch().then(
        () => shown && render((count) => count + 1),
        // The files of a build before are not on the server any more: trying again would not help.
        () => void isOutdated().then((old) => shown && setFailed(old ? "outdated" : "unreachable")),
      );
      return () => {
        shown = false;
      };
    }, [failed]);
    if (Loaded) return <Loaded {...props} />;
    // The bar on top says it, too; where a dialog would have come that is enough.
    const old = failed === "outdated";
    if (failed && !(old && quiet)) {
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
    return quiet ? <></> : <div class="Lazy"><Spinner label={t("do.loading")} /></div>;
  }

  return Object.assign(Part, { preload: () => void fetch().catch(() => undefined) });
}
