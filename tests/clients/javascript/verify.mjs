// Verifies deliveries with the library of Standard Webhooks: a file with the secret, and headers and body of each.
// Prints the types of the events, in their order, and what the library says of a body that was changed.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, deliveries } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const webhook = new Webhook(secret);
const types = deliveries.map(({ headers, body }) => webhook.verify(body, headers).type);
let changed = "verified";
try {
  webhook.verify(deliveries[0].body.replace("evt_", "evt-"), deliveries[0].headers);
} catch (error) {
  changed = error.constructor.name;
}
console.log(JSON.stringify({ types, changed }));
