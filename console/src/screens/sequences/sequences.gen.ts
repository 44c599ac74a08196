// Written by codegen.mjs from sequences.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type CancelReason =
  | 'REQUESTED'
  | 'OPTED_OUT'
  | 'SEQUENCE_DELETED'
  | 'INVALID_NUMBER'
  | 'EVENT'
  | 'SUPPRESSED'
  | 'ERASED';

export type EnrollmentStatus =
  | 'ACTIVE'
  | 'COMPLETED'
  | 'CANCELLED';

export type MisfirePolicy =
  | 'SEND'
  | 'SKIP'
  | 'SHIFT';

export type PauseReason =
  | 'REQUESTED'
  | 'TAKEN_OVER'
  | 'UNCLEAR_REPLY'
  | 'AWAY'
  | 'SENDER_BLOCKED'
  | 'OPT_OUTS';

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

export type StepType =
  | 'FIXED'
  | 'AI';

export type UpdateSequenceInput = {
  name?: string | null | undefined;
  description?: string | null | undefined;
  isActive?: boolean | null | undefined;
  isDefault?: boolean | null | undefined;
  exitOn?: Array<string> | null | undefined;
  goal?: string | null | undefined;
  priority?: number | null | undefined;
  misfire?: MisfirePolicy | null | undefined;
  expireAfterHours?: number | null | undefined;
  steps?: Array<StepInput> | null | undefined;
  expectedVersion?: number | null | undefined;
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

export type SequenceRowFragment = { id: string, name: string, description: string | null, isActive: boolean, isDefault: boolean, version: number, enrolledCount: number, completedCount: number, activeCount: number, repliedCount: number, createdAt: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null };

export type StepFieldsFragment = { order: number, type: StepType, message: string | null, instructions: string | null, fallbackMessage: string | null, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null, skipIfReplied: boolean };

export type SequenceListQueryVariables = Exact<{
  accountId: string;
  isActive?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SequenceListQuery = { sequencesConnection: { nodes: Array<{ id: string, name: string, description: string | null, isActive: boolean, isDefault: boolean, version: number, enrolledCount: number, completedCount: number, activeCount: number, repliedCount: number, createdAt: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SequenceDetailQueryVariables = Exact<{
  id: string;
}>;


export type SequenceDetailQuery = { sequence: { goal: string | null, exitOn: Array<string>, priority: number, id: string, name: string, description: string | null, isActive: boolean, isDefault: boolean, version: number, enrolledCount: number, completedCount: number, activeCount: number, repliedCount: number, createdAt: string, versions: Array<{ version: number, createdAt: string, activeCount: number, steps: Array<{ order: number, type: StepType, message: string | null, instructions: string | null, fallbackMessage: string | null, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null, skipIfReplied: boolean }> }>, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null };

export type SequenceFunnelQueryVariables = Exact<{
  id: string;
  version?: number | null | undefined;
  from: string;
  to: string;
}>;


export type SequenceFunnelQuery = { sequence: { id: string, stats: { enrolled: number, completed: number, replied: number, optedOut: number, converted: number, replyRate: number | null, optOutRate: number | null }, funnel: Array<{ version: number, reached: number, sent: number, delivered: number, undelivered: number, failed: number, unknown: number, repliedAfter: number, optedOutAfter: number, convertedAfter: number, segments: number, step: { order: number, type: StepType, message: string | null, instructions: string | null, fallbackMessage: string | null, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null, skipIfReplied: boolean }, skipped: Array<{ reason: StepReason, count: number }> }> } | null };

export type SequenceRunsQueryVariables = Exact<{
  accountId: string;
  sequenceId: string;
  status?: EnrollmentStatus | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SequenceRunsQuery = { enrollmentsConnection: { nodes: Array<{ id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, currentStep: number | null, nextStepAt: string | null, repliedAt: string | null, sequenceVersion: number, lead: { id: string, displayName: string, name: string | null, phone: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SequenceRunFragment = { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, currentStep: number | null, nextStepAt: string | null, repliedAt: string | null, sequenceVersion: number, lead: { id: string, displayName: string, name: string | null, phone: string } };

export type SequenceRunChangedSubscriptionVariables = Exact<{
  accountId: string;
  sequenceId?: string | null | undefined;
}>;


export type SequenceRunChangedSubscription = { enrollmentsUpdated: { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, currentStep: number | null, nextStepAt: string | null, repliedAt: string | null, sequenceVersion: number, lead: { id: string, displayName: string, name: string | null, phone: string } } };

export type PauseSequenceMutationVariables = Exact<{
  id: string;
  by?: string | null | undefined;
}>;


export type PauseSequenceMutation = { pauseSequence: { sequence: { id: string, name: string, description: string | null, isActive: boolean, isDefault: boolean, version: number, enrolledCount: number, completedCount: number, activeCount: number, repliedCount: number, createdAt: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ResumeSequenceMutationVariables = Exact<{
  id: string;
}>;


export type ResumeSequenceMutation = { resumeSequence: { sequence: { id: string, name: string, description: string | null, isActive: boolean, isDefault: boolean, version: number, enrolledCount: number, completedCount: number, activeCount: number, repliedCount: number, createdAt: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type SetSequenceMutationVariables = Exact<{
  id: string;
  input: UpdateSequenceInput;
}>;


export type SetSequenceMutation = { updateSequence: { sequence: { id: string, name: string, description: string | null, isActive: boolean, isDefault: boolean, version: number, enrolledCount: number, completedCount: number, activeCount: number, repliedCount: number, createdAt: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const SequenceList = gql<SequenceListQuery, SequenceListQueryVariables>("query SequenceList($accountId:ID!,$isActive:Boolean,$first:Int,$after:String){sequencesConnection(accountId:$accountId isActive:$isActive first:$first after:$after){nodes{...SequenceRow}pageInfo{hasNextPage endCursor}}} fragment PauseFields on Pause{since until reason by} fragment SequenceRow on Sequence{id name description isActive isDefault version pause{...PauseFields}enrolledCount completedCount activeCount repliedCount createdAt}");
export const SequenceDetail = gql<SequenceDetailQuery, SequenceDetailQueryVariables>("query SequenceDetail($id:ID!){sequence(id:$id){...SequenceRow goal exitOn priority versions(limit:20){version createdAt activeCount steps{...StepFields}}}} fragment PauseFields on Pause{since until reason by} fragment SequenceRow on Sequence{id name description isActive isDefault version pause{...PauseFields}enrolledCount completedCount activeCount repliedCount createdAt} fragment StepFields on Step{order type message instructions fallbackMessage delayHours delayMinutes delayDays businessDays sendAt skipIfReplied}");
export const SequenceFunnel = gql<SequenceFunnelQuery, SequenceFunnelQueryVariables>("query SequenceFunnel($id:ID!,$version:Int,$from:Date!,$to:Date!){sequence(id:$id){id stats(from:$from,to:$to){enrolled completed replied optedOut converted replyRate optOutRate}funnel(version:$version,from:$from,to:$to){version step{...StepFields}reached sent delivered undelivered failed unknown skipped{reason count}repliedAfter optedOutAfter convertedAfter segments}}} fragment StepFields on Step{order type message instructions fallbackMessage delayHours delayMinutes delayDays businessDays sendAt skipIfReplied}");
export const SequenceRuns = gql<SequenceRunsQuery, SequenceRunsQueryVariables>("query SequenceRuns($accountId:ID!,$sequenceId:ID!,$status:EnrollmentStatus,$first:Int,$after:String){enrollmentsConnection(accountId:$accountId sequenceId:$sequenceId status:$status first:$first after:$after){nodes{...SequenceRun}pageInfo{hasNextPage endCursor}}} fragment SequenceRun on Enrollment{id status cancelReason enrolledAt currentStep nextStepAt repliedAt sequenceVersion lead{id displayName name phone}}");
export const SequenceRunChanged = gql<SequenceRunChangedSubscription, SequenceRunChangedSubscriptionVariables>("subscription SequenceRunChanged($accountId:ID!,$sequenceId:ID){enrollmentsUpdated(accountId:$accountId,sequenceId:$sequenceId){...SequenceRun}} fragment SequenceRun on Enrollment{id status cancelReason enrolledAt currentStep nextStepAt repliedAt sequenceVersion lead{id displayName name phone}}");
export const PauseSequence = gql<PauseSequenceMutation, PauseSequenceMutationVariables>("mutation PauseSequence($id:ID!,$by:String){pauseSequence(id:$id,by:$by){sequence{...SequenceRow}userErrors{code message path}}} fragment PauseFields on Pause{since until reason by} fragment SequenceRow on Sequence{id name description isActive isDefault version pause{...PauseFields}enrolledCount completedCount activeCount repliedCount createdAt}");
export const ResumeSequence = gql<ResumeSequenceMutation, ResumeSequenceMutationVariables>("mutation ResumeSequence($id:ID!){resumeSequence(id:$id){sequence{...SequenceRow}userErrors{code message path}}} fragment PauseFields on Pause{since until reason by} fragment SequenceRow on Sequence{id name description isActive isDefault version pause{...PauseFields}enrolledCount completedCount activeCount repliedCount createdAt}");
export const SetSequence = gql<SetSequenceMutation, SetSequenceMutationVariables>("mutation SetSequence($id:ID!,$input:UpdateSequenceInput!){updateSequence(id:$id,input:$input){sequence{...SequenceRow}userErrors{code message path}}} fragment PauseFields on Pause{since until reason by} fragment SequenceRow on Sequence{id name description isActive isDefault version pause{...PauseFields}enrolledCount completedCount activeCount repliedCount createdAt}");
