// The GraphQL over HTTP audit of npm's graphql-http: what it found, for each of its audits.
import { serverAudits } from 'graphql-http';

const url = `${process.env.NUDGE_URL}/graphql`;
const withKey = (address, init = {}) =>
  fetch(address, { ...init, headers: { ...init.headers, 'X-Partner-Key': process.env.NUDGE_KEY } });

const found = [];
for (const audit of serverAudits({ url, fetchFn: withKey })) {
  const result = await audit.fn();
  found.push({ id: audit.id, name: audit.name, status: result.status, reason: result.reason ?? null });
}
console.log(JSON.stringify(found));
