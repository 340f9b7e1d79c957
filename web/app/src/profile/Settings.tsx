// The settings: pages about oneself, and for administrators about the organisation.

import type { SettingsPage } from "../shell/router.ts";
import { t } from "../words/index.ts";

/** One page of the settings. */
export default function Settings({ page }: { page: SettingsPage; onBack?: (() => void) | undefined }) {
  return <h1>{t(`settings.${page}`)}</h1>;
}
