// Two pages of one build: the console and the explorer. All addresses are relative, so that both work under any path.
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const API = process.env.NUDGE_URL ?? "http://127.0.0.1:8000";

const LARGE = 500_000;
/** The best that Brotli can takes seconds for a large file, such as the explorer's editor. */
const brotli = (content: string | Uint8Array) =>
  brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: content.length > LARGE ? 7 : 11 } });

/** Puts two compressed copies beside each file that is worth it: the API sends the one that a browser accepts. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          const content = file.type === "chunk" ? file.code : file.source;
          if (/\.(js|css)$/.test(name) && content.length > 1000) {
            this.emitFile({ type: "asset", fileName: `${name}.gz`, source: gzipSync(content, { level: 9 }) });
            this.emitFile({ type: "asset", fileName: `${name}.br`, source: brotli(content) });
          }
        }
      },
    },
  };
}

export default defineConfig(({ command }) => ({
  base: command === "serve" ? "/console/" : "./",
  plugins: [react(), compressed()],
  build: {
    target: "es2022",
    sourcemap: false,
    // No file is written into another: the content security policy lets only files of this server in.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 6000,
    rolldownOptions: {
      input: { console: "index.html", explorer: "graphql.html" },
      output: { codeSplitting: { groups: [{ name: "react", test: /node_modules\/(react|react-dom|scheduler)\// }] } },
      // GraphiQL has directives for a compiler that is not used here.
      onLog: (level, log, handle) => log.code !== "MODULE_LEVEL_DIRECTIVE" && handle(level, log),
    },
  },
  worker: { format: "es" },
  server: { proxy: { "/graphql": { target: API, ws: true }, "/v1": API } },
}));
