// A list as a Relay component declares it: a fragment with a connection, refetched page by page.
import { graphql } from 'relay-runtime';

export const fragment = graphql`
  fragment pages_list on Query
  @argumentDefinitions(account: { type: "ID!" }, count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" })
  @refetchable(queryName: "pages_NextQuery") {
    sequencesConnection(accountId: $account, first: $count, after: $cursor)
      @connection(key: "pages_sequencesConnection") {
      edges {
        node {
          id
          name
        }
      }
    }
  }
`;

export const account = graphql`
  query pages_AccountQuery {
    accounts(limit: 1) {
      items {
        id
      }
    }
  }
`;

export const query = graphql`
  query pages_FirstQuery($account: ID!) {
    ...pages_list @arguments(account: $account)
  }
`;

export const again = graphql`
  query pages_NodeQuery($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on Sequence {
        name
      }
    }
  }
`;

export const renamed = graphql`
  mutation pages_RenameMutation($id: ID!, $name: String!) {
    updateSequence(id: $id, input: { name: $name }) {
      sequence {
        id
        name
      }
    }
  }
`;

export const conversations = graphql`
  query pages_ConversationsQuery($account: ID!, $search: String!) {
    conversationsConnection(accountId: $account, filter: { search: $search }, first: 10)
      @connection(key: "pages_conversationsConnection") {
      edges {
        node {
          id
          automation {
            reason
            by
          }
        }
      }
    }
  }
`;

export const takeOver = graphql`
  mutation pages_TakeOverMutation($id: ID!) {
    takeOver(conversationId: $id, by: "Sam") {
      conversation {
        id
        automation {
          reason
          by
        }
      }
    }
  }
`;
