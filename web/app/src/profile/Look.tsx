// How it looks in this browser.

import { type Theme, setTheme, useTheme } from "../shell/theme.ts";
import { Icon } from "../ui/Icon.tsx";
import { Segments } from "../ui/Tabs.tsx";
import { t } from "../words/index.ts";

export function Look() {
  const theme = useTheme();
  return (
    <>
      <section class="Settings-section">
        <h2>{t("look.theme")}</h2>
        <div>
          <Segments<Theme>
            label={t("look.theme")}
            options={[
              { id: "system", text: <><Icon name="device" small />{t("look.system")}</> },
              { id: "light", text: <><Icon name="sun" small />{t("look.light")}</> },
              { id: "dark", text: <><Icon name="moon" small />{t("look.dark")}</> },
            ]}
            chosen={theme}
            onChoose={setTheme}
          />
        </div>
        <p class="Settings-text">{t("look.themeHint")}</p>
      </section>
      <section class="Settings-section">
        <h2>{t("look.keys")}</h2>
        <p class="Settings-text">{t("look.keysHint")}</p>
      </section>
    </>
  );
}
