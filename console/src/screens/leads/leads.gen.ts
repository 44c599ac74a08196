// Written by codegen.mjs from leads.graphql.
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

export type ConsentChange =
  | 'OPT_OUT'
  | 'OPT_IN';

export type ConsentInput = {
  source: ConsentOrigin;
  text?: string | null | undefined;
  url?: string | null | undefined;
  ip?: string | null | undefined;
  givenAt: string;
};

export type ConsentOrigin =
  | 'WEB_FORM'
  | 'PHONE'
  | 'PAPER'
  | 'KEYWORD'
  | 'IMPORTED'
  | 'OTHER';

export type ConsentSource =
  | 'LEAD'
  | 'PROVIDER'
  | 'PERSON'
  | 'IMPORT'
  | 'MOVED';

export type EnrollmentAction =
  | 'ENROLLED'
  | 'ALREADY_ENROLLED'
  | 'REACTIVATED'
  | 'SKIPPED';

export type EnrollmentStatus =
  | 'ACTIVE'
  | 'COMPLETED'
  | 'CANCELLED';

export type ImportAction =
  | 'CREATED'
  | 'UPDATED'
  | 'SKIPPED';

export type LeadInput = {
  phone: string;
  firstName?: string | null | undefined;
  lastName?: string | null | undefined;
  name?: string | null | undefined;
  email?: string | null | undefined;
  propertyAddress?: string | null | undefined;
  externalId?: string | null | undefined;
  source?: string | null | undefined;
  notes?: string | null | undefined;
  timeZone?: string | null | undefined;
  state?: string | null | undefined;
  postalCode?: string | null | undefined;
  status?: LeadStatus | null | undefined;
  metadata?: unknown;
  optedOutAt?: string | null | undefined;
  consent?: ConsentInput | null | undefined;
  autoSequence?: boolean;
};

export type LeadStatus =
  | 'NEW'
  | 'CONTACTED'
  | 'QUALIFIED'
  | 'CONVERTED'
  | 'LOST';

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

export type SuppressionScope =
  | 'ACCOUNT'
  | 'PARTNER';

export type UpdateLeadInput = {
  phone?: string | null | undefined;
  firstName?: string | null | undefined;
  lastName?: string | null | undefined;
  name?: string | null | undefined;
  email?: string | null | undefined;
  propertyAddress?: string | null | undefined;
  externalId?: string | null | undefined;
  source?: string | null | undefined;
  notes?: string | null | undefined;
  timeZone?: string | null | undefined;
  state?: string | null | undefined;
  postalCode?: string | null | undefined;
  status?: LeadStatus | null | undefined;
  metadata?: unknown;
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

export type LeadRowFragment = { id: string, phone: string, displayName: string, name: string | null, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null };

export type LeadListQueryVariables = Exact<{
  accountId: string;
  search?: string | null | undefined;
  status?: LeadStatus | null | undefined;
  optedOut?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type LeadListQuery = { leadsConnection: { nodes: Array<{ id: string, phone: string, displayName: string, name: string | null, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type LeadsChangedSubscriptionVariables = Exact<{
  accountId: string;
}>;


export type LeadsChangedSubscription = { conversationUpdated: { id: string, lead: { id: string, phone: string, displayName: string, name: string | null, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null } } };

export type LeadFieldsFragment = { firstName: string | null, lastName: string | null, name: string | null, email: string | null, propertyAddress: string | null, externalId: string | null, notes: string | null, timeZone: string | null, likelyTimeZone: string, state: string | null, erasedAt: string | null, id: string, phone: string, displayName: string, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, consent: { source: ConsentOrigin, text: string | null, url: string | null, givenAt: string } | null, suppressed: { scope: SuppressionScope, source: string, createdAt: string } | null, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null };

export type LeadDetailQueryVariables = Exact<{
  id: string;
}>;


export type LeadDetailQuery = { node:
    | { firstName: string | null, lastName: string | null, name: string | null, email: string | null, propertyAddress: string | null, externalId: string | null, notes: string | null, timeZone: string | null, likelyTimeZone: string, state: string | null, erasedAt: string | null, id: string, phone: string, displayName: string, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, consentHistory: Array<{ change: ConsentChange, at: string, rule: string, source: ConsentSource, note: string | null }>, enrollments: Array<{ id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> }>, consent: { source: ConsentOrigin, text: string | null, url: string | null, givenAt: string } | null, suppressed: { scope: SuppressionScope, source: string, createdAt: string } | null, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null }
    | Record<PropertyKey, never>
   | null };

export type LeadRunChangedSubscriptionVariables = Exact<{
  accountId: string;
}>;


export type LeadRunChangedSubscription = { enrollmentsUpdated: { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, lead: { id: string }, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> } };

export type LeadSequencesQueryVariables = Exact<{
  accountId: string;
}>;


export type LeadSequencesQuery = { sequences: { items: Array<{ id: string, name: string, isDefault: boolean }> } };

export type EnrollTheLeadMutationVariables = Exact<{
  sequenceId: string;
  phone: string;
}>;


export type EnrollTheLeadMutation = { enrollLead: { action: EnrollmentAction | null, enrollment: { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type UpdateTheLeadMutationVariables = Exact<{
  id: string;
  input: UpdateLeadInput;
}>;


export type UpdateTheLeadMutation = { updateLead: { lead: { firstName: string | null, lastName: string | null, name: string | null, email: string | null, propertyAddress: string | null, externalId: string | null, notes: string | null, timeZone: string | null, likelyTimeZone: string, state: string | null, erasedAt: string | null, id: string, phone: string, displayName: string, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, consent: { source: ConsentOrigin, text: string | null, url: string | null, givenAt: string } | null, suppressed: { scope: SuppressionScope, source: string, createdAt: string } | null, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type AddLeadMutationVariables = Exact<{
  accountId: string;
  input: LeadInput;
}>;


export type AddLeadMutation = { importLead: { action: ImportAction | null, lead: { id: string, phone: string, displayName: string, name: string | null, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type PauseTheLeadMutationVariables = Exact<{
  id: string;
  by?: string | null | undefined;
}>;


export type PauseTheLeadMutation = { pauseLead: { lead: { firstName: string | null, lastName: string | null, name: string | null, email: string | null, propertyAddress: string | null, externalId: string | null, notes: string | null, timeZone: string | null, likelyTimeZone: string, state: string | null, erasedAt: string | null, id: string, phone: string, displayName: string, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, consent: { source: ConsentOrigin, text: string | null, url: string | null, givenAt: string } | null, suppressed: { scope: SuppressionScope, source: string, createdAt: string } | null, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ResumeTheLeadMutationVariables = Exact<{
  id: string;
}>;


export type ResumeTheLeadMutation = { resumeLead: { lead: { firstName: string | null, lastName: string | null, name: string | null, email: string | null, propertyAddress: string | null, externalId: string | null, notes: string | null, timeZone: string | null, likelyTimeZone: string, state: string | null, erasedAt: string | null, id: string, phone: string, displayName: string, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, consent: { source: ConsentOrigin, text: string | null, url: string | null, givenAt: string } | null, suppressed: { scope: SuppressionScope, source: string, createdAt: string } | null, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type OptOutTheLeadMutationVariables = Exact<{
  accountId: string;
  phone: string;
  note: string;
}>;


export type OptOutTheLeadMutation = { optOutLead: { lead: { firstName: string | null, lastName: string | null, name: string | null, email: string | null, propertyAddress: string | null, externalId: string | null, notes: string | null, timeZone: string | null, likelyTimeZone: string, state: string | null, erasedAt: string | null, id: string, phone: string, displayName: string, status: LeadStatus, source: string | null, optedOutAt: string | null, phoneProblem: string | null, createdAt: string, consent: { source: ConsentOrigin, text: string | null, url: string | null, givenAt: string } | null, suppressed: { scope: SuppressionScope, source: string, createdAt: string } | null, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, createdAt: string, direction: MessageDirection } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type EraseTheLeadMutationVariables = Exact<{
  id: string;
}>;


export type EraseTheLeadMutation = { eraseLead: { erased: boolean, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type CancelTheEnrollmentMutationVariables = Exact<{
  id: string;
}>;


export type CancelTheEnrollmentMutation = { cancelEnrollment: { enrollment: { id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const LeadList = gql<LeadListQuery, LeadListQueryVariables>("query LeadList($accountId:ID!,$search:String,$status:LeadStatus,$optedOut:Boolean,$first:Int,$after:String){leadsConnection(accountId:$accountId search:$search status:$status optedOut:$optedOut order:NEWEST first:$first after:$after){nodes{...LeadRow}pageInfo{hasNextPage endCursor}}} fragment LeadRow on Lead{id phone displayName name status source optedOutAt phoneProblem createdAt pause{...PauseFields}lastMessage{id createdAt direction}} fragment PauseFields on Pause{since until reason by}");
export const LeadsChanged = gql<LeadsChangedSubscription, LeadsChangedSubscriptionVariables>("subscription LeadsChanged($accountId:ID!){conversationUpdated(accountId:$accountId){id lead{...LeadRow}}} fragment LeadRow on Lead{id phone displayName name status source optedOutAt phoneProblem createdAt pause{...PauseFields}lastMessage{id createdAt direction}} fragment PauseFields on Pause{since until reason by}");
export const LeadDetail = gql<LeadDetailQuery, LeadDetailQueryVariables>("query LeadDetail($id:ID!){node(id:$id){... on Lead{...LeadFields consentHistory(limit:50){change at rule source note}enrollments(limit:50){...EnrollmentFields}}}} fragment EnrollmentFields on Enrollment{id status cancelReason enrolledAt endedAt nextStepAt currentStep pause{...PauseFields}sequence{id name}sequenceVersion timeline{...StepRunFields}} fragment LeadFields on Lead{...LeadRow firstName lastName name email propertyAddress externalId notes timeZone likelyTimeZone state erasedAt consent{source text url givenAt}suppressed{scope source createdAt}} fragment LeadRow on Lead{id phone displayName name status source optedOutAt phoneProblem createdAt pause{...PauseFields}lastMessage{id createdAt direction}} fragment PauseFields on Pause{since until reason by} fragment StepRunFields on StepRun{status dueAt expectedAt expectedStatus settledAt reason explanation text segments step{order type delayHours delayMinutes delayDays businessDays sendAt}message{id body status}evidence{id body}draft{id}}");
export const LeadRunChanged = gql<LeadRunChangedSubscription, LeadRunChangedSubscriptionVariables>("subscription LeadRunChanged($accountId:ID!){enrollmentsUpdated(accountId:$accountId){...EnrollmentFields lead{id}}} fragment EnrollmentFields on Enrollment{id status cancelReason enrolledAt endedAt nextStepAt currentStep pause{...PauseFields}sequence{id name}sequenceVersion timeline{...StepRunFields}} fragment PauseFields on Pause{since until reason by} fragment StepRunFields on StepRun{status dueAt expectedAt expectedStatus settledAt reason explanation text segments step{order type delayHours delayMinutes delayDays businessDays sendAt}message{id body status}evidence{id body}draft{id}}");
export const LeadSequences = gql<LeadSequencesQuery, LeadSequencesQueryVariables>("query LeadSequences($accountId:ID!){sequences(accountId:$accountId,isActive:true,limit:100){items{id name isDefault}}}");
export const EnrollTheLead = gql<EnrollTheLeadMutation, EnrollTheLeadMutationVariables>("mutation EnrollTheLead($sequenceId:ID!,$phone:PhoneNumber!){enrollLead(sequenceId:$sequenceId,phone:$phone){action enrollment{...EnrollmentFields}userErrors{code message path}}} fragment EnrollmentFields on Enrollment{id status cancelReason enrolledAt endedAt nextStepAt currentStep pause{...PauseFields}sequence{id name}sequenceVersion timeline{...StepRunFields}} fragment PauseFields on Pause{since until reason by} fragment StepRunFields on StepRun{status dueAt expectedAt expectedStatus settledAt reason explanation text segments step{order type delayHours delayMinutes delayDays businessDays sendAt}message{id body status}evidence{id body}draft{id}}");
export const UpdateTheLead = gql<UpdateTheLeadMutation, UpdateTheLeadMutationVariables>("mutation UpdateTheLead($id:ID!,$input:UpdateLeadInput!){updateLead(id:$id,input:$input){lead{...LeadFields}userErrors{code message path}}} fragment LeadFields on Lead{...LeadRow firstName lastName name email propertyAddress externalId notes timeZone likelyTimeZone state erasedAt consent{source text url givenAt}suppressed{scope source createdAt}} fragment LeadRow on Lead{id phone displayName name status source optedOutAt phoneProblem createdAt pause{...PauseFields}lastMessage{id createdAt direction}} fragment PauseFields on Pause{since until reason by}");
export const AddLead = gql<AddLeadMutation, AddLeadMutationVariables>("mutation AddLead($accountId:ID!,$input:LeadInput!){importLead(accountId:$accountId,input:$input){action lead{...LeadRow}userErrors{code message path}}} fragment LeadRow on Lead{id phone displayName name status source optedOutAt phoneProblem createdAt pause{...PauseFields}lastMessage{id createdAt direction}} fragment PauseFields on Pause{since until reason by}");
export const PauseTheLead = gql<PauseTheLeadMutation, PauseTheLeadMutationVariables>("mutation PauseTheLead($id:ID!,$by:String){pauseLead(id:$id,by:$by){lead{...LeadFields}userErrors{code message path}}} fragment LeadFields on Lead{...LeadRow firstName lastName name email propertyAddress externalId notes timeZone likelyTimeZone state erasedAt consent{source text url givenAt}suppressed{scope source createdAt}} fragment LeadRow on Lead{id phone displayName name status source optedOutAt phoneProblem createdAt pause{...PauseFields}lastMessage{id createdAt direction}} fragment PauseFields on Pause{since until reason by}");
export const ResumeTheLead = gql<ResumeTheLeadMutation, ResumeTheLeadMutationVariables>("mutation ResumeTheLead($id:ID!){resumeLead(id:$id){lead{...LeadFields}userErrors{code message path}}} fragment LeadFields on Lead{...LeadRow firstName lastName name email propertyAddress externalId notes timeZone likelyTimeZone state erasedAt consent{source text url givenAt}suppressed{scope source createdAt}} fragment LeadRow on Lead{id phone displayName name status source optedOutAt phoneProblem createdAt pause{...PauseFields}lastMessage{id createdAt direction}} fragment PauseFields on Pause{since until reason by}");
export const OptOutTheLead = gql<OptOutTheLeadMutation, OptOutTheLeadMutationVariables>("mutation OptOutTheLead($accountId:ID!,$phone:PhoneNumber!,$note:String!){optOutLead(accountId:$accountId,phone:$phone,note:$note){lead{...LeadFields}userErrors{code message path}}} fragment LeadFields on Lead{...LeadRow firstName lastName name email propertyAddress externalId notes timeZone likelyTimeZone state erasedAt consent{source text url givenAt}suppressed{scope source createdAt}} fragment LeadRow on Lead{id phone displayName name status source optedOutAt phoneProblem createdAt pause{...PauseFields}lastMessage{id createdAt direction}} fragment PauseFields on Pause{since until reason by}");
export const EraseTheLead = gql<EraseTheLeadMutation, EraseTheLeadMutationVariables>("mutation EraseTheLead($id:ID!){eraseLead(id:$id){erased userErrors{code message path}}}");
export const CancelTheEnrollment = gql<CancelTheEnrollmentMutation, CancelTheEnrollmentMutationVariables>("mutation CancelTheEnrollment($id:ID!){cancelEnrollment(id:$id){enrollment{...EnrollmentFields}userErrors{code message path}}} fragment EnrollmentFields on Enrollment{id status cancelReason enrolledAt endedAt nextStepAt currentStep pause{...PauseFields}sequence{id name}sequenceVersion timeline{...StepRunFields}} fragment PauseFields on Pause{since until reason by} fragment StepRunFields on StepRun{status dueAt expectedAt expectedStatus settledAt reason explanation text segments step{order type delayHours delayMinutes delayDays businessDays sendAt}message{id body status}evidence{id body}draft{id}}");
