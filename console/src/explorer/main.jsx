import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL, HISTORY_PLUGIN } from "graphiql";
import { createClient } from "graphql-ws";
import { useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import "graphiql/style.css";
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphqlWorker from "monaco-graphql/esm/graphql.worker.js?worker";
import "./style.css";

const WORKERS = { json: JsonWorker, graphql: GraphqlWorker };
globalThis.MonacoEnvironment = { getWorker: (_, label) => new (WORKERS[label] ?? EditorWorker)() };

// What the server hands over: example operations, and by the one-time link of `nudge dev` the demo partner's key.
const setup = JSON.parse(document.getElementById("setup").textContent);
const url = location.pathname;

// The key stays in this tab: the session's storage, and never GraphiQL's, which is for good.
const KEPT = "nudge-key";
const firstKey = () => sessionStorage.getItem(KEPT) ?? "";

// The key of a one-time link stays when the page is loaded again; the link itself is of no further use.
if (setup.key) sessionStorage.setItem(KEPT, setup.key);
if (location.search) history.replaceState(null, "", url);

function fetcherWith(key) {
  const headers = key ? { "X-Partner-Key": key } : {};
  const wsClient = createClient({ url: location.origin.replace(/^http/, "ws") + url, connectionParams: headers });
  return createGraphiQLFetcher({ url, headers, wsClient });
}

const OWN = `{ accounts(limit: 1) { items { id sequences(limit: 1) { items { id } } } } }`;

// The examples with the reader's own first account and sequence in their variables, if there are any.
async function examplesFor(key) {
  const own = {};
  try {
    const headers = { "Content-Type": "application/json", "X-Partner-Key": key };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query: OWN }) });
    const [account] = (await answer.json()).data.accounts.items;
    own["acc_…"] = account?.id;
    own["seq_…"] = account?.sequences.items[0]?.id;
  } catch {
    // Without a good key, or a server: the placeholders stay.
  }
  return setup.examples.map(({ query, variables }) => ({
    query,
    variables: variables.replace(/\w+_…/g, (placeholder) => own[placeholder] ?? placeholder),
  }));
}

function App() {
  const [key, setKey] = useState(firstKey);
  const [examples, setExamples] = useState(null);
  const fetcher = useMemo(() => fetcherWith(key), [key]);
  useEffect(() => {
    examplesFor(key).then(setExamples);
  }, [key]);

  const keep = (event) => {
    const given = event.target.value.trim();
    sessionStorage.setItem(KEPT, given);
    setKey(given);
  };
  return (
    <>
      <header>
        <h1>Nudge</h1>
        <label>
          Partner key{" "}
          <input
            id="key"
            type="password"
            autoComplete="off"
            spellCheck={false}
            placeholder="pk_live_…"
            defaultValue={key}
            onBlur={keep}
            onKeyDown={(event) => event.key === "Enter" && keep(event)}
          />
        </label>
        {!key && <span>{setup.note ?? "Give your partner key to see the schema and to run operations."}</span>}
      </header>
      {examples && (
        <GraphiQL
          key={key}
          fetcher={fetcher}
          defaultTabs={examples}
          plugins={[HISTORY_PLUGIN]}
          defaultEditorToolsVisibility="variables"
        />
      )}
    </>
  );
}

createRoot(document.getElementById("root")).render(<App />);
