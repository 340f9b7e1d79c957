// How others see one: picture, name, status; and the language and zone that one reads in.

import type { Api } from "@parlor/client";
import { toast } from "../shell/toasts.tsx";
import { useClient, useMe, usePresence, useSetMe, useWatchPresence } from "../state/index.ts";
import { Button } from "../ui/Button.tsx";
import { Select, TextField } from "../ui/Field.tsx";
import { Notice } from "../ui/Notice.tsx";
import { PictureEdit } from "../ui/PictureEdit.tsx";
import { Segments } from "../ui/Tabs.tsx";
import { useForm } from "../ui/useForm.ts";
import { LANGUAGES, locale, speak, t } from "../words/index.ts";
import { keepLanguage, wantedLanguages } from "../words/wanted.ts";
import { attempt } from "../shell/toasts.tsx";

const STATUS_MAX = 100;

export function Profile() {
  const client = useClient();
  const me = useMe();
  const setMe = useSetMe();
  return (
    <>
      <section class="Settings-section">
        <h2>{t("profile.picture")}</h2>
        <PictureEdit
          id={me.id}
          name={me.name}
          picture={me.picture}
          onSet={async (body, square) => {
            const { picture } = await client.http.call("PUT /v1/me/picture", { body, query: { ...square } });
            setMe({ ...me, picture: picture ?? null });
            toast(t("profile.pictureSaved"));
          }}
          onDelete={async () => {
            await client.http.call("DELETE /v1/me/picture");
            setMe({ ...me, picture: null });
            toast(t("profile.pictureDeleted"));
          }}
        />
      </section>
      <About key={me.id} me={me} setMe={setMe} />
      <Region me={me} setMe={setMe} />
    </>
  );
}

interface Props {
  readonly me: Api.UserView;
  readonly setMe: (user: Api.UserView) => void;
}

function About({ me, setMe }: Props) {
  const client = useClient();
  const form = useForm({
    keep: "profile",
    start: { name: me.name, status: me.status ?? "" },
    check: ({ name, status }) => ({
      name: name.trim() ? undefined : t("field.required"),
      status: [...status.trim()].length > STATUS_MAX
        ? t("field.tooLong", { n: [...status.trim()].length - STATUS_MAX }) : undefined,
    }),
    submit: async ({ name, status }) => {
      setMe(await client.http.call("PATCH /v1/me", { body: { name: name.trim(), status: status.trim() } }));
      toast(t("profile.saved"));
    },
  });
  const changed = form.values.name.trim() !== me.name || form.values.status.trim() !== (me.status ?? "");
  return (
    <section class="Settings-section">
      <h2>{t("profile.about")}</h2>
      <form class="Settings-section" noValidate onSubmit={form.onSubmit}>
        <div class="Settings-two">
          <TextField
            label={t("profile.name")} hint={t("profile.nameHint")} name="name" autocomplete="name" required
            value={form.values.name} problem={form.wrong.name} onText={(text) => form.set("name", text)}
          />
          <TextField
            label={t("profile.status")} hint={t("profile.statusHint")} name="status" autocomplete="off" optional
            value={form.values.status} problem={form.wrong.status} onText={(text) => form.set("status", text)}
          />
        </div>
        {form.problem ? <Notice kind="problem">{form.problem}</Notice> : null}
        <div class="Settings-actions">
          <Button kind="main" type="submit" busy={form.busy} disabled={!changed}>{t("do.save")}</Button>
        </div>
      </form>
      {me.external ? null : <AvailabilityChoice id={me.id} />}
    </section>
  );
}

function AvailabilityChoice({ id }: { id: string }) {
  const client = useClient();
  useWatchPresence([id]);
  const away = usePresence(id)?.availability === "AVAILABILITY_AWAY";
  return (
    <div class="Field">
      <p class="Field-label">{t("profile.availability")}</p>
      <div>
        <Segments
          label={t("profile.availability")}
          options={[{ id: "online", text: t("profile.online") }, { id: "away", text: t("profile.away") }]}
          chosen={away ? "away" : "online"}
          onChoose={(to) =>
            void attempt(client.setPresence(to === "away" ? "AVAILABILITY_AWAY" : "AVAILABILITY_ONLINE"))}
        />
      </div>
    </div>
  );
}

function Region({ me, setMe }: Props) {
  const client = useClient();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const language = me.language ?? "";
  const zone = me.timeZone ?? "";
  const zones = Intl.supportedValuesOf("timeZone");
  // A server may know a zone by a name that this browser lists under another.
  const listed = zone && !zones.includes(zone) ? [zone, ...zones] : zones;

  async function change(body: Api.ProfileBody) {
    const done = await attempt(client.http.call("PATCH /v1/me", { body }).then(async (user) => {
      setMe(user);
      if (body.language !== undefined) keepLanguage(body.language ?? "");
      await speak(wantedLanguages(user.language), user.timeZone ?? undefined);
    }));
    if (done) toast(t("profile.saved"));
  }

  const now = new Intl.DateTimeFormat(locale(), {
    timeStyle: "short", timeZone: listed.includes(zone) ? zone : own,
  }).format(Date.now());
  return (
    <section class="Settings-section">
      <h2>{t("profile.region")}</h2>
      <div class="Settings-two">
        <Select
          label={t("profile.language")}
          value={language}
          options={[
            ["", t("profile.languageAuto")],
            ...Object.entries(LANGUAGES),
            ...(language && !(language in LANGUAGES) ? [[language, language] as const] : []),
          ]}
          onChoose={(to) => void change({ language: to })}
        />
        <Select
          label={t("profile.zone")}
          hint={zone && zone !== own ? t("profile.zoneNow", { time: now }) : undefined}
          value={zone}
          options={[
            ["", t("profile.zoneAuto", { zone: own.replaceAll("_", " ") })],
            ...listed.map((name) => [name, name.replaceAll("_", " ")] as const),
          ]}
          onChoose={(to) => void change({ timeZone: to })}
        />
      </div>
    </section>
  );
}
