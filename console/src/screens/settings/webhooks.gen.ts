// Written by codegen.mjs from webhooks.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type UpdateWebhookEndpointInput = {
  url?: string | null | undefined;
  events?: Array<string> | null | undefined;
  accountIds?: Array<string> | null | undefined;
  description?: string | null | undefined;
  status?: WebhookEndpointStatus | null | undefined;
};

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

export type WebhookDeliveryStatus =
  | 'PENDING'
  | 'DELIVERED'
  | 'FAILED'
  | 'ABANDONED';

export type WebhookEndpointInput = {
  url: string;
  events?: Array<string>;
  accountIds?: Array<string>;
  description?: string | null | undefined;
};

export type WebhookEndpointStatus =
  | 'ENABLED'
  | 'DISABLED';

export type EndpointFieldsFragment = { id: string, url: string, events: Array<string>, accountIds: Array<string>, description: string | null, status: WebhookEndpointStatus, disabledReason: string | null, createdAt: string };

export type DeliveryFieldsFragment = { id: string, eventId: string, eventType: string, status: WebhookDeliveryStatus, attempts: number, lastStatusCode: number | null, lastError: string | null, nextAttemptAt: string | null, createdAt: string, payload: unknown };

export type ReadEndpointsQueryVariables = Exact<{ [key: string]: never; }>;


export type ReadEndpointsQuery = { webhookEndpoints: Array<{ id: string, url: string, events: Array<string>, accountIds: Array<string>, description: string | null, status: WebhookEndpointStatus, disabledReason: string | null, createdAt: string }> };

export type ReadDeliveriesQueryVariables = Exact<{
  id: string;
  status?: WebhookDeliveryStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ReadDeliveriesQuery = { webhookEndpoint: { id: string, deliveriesConnection: { nodes: Array<{ id: string, eventId: string, eventType: string, status: WebhookDeliveryStatus, attempts: number, lastStatusCode: number | null, lastError: string | null, nextAttemptAt: string | null, createdAt: string, payload: unknown }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

export type MakeEndpointMutationVariables = Exact<{
  input: WebhookEndpointInput;
}>;


export type MakeEndpointMutation = { createWebhookEndpoint: { secret: string | null, endpoint: { id: string, url: string, events: Array<string>, accountIds: Array<string>, description: string | null, status: WebhookEndpointStatus, disabledReason: string | null, createdAt: string } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ChangeEndpointMutationVariables = Exact<{
  id: string;
  input: UpdateWebhookEndpointInput;
}>;


export type ChangeEndpointMutation = { updateWebhookEndpoint: { endpoint: { id: string, url: string, events: Array<string>, accountIds: Array<string>, description: string | null, status: WebhookEndpointStatus, disabledReason: string | null, createdAt: string } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type RotateSecretMutationVariables = Exact<{
  id: string;
}>;


export type RotateSecretMutation = { rotateWebhookSecret: { secret: string | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type DeleteEndpointMutationVariables = Exact<{
  id: string;
}>;


export type DeleteEndpointMutation = { deleteWebhookEndpoint: { success: boolean, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type TestEndpointMutationVariables = Exact<{
  id: string;
}>;


export type TestEndpointMutation = { testWebhookEndpoint: { delivery: { id: string, eventId: string, eventType: string, status: WebhookDeliveryStatus, attempts: number, lastStatusCode: number | null, lastError: string | null, nextAttemptAt: string | null, createdAt: string, payload: unknown } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type RetryDeliveryMutationVariables = Exact<{
  id: string;
}>;


export type RetryDeliveryMutation = { retryWebhookDelivery: { delivery: { id: string, eventId: string, eventType: string, status: WebhookDeliveryStatus, attempts: number, lastStatusCode: number | null, lastError: string | null, nextAttemptAt: string | null, createdAt: string, payload: unknown } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ReplayEventsMutationVariables = Exact<{
  endpointId: string;
  since: string;
}>;


export type ReplayEventsMutation = { replayWebhookEvents: { count: number, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const ReadEndpoints = gql<ReadEndpointsQuery, ReadEndpointsQueryVariables>("query ReadEndpoints{webhookEndpoints{...EndpointFields}} fragment EndpointFields on WebhookEndpoint{id url events accountIds description status disabledReason createdAt}");
export const ReadDeliveries = gql<ReadDeliveriesQuery, ReadDeliveriesQueryVariables>("query ReadDeliveries($id:ID!,$status:WebhookDeliveryStatus,$first:Int,$after:String){webhookEndpoint(id:$id){id deliveriesConnection(status:$status,first:$first,after:$after){nodes{...DeliveryFields}pageInfo{hasNextPage endCursor}}}} fragment DeliveryFields on WebhookDelivery{id eventId eventType status attempts lastStatusCode lastError nextAttemptAt createdAt payload}");
export const MakeEndpoint = gql<MakeEndpointMutation, MakeEndpointMutationVariables>("mutation MakeEndpoint($input:WebhookEndpointInput!){createWebhookEndpoint(input:$input){secret endpoint{...EndpointFields}userErrors{code message path}}} fragment EndpointFields on WebhookEndpoint{id url events accountIds description status disabledReason createdAt}");
export const ChangeEndpoint = gql<ChangeEndpointMutation, ChangeEndpointMutationVariables>("mutation ChangeEndpoint($id:ID!,$input:UpdateWebhookEndpointInput!){updateWebhookEndpoint(id:$id,input:$input){endpoint{...EndpointFields}userErrors{code message path}}} fragment EndpointFields on WebhookEndpoint{id url events accountIds description status disabledReason createdAt}");
export const RotateSecret = gql<RotateSecretMutation, RotateSecretMutationVariables>("mutation RotateSecret($id:ID!){rotateWebhookSecret(id:$id){secret userErrors{code message path}}}");
export const DeleteEndpoint = gql<DeleteEndpointMutation, DeleteEndpointMutationVariables>("mutation DeleteEndpoint($id:ID!){deleteWebhookEndpoint(id:$id){success userErrors{code message path}}}");
export const TestEndpoint = gql<TestEndpointMutation, TestEndpointMutationVariables>("mutation TestEndpoint($id:ID!){testWebhookEndpoint(id:$id){delivery{...DeliveryFields}userErrors{code message path}}} fragment DeliveryFields on WebhookDelivery{id eventId eventType status attempts lastStatusCode lastError nextAttemptAt createdAt payload}");
export const RetryDelivery = gql<RetryDeliveryMutation, RetryDeliveryMutationVariables>("mutation RetryDelivery($id:ID!){retryWebhookDelivery(id:$id){delivery{...DeliveryFields}userErrors{code message path}}} fragment DeliveryFields on WebhookDelivery{id eventId eventType status attempts lastStatusCode lastError nextAttemptAt createdAt payload}");
export const ReplayEvents = gql<ReplayEventsMutation, ReplayEventsMutationVariables>("mutation ReplayEvents($endpointId:ID!,$since:DateTime!){replayWebhookEvents(endpointId:$endpointId,since:$since){count userErrors{code message path}}}");
