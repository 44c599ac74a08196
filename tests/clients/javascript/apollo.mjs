// Apollo Client: queries and mutations over HTTP, subscriptions through graphql-ws. Usage: apollo.mjs PHONE
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client/core';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { talk } from './conversation.mjs';
import { documents, headers, phone, sequence, url } from './story.mjs';

const socket = createClient({ url: url.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: headers });
const client = new ApolloClient({
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    new HttpLink({ uri: url, headers }),
  ),
  cache: new InMemoryCache({
    typePolicies: { Query: { fields: { sequencesConnection: relayStylePagination(['accountId']) } } },
  }),
});
const ask = async (name, variables) => (await client.query({ query: documents[name], variables })).data;
const change = async (name, variables) => (await client.mutate({ mutation: documents[name], variables })).data;

const listen = (name, variables, failed, next) => {
  const events = client.subscribe({ query: documents[name], variables });
  const subscribed = events.subscribe({ next: ({ data, error }) => (error ? failed(error) : next(data)), error: failed });
  return () => subscribed.unsubscribe();
};

const [account] = (await ask('FirstAccount')).accounts.items;
const made = await change('CreateSequence', { accountId: account.id, input: sequence('By Apollo') });
const { id } = made.createSequence.sequence;

// What is renamed by a mutation is renamed in every query that shows it, through the cache.
await ask('ReadSequence', { id });
await change('RenameSequence', { id, name: 'By Apollo, renamed' });
const cached = client.readQuery({ query: documents.ReadSequence, variables: { id } }).sequence;

const enrolled = (await change('EnrollLead', { sequenceId: id, phone })).enrollLead;
const heard = await new Promise((done, failed) => {
  const events = client.subscribe({ query: documents.EnrollmentUpdated, variables: { id: enrolled.enrollment.id } });
  events.subscribe({
    next: ({ data, error }) => {
      if (error) failed(error);
      else if (data.enrollmentUpdated.status !== 'ACTIVE') done(data.enrollmentUpdated);
    },
    error: failed,
  });
});

const talked = await talk({ ask, change, listen }, account.id, phone);

// Pages by cursors, merged into one list by Apollo's own helper.
const first = { accountId: account.id, first: 1 };
const pages = client.watchQuery({ query: documents.SequencePages, variables: first });
const watching = pages.subscribe(() => {});
let page = (await pages.refetch()).data.sequencesConnection;
while (page.pageInfo.hasNextPage) {
  page = (await pages.fetchMore({ variables: { after: page.pageInfo.endCursor } })).data.sequencesConnection;
}
const listed = client.readQuery({ query: documents.SequencePages, variables: first }).sequencesConnection;
watching.unsubscribe();

// A call without what it needs, as Apollo tells it to a program.
const refused = await client.query({ query: documents.ReadSequence, variables: {} }).catch((error) => error);

console.log(
  JSON.stringify({
    account: account.name,
    action: enrolled.action,
    cached,
    heard: heard.timeline.map(({ status, message }) => [status, message.body]),
    talked,
    listed: { names: listed.edges.map(({ node }) => node.name), total: listed.totalCount },
    refused: { name: refused.name, codes: refused.errors?.map(({ extensions }) => extensions?.code) },
  }),
);
await socket.dispose();
client.stop();
