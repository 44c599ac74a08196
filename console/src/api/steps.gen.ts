// Written by codegen.mjs from steps.graphql.
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

export type MessageStatus =
  | 'SENDING'
  | 'QUEUED'
  | 'SENT'
  | 'DELIVERED'
  | 'UNDELIVERED'
  | 'FAILED'
  | 'UNKNOWN'
  | 'RECEIVED';

export type PauseReason =
  | 'REQUESTED'
  | 'TAKEN_OVER'
  | 'UNCLEAR_REPLY'
  | 'AWAY'
  | 'SENDER_BLOCKED'
  | 'OPT_OUTS';

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

export type SkipTheStepMutationVariables = Exact<{
  enrollmentId: string;
  step: number;
  by: string;
}>;


export type SkipTheStepMutation = { skipStep: { enrollment: { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type SendTheStepNowMutationVariables = Exact<{
  enrollmentId: string;
  step: number;
  by: string;
}>;


export type SendTheStepNowMutation = { sendStepNow: { messageSent: boolean, stepRun: { explanation: string } | null, enrollment: { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type PauseTheEnrollmentMutationVariables = Exact<{
  id: string;
  by?: string | null | undefined;
}>;


export type PauseTheEnrollmentMutation = { pauseEnrollment: { enrollment: { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ResumeTheEnrollmentMutationVariables = Exact<{
  id: string;
}>;


export type ResumeTheEnrollmentMutation = { resumeEnrollment: { enrollment: { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const SkipTheStep = gql<SkipTheStepMutation, SkipTheStepMutationVariables>("mutation SkipTheStep($enrollmentId:ID!,$step:Int!,$by:String!){skipStep(enrollmentId:$enrollmentId,step:$step,by:$by){enrollment{...EnrollmentFields}userErrors{code message path}}} fragment EnrollmentFields on Enrollment{id status cancelReason enrolledAt endedAt nextStepAt currentStep pause{...PauseFields}sequence{id name}sequenceVersion timeline{...StepRunFields}} fragment PauseFields on Pause{since until reason by} fragment StepRunFields on StepRun{status dueAt expectedAt expectedStatus settledAt reason explanation text segments step{order type delayHours delayMinutes delayDays businessDays sendAt}message{id body status}evidence{id body}draft{id}}");
export const SendTheStepNow = gql<SendTheStepNowMutation, SendTheStepNowMutationVariables>("mutation SendTheStepNow($enrollmentId:ID!,$step:Int!,$by:String!){sendStepNow(enrollmentId:$enrollmentId,step:$step,by:$by){messageSent stepRun{explanation}enrollment{...EnrollmentFields}userErrors{code message path}}} fragment EnrollmentFields on Enrollment{id status cancelReason enrolledAt endedAt nextStepAt currentStep pause{...PauseFields}sequence{id name}sequenceVersion timeline{...StepRunFields}} fragment PauseFields on Pause{since until reason by} fragment StepRunFields on StepRun{status dueAt expectedAt expectedStatus settledAt reason explanation text segments step{order type delayHours delayMinutes delayDays businessDays sendAt}message{id body status}evidence{id body}draft{id}}");
export const PauseTheEnrollment = gql<PauseTheEnrollmentMutation, PauseTheEnrollmentMutationVariables>("mutation PauseTheEnrollment($id:ID!,$by:String){pauseEnrollment(id:$id,by:$by){enrollment{...EnrollmentFields}userErrors{code message path}}} fragment EnrollmentFields on Enrollment{id status cancelReason enrolledAt endedAt nextStepAt currentStep pause{...PauseFields}sequence{id name}sequenceVersion timeline{...StepRunFields}} fragment PauseFields on Pause{since until reason by} fragment StepRunFields on StepRun{status dueAt expectedAt expectedStatus settledAt reason explanation text segments step{order type delayHours delayMinutes delayDays businessDays sendAt}message{id body status}evidence{id body}draft{id}}");
export const ResumeTheEnrollment = gql<ResumeTheEnrollmentMutation, ResumeTheEnrollmentMutationVariables>("mutation ResumeTheEnrollment($id:ID!){resumeEnrollment(id:$id){enrollment{...EnrollmentFields}userErrors{code message path}}} fragment EnrollmentFields on Enrollment{id status cancelReason enrolledAt endedAt nextStepAt currentStep pause{...PauseFields}sequence{id name}sequenceVersion timeline{...StepRunFields}} fragment PauseFields on Pause{since until reason by} fragment StepRunFields on StepRun{status dueAt expectedAt expectedStatus settledAt reason explanation text segments step{order type delayHours delayMinutes delayDays businessDays sendAt}message{id body status}evidence{id body}draft{id}}");
