// Written by codegen.mjs from drafts.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type MessageDirection =
  | 'INBOUND'
  | 'OUTBOUND';

export type MessageSource =
  | 'SEQUENCE'
  | 'AI'
  | 'OPERATOR';

export type StepReason =
  | 'NOT_DUE'
  | 'OUTSIDE_WINDOW'
  | 'REPLIED'
  | 'OPTED_OUT'
  | 'CANCELLED'
  | 'SEQUENCE_DELETED'
  | 'INVALID_NUMBER'
  | 'PROVIDER_BUSY'
  | 'PROVIDER_REFUSED'
  | 'OUTCOME_UNKNOWN'
  | 'AI_UNAVAILABLE'
  | 'AI_REJECTED'
  | 'AI_BUDGET'
  | 'AWAITING_REVIEW'
  | 'BROKEN'
  | 'PAUSED'
  | 'TAKEN_OVER'
  | 'UNCLEAR_REPLY'
  | 'BEING_WRITTEN'
  | 'REJECTED_BY_PERSON'
  | 'SKIPPED_BY_PERSON'
  | 'SENDER_BLOCKED'
  | 'ACCOUNT_BLOCKED'
  | 'SENDER_PAUSED'
  | 'SENDER_BUSY'
  | 'TOO_LONG'
  | 'NO_CONSENT'
  | 'SUPPRESSED'
  | 'MISSING_VARIABLE'
  | 'QUIET_HOURS'
  | 'CAPPED'
  | 'MISFIRED'
  | 'EXPIRED';

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

export type DraftFieldsFragment = { id: string, body: string, segments: number, stepOrder: number | null, reason: StepReason | null, explanation: string, createdAt: string, generation: { model: string, tries: number, fallback: boolean, edited: boolean }, enrollment: { id: string, sequence: { id: string, name: string }, lead: { id: string, displayName: string, name: string | null, phone: string, messagesConnection: { nodes: Array<{ id: string, direction: MessageDirection, body: string, source: MessageSource | null, createdAt: string }> } } } | null };

export type DraftsQueryVariables = Exact<{
  accountId: string;
}>;


export type DraftsQuery = { pendingDrafts: { total: number, items: Array<{ id: string, body: string, segments: number, stepOrder: number | null, reason: StepReason | null, explanation: string, createdAt: string, generation: { model: string, tries: number, fallback: boolean, edited: boolean }, enrollment: { id: string, sequence: { id: string, name: string }, lead: { id: string, displayName: string, name: string | null, phone: string, messagesConnection: { nodes: Array<{ id: string, direction: MessageDirection, body: string, source: MessageSource | null, createdAt: string }> } } } | null }> } };

export type DraftChangedSubscriptionVariables = Exact<{
  accountId: string;
}>;


export type DraftChangedSubscription = { draftUpdated: { id: string } };

export type ApproveDraftMutationVariables = Exact<{
  id: string;
}>;


export type ApproveDraftMutation = { approveDraft: { messageSent: boolean, explanation: string | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type EditDraftMutationVariables = Exact<{
  id: string;
  body: string;
}>;


export type EditDraftMutation = { editDraft: { messageSent: boolean, explanation: string | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type RejectDraftMutationVariables = Exact<{
  id: string;
}>;


export type RejectDraftMutation = { rejectDraft: { explanation: string | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const Drafts = gql<DraftsQuery, DraftsQueryVariables>("query Drafts($accountId:ID!){pendingDrafts(accountId:$accountId,limit:100){total items{...DraftFields}}} fragment DraftFields on Draft{id body segments stepOrder reason explanation createdAt generation{model tries fallback edited}enrollment{id sequence{id name}lead{id displayName name phone messagesConnection(first:5){nodes{id direction body source createdAt}}}}}");
export const DraftChanged = gql<DraftChangedSubscription, DraftChangedSubscriptionVariables>("subscription DraftChanged($accountId:ID!){draftUpdated(accountId:$accountId){id}}");
export const ApproveDraft = gql<ApproveDraftMutation, ApproveDraftMutationVariables>("mutation ApproveDraft($id:ID!){approveDraft(id:$id){messageSent explanation userErrors{code message path}}}");
export const EditDraft = gql<EditDraftMutation, EditDraftMutationVariables>("mutation EditDraft($id:ID!,$body:String!){editDraft(id:$id,body:$body){messageSent explanation userErrors{code message path}}}");
export const RejectDraft = gql<RejectDraftMutation, RejectDraftMutationVariables>("mutation RejectDraft($id:ID!){rejectDraft(id:$id){explanation userErrors{code message path}}}");
