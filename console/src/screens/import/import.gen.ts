// Written by codegen.mjs from import.graphql.
import { gql } from "urql";

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
export type ImportJobStatus =
  | 'CHECKING'
  | 'RUNNING'
  | 'PAUSED'
  | 'DONE'
  | 'FAILED';

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

export type PreviewImportQueryVariables = Exact<{
  accountId: string;
  csv: string;
  mapping?: unknown;
}>;


export type PreviewImportQuery = { previewImport: { fields: Array<string>, columns: Array<{ header: string, field: string | null }>, rows: Array<{ line: number, fields: unknown, metadata: unknown, problem: string | null }>, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ImportSequencesQueryVariables = Exact<{
  accountId: string;
}>;


export type ImportSequencesQuery = { sequences: { items: Array<{ id: string, name: string }> } };

export type JobFieldsFragment = { id: string, status: ImportJobStatus, rows: number, done: number, created: number, updated: number, skipped: number, refused: number, enrolled: number, dryRun: boolean, failure: string | null, reportUrl: string | null, errors: Array<{ row: number, message: string }> };

export type ReadImportQueryVariables = Exact<{
  id: string;
}>;


export type ReadImportQuery = { importJob: { id: string, status: ImportJobStatus, rows: number, done: number, created: number, updated: number, skipped: number, refused: number, enrolled: number, dryRun: boolean, failure: string | null, reportUrl: string | null, errors: Array<{ row: number, message: string }> } | null };

export type ImportChangedSubscriptionVariables = Exact<{
  id: string;
}>;


export type ImportChangedSubscription = { importUpdated: { id: string, status: ImportJobStatus, rows: number, done: number, created: number, updated: number, skipped: number, refused: number, enrolled: number, dryRun: boolean, failure: string | null, reportUrl: string | null, errors: Array<{ row: number, message: string }> } };

export type HoldImportMutationVariables = Exact<{
  id: string;
}>;


export type HoldImportMutation = { pauseImport: { job: { id: string, status: ImportJobStatus, rows: number, done: number, created: number, updated: number, skipped: number, refused: number, enrolled: number, dryRun: boolean, failure: string | null, reportUrl: string | null, errors: Array<{ row: number, message: string }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type ContinueImportMutationVariables = Exact<{
  id: string;
}>;


export type ContinueImportMutation = { resumeImport: { job: { id: string, status: ImportJobStatus, rows: number, done: number, created: number, updated: number, skipped: number, refused: number, enrolled: number, dryRun: boolean, failure: string | null, reportUrl: string | null, errors: Array<{ row: number, message: string }> } | null, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type SuppressMutationVariables = Exact<{
  accountId: string;
  phones: Array<string> | string;
  source: string;
}>;


export type SuppressMutation = { addSuppressions: { changed: number, cancelledEnrollments: number, userErrors: Array<{ code: UserErrorCode, message: string, path: Array<string> }> } };

export type EarlierImportFragment = { id: string, status: ImportJobStatus, rows: number, done: number, created: number, updated: number, refused: number, enrolled: number, createdAt: string };

export type EarlierImportsQueryVariables = Exact<{
  accountId: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type EarlierImportsQuery = { importJobsConnection: { nodes: Array<{ id: string, status: ImportJobStatus, rows: number, done: number, created: number, updated: number, refused: number, enrolled: number, createdAt: string }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export const PreviewImport = gql<PreviewImportQuery, PreviewImportQueryVariables>("query PreviewImport($accountId:ID!,$csv:String!,$mapping:JSON){previewImport(accountId:$accountId,csv:$csv,mapping:$mapping){columns{header field}rows{line fields metadata problem}fields userErrors{code message path}}}");
export const ImportSequences = gql<ImportSequencesQuery, ImportSequencesQueryVariables>("query ImportSequences($accountId:ID!){sequences(accountId:$accountId,isActive:true,limit:100){items{id name}}}");
export const ReadImport = gql<ReadImportQuery, ReadImportQueryVariables>("query ReadImport($id:ID!){importJob(id:$id){...JobFields}} fragment JobFields on ImportJob{id status rows done created updated skipped refused enrolled dryRun failure reportUrl errors(limit:250){row message}}");
export const ImportChanged = gql<ImportChangedSubscription, ImportChangedSubscriptionVariables>("subscription ImportChanged($id:ID!){importUpdated(id:$id){...JobFields}} fragment JobFields on ImportJob{id status rows done created updated skipped refused enrolled dryRun failure reportUrl errors(limit:250){row message}}");
export const HoldImport = gql<HoldImportMutation, HoldImportMutationVariables>("mutation HoldImport($id:ID!){pauseImport(id:$id){job{...JobFields}userErrors{code message path}}} fragment JobFields on ImportJob{id status rows done created updated skipped refused enrolled dryRun failure reportUrl errors(limit:250){row message}}");
export const ContinueImport = gql<ContinueImportMutation, ContinueImportMutationVariables>("mutation ContinueImport($id:ID!){resumeImport(id:$id){job{...JobFields}userErrors{code message path}}} fragment JobFields on ImportJob{id status rows done created updated skipped refused enrolled dryRun failure reportUrl errors(limit:250){row message}}");
export const Suppress = gql<SuppressMutation, SuppressMutationVariables>("mutation Suppress($accountId:ID!,$phones:[PhoneNumber!]!,$source:String!){addSuppressions(accountId:$accountId,phones:$phones,source:$source){changed cancelledEnrollments userErrors{code message path}}}");
export const EarlierImports = gql<EarlierImportsQuery, EarlierImportsQueryVariables>("query EarlierImports($accountId:ID!,$first:Int,$after:String){importJobsConnection(accountId:$accountId,first:$first,after:$after){nodes{...EarlierImport}pageInfo{hasNextPage endCursor}}} fragment EarlierImport on ImportJob{id status rows done created updated refused enrolled createdAt}");
