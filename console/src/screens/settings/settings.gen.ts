// Written by codegen.mjs from settings.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type AiSettingsInput = {
  persona?: string | null | undefined;
  tone?: string | null | undefined;
  rules?: Array<string> | null | undefined;
  maxSegments?: number | null | undefined;
  review?: boolean | null | undefined;
  suggestReplies?: boolean | null | undefined;
  whenRejected?: WhenRejected | null | undefined;
  dailyBudgetUsd?: number | null | undefined;
  monthlyBudgetUsd?: number | null | undefined;
};

export type CapInput = {
  messages?: number | null | undefined;
  hours?: number | null | undefined;
};

export type DailyHoursInput = {
  day: Weekday;
  start: string;
  end: string;
};

export type FirstMessageRuleInput = {
  identify?: boolean | null | undefined;
  optOutLine?: string | null | undefined;
  repeatAfterDays?: number | null | undefined;
};

export type GuardrailInput = {
  optOutShare: number;
  sends?: number | null | undefined;
};

export type HourRules =
  | 'US_STATES'
  | 'FEDERAL'
  | 'NONE';

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

export type SendingHoursInput = {
  rules?: HourRules | null | undefined;
  weekly?: Array<DailyHoursInput> | null | undefined;
  holidays?: boolean | null | undefined;
  strict?: boolean | null | undefined;
};

export type SendingWindowInput = {
  start: string;
  end: string;
};

export type UpdateAccountInput = {
  name?: string | null | undefined;
  companyName?: string | null | undefined;
  phoneNumber?: string | null | undefined;
  timeZone?: string | null | undefined;
  sendingWindow?: SendingWindowInput | null | undefined;
  hours?: SendingHoursInput | null | undefined;
  caps?: Array<CapInput> | null | undefined;
  unclearPauseHours?: number | null | undefined;
  takeoverHours?: number | null | undefined;
  requireConsent?: boolean | null | undefined;
  guardrail?: GuardrailInput | null | undefined;
  firstMessage?: FirstMessageRuleInput | null | undefined;
  ai?: AiSettingsInput | null | undefined;
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

export type Weekday =
  | 'MONDAY'
  | 'TUESDAY'
  | 'WEDNESDAY'
  | 'THURSDAY'
  | 'FRIDAY'
  | 'SATURDAY'
  | 'SUNDAY';

export type WhenRejected =
  | 'SKIP'
  | 'HOLD';

export type AccountSettingsFragment = { id: string, name: string, companyName: string, phoneNumber: string, timeZone: string, takeoverHours: number, unclearPauseHours: number | null, requireConsent: boolean, caps: Array<{ messages: number, hours: number }>, guardrail: { optOutShare: number, sends: number } | null, firstMessage: { identify: boolean, optOutLine: string | null, repeatAfterDays: number | null }, hours: { rules: HourRules, holidays: boolean, strict: boolean, weekly: Array<{ day: Weekday, start: string, end: string }> }, ai: { persona: string, tone: string, rules: Array<string>, maxSegments: number, review: boolean, suggestReplies: boolean, whenRejected: WhenRejected, dailyBudgetUsd: number | null, monthlyBudgetUsd: number | null }, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null };

export type ReadAccountQueryVariables = Exact<{
  id: string;
}>;


export type ReadAccountQuery = { account: { id: string, name: string, companyName: string, phoneNumber: string, timeZone: string, takeoverHours: number, unclearPauseHours: number | null, requireConsent: boolean, caps: Array<{ messages: number, hours: number }>, guardrail: { optOutShare: number, sends: number } | null, firstMessage: { identify: boolean, optOutLine: string | null, repeatAfterDays: number | null }, hours: { rules: HourRules, holidays: boolean, strict: boolean, weekly: Array<{ day: Weekday, start: string, end: string }> }, ai: { persona: string, tone: string, rules: Array<string>, maxSegments: number, review: boolean, suggestReplies: boolean, whenRejected: WhenRejected, dailyBudgetUsd: number | null, monthlyBudgetUsd: number | null }, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null };

export type ChangeAccountMutationVariables = Exact<{
  id: string;
  input: UpdateAccountInput;
}>;


export type ChangeAccountMutation = { updateAccount: { account: { id: string, name: string, companyName: string, phoneNumber: string, timeZone: string, takeoverHours: number, unclearPauseHours: number | null, requireConsent: boolean, caps: Array<{ messages: number, hours: number }>, guardrail: { optOutShare: number, sends: number } | null, firstMessage: { identify: boolean, optOutLine: string | null, repeatAfterDays: number | null }, hours: { rules: HourRules, holidays: boolean, strict: boolean, weekly: Array<{ day: Weekday, start: string, end: string }> }, ai: { persona: string, tone: string, rules: Array<string>, maxSegments: number, review: boolean, suggestReplies: boolean, whenRejected: WhenRejected, dailyBudgetUsd: number | null, monthlyBudgetUsd: number | null }, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type HoldAccountMutationVariables = Exact<{
  id: string;
  by?: string | null | undefined;
}>;


export type HoldAccountMutation = { pauseAccount: { account: { id: string, name: string, companyName: string, phoneNumber: string, timeZone: string, takeoverHours: number, unclearPauseHours: number | null, requireConsent: boolean, caps: Array<{ messages: number, hours: number }>, guardrail: { optOutShare: number, sends: number } | null, firstMessage: { identify: boolean, optOutLine: string | null, repeatAfterDays: number | null }, hours: { rules: HourRules, holidays: boolean, strict: boolean, weekly: Array<{ day: Weekday, start: string, end: string }> }, ai: { persona: string, tone: string, rules: Array<string>, maxSegments: number, review: boolean, suggestReplies: boolean, whenRejected: WhenRejected, dailyBudgetUsd: number | null, monthlyBudgetUsd: number | null }, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ReleaseAccountMutationVariables = Exact<{
  id: string;
}>;


export type ReleaseAccountMutation = { resumeAccount: { account: { id: string, name: string, companyName: string, phoneNumber: string, timeZone: string, takeoverHours: number, unclearPauseHours: number | null, requireConsent: boolean, caps: Array<{ messages: number, hours: number }>, guardrail: { optOutShare: number, sends: number } | null, firstMessage: { identify: boolean, optOutLine: string | null, repeatAfterDays: number | null }, hours: { rules: HourRules, holidays: boolean, strict: boolean, weekly: Array<{ day: Weekday, start: string, end: string }> }, ai: { persona: string, tone: string, rules: Array<string>, maxSegments: number, review: boolean, suggestReplies: boolean, whenRejected: WhenRejected, dailyBudgetUsd: number | null, monthlyBudgetUsd: number | null }, pause: { since: string, until: string | null, reason: PauseReason, by: string | null } | null } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ReadAiUsageQueryVariables = Exact<{
  id: string;
  from: string;
  to: string;
}>;


export type ReadAiUsageQuery = { account: { id: string, aiUsage: { total: { tries: number, rejected: number, failed: number, inputTokens: number, outputTokens: number, costUsd: number | null }, days: Array<{ day: string, totals: { tries: number, rejected: number, failed: number, inputTokens: number, outputTokens: number, costUsd: number | null } }> } } | null };

export type AiNumbersFragment = { tries: number, rejected: number, failed: number, inputTokens: number, outputTokens: number, costUsd: number | null };

export type TryVoiceMutationVariables = Exact<{
  accountId: string;
  instructions: string;
  ai?: AiSettingsInput | null | undefined;
  lead?: PreviewLeadInput | null | undefined;
}>;


export type TryVoiceMutation = { tryVoice: { text: string | null, segments: number | null, problems: Array<string>, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export const ReadAccount = gql<ReadAccountQuery, ReadAccountQueryVariables>("query ReadAccount($id:ID!){account(id:$id){...AccountSettings}} fragment AccountSettings on Account{id name companyName phoneNumber timeZone takeoverHours unclearPauseHours requireConsent caps{messages hours}guardrail{optOutShare sends}firstMessage{identify optOutLine repeatAfterDays}hours{rules holidays strict weekly{day start end}}ai{persona tone rules maxSegments review suggestReplies whenRejected dailyBudgetUsd monthlyBudgetUsd}pause{...PauseFields}} fragment PauseFields on Pause{since until reason by}");
export const ChangeAccount = gql<ChangeAccountMutation, ChangeAccountMutationVariables>("mutation ChangeAccount($id:ID!,$input:UpdateAccountInput!){updateAccount(id:$id,input:$input){account{...AccountSettings}userErrors{code message path}}} fragment AccountSettings on Account{id name companyName phoneNumber timeZone takeoverHours unclearPauseHours requireConsent caps{messages hours}guardrail{optOutShare sends}firstMessage{identify optOutLine repeatAfterDays}hours{rules holidays strict weekly{day start end}}ai{persona tone rules maxSegments review suggestReplies whenRejected dailyBudgetUsd monthlyBudgetUsd}pause{...PauseFields}} fragment PauseFields on Pause{since until reason by}");
export const HoldAccount = gql<HoldAccountMutation, HoldAccountMutationVariables>("mutation HoldAccount($id:ID!,$by:String){pauseAccount(id:$id,by:$by){account{...AccountSettings}userErrors{code message path}}} fragment AccountSettings on Account{id name companyName phoneNumber timeZone takeoverHours unclearPauseHours requireConsent caps{messages hours}guardrail{optOutShare sends}firstMessage{identify optOutLine repeatAfterDays}hours{rules holidays strict weekly{day start end}}ai{persona tone rules maxSegments review suggestReplies whenRejected dailyBudgetUsd monthlyBudgetUsd}pause{...PauseFields}} fragment PauseFields on Pause{since until reason by}");
export const ReleaseAccount = gql<ReleaseAccountMutation, ReleaseAccountMutationVariables>("mutation ReleaseAccount($id:ID!){resumeAccount(id:$id){account{...AccountSettings}userErrors{code message path}}} fragment AccountSettings on Account{id name companyName phoneNumber timeZone takeoverHours unclearPauseHours requireConsent caps{messages hours}guardrail{optOutShare sends}firstMessage{identify optOutLine repeatAfterDays}hours{rules holidays strict weekly{day start end}}ai{persona tone rules maxSegments review suggestReplies whenRejected dailyBudgetUsd monthlyBudgetUsd}pause{...PauseFields}} fragment PauseFields on Pause{since until reason by}");
export const ReadAiUsage = gql<ReadAiUsageQuery, ReadAiUsageQueryVariables>("query ReadAiUsage($id:ID!,$from:Date!,$to:Date!){account(id:$id){id aiUsage(from:$from,to:$to){total{...AiNumbers}days{day totals{...AiNumbers}}}}} fragment AiNumbers on AiTotals{tries rejected failed inputTokens outputTokens costUsd}");
export const TryVoice = gql<TryVoiceMutation, TryVoiceMutationVariables>("mutation TryVoice($accountId:ID!,$instructions:String!,$ai:AiSettingsInput,$lead:PreviewLeadInput){tryVoice(accountId:$accountId instructions:$instructions ai:$ai lead:$lead){text segments problems userErrors{code message path}}}");
