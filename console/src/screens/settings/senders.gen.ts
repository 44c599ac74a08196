// Written by codegen.mjs from senders.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type ConnectTwilioInput = {
  accountSid: string;
  authToken: string;
};

export type SenderInput = {
  phoneNumber?: string | null | undefined;
  messagingServiceSid?: string | null | undefined;
  segmentsPerSecond?: number | null | undefined;
  segmentsPerDay?: number | null | undefined;
};

export type SenderStatus =
  | 'READY'
  | 'PAUSED'
  | 'BLOCKED';

export type UpdateSenderInput = {
  segmentsPerSecond?: number | null | undefined;
  segmentsPerDay?: number | null | undefined;
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

export type SenderFieldsFragment = { id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, segmentsPerSecond: number | null, segmentsPerDay: number | null, sentToday: number, queuedSegments: number };

export type SenderAccountFragment = { id: string, twilio: { accountSid: string, verifiedAt: string | null, problem: string | null } | null, senders: Array<{ id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, segmentsPerSecond: number | null, segmentsPerDay: number | null, sentToday: number, queuedSegments: number }> };

export type ReadSendersQueryVariables = Exact<{
  id: string;
}>;


export type ReadSendersQuery = { account: { id: string, twilio: { accountSid: string, verifiedAt: string | null, problem: string | null } | null, senders: Array<{ id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, segmentsPerSecond: number | null, segmentsPerDay: number | null, sentToday: number, queuedSegments: number }> } | null };

export type AddTheSenderMutationVariables = Exact<{
  accountId: string;
  input: SenderInput;
}>;


export type AddTheSenderMutation = { addSender: { sender: { id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, segmentsPerSecond: number | null, segmentsPerDay: number | null, sentToday: number, queuedSegments: number } | null, warnings: Array<{ message: string }>, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type PaceTheSenderMutationVariables = Exact<{
  id: string;
  input: UpdateSenderInput;
}>;


export type PaceTheSenderMutation = { updateSender: { sender: { id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, segmentsPerSecond: number | null, segmentsPerDay: number | null, sentToday: number, queuedSegments: number } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type PauseTheSenderMutationVariables = Exact<{
  id: string;
}>;


export type PauseTheSenderMutation = { pauseSender: { sender: { id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, segmentsPerSecond: number | null, segmentsPerDay: number | null, sentToday: number, queuedSegments: number } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ResumeTheSenderMutationVariables = Exact<{
  id: string;
}>;


export type ResumeTheSenderMutation = { resumeSender: { sender: { id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, segmentsPerSecond: number | null, segmentsPerDay: number | null, sentToday: number, queuedSegments: number } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type RemoveTheSenderMutationVariables = Exact<{
  id: string;
}>;


export type RemoveTheSenderMutation = { removeSender: { success: boolean, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ConnectTheTwilioMutationVariables = Exact<{
  accountId: string;
  input: ConnectTwilioInput;
}>;


export type ConnectTheTwilioMutation = { connectTwilio: { account: { id: string, twilio: { accountSid: string, verifiedAt: string | null, problem: string | null } | null, senders: Array<{ id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, segmentsPerSecond: number | null, segmentsPerDay: number | null, sentToday: number, queuedSegments: number }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type DisconnectTheTwilioMutationVariables = Exact<{
  accountId: string;
}>;


export type DisconnectTheTwilioMutation = { disconnectTwilio: { account: { id: string, twilio: { accountSid: string, verifiedAt: string | null, problem: string | null } | null, senders: Array<{ id: string, phoneNumber: string | null, messagingServiceSid: string | null, status: SenderStatus, statusReason: string | null, statusCode: number | null, segmentsPerSecond: number | null, segmentsPerDay: number | null, sentToday: number, queuedSegments: number }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const ReadSenders = gql<ReadSendersQuery, ReadSendersQueryVariables>("query ReadSenders($id:ID!){account(id:$id){...SenderAccount}} fragment SenderAccount on Account{id twilio{accountSid verifiedAt problem}senders{...SenderFields}} fragment SenderFields on Sender{id phoneNumber messagingServiceSid status statusReason statusCode segmentsPerSecond segmentsPerDay sentToday queuedSegments}");
export const AddTheSender = gql<AddTheSenderMutation, AddTheSenderMutationVariables>("mutation AddTheSender($accountId:ID!,$input:SenderInput!){addSender(accountId:$accountId,input:$input){sender{...SenderFields}warnings{message}userErrors{code message path}}} fragment SenderFields on Sender{id phoneNumber messagingServiceSid status statusReason statusCode segmentsPerSecond segmentsPerDay sentToday queuedSegments}");
export const PaceTheSender = gql<PaceTheSenderMutation, PaceTheSenderMutationVariables>("mutation PaceTheSender($id:ID!,$input:UpdateSenderInput!){updateSender(id:$id,input:$input){sender{...SenderFields}userErrors{code message path}}} fragment SenderFields on Sender{id phoneNumber messagingServiceSid status statusReason statusCode segmentsPerSecond segmentsPerDay sentToday queuedSegments}");
export const PauseTheSender = gql<PauseTheSenderMutation, PauseTheSenderMutationVariables>("mutation PauseTheSender($id:ID!){pauseSender(id:$id){sender{...SenderFields}userErrors{code message path}}} fragment SenderFields on Sender{id phoneNumber messagingServiceSid status statusReason statusCode segmentsPerSecond segmentsPerDay sentToday queuedSegments}");
export const ResumeTheSender = gql<ResumeTheSenderMutation, ResumeTheSenderMutationVariables>("mutation ResumeTheSender($id:ID!){resumeSender(id:$id){sender{...SenderFields}userErrors{code message path}}} fragment SenderFields on Sender{id phoneNumber messagingServiceSid status statusReason statusCode segmentsPerSecond segmentsPerDay sentToday queuedSegments}");
export const RemoveTheSender = gql<RemoveTheSenderMutation, RemoveTheSenderMutationVariables>("mutation RemoveTheSender($id:ID!){removeSender(id:$id){success userErrors{code message path}}}");
export const ConnectTheTwilio = gql<ConnectTheTwilioMutation, ConnectTheTwilioMutationVariables>("mutation ConnectTheTwilio($accountId:ID!,$input:ConnectTwilioInput!){connectTwilio(accountId:$accountId,input:$input){account{...SenderAccount}userErrors{code message path}}} fragment SenderAccount on Account{id twilio{accountSid verifiedAt problem}senders{...SenderFields}} fragment SenderFields on Sender{id phoneNumber messagingServiceSid status statusReason statusCode segmentsPerSecond segmentsPerDay sentToday queuedSegments}");
export const DisconnectTheTwilio = gql<DisconnectTheTwilioMutation, DisconnectTheTwilioMutationVariables>("mutation DisconnectTheTwilio($accountId:ID!){disconnectTwilio(accountId:$accountId){account{...SenderAccount}userErrors{code message path}}} fragment SenderAccount on Account{id twilio{accountSid verifiedAt problem}senders{...SenderFields}} fragment SenderFields on Sender{id phoneNumber messagingServiceSid status statusReason statusCode segmentsPerSecond segmentsPerDay sentToday queuedSegments}");
