// Written by codegen.mjs from phone.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type CreateSequenceInput = {
  name: string;
  description?: string | null | undefined;
  isActive?: boolean;
  isDefault?: boolean;
  exitOn?: Array<string>;
  goal?: string | null | undefined;
  priority?: number;
  misfire?: MisfirePolicy;
  expireAfterHours?: number | null | undefined;
  steps: Array<StepInput>;
};

export type EnrollmentStatus =
  | 'ACTIVE'
  | 'COMPLETED'
  | 'CANCELLED';

export type MessageDirection =
  | 'INBOUND'
  | 'OUTBOUND';

export type MessageStatus =
  | 'SENDING'
  | 'QUEUED'
  | 'SENT'
  | 'DELIVERED'
  | 'UNDELIVERED'
  | 'FAILED'
  | 'UNKNOWN'
  | 'RECEIVED';

export type MisfirePolicy =
  | 'SEND'
  | 'SKIP'
  | 'SHIFT';

export type StepInput = {
  type: StepType;
  message?: string | null | undefined;
  instructions?: string | null | undefined;
  fallbackMessage?: string | null | undefined;
  delayHours?: number;
  delayMinutes?: number;
  delayDays?: number;
  businessDays?: boolean;
  sendAt?: string | null | undefined;
  order?: number | null | undefined;
  skipIfReplied?: boolean;
};

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

export type StepRunStatus =
  | 'PENDING'
  | 'SENDING'
  | 'SENT'
  | 'SKIPPED'
  | 'FAILED'
  | 'UNKNOWN'
  | 'CANCELLED';

export type StepType =
  | 'FIXED'
  | 'AI';

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

export type TextFieldsFragment = { id: string, direction: MessageDirection, body: string, status: MessageStatus, createdAt: string };

export type TextsQueryVariables = Exact<{
  accountId: string;
  phone: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TextsQuery = { messagesConnection: { nodes: Array<{ id: string, direction: MessageDirection, body: string, status: MessageStatus, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TextChangedSubscriptionVariables = Exact<{
  accountId: string;
  phone: string;
}>;


export type TextChangedSubscription = { messageUpdated: { id: string, direction: MessageDirection, body: string, status: MessageStatus, createdAt: string } };

export type PhoneStartQueryVariables = Exact<{
  accountId: string;
}>;


export type PhoneStartQuery = { sequences: { items: Array<{ id: string, name: string, isDefault: boolean }> }, leads: { items: Array<{ id: string, phone: string, displayName: string }> } };

export type PhoneLeadQueryVariables = Exact<{
  accountId: string;
  phone: string;
}>;


export type PhoneLeadQuery = { lead: { id: string, displayName: string, optedOutAt: string | null, enrollments: Array<{ id: string, status: EnrollmentStatus, nextStepAt: string | null, sequence: { id: string, name: string } }> } | null };

export type PhoneReplyMutationVariables = Exact<{
  accountId: string;
  phone: string;
  body: string;
}>;


export type PhoneReplyMutation = { simulateReply: { message: { id: string, direction: MessageDirection, body: string, status: MessageStatus, createdAt: string } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type PhoneEnrollMutationVariables = Exact<{
  sequenceId: string;
  phone: string;
}>;


export type PhoneEnrollMutation = { enrollLead: { enrollment: { id: string } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type AdvanceClockMutationVariables = Exact<{
  hours: number;
}>;


export type AdvanceClockMutation = { advanceClock: { now: string, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type StorySequenceMutationVariables = Exact<{
  accountId: string;
  input: CreateSequenceInput;
}>;


export type StorySequenceMutation = { createSequence: { sequence: { id: string } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type StoryLeadMutationVariables = Exact<{
  accountId: string;
  phone: string;
  firstName?: string | null | undefined;
}>;


export type StoryLeadMutation = { importLead: { lead: { id: string } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type StoryRunQueryVariables = Exact<{
  id: string;
}>;


export type StoryRunQuery = { viewer: { health: { now: string } }, enrollment: { id: string, nextStepAt: string | null, timeline: Array<{ status: StepRunStatus, reason: StepReason | null, explanation: string, expectedAt: string | null, settledAt: string | null, draft: { id: string } | null }> } | null };

export type StoryApproveMutationVariables = Exact<{
  id: string;
}>;


export type StoryApproveMutation = { approveDraft: { messageSent: boolean, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const Texts = gql<TextsQuery, TextsQueryVariables>("query Texts($accountId:ID!,$phone:PhoneNumber!,$first:Int,$after:String){messagesConnection(accountId:$accountId phone:$phone first:$first after:$after){nodes{...TextFields}pageInfo{hasNextPage endCursor}}} fragment TextFields on Message{id direction body status createdAt}");
export const TextChanged = gql<TextChangedSubscription, TextChangedSubscriptionVariables>("subscription TextChanged($accountId:ID!,$phone:PhoneNumber!){messageUpdated(accountId:$accountId,phone:$phone){...TextFields}} fragment TextFields on Message{id direction body status createdAt}");
export const PhoneStart = gql<PhoneStartQuery, PhoneStartQueryVariables>("query PhoneStart($accountId:ID!){sequences(accountId:$accountId,isActive:true,limit:100){items{id name isDefault}}leads(accountId:$accountId,order:LAST_MESSAGE,limit:20){items{id phone displayName}}}");
export const PhoneLead = gql<PhoneLeadQuery, PhoneLeadQueryVariables>("query PhoneLead($accountId:ID!,$phone:PhoneNumber!){lead(accountId:$accountId,phone:$phone){id displayName optedOutAt enrollments(limit:1){id status nextStepAt sequence{id name}}}}");
export const PhoneReply = gql<PhoneReplyMutation, PhoneReplyMutationVariables>("mutation PhoneReply($accountId:ID!,$phone:PhoneNumber!,$body:String!){simulateReply(accountId:$accountId,phone:$phone,body:$body){message{...TextFields}userErrors{code message path}}} fragment TextFields on Message{id direction body status createdAt}");
export const PhoneEnroll = gql<PhoneEnrollMutation, PhoneEnrollMutationVariables>("mutation PhoneEnroll($sequenceId:ID!,$phone:PhoneNumber!){enrollLead(sequenceId:$sequenceId,phone:$phone){enrollment{id}userErrors{code message path}}}");
export const AdvanceClock = gql<AdvanceClockMutation, AdvanceClockMutationVariables>("mutation AdvanceClock($hours:Float!){advanceClock(hours:$hours){now userErrors{code message path}}}");
export const StorySequence = gql<StorySequenceMutation, StorySequenceMutationVariables>("mutation StorySequence($accountId:ID!,$input:CreateSequenceInput!){createSequence(accountId:$accountId,input:$input){sequence{id}userErrors{code message path}}}");
export const StoryLead = gql<StoryLeadMutation, StoryLeadMutationVariables>("mutation StoryLead($accountId:ID!,$phone:PhoneNumber!,$firstName:String){importLead(accountId:$accountId input:{phone:$phone,firstName:$firstName,source:\"The story\"}){lead{id}userErrors{code message path}}}");
export const StoryRun = gql<StoryRunQuery, StoryRunQueryVariables>("query StoryRun($id:ID!){viewer{health{now}}enrollment(id:$id){id nextStepAt timeline{status reason explanation expectedAt settledAt draft{id}}}}");
export const StoryApprove = gql<StoryApproveMutation, StoryApproveMutationVariables>("mutation StoryApprove($id:ID!){approveDraft(id:$id){messageSent userErrors{code message path}}}");
