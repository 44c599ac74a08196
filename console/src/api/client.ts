import { cacheExchange } from "@urql/exchange-graphcache";
import type { Client as Socket } from "graphql-ws";
import { Client, fetchExchange, mapExchange, subscriptionExchange } from "urql";
import { WITHOUT_ID } from "./cacheKeys.gen";
import { API } from "./places";

const keys = Object.fromEntries(WITHOUT_ID.map((name) => [name, () => null]));
const UNAUTHENTICATED = "UNAUTHENTICATED";

export const headersOf = (key: string) => ({ "X-Partner-Key": key });

/** The client of one session. `onRefused` is called when the key has ended. */
export function makeClient(key: string, socket: Socket, onRefused: () => void): Client {
  return new Client({
    url: API.href,
    preferGetMethod: false,
    requestPolicy: "cache-and-network",
    fetchOptions: { headers: headersOf(key) },
    exchanges: [
      mapExchange({
        onError(error) {
          if (error.graphQLErrors.some((one) => one.extensions.code === UNAUTHENTICATED)) onRefused();
        },
      }),
      cacheExchange({ keys }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { query: query ?? "", variables: variables as Record<string, unknown> },
              sink as never,
            ),
          }),
        }),
      }),
    ],
  });
}
