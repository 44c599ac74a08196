// A subscription as npm's graphql-ws or graphql-sse hears it: one line of JSON for each thing that happens.
// Usage: subscribe.mjs ws|sse DOCUMENT VARIABLES
import { createClient as overSocket } from 'graphql-ws';
import { createClient as overEvents } from 'graphql-sse';
import WebSocket from 'ws';

const [transport, query, variables] = process.argv.slice(2);
const url = `${process.env.NUDGE_URL}/graphql`;
const key = process.env.NUDGE_KEY;
const say = (what) => console.log(JSON.stringify(what));
const retries = Number(process.env.NUDGE_RETRIES ?? 100);
const retrying = { retryAttempts: retries, retryWait: () => new Promise((done) => setTimeout(done, 200)) };

const client =
  transport === 'ws'
    ? overSocket({
        url: url.replace(/^http/, 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: { 'X-Partner-Key': key },
        shouldRetry: () => true,
        on: { connected: () => say({ connected: true }), closed: (event) => say({ closed: event.code }) },
        ...retrying,
      })
    : overEvents({ url, headers: { 'X-Partner-Key': key }, ...retrying });

client.subscribe(
  { query, variables: JSON.parse(variables ?? '{}') },
  {
    next: (result) => say(result),
    error: (error) => {
      say({ failed: error.reason ?? error.message ?? error });
      process.exit(1);
    },
    complete: () => {
      say({ complete: true });
      process.exit(0);
    },
  },
);
