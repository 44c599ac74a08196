// Written by codegen.mjs from keys.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type KeyScope =
  | 'READ'
  | 'WRITE'
  | 'SEND'
  | 'ADMIN';

export type UserErrorCode =
  | 'INVALID_PHONE'
  | 'INVALID_INPUT'
  | 'INVALID_TEMPLATE'
  | 'UNKNOWN_VARIABLE'
  | 'NOT_FOUND'
  | 'DUPLICATE'
  | 'SEQUENCE_INACTIVE'
  | 'LEAD_OPTED_OUT'
  | 'LEAD_SUPPRESSED'
  | 'LEAD_ERASED'
  | 'LEAD_UNREACHABLE'
  | 'NOT_CONFIGURED'
  | 'DRAFT_STALE'
  | 'STEP_NOT_WAITING'
  | 'NO_SUGGESTION'
  | 'VERSION_CONFLICT'
  | 'OUTSIDE_WINDOW'
  | 'PROVIDER_BUSY'
  | 'PROVIDER_REFUSED'
  | 'IDEMPOTENCY_CONFLICT'
  | 'SIMULATOR_ONLY';

export type ReadKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ReadKeysQuery = { viewer: { partner: { id: string, keys: Array<{ id: string, name: string, prefix: string, scopes: Array<KeyScope>, accountIds: Array<string>, createdAt: string, lastUsedAt: string | null, expiresAt: string | null }> } } };

export type RevokeTheKeyMutationVariables = Exact<{
  id: string;
}>;


export type RevokeTheKeyMutation = { revokeKey: { success: boolean, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const ReadKeys = gql<ReadKeysQuery, ReadKeysQueryVariables>("query ReadKeys{viewer{partner{id keys{id name prefix scopes accountIds createdAt lastUsedAt expiresAt}}}}");
export const RevokeTheKey = gql<RevokeTheKeyMutation, RevokeTheKeyMutationVariables>("mutation RevokeTheKey($id:ID!){revokeKey(id:$id){success userErrors{code message path}}}");
