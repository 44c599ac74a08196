// How a program uses what graphql-codegen made: it compiles, and what is wrong does not.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { ConversationsDocument, EnrollLeadDocument, ReadSequenceDocument } from './generated';

declare function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables): Data;

const { sequence } = ask(ReadSequenceDocument, { id: 'seq_1' });
export const name: string | undefined = sequence?.name;
export const made: string | undefined = sequence?.createdAt;
// @ts-expect-error: a sequence that is not there is null
export const unsafe: string = sequence.name;
// @ts-expect-error: a required variable is left out
ask(ReadSequenceDocument, {});

const { enrollLead } = ask(EnrollLeadDocument, { sequenceId: 'seq_1', phone: '+14155550100' });
export const action: 'ENROLLED' | 'ALREADY_ENROLLED' | 'REACTIVATED' | 'SKIPPED' | null | undefined = enrollLead.action;
// @ts-expect-error: no such outcome
export const outcome: boolean = enrollLead.action === 'DONE';
export const codes: string[] = enrollLead.userErrors.map(({ code }) => code);

const { conversationsConnection } = ask(ConversationsDocument, { accountId: 'acc_1', search: 'Ann' });
export const reasons: (string | undefined)[] = conversationsConnection.nodes.map(({ automation }) => automation?.reason);
// @ts-expect-error: a conversation without a pause has no automation
export const paused: string[] = conversationsConnection.nodes.map(({ automation }) => automation.reason);
