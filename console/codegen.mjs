// Types the operations. Beside each `*.graphql` it writes `*.gen.ts`, with the types of its operations and the documents
// as short texts, from ../schema.graphql; and the list of the types among them that have no id, for the cache. `--check` writes
// nothing and fails if a file is not what it would write.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { codegen } from "@graphql-codegen/core";
import * as operations from "@graphql-codegen/typescript-operations";
import {
  buildSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";

const HERE = dirname(fileURLToPath(import.meta.url));
const SCALARS = { ID: "string", DateTime: "string", Date: "string", PhoneNumber: "string", JSON: "unknown" };
const CONFIG = {
  scalars: SCALARS,
  strictScalars: true,
  enumType: "string-literal",
  skipTypename: true,
  avoidOptionals: { field: true },
  useTypeImports: true,
};
const sdl = readFileSync(join(HERE, "../schema.graphql"), "utf8");
const schema = buildSchema(sdl);
// Descriptions are for readers of the schema.
const undescribed = visit(parse(sdl, { noLocation: true }), {
  enter: (node) => (node.description ? { ...node, description: undefined } : undefined),
});

const files = readdirSync(join(HERE, "src"), { recursive: true })
  .filter((name) => name.endsWith(".graphql"))
  .sort()
  .map((name) => ({ path: join(HERE, "src", name), document: parse(readFileSync(join(HERE, "src", name), "utf8")) }));
const definitions = files.flatMap(({ document }) => document.definitions);
const fragments = new Map(
  definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]),
);

/** The names of the fragments that a definition needs, those that they need too. */
function needed(definition, found = new Set()) {
  visit(definition, {
    FragmentSpread({ name }) {
      if (found.has(name.value)) return;
      found.add(name.value);
      needed(fragments.get(name.value), found);
    },
  });
  return [...found].sort();
}

const short = (node) =>
  print(node)
    .replace(/\s+/g, " ")
    .replace(/ ?([{}():,]) ?/g, "$1");

async function generated({ path, document }) {
  const own = document.definitions;
  const names = own.map((one) => one.name.value);
  const others = [...new Set(own.flatMap((one) => needed(one)))]
    .filter((name) => !names.includes(name))
    .map((name) => fragments.get(name));
  const types = await codegen({
    schema: undescribed,
    documents: [{ location: path, document }],
    filename: path,
    config: {
      ...CONFIG,
      externalFragments: others.map((node) => ({
        name: node.name.value,
        onType: node.typeCondition.name.value,
        node,
        isExternal: true,
      })),
    },
    plugins: [{ operations: {} }],
    pluginMap: { operations },
  });
  const kinds = { query: "Query", mutation: "Mutation", subscription: "Subscription" };
  const documents = own
    .filter((one) => one.kind === Kind.OPERATION_DEFINITION)
    .map((one) => {
      const name = one.name.value;
      const type = name + kinds[one.operation];
      const text = [one, ...needed(one).map((key) => fragments.get(key))].map(short).join(" ");
      return `export const ${name} = gql<${type}, ${type}Variables>(${JSON.stringify(text)});\n`;
    });
  const imports = documents.length ? 'import { gql } from "urql";\n\n' : "";
  return `// Written by codegen.mjs from ${relative(dirname(path), path)}.\n${imports}${types.trim()}\n\n${documents.join("")}`;
}

const written = new Map();
for (const file of files) written.set(file.path.replace(/\.graphql$/, ".gen.ts"), await generated(file));
const used = new Set();
const types = new TypeInfo(schema);
for (const { document } of files) {
  visit(document, visitWithTypeInfo(types, { Field: () => void used.add(getNamedType(types.getType())) }));
}
const withoutId = [...used]
  .filter((type) => isObjectType(type) && !("id" in type.getFields()))
  .map((type) => type.name)
  .sort();
written.set(
  join(HERE, "src/api/cacheKeys.gen.ts"),
  `// Written by codegen.mjs: the types that the cache keeps inside of what has them.\nexport const WITHOUT_ID = ${JSON.stringify(withoutId, null, 2)};\n`,
);

const stale = [...written].filter(([path, text]) => !existsSync(path) || readFileSync(path, "utf8") !== text);
if (process.argv.includes("--check")) {
  for (const [path] of stale)
    console.error(`${relative(HERE, path)} is not what the schema says: run 'make console-types'`);
  process.exit(stale.length ? 1 : 0);
}
for (const [path, text] of stale) writeFileSync(path, text);
