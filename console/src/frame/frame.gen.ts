// Written by codegen.mjs from frame.graphql.
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

export type ConversationStatus =
  | 'OPEN'
  | 'DONE';

export type KeyScope =
  | 'READ'
  | 'WRITE'
  | 'SEND'
  | 'ADMIN';

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

export type FrameQueryVariables = Exact<{ [key: string]: never; }>;


export type FrameQuery = { viewer: { scopes: Array<KeyScope>, partner: { id: string, name: string }, key: { id: string, name: string, expiresAt: string | null }, health: { now: string, sms: Mode, hourSeconds: number } }, accounts: { items: Array<{ id: string, name: string, companyName: string, phoneNumber: string, timeZone: string, takeoverHours: number, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null }> } };

export type HealthQueryVariables = Exact<{ [key: string]: never; }>;


export type HealthQuery = { viewer: { health: { now: string } } };

export type NeedsAPersonQueryVariables = Exact<{
  accountId: string;
}>;


export type NeedsAPersonQuery = { conversationsConnection: { totalCount: number } };

export type ConversationChangedSubscriptionVariables = Exact<{
  accountId: string;
}>;


export type ConversationChangedSubscription = { conversationUpdated: { id: string, lastMessageAt: string, unreadCount: number, attention: AttentionReason | null, status: ConversationStatus, assignee: string | null, automation: { since: string, until: string | null, reason: PauseReason, by: string | null } | null, lead: { id: string, displayName: string, name: string | null, phone: string, optedOutAt: string | null }, lastMessage: { id: string, direction: MessageDirection, body: string, source: MessageSource | null, status: MessageStatus, by: string | null } } };

export const Frame = gql<FrameQuery, FrameQueryVariables>("query Frame{viewer{partner{id name}key{id name expiresAt}scopes health{now sms hourSeconds}}accounts(limit:250){items{id name companyName phoneNumber timeZone takeoverHours pause{...PauseFields}}}} fragment PauseFields on Pause{since until reason by}");
export const Health = gql<HealthQuery, HealthQueryVariables>("query Health{viewer{health{now}}}");
export const NeedsAPerson = gql<NeedsAPersonQuery, NeedsAPersonQueryVariables>("query NeedsAPerson($accountId:ID!){conversationsConnection(accountId:$accountId first:0 filter:{attention:[UNCLEAR_REPLY,HANDOFF,DRAFT,UNANSWERED,NOT_DELIVERED]}){totalCount}}");
export const ConversationChanged = gql<ConversationChangedSubscription, ConversationChangedSubscriptionVariables>("subscription ConversationChanged($accountId:ID!){conversationUpdated(accountId:$accountId){...ConversationFields}} fragment ConversationFields on Conversation{id lastMessageAt unreadCount attention status assignee automation{...PauseFields}lead{id displayName name phone optedOutAt}lastMessage{id direction body source status by}} fragment PauseFields on Pause{since until reason by}");
