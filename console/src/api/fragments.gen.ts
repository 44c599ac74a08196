// Written by codegen.mjs from fragments.graphql.
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type AttentionReason =
  | 'UNCLEAR_REPLY'
  | 'HANDOFF'
  | 'DRAFT'
  | 'UNANSWERED'
  | 'NOT_DELIVERED';

export type CancelReason =
  | 'REQUESTED'
  | 'OPTED_OUT'
  | 'SEQUENCE_DELETED'
  | 'INVALID_NUMBER'
  | 'EVENT'
  | 'SUPPRESSED'
  | 'ERASED';

export type ConversationStatus =
  | 'OPEN'
  | 'DONE';

export type EnrollmentStatus =
  | 'ACTIVE'
  | 'COMPLETED'
  | 'CANCELLED';

export type MediaStatus =
  | 'PENDING'
  | 'STORED'
  | 'FAILED';

export type MessageDirection =
  | 'INBOUND'
  | 'OUTBOUND';

export type MessageSource =
  | 'SEQUENCE'
  | 'AI'
  | 'OPERATOR';

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

export type ReadAs =
  | 'OPT_OUT'
  | 'OPT_IN'
  | 'HELP'
  | 'UNCLEAR'
  | 'REPLY'
  | 'REACTION'
  | 'MACHINE_ANSWER';

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

export type PauseFieldsFragment = { since: string, until: string | null, reason: PauseReason, by: string | null };

export type MessageFieldsFragment = { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, segments: number, errorMessage: string | null, by: string | null, stepOrder: number | null, readAs: ReadAs | null, createdAt: string, media: Array<{ url: string, contentType: string, status: MediaStatus, problem: string | null }>, enrollment: { id: string, sequence: { id: string, name: string } } | null };

export type ConversationFieldsFragment = { id: string, lastMessageAt: string, unreadCount: number, attention: AttentionReason | null, status: ConversationStatus, assignee: string | null, automation: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null }, lastMessage: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, by: string | null } };

export type StepRunFieldsFragment = { status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null };

export type EnrollmentFieldsFragment = { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> };

