// Written by codegen.mjs from problems.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type AttentionReason =
  | 'UNCLEAR_REPLY'
  | 'HANDOFF'
  | 'DRAFT'
  | 'UNANSWERED'
  | 'NOT_DELIVERED';

export type MessageStatus =
  | 'SENDING'
  | 'QUEUED'
  | 'SENT'
  | 'DELIVERED'
  | 'UNDELIVERED'
  | 'FAILED'
  | 'UNKNOWN'
  | 'RECEIVED';

export type SenderStatus =
  | 'READY'
  | 'PAUSED'
  | 'BLOCKED';

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

export type WebhookEndpointStatus =
  | 'ENABLED'
  | 'DISABLED';

export type ProblemMessageFragment = { id: string, body: string, status: MessageStatus, errorCode: number | null, errorMessage: string | null, createdAt: string, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null, erasedAt: string | null } };

export type ProblemsQueryVariables = Exact<{
  accountId: string;
  from: string;
  to: string;
  since: string;
}>;


export type ProblemsQuery = { viewer: { health: { problem: string | null } }, account: { id: string, stats: { problems: Array<{ errorCode: number | null, meaning: string, status: MessageStatus, count: number, lastAt: string }> }, senders: Array<{ id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, queuedSegments: number }> } | null, unknown: { nodes: Array<{ id: string, body: string, status: MessageStatus, errorCode: number | null, errorMessage: string | null, createdAt: string, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null, erasedAt: string | null } }>, pageInfo: { hasNextPage: boolean } } };

export type ProblemSenderFragment = { id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, queuedSegments: number };

export type ProblemMessagesQueryVariables = Exact<{
  accountId: string;
  errorCode?: number | null | undefined;
  status?: Array<MessageStatus> | MessageStatus | null | undefined;
  since: string;
}>;


export type ProblemMessagesQuery = { accountMessagesConnection: { nodes: Array<{ id: string, body: string, status: MessageStatus, errorCode: number | null, errorMessage: string | null, createdAt: string, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null, erasedAt: string | null } }>, pageInfo: { hasNextPage: boolean } } };

export type ProblemEndpointFragment = { id: string, url: string, description: string | null, status: WebhookEndpointStatus, disabledReason: string | null };

export type ProblemEndpointsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProblemEndpointsQuery = { webhookEndpoints: Array<{ id: string, url: string, description: string | null, status: WebhookEndpointStatus, disabledReason: string | null }> };

export type ProblemChangedSubscriptionVariables = Exact<{
  accountId: string;
}>;


export type ProblemChangedSubscription = { conversationUpdated: { id: string, attention: AttentionReason | null } };

export type ResumeTheSenderMutationVariables = Exact<{
  id: string;
}>;


export type ResumeTheSenderMutation = { resumeSender: { sender: { id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, queuedSegments: number } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type EnableEndpointMutationVariables = Exact<{
  id: string;
}>;


export type EnableEndpointMutation = { updateWebhookEndpoint: { endpoint: { id: string, url: string, description: string | null, status: WebhookEndpointStatus, disabledReason: string | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type WriteAgainMutationVariables = Exact<{
  accountId: string;
  phone: string;
  body: string;
  by?: string | null | undefined;
}>;


export type WriteAgainMutation = { sendMessage: { message: { id: string, status: MessageStatus } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const Problems = gql<ProblemsQuery, ProblemsQueryVariables>("query Problems($accountId:ID!,$from:Date!,$to:Date!,$since:DateTime!){viewer{health{problem}}account(id:$accountId){id stats(from:$from,to:$to){problems{errorCode meaning status count lastAt}}senders{...ProblemSender}}unknown:accountMessagesConnection(accountId:$accountId filter:{status:[UNKNOWN],direction:OUTBOUND,since:$since}first:50){nodes{...ProblemMessage}pageInfo{hasNextPage}}} fragment ProblemMessage on Message{id body status errorCode errorMessage createdAt lead{id displayName name phone optedOutAt erasedAt}} fragment ProblemSender on Sender{id phoneNumber messagingServiceSid status statusReason statusCode queuedSegments}");
export const ProblemMessages = gql<ProblemMessagesQuery, ProblemMessagesQueryVariables>("query ProblemMessages($accountId:ID!,$errorCode:Int,$status:[MessageStatus!],$since:DateTime!){accountMessagesConnection(accountId:$accountId filter:{status:$status,errorCode:$errorCode,since:$since}first:20){nodes{...ProblemMessage}pageInfo{hasNextPage}}} fragment ProblemMessage on Message{id body status errorCode errorMessage createdAt lead{id displayName name phone optedOutAt erasedAt}}");
export const ProblemEndpoints = gql<ProblemEndpointsQuery, ProblemEndpointsQueryVariables>("query ProblemEndpoints{webhookEndpoints{...ProblemEndpoint}} fragment ProblemEndpoint on WebhookEndpoint{id url description status disabledReason}");
export const ProblemChanged = gql<ProblemChangedSubscription, ProblemChangedSubscriptionVariables>("subscription ProblemChanged($accountId:ID!){conversationUpdated(accountId:$accountId){id attention}}");
export const ResumeTheSender = gql<ResumeTheSenderMutation, ResumeTheSenderMutationVariables>("mutation ResumeTheSender($id:ID!){resumeSender(id:$id){sender{...ProblemSender}userErrors{code message path}}} fragment ProblemSender on Sender{id phoneNumber messagingServiceSid status statusReason statusCode queuedSegments}");
export const EnableEndpoint = gql<EnableEndpointMutation, EnableEndpointMutationVariables>("mutation EnableEndpoint($id:ID!){updateWebhookEndpoint(id:$id,input:{status:ENABLED}){endpoint{...ProblemEndpoint}userErrors{code message path}}} fragment ProblemEndpoint on WebhookEndpoint{id url description status disabledReason}");
export const WriteAgain = gql<WriteAgainMutation, WriteAgainMutationVariables>("mutation WriteAgain($accountId:ID!,$phone:PhoneNumber!,$body:String!,$by:String){sendMessage(accountId:$accountId phone:$phone body:$body by:$by takeOver:false){message{id status}userErrors{code message path}}}");
