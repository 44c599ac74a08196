// Written by codegen.mjs from inbox.graphql.
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

export type CancelReason =
  | 'REQUESTED'
  | 'OPTED_OUT'
  | 'SEQUENCE_DELETED'
  | 'INVALID_NUMBER'
  | 'EVENT'
  | 'SUPPRESSED'
  | 'ERASED';

export type ConversationFilter = {
  unread?: boolean | null | undefined;
  attention?: Array<AttentionReason> | null | undefined;
  status?: ConversationStatus | null | undefined;
  assignee?: string | null | undefined;
  search?: string | null | undefined;
};

export type ConversationStatus =
  | 'OPEN'
  | 'DONE';

export type EnrollmentStatus =
  | 'ACTIVE'
  | 'COMPLETED'
  | 'CANCELLED';

export type LeadStatus =
  | 'NEW'
  | 'CONTACTED'
  | 'QUALIFIED'
  | 'CONVERTED'
  | 'LOST';

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

export type ConversationsQueryVariables = Exact<{
  accountId: string;
  filter?: ConversationFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ConversationsQuery = { conversationsConnection: { nodes: Array<{ id: string, lastMessageAt: string, unreadCount: number, attention: AttentionReason | null, status: ConversationStatus, assignee: string | null, automation: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null }, lastMessage: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, by: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ThreadQueryVariables = Exact<{
  id: string;
}>;


export type ThreadQuery = { node:
    | { id: string, lastMessageAt: string, unreadCount: number, attention: AttentionReason | null, status: ConversationStatus, assignee: string | null, suggestion: { id: string, body: string } | null, lead: { id: string, displayName: string, name: string | null, phone: string, email: string | null, likelyTimeZone: string, state: string | null, status: LeadStatus, source: string | null, notes: string | null, optedOutAt: string | null, phoneProblem: string | null, enrollments: Array<{ id: string, status: EnrollmentStatus, cancelReason: CancelReason | null, enrolledAt: string, endedAt: string | null, nextStepAt: string | null, currentStep: number | null, sequenceVersion: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, sequence: { id: string, name: string }, timeline: Array<{ status: StepRunStatus, dueAt: string | null, expectedAt: string | null, expectedStatus: StepRunStatus | null, settledAt: string | null, reason: StepReason | null, explanation: string, text: string | null, segments: number | null, step: { order: number, type: StepType, delayHours: number, delayMinutes: number, delayDays: number, businessDays: boolean, sendAt: string | null }, message: { id: string, body: string, status: MessageStatus } | null, evidence: { id: string, body: string } | null, draft: { id: string } | null }> }> }, automation: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lastMessage: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, by: string | null } }
    | Record<PropertyKey, never>
   | null };

export type ThreadMessagesQueryVariables = Exact<{
  accountId: string;
  phone: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ThreadMessagesQuery = { messagesConnection: { nodes: Array<{ id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, segments: number, errorMessage: string | null, by: string | null, stepOrder: number | null, readAs: ReadAs | null, createdAt: string, media: Array<{ url: string, contentType: string, status: MediaStatus, problem: string | null }>, enrollment: { id: string, sequence: { id: string, name: string } } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type ThreadMessageChangedSubscriptionVariables = Exact<{
  accountId: string;
  phone: string;
}>;


export type ThreadMessageChangedSubscription = { messageUpdated: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, segments: number, errorMessage: string | null, by: string | null, stepOrder: number | null, readAs: ReadAs | null, createdAt: string, media: Array<{ url: string, contentType: string, status: MediaStatus, problem: string | null }>, enrollment: { id: string, sequence: { id: string, name: string } } | null } };

export type SendMessageMutationVariables = Exact<{
  accountId: string;
  phone: string;
  body: string;
  by?: string | null | undefined;
}>;


export type SendMessageMutation = { sendMessage: { message: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, segments: number, errorMessage: string | null, by: string | null, stepOrder: number | null, readAs: ReadAs | null, createdAt: string, media: Array<{ url: string, contentType: string, status: MediaStatus, problem: string | null }>, enrollment: { id: string, sequence: { id: string, name: string } } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type TakeOverMutationVariables = Exact<{
  id: string;
  by: string;
}>;


export type TakeOverMutation = { takeOver: { conversation: { id: string, lastMessageAt: string, unreadCount: number, attention: AttentionReason | null, status: ConversationStatus, assignee: string | null, automation: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null }, lastMessage: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, by: string | null } } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type OptOutTheWriterMutationVariables = Exact<{
  accountId: string;
  phone: string;
  note: string;
}>;


export type OptOutTheWriterMutation = { optOutLead: { lead: { id: string, optedOutAt: string | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type HandBackMutationVariables = Exact<{
  id: string;
}>;


export type HandBackMutation = { handBack: { conversation: { id: string, lastMessageAt: string, unreadCount: number, attention: AttentionReason | null, status: ConversationStatus, assignee: string | null, automation: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null }, lastMessage: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, by: string | null } } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type MarkReadMutationVariables = Exact<{
  id: string;
}>;


export type MarkReadMutation = { markRead: { conversation: { id: string, lastMessageAt: string, unreadCount: number, attention: AttentionReason | null, status: ConversationStatus, assignee: string | null, automation: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null }, lastMessage: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, by: string | null } } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type CloseConversationMutationVariables = Exact<{
  id: string;
}>;


export type CloseConversationMutation = { closeConversation: { conversation: { id: string, lastMessageAt: string, unreadCount: number, attention: AttentionReason | null, status: ConversationStatus, assignee: string | null, automation: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null }, lastMessage: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, by: string | null } } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type AssignConversationMutationVariables = Exact<{
  id: string;
  assignee?: string | null | undefined;
}>;


export type AssignConversationMutation = { assignConversation: { conversation: { id: string, lastMessageAt: string, unreadCount: number, attention: AttentionReason | null, status: ConversationStatus, assignee: string | null, automation: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null }, lastMessage: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, by: string | null } } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type SuggestReplyMutationVariables = Exact<{
  id: string;
}>;


export type SuggestReplyMutation = { suggestReply: { draft: { id: string, body: string } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const Conversations = gql<ConversationsQuery, ConversationsQueryVariables>("query Conversations($accountId:ID!,$filter:ConversationFilter,$first:Int,$after:String){conversationsConnection(accountId:$accountId filter:$filter first:$first after:$after){nodes{...ConversationFields}pageInfo{hasNextPage endCursor}}} fragment ConversationFields on Conversation{id lastMessageAt unreadCount attention status assignee automation{...PauseFields}lead{id displayName name phone optedOutAt}lastMessage{id direction body source status by}} fragment PauseFields on Pause{since until reason by}");
export const Thread = gql<ThreadQuery, ThreadQueryVariables>("query Thread($id:ID!){node(id:$id){... on Conversation{...ConversationFields suggestion{id body}lead{id displayName name phone email likelyTimeZone state status source notes optedOutAt phoneProblem enrollments(limit:5){...EnrollmentFields}}}}} fragment ConversationFields on Conversation{id lastMessageAt unreadCount attention status assignee automation{...PauseFields}lead{id displayName name phone optedOutAt}lastMessage{id direction body source status by}} fragment EnrollmentFields on Enrollment{id status cancelReason enrolledAt endedAt nextStepAt currentStep pause{...PauseFields}sequence{id name}sequenceVersion timeline{...StepRunFields}} fragment PauseFields on Pause{since until reason by} fragment StepRunFields on StepRun{status dueAt expectedAt expectedStatus settledAt reason explanation text segments step{order type delayHours delayMinutes delayDays businessDays sendAt}message{id body status}evidence{id body}draft{id}}");
export const ThreadMessages = gql<ThreadMessagesQuery, ThreadMessagesQueryVariables>("query ThreadMessages($accountId:ID!,$phone:PhoneNumber!,$first:Int,$after:String){messagesConnection(accountId:$accountId phone:$phone first:$first after:$after){nodes{...MessageFields}pageInfo{hasNextPage endCursor}}} fragment MessageFields on Message{id direction body source status segments errorMessage by stepOrder readAs createdAt media{url contentType status problem}enrollment{id sequence{id name}}}");
export const ThreadMessageChanged = gql<ThreadMessageChangedSubscription, ThreadMessageChangedSubscriptionVariables>("subscription ThreadMessageChanged($accountId:ID!,$phone:PhoneNumber!){messageUpdated(accountId:$accountId,phone:$phone){...MessageFields}} fragment MessageFields on Message{id direction body source status segments errorMessage by stepOrder readAs createdAt media{url contentType status problem}enrollment{id sequence{id name}}}");
export const SendMessage = gql<SendMessageMutation, SendMessageMutationVariables>("mutation SendMessage($accountId:ID!,$phone:PhoneNumber!,$body:String!,$by:String){sendMessage(accountId:$accountId,phone:$phone,body:$body,by:$by){message{...MessageFields}userErrors{code message path}}} fragment MessageFields on Message{id direction body source status segments errorMessage by stepOrder readAs createdAt media{url contentType status problem}enrollment{id sequence{id name}}}");
export const TakeOver = gql<TakeOverMutation, TakeOverMutationVariables>("mutation TakeOver($id:ID!,$by:String!){takeOver(conversationId:$id,by:$by){conversation{...ConversationFields}userErrors{code message path}}} fragment ConversationFields on Conversation{id lastMessageAt unreadCount attention status assignee automation{...PauseFields}lead{id displayName name phone optedOutAt}lastMessage{id direction body source status by}} fragment PauseFields on Pause{since until reason by}");
export const OptOutTheWriter = gql<OptOutTheWriterMutation, OptOutTheWriterMutationVariables>("mutation OptOutTheWriter($accountId:ID!,$phone:PhoneNumber!,$note:String!){optOutLead(accountId:$accountId,phone:$phone,note:$note){lead{id optedOutAt}userErrors{code message path}}}");
export const HandBack = gql<HandBackMutation, HandBackMutationVariables>("mutation HandBack($id:ID!){handBack(conversationId:$id){conversation{...ConversationFields}userErrors{code message path}}} fragment ConversationFields on Conversation{id lastMessageAt unreadCount attention status assignee automation{...PauseFields}lead{id displayName name phone optedOutAt}lastMessage{id direction body source status by}} fragment PauseFields on Pause{since until reason by}");
export const MarkRead = gql<MarkReadMutation, MarkReadMutationVariables>("mutation MarkRead($id:ID!){markRead(conversationId:$id){conversation{...ConversationFields}userErrors{code message path}}} fragment ConversationFields on Conversation{id lastMessageAt unreadCount attention status assignee automation{...PauseFields}lead{id displayName name phone optedOutAt}lastMessage{id direction body source status by}} fragment PauseFields on Pause{since until reason by}");
export const CloseConversation = gql<CloseConversationMutation, CloseConversationMutationVariables>("mutation CloseConversation($id:ID!){closeConversation(conversationId:$id){conversation{...ConversationFields}userErrors{code message path}}} fragment ConversationFields on Conversation{id lastMessageAt unreadCount attention status assignee automation{...PauseFields}lead{id displayName name phone optedOutAt}lastMessage{id direction body source status by}} fragment PauseFields on Pause{since until reason by}");
export const AssignConversation = gql<AssignConversationMutation, AssignConversationMutationVariables>("mutation AssignConversation($id:ID!,$assignee:String){assignConversation(conversationId:$id,assignee:$assignee){conversation{...ConversationFields}userErrors{code message path}}} fragment ConversationFields on Conversation{id lastMessageAt unreadCount attention status assignee automation{...PauseFields}lead{id displayName name phone optedOutAt}lastMessage{id direction body source status by}} fragment PauseFields on Pause{since until reason by}");
export const SuggestReply = gql<SuggestReplyMutation, SuggestReplyMutationVariables>("mutation SuggestReply($id:ID!){suggestReply(conversationId:$id){draft{id body}userErrors{code message path}}}");
