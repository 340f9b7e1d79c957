// The types of the HTTP interface, from its OpenAPI description: types alone, nothing at run time.

/** Fields whose content is a message of the socket's contract, which the description leaves open. */
const OF_CONTRACT = {
  "ListPage.conversations": "readonly Conversation[]",
  "MadeConversation.conversation": "Conversation",
  "Members.members": "readonly Member[]",
  "FilesView.messages": "readonly Message[]",
  "FoundView.messages": "readonly Message[]",
  "Pinned.messages": "readonly Message[]",
};

const indented = (text) => text.split("\n").map((line) => `   * ${line}`).join("\n");
const doc = (text) =>
  !text ? "" : text.includes("\n") ? `  /**\n${indented(text)}\n   */\n` : `  /** ${text} */\n`;

export function http(api, known) {
  const used = new Set();
  const reference = (ref) => {
    const name = ref.split("/").at(-1);
    if (known.has(name) && !api.components.schemas[name].required) {
      used.add(known.get(name));
      return known.get(name);
    }
    return name;
  };
  const type = (schema) => {
    if (!schema) return "unknown";
    if (schema.$ref) return reference(schema.$ref);
    if (schema.oneOf) return schema.oneOf.map(type).join(" | ");
    if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    const kinds = [schema.type].flat();
    return kinds.map((kind) => one(kind, schema)).join(" | ");
  };
  const one = (kind, schema) => {
    if (kind === "array") return `readonly ${type(schema.items)}[]`;
    return { integer: "number", number: "number", string: "string", boolean: "boolean", null: "null" }[kind] ?? "object";
  };
  const field = (owner, name, schema, needed) => {
    const open = OF_CONTRACT[`${owner}.${name}`];
    if (open) used.add(open.replace(/readonly |\[\]/g, ""));
    return `${doc(schema.description)}  readonly ${name}${needed ? "" : "?"}: ${open ?? type(schema)};\n`;
  };
  const model = (name, schema) => {
    const lead = schema.description ? `/** ${schema.description.replaceAll("\n", " ")} */\n` : "";
    if (schema.enum) return `${lead}export type ${name} = ${type(schema)};\n\n`;
    const fields = Object.entries(schema.properties ?? {});
    const lines = fields.map(([key, value]) => field(name, key, value, schema.required?.includes(key)));
    return `${lead}export interface ${name} {\n${lines.join("")}}\n\n`;
  };
  const content = (value) => {
    const [kind, media] = Object.entries(value?.content ?? {})[0] ?? [];
    if (!kind) return undefined;
    if (kind === "application/json") return type(media.schema);
    return kind.startsWith("text/") || kind.includes("jsonl") ? "string" : "Blob";
  };
  const group = (parameters, place) => {
    const some = (parameters ?? []).filter((parameter) => parameter.in === place);
    const fields = some.map(({ name, required, schema }) =>
      `readonly ${name}${required ? "" : "?"}: ${[type(schema)].flat().join().replaceAll(" | null", "")}`);
    const optional = some.every(({ required }) => !required) ? "?" : "";
    return some.length ? ` readonly ${place}${optional}: { ${fields.join("; ")} };` : "";
  };
  const operation = (method, path, it) => {
    const body = content(it.requestBody);
    const answers = Object.entries(it.responses).filter(([status]) => status.startsWith("2"));
    const answer = [...new Set(answers.map(([, value]) => content(value) ?? "void"))].join(" | ");
    const parts = group(it.parameters, "path") + group(it.parameters, "query") + (body ? ` readonly body: ${body};` : "");
    return `${doc(it.summary)}  readonly "${method.toUpperCase()} ${path}": {${parts} readonly answer: ${answer} };\n`;
  };
  let models = "";
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    if (!known.has(name) || schema.required) models += model(name, schema);
  }
  let operations = "/** Every operation: what it takes, and what it answers. */\nexport interface Operations {\n";
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, it] of Object.entries(methods)) operations += operation(method, path, it);
  }
  const imports = [...used].sort().join(", ");
  return `import type { ${imports} } from "./protocol.ts";\n\n${models}${operations}}\n`;
}
