// Written by codegen.mjs from editor.graphql.
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

export type PreviewLeadInput = {
  firstName?: string | null | undefined;
  lastName?: string | null | undefined;
  name?: string | null | undefined;
  email?: string | null | undefined;
  propertyAddress?: string | null | undefined;
  timeZone?: string | null | undefined;
  state?: string | null | undefined;
  variables?: unknown;
};

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

export type EditedSequenceFragment = { id: string, name: string, description: string | null, version: number, misfire: MisfirePolicy, expireAfterHours: number | null, exitOn: Array<string>, goal: string | null, steps: Array<{ order: number, type: StepType, message: string | null, instructions: string | null, fallbackMessage: string | null, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null, skipIfReplied: boolean }> };

export type SequenceToEditQueryVariables = Exact<{
  id: string;
}>;


export type SequenceToEditQuery = { sequence: { id: string, name: string, description: string | null, version: number, misfire: MisfirePolicy, expireAfterHours: number | null, exitOn: Array<string>, goal: string | null, steps: Array<{ order: number, type: StepType, message: string | null, instructions: string | null, fallbackMessage: string | null, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null, skipIfReplied: boolean }> } | null };

export type StepsPreviewQueryVariables = Exact<{
  accountId: string;
  steps: Array<StepInput> | StepInput;
  phone?: string | null | undefined;
  lead?: PreviewLeadInput | null | undefined;
  at: string;
  replies: Array<string> | string;
}>;


export type StepsPreviewQuery = { previewSteps: { steps: Array<{ dueAt: string, delayOverAt: string, status: StepRunStatus, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, missingVariables: Array<string>, step: { order: number } }>, warnings: Array<{ message: string, path: Array<string> }>, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type PreviewLeadsQueryVariables = Exact<{
  accountId: string;
  search?: string | null | undefined;
}>;


export type PreviewLeadsQuery = { leadsConnection: { nodes: Array<{ id: string, phone: string, displayName: string, name: string | null, timeZone: string | null }> } };

export type CreateTheSequenceMutationVariables = Exact<{
  accountId: string;
  input: CreateSequenceInput;
}>;


export type CreateTheSequenceMutation = { createSequence: { sequence: { id: string, name: string, description: string | null, isActive: boolean, isDefault: boolean, version: number, enrolledCount: number, completedCount: number, activeCount: number, repliedCount: number, createdAt: string, misfire: MisfirePolicy, expireAfterHours: number | null, exitOn: Array<string>, goal: string | null, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, steps: Array<{ order: number, type: StepType, message: string | null, instructions: string | null, fallbackMessage: string | null, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null, skipIfReplied: boolean }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type SaveSequenceMutationVariables = Exact<{
  id: string;
  input: UpdateSequenceInput;
}>;


export type SaveSequenceMutation = { updateSequence: { sequence: { id: string, name: string, description: string | null, isActive: boolean, isDefault: boolean, version: number, enrolledCount: number, completedCount: number, activeCount: number, repliedCount: number, createdAt: string, misfire: MisfirePolicy, expireAfterHours: number | null, exitOn: Array<string>, goal: string | null, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, steps: Array<{ order: number, type: StepType, message: string | null, instructions: string | null, fallbackMessage: string | null, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null, skipIfReplied: boolean }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const SequenceToEdit = gql<SequenceToEditQuery, SequenceToEditQueryVariables>("query SequenceToEdit($id:ID!){sequence(id:$id){...EditedSequence}} fragment EditedSequence on Sequence{id name description version misfire expireAfterHours exitOn goal steps{...StepFields}} fragment StepFields on Step{order type message instructions fallbackMessage delayHours delayMinutes delayDays businessDays sendAt skipIfReplied}");
export const StepsPreview = gql<StepsPreviewQuery, StepsPreviewQueryVariables>("query StepsPreview($accountId:ID!,$steps:[StepInput!]!,$phone:PhoneNumber,$lead:PreviewLeadInput,$at:DateTime!,$replies:[DateTime!]!){previewSteps(accountId:$accountId steps:$steps phone:$phone lead:$lead at:$at replies:$replies){steps{dueAt delayOverAt status reason explanation text segments missingVariables step{order}}warnings{message path}userErrors{code message path}}}");
export const PreviewLeads = gql<PreviewLeadsQuery, PreviewLeadsQueryVariables>("query PreviewLeads($accountId:ID!,$search:String){leadsConnection(accountId:$accountId,search:$search,order:NEWEST,first:8){nodes{id phone displayName name timeZone}}}");
export const CreateTheSequence = gql<CreateTheSequenceMutation, CreateTheSequenceMutationVariables>("mutation CreateTheSequence($accountId:ID!,$input:CreateSequenceInput!){createSequence(accountId:$accountId,input:$input){sequence{...SequenceRow ...EditedSequence}userErrors{code message path}}} fragment EditedSequence on Sequence{id name description version misfire expireAfterHours exitOn goal steps{...StepFields}} fragment PauseFields on Pause{since until reason by} fragment SequenceRow on Sequence{id name description isActive isDefault version pause{...PauseFields}enrolledCount completedCount activeCount repliedCount createdAt} fragment StepFields on Step{order type message instructions fallbackMessage delayHours delayMinutes delayDays businessDays sendAt skipIfReplied}");
export const SaveSequence = gql<SaveSequenceMutation, SaveSequenceMutationVariables>("mutation SaveSequence($id:ID!,$input:UpdateSequenceInput!){updateSequence(id:$id,input:$input){sequence{...SequenceRow ...EditedSequence}userErrors{code message path}}} fragment EditedSequence on Sequence{id name description version misfire expireAfterHours exitOn goal steps{...StepFields}} fragment PauseFields on Pause{since until reason by} fragment SequenceRow on Sequence{id name description isActive isDefault version pause{...PauseFields}enrolledCount completedCount activeCount repliedCount createdAt} fragment StepFields on Step{order type message instructions fallbackMessage delayHours delayMinutes delayDays businessDays sendAt skipIfReplied}");
