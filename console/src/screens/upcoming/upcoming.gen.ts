// Written by codegen.mjs from upcoming.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type EnrollmentStatus =
  | 'ACTIVE'
  | 'COMPLETED'
  | 'CANCELLED';

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

export type UpcomingQueryVariables = Exact<{
  accountId: string;
  before: string;
  sequenceId?: string | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type UpcomingQuery = { upcomingSends: { nodes: Array<{ enrollment: { id: string, sequence: { id: string, name: string }, lead: { id: string, displayName: string, name: string | null, phone: string, likelyTimeZone: string } }, stepRun: { dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType } } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type UpcomingSequencesQueryVariables = Exact<{
  accountId: string;
}>;


export type UpcomingSequencesQuery = { sequences: { items: Array<{ id: string, name: string }> } };

export type UpcomingChangedSubscriptionVariables = Exact<{
  accountId: string;
}>;


export type UpcomingChangedSubscription = { enrollmentsUpdated: { id: string, status: EnrollmentStatus } };

export type EndTheEnrollmentMutationVariables = Exact<{
  id: string;
}>;


export type EndTheEnrollmentMutation = { cancelEnrollment: { enrollment: { id: string, status: EnrollmentStatus } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const Upcoming = gql<UpcomingQuery, UpcomingQueryVariables>("query Upcoming($accountId:ID!,$before:DateTime!,$sequenceId:ID,$first:Int,$after:String){upcomingSends(accountId:$accountId before:$before sequenceId:$sequenceId first:$first after:$after){nodes{enrollment{id sequence{id name}lead{id displayName name phone likelyTimeZone}}stepRun{dueAt expectedAt expectedStatus reason explanation text segments step{order type}}}pageInfo{hasNextPage endCursor}}}");
export const UpcomingSequences = gql<UpcomingSequencesQuery, UpcomingSequencesQueryVariables>("query UpcomingSequences($accountId:ID!){sequences(accountId:$accountId,limit:100){items{id name}}}");
export const UpcomingChanged = gql<UpcomingChangedSubscription, UpcomingChangedSubscriptionVariables>("subscription UpcomingChanged($accountId:ID!){enrollmentsUpdated(accountId:$accountId){id status}}");
export const EndTheEnrollment = gql<EndTheEnrollmentMutation, EndTheEnrollmentMutationVariables>("mutation EndTheEnrollment($id:ID!){cancelEnrollment(id:$id){enrollment{id status}userErrors{code message path}}}");
