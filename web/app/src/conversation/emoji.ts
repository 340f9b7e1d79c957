// The emoji one chooses from, with the English words that they are found by.

import type { Key } from "../words/index.ts";

export interface Group {
  readonly title: Key;
  readonly all: readonly (readonly [emoji: string, words: string])[];
}

/** `😀 grinning happy|…`: a sign and its words. */
const group = (title: Key, text: string): Group => ({
  title,
  all: text.split("|").map((one) => {
    const at = one.indexOf(" ");
    return [one.slice(0, at), one.slice(at + 1)] as const;
  }),
});

export const groups: readonly Group[] = [
  group("conversation.pickerFaces", "😀 grinning happy|😄 smile happy joy|😁 beaming grin|😂 tears of joy laugh|🤣 rolling laugh|🙂 slight smile|🙃 upside down|😉 wink|😊 blush smile|😇 halo angel|🥰 hearts love|😍 heart eyes love|🤩 star struck wow|😘 kiss|😋 yum tasty|😛 tongue|😜 wink tongue crazy|🤗 hug|🤭 giggle oops|🤫 quiet shush|🤔 thinking hmm|🫡 salute yes|🤨 raised eyebrow doubt|😐 neutral|😑 expressionless|😶 silent|😏 smirk|😒 unamused|🙄 rolling eyes|😬 grimace awkward|😌 relieved calm|😔 pensive sad|😪 sleepy|😴 sleeping tired|😷 mask ill|🤒 thermometer ill|🤕 hurt bandage|🤯 mind blown|🥳 party celebrate|😎 cool sunglasses|🤓 nerd|🧐 monocle inspect|😕 confused|😟 worried|🙁 frown sad|😮 surprised open mouth|😯 hushed|😲 astonished|😳 flushed|🥺 pleading|😢 crying sad|😭 sobbing cry|😤 triumph huff|😠 angry|😡 furious red|😱 scream fear|😨 fearful|😰 anxious sweat|😥 sad relieved|😓 sweat|🫠 melting|😵‍💫 dizzy|🤐 zipper mouth secret|🤢 sick|🤖 robot|👻 ghost|💩 poo"),
  group("conversation.pickerPeople", "👍 thumbs up yes good|👎 thumbs down no bad|👏 clap applause|🙌 raised hands hooray|🙏 thanks please pray|🤝 handshake deal|👋 wave hello bye|✌️ victory peace|🤞 fingers crossed luck|👌 ok perfect|🤙 call me|💪 strong muscle|👉 point right|👈 point left|👆 point up|👇 point down|☝️ one point up|✋ hand stop high five|👊 fist bump|✊ raised fist|🫶 heart hands|✍️ writing|👀 eyes look|🧠 brain|🗣️ speaking|👤 person|👥 people|🙋 raising hand question|🤷 shrug|🤦 facepalm|🙇 bow sorry|💁 information|🏃 running|💃 dancing|👩‍💻 technologist computer|🧑‍🚀 astronaut|👶 baby|👪 family"),
  group("conversation.pickerNature", "🐶 dog|🐱 cat|🐭 mouse|🐰 rabbit|🦊 fox|🐻 bear|🐼 panda|🐸 frog|🐵 monkey|🐔 chicken|🐧 penguin|🐦 bird|🦉 owl|🐝 bee|🐛 bug|🦋 butterfly|🐌 snail slow|🐢 turtle slow|🐙 octopus|🐳 whale|🦄 unicorn|🌱 seedling plant|🌳 tree|🌻 sunflower|🌹 rose|🍀 clover luck|🍂 leaves autumn|☀️ sun|⛅ cloud|🌧️ rain|⛈️ storm|❄️ snow|🌈 rainbow|🌊 wave sea|🔥 fire hot|⭐ star|✨ sparkles new|🌙 moon|🌍 earth world"),
  group("conversation.pickerFood", "☕ coffee|🍵 tea|🍺 beer|🍻 cheers|🥂 toast champagne|🍷 wine|🥤 drink|🍕 pizza|🍔 burger|🥪 sandwich|🥗 salad|🍝 pasta|🍣 sushi|🍞 bread|🥐 croissant|🧀 cheese|🍎 apple|🍌 banana|🍓 strawberry|🍒 cherries|🥑 avocado|🥕 carrot|🌶️ chili hot|🍫 chocolate|🍪 cookie|🎂 birthday cake|🍰 cake|🍦 ice cream|🍿 popcorn"),
  group("conversation.pickerThings", "🎉 party tada congratulations|🎊 confetti|🎁 gift present|🎈 balloon|🏆 trophy win|🥇 gold medal first|🎯 target goal|⚽ football|🎮 game|🎵 music|🎨 art|📷 camera|💻 laptop computer|🖥️ desktop|📱 phone|☎️ telephone call|🖨️ printer|💾 save disk|🔋 battery|💡 idea bulb|🔧 wrench tool|🔨 hammer|⚙️ gear settings|🧪 test tube|🔬 microscope|📦 package parcel|📄 page document|📎 paperclip|📌 pin|📅 calendar date|📈 chart up|📉 chart down|📊 bar chart|✉️ mail letter|📣 announce megaphone|🔔 bell|🔍 search|🔑 key|🔒 lock|💰 money|💳 card pay|🛒 cart shop|🚀 rocket launch ship|✈️ plane travel|🚗 car|🚆 train|🚲 bike|🏠 home house|🏢 office|🏖️ beach holiday|⏰ alarm clock|⏳ hourglass wait|🚧 construction|🚨 alarm urgent"),
  group("conversation.pickerSigns", "❤️ red heart love|🧡 orange heart|💛 yellow heart|💚 green heart|💙 blue heart|💜 purple heart|🖤 black heart|💔 broken heart|✅ check done yes|☑️ box checked|✔️ check mark|❌ cross no wrong|❗ exclamation important|❓ question|⚠️ warning|⛔ no entry|🚫 forbidden|💯 hundred|➕ plus add|➖ minus|🔁 repeat|🔄 refresh|⬆️ up|⬇️ down|➡️ right|⬅️ left|🆗 ok|🆕 new|🔴 red circle|🟠 orange circle|🟡 yellow circle|🟢 green circle|🔵 blue circle|💬 speech talk|💭 thought|💤 sleep|♻️ recycle|🏁 finish flag"),
];

const RECENT = "parlor.emoji";

/** Those chosen last in this browser. */
export function recent(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, 9) : [];
  } catch {
    return [];
  }
}

export function remember(emoji: string): void {
  try {
    localStorage.setItem(RECENT, JSON.stringify([emoji, ...recent().filter((one) => one !== emoji)].slice(0, 9)));
  } catch {
    // It was only a convenience.
  }
}
