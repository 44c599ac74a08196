// Bundles the explorer into the directory that is named: a page, a script, a style sheet, a font and three workers.
// All names but the page's have a hash of the content in them. The same sources give the same bytes.
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const out = process.argv[2];
mkdirSync(out, { recursive: true });

const common = {
  bundle: true,
  minify: true,
  target: "es2022",
  outdir: out,
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
};

async function bundle(entryPoints, options) {
  const { metafile } = await build({ ...common, entryPoints, ...options });
  return Object.keys(metafile.outputs).map((path) => basename(path)).sort();
}

const WORKERS = {
  editor: "monaco-editor/esm/vs/editor/editor.worker.js",
  json: "monaco-editor/esm/vs/language/json/json.worker.js",
  graphql: "monaco-graphql/esm/graphql.worker.js",
};
const workers = {};
for (const [label, entry] of Object.entries(WORKERS)) {
  [workers[label]] = await bundle({ [label]: entry }, { format: "iife" });
}
const files = await bundle(["src/main.jsx"], {
  format: "esm",
  jsx: "automatic",
  loader: { ".ttf": "file" },
  define: { ...common.define, WORKERS: JSON.stringify(workers) },
});
const only = (end) => files.find((name) => name.startsWith("main-") && name.endsWith(end));

writeFileSync(join(out, "index.html"), `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nudge · GraphQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/graphql/explorer/${only(".css")}">
</head>
<body>
<div id="root">The explorer needs JavaScript.</div>
<!-- setup -->
<script type="module" src="/graphql/explorer/${only(".js")}"></script>
</body>
</html>
`);
