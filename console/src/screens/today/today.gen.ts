// Written by codegen.mjs from today.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type EnrollmentStatus =
  | 'ACTIVE'
  | 'COMPLETED'
  | 'CANCELLED';

export type MessageStatus =
  | 'SENDING'
  | 'QUEUED'
  | 'SENT'
  | 'DELIVERED'
  | 'UNDELIVERED'
  | 'FAILED'
  | 'UNKNOWN'
  | 'RECEIVED';

export type Mode =
  | 'SIMULATED'
  | 'LIVE';

export type PauseReason =
  | 'REQUESTED'
  | 'TAKEN_OVER'
  | 'UNCLEAR_REPLY'
  | 'AWAY'
  | 'SENDER_BLOCKED'
  | 'OPT_OUTS';

export type SenderStatus =
  | 'READY'
  | 'PAUSED'
  | 'BLOCKED';

export type StepRunStatus =
  | 'PENDING'
  | 'SENDING'
  | 'SENT'
  | 'SKIPPED'
  | 'FAILED'
  | 'UNKNOWN'
  | 'CANCELLED';

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

export type DayNumbersFragment = { sent: number, delivered: number, undelivered: number, failed: number, unknown: number, replied: number, optedOut: number, segments: number, aiCostUsd: number, overdue: number, problems: Array<{ errorCode: number | null, meaning: string, status: MessageStatus, count: number, lastAt: string }> };

export type TodayQueryVariables = Exact<{
  accountId: string;
  today: string;
  before: string;
  soon: string;
}>;


export type TodayQuery = { viewer: { health: { ready: boolean, ai: Mode, workerSeenAt: string | null, problem: string | null } }, account: { id: string, ai: { dailyBudgetUsd: number | null }, now: { sent: number, delivered: number, undelivered: number, failed: number, unknown: number, replied: number, optedOut: number, segments: number, aiCostUsd: number, overdue: number, problems: Array<{ errorCode: number | null, meaning: string, status: MessageStatus, count: number, lastAt: string }> }, then: { sent: number, delivered: number, undelivered: number, failed: number, unknown: number, replied: number, optedOut: number }, senders: Array<{ id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, sentToday: number, queuedSegments: number, segmentsPerDay: number | null }> } | null, sequencesConnection: { nodes: Array<{ id: string }> }, leadsConnection: { nodes: Array<{ id: string }> }, upcomingSends: { nodes: Array<{ enrollment: { id: string }, stepRun: { expectedAt: string | null, expectedStatus: StepRunStatus | null } }>, pageInfo: { hasNextPage: boolean } }, unclear: { totalCount: number }, handoff: { totalCount: number }, draft: { totalCount: number }, unanswered: { totalCount: number }, lost: { totalCount: number } };

export type TodayChangedSubscriptionVariables = Exact<{
  accountId: string;
}>;


export type TodayChangedSubscription = { enrollmentsUpdated: { id: string, status: EnrollmentStatus } };

export type PauseTheAccountMutationVariables = Exact<{
  id: string;
  by?: string | null | undefined;
}>;


export type PauseTheAccountMutation = { pauseAccount: { account: { id: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ResumeTheAccountMutationVariables = Exact<{
  id: string;
}>;


export type ResumeTheAccountMutation = { resumeAccount: { account: { id: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const Today = gql<TodayQuery, TodayQueryVariables>("query Today($accountId:ID!,$today:Date!,$before:Date!,$soon:DateTime!){viewer{health{ready ai workerSeenAt problem}}account(id:$accountId){id ai{dailyBudgetUsd}now:stats(from:$today,to:$today){...DayNumbers}then:stats(from:$before,to:$before){sent delivered undelivered failed unknown replied optedOut}senders{id phoneNumber messagingServiceSid status statusReason sentToday queuedSegments segmentsPerDay}}sequencesConnection(accountId:$accountId,first:1){nodes{id}}leadsConnection(accountId:$accountId,first:1){nodes{id}}upcomingSends(accountId:$accountId,before:$soon,first:250){nodes{enrollment{id}stepRun{expectedAt expectedStatus}}pageInfo{hasNextPage}}unclear:conversationsConnection(accountId:$accountId first:0 filter:{attention:[UNCLEAR_REPLY]}){totalCount}handoff:conversationsConnection(accountId:$accountId first:0 filter:{attention:[HANDOFF]}){totalCount}draft:conversationsConnection(accountId:$accountId first:0 filter:{attention:[DRAFT]}){totalCount}unanswered:conversationsConnection(accountId:$accountId first:0 filter:{attention:[UNANSWERED]}){totalCount}lost:conversationsConnection(accountId:$accountId first:0 filter:{attention:[NOT_DELIVERED]}){totalCount}} fragment DayNumbers on SendingStats{sent delivered undelivered failed unknown replied optedOut segments aiCostUsd overdue problems{errorCode meaning status count lastAt}}");
export const TodayChanged = gql<TodayChangedSubscription, TodayChangedSubscriptionVariables>("subscription TodayChanged($accountId:ID!){enrollmentsUpdated(accountId:$accountId){id status}}");
export const PauseTheAccount = gql<PauseTheAccountMutation, PauseTheAccountMutationVariables>("mutation PauseTheAccount($id:ID!,$by:String){pauseAccount(id:$id,by:$by){account{id pause{...PauseFields}}userErrors{code message path}}} fragment PauseFields on Pause{since until reason by}");
export const ResumeTheAccount = gql<ResumeTheAccountMutation, ResumeTheAccountMutationVariables>("mutation ResumeTheAccount($id:ID!){resumeAccount(id:$id){account{id pause{...PauseFields}}userErrors{code message path}}} fragment PauseFields on Pause{since until reason by}");
