// relay-runtime with the queries that relay-compiler made. Usage: relay.mjs DIRECTORY PHONE. The
// artifacts are in the directory.
import { createRequire } from 'node:module';
import relay from 'relay-runtime';
import { headers, url } from './story.mjs';

const { Environment, Network, RecordSource, Store } = relay;
const { commitMutation, createOperationDescriptor, fetchQuery, getSelector } = relay;
const [directory, phone] = process.argv.slice(2);
const load = createRequire(`${directory}/`);
const made = (name) => load(`./${name}.graphql.js`);

const network = Network.create(async ({ text }, variables) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: text, variables }),
  });
  return answer.json();
});
const environment = new Environment({ network, store: new Store(new RecordSource()) });
const ask = async (name, variables) => fetchQuery(environment, made(name), variables).toPromise();

const account = (await ask('pages_AccountQuery', {})).accounts.items[0].id;
const first = createOperationDescriptor(made('pages_FirstQuery'), { account });
environment.retain(first);

// What a component that uses the fragment sees: the pages so far, merged by Relay's own handler of connections.
const fragment = made('pages_list');
const seen = () => {
  const { data } = environment.lookup(first.fragment);
  return environment.lookup(getSelector(fragment, data)).data.sequencesConnection;
};

await ask('pages_FirstQuery', { account });
const pages = [seen().edges.length];
while (seen().pageInfo.hasNextPage) {
  await ask('pages_NextQuery', { account, count: 1, cursor: seen().pageInfo.endCursor });
  pages.push(seen().edges.length);
}
const { id } = seen().edges.at(-1).node;
const { node } = await ask('pages_NodeQuery', { id });
const commit = (name, variables) =>
  new Promise((onCompleted, onError) => {
    commitMutation(environment, { mutation: made(name), variables, onCompleted, onError });
  });
await commit('pages_RenameMutation', { id, name: 'By Relay' });

// A mutation of what has an id shows in the inbox that was read before.
const inbox = createOperationDescriptor(made('pages_ConversationsQuery'), { account, search: phone });
environment.retain(inbox);
const automation = () => environment.lookup(inbox.fragment).data.conversationsConnection.edges[0].node.automation;
const { conversationsConnection } = await ask('pages_ConversationsQuery', { account, search: phone });
const before = automation();
await commit('pages_TakeOverMutation', { id: conversationsConnection.edges[0].node.id });
const taken = [before, automation()];
console.log(JSON.stringify({ pages, node, names: seen().edges.map((edge) => edge.node.name), taken }));
