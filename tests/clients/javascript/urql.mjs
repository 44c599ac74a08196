// urql: queries by GET, mutations by POST, subscriptions as Server-Sent Events. Usage: urql.mjs PHONE
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { talk } from './conversation.mjs';
import { documents, headers, phone, sequence, url } from './story.mjs';

const methods = new Set();
const client = new Client({
  url,
  exchanges: [cacheExchange, fetchExchange],
  fetchOptions: { headers },
  fetchSubscriptions: true,
  preferGetMethod: 'within-url-limit',
  fetch: (address, init) => {
    methods.add(init.method);
    return fetch(address, init);
  },
});
const told = ({ data, error }) => {
  if (error) throw error;
  return data;
};
const ask = async (name, variables) => told(await client.query(documents[name], variables).toPromise());
const change = async (name, variables) => told(await client.mutation(documents[name], variables).toPromise());

const listen = (name, variables, failed, next) => {
  const events = client.subscription(documents[name], variables);
  return events.subscribe(({ data, error }) => (error ? failed(error) : next(data))).unsubscribe;
};

const [account] = (await ask('FirstAccount', {})).accounts.items;
const made = await change('CreateSequence', { accountId: account.id, input: sequence('By urql') });
const { id } = made.createSequence.sequence;
await change('RenameSequence', { id, name: 'By urql, renamed' });
const { sequence: read } = await ask('ReadSequence', { id });

const enrolled = (await change('EnrollLead', { sequenceId: id, phone })).enrollLead;
const heard = await new Promise((done, failed) => {
  const events = client.subscription(documents.EnrollmentUpdated, { id: enrolled.enrollment.id });
  const { unsubscribe } = events.subscribe(({ data, error }) => {
    if (error) failed(error);
    else if (data.enrollmentUpdated.status !== 'ACTIVE') {
      done(data.enrollmentUpdated);
      setImmediate(() => unsubscribe());
    }
  });
});

const talked = await talk({ ask, change, listen }, account.id, phone);

const { error } = await client.query(documents.ReadSequence, {}).toPromise();
console.log(
  JSON.stringify({
    account: account.name,
    action: enrolled.action,
    read,
    heard: heard.timeline.map(({ status, message }) => [status, message.body]),
    talked,
    methods: [...methods].sort(),
    refused: { network: Boolean(error.networkError), codes: error.graphQLErrors.map(({ extensions }) => extensions?.code) },
  }),
);
