"""The schema: committed as it is, described throughout, and true to the outline."""

from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from app.graphql.schema import print_sdl

ROOT = Path(__file__).parents[2]

# The names, types and defaults that callers rely on.
PROMISED = """
scalar DateTime scalar PhoneNumber scalar JSON
type Query {
  viewer: Viewer!
  account(id: ID!): Account
  accounts(search: String, limit: Int! = 50, offset: Int! = 0): AccountPage!
  sequences(accountId: ID!, isActive: Boolean, limit: Int! = 50, offset: Int! = 0): SequencePage!
  sequence(id: ID!): Sequence
  enrollment(id: ID!): Enrollment
  enrollments(
    accountId: ID!, sequenceId: ID, status: EnrollmentStatus, limit: Int! = 50, offset: Int! = 0
  ): EnrollmentPage!
  lead(accountId: ID!, phone: PhoneNumber!): Lead
  leads(accountId: ID!, search: String, limit: Int! = 50, offset: Int! = 0): LeadPage!
  pendingDrafts(accountId: ID!, limit: Int! = 50, offset: Int! = 0): DraftPage!
  messages(accountId: ID!, phone: PhoneNumber!, limit: Int! = 50, offset: Int! = 0): MessagePage!
  node(id: ID!): Node
  sequencesConnection(
    accountId: ID!, isActive: Boolean, first: Int, after: String, last: Int, before: String
  ): SequenceConnection!
  leadsConnection(
    accountId: ID!, search: String, first: Int, after: String, last: Int, before: String
  ): LeadConnection!
  enrollmentsConnection(
    accountId: ID!, sequenceId: ID, status: EnrollmentStatus, first: Int, after: String, last: Int, before: String
  ): EnrollmentConnection!
  messagesConnection(
    accountId: ID!, phone: PhoneNumber!, first: Int, after: String, last: Int, before: String
  ): MessageConnection!
  previewSequence(
    sequenceId: ID!, phone: PhoneNumber, at: DateTime, replies: [DateTime!]! = []
  ): SequencePreview!
}
interface Node { id: ID! }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type SequenceConnection { nodes: [Sequence!]! edges: [SequenceEdge!]! pageInfo: PageInfo! totalCount: Int! }
type SequenceEdge { cursor: String! node: Sequence! }
type LeadConnection { nodes: [Lead!]! edges: [LeadEdge!]! pageInfo: PageInfo! totalCount: Int! }
type LeadEdge { cursor: String! node: Lead! }
type EnrollmentConnection { nodes: [Enrollment!]! edges: [EnrollmentEdge!]! pageInfo: PageInfo! totalCount: Int! }
type EnrollmentEdge { cursor: String! node: Enrollment! }
type MessageConnection { nodes: [Message!]! edges: [MessageEdge!]! pageInfo: PageInfo! totalCount: Int! }
type MessageEdge { cursor: String! node: Message! }
type Viewer { partner: Partner! }
type Partner { id: ID! name: String! createdAt: DateTime! }
type AccountPage { items: [Account!]! total: Int! limit: Int! offset: Int! hasMore: Boolean! }
type SequencePage { items: [Sequence!]! total: Int! limit: Int! offset: Int! hasMore: Boolean! }
type EnrollmentPage { items: [Enrollment!]! total: Int! limit: Int! offset: Int! hasMore: Boolean! }
type LeadPage { items: [Lead!]! total: Int! limit: Int! offset: Int! hasMore: Boolean! }
type MessagePage { items: [Message!]! total: Int! limit: Int! offset: Int! hasMore: Boolean! }
type Account {
  id: ID! name: String! companyName: String! phoneNumber: PhoneNumber! timeZone: String! sendingWindow: SendingWindow
  createdAt: DateTime! sequences(isActive: Boolean, limit: Int! = 50, offset: Int! = 0): SequencePage!
  ai: AiSettings! aiUsage(from: Date!, to: Date!): AiUsage!
}
enum WhenRejected { SKIP HOLD }
scalar Date
type DraftPage { items: [Draft!]! total: Int! limit: Int! offset: Int! hasMore: Boolean! }
type Draft {
  id: ID! body: String! segments: Int! stepOrder: Int! reason: StepReason! explanation: String! createdAt: DateTime!
  generation: Generation! enrollment: Enrollment!
}
type DraftPayload { success: Boolean! enrollment: Enrollment messageSent: Boolean! userErrors: [UserError!]! }
type AiUsage { total: AiTotals! days: [AiDay!]! }
type AiDay { day: Date! totals: AiTotals! }
type AiTotals {
  tries: Int! rejected: Int! failed: Int! inputTokens: Int! cachedTokens: Int! outputTokens: Int! costUsd: Float
}
type AiSettings {
  persona: String! tone: String! rules: [String!]! maxSegments: Int! review: Boolean! whenRejected: WhenRejected!
  dailyBudgetUsd: Float monthlyBudgetUsd: Float
}
type SendingWindow { start: String! end: String! }
type Sequence {
  id: ID! account: Account! name: String! description: String isActive: Boolean! isDefault: Boolean! version: Int!
  steps: [Step!]! enrolledCount: Int! completedCount: Int! createdAt: DateTime! updatedAt: DateTime!
}
enum StepType { FIXED AI }
type Step {
  order: Int! type: StepType! message: String instructions: String delayHours: Int! skipIfReplied: Boolean!
  fallbackMessage: String
}
type Lead {
  id: ID! account: Account! phone: PhoneNumber! firstName: String lastName: String name: String email: String
  propertyAddress: String externalId: String source: String notes: String timeZone: String metadata: JSON
  optedOutAt: DateTime createdAt: DateTime! enrollments: [Enrollment!]! consentHistory: [ConsentEvent!]!
}
enum ConsentChange { OPT_OUT OPT_IN }
enum ConsentSource { LEAD PROVIDER }
type ConsentEvent { change: ConsentChange! at: DateTime! rule: String! source: ConsentSource! message: Message }
enum EnrollmentStatus { ACTIVE COMPLETED CANCELLED }
type Enrollment {
  id: ID! lead: Lead! sequence: Sequence! sequenceVersion: Int! status: EnrollmentStatus! cancelReason: CancelReason
  enrolledAt: DateTime! nextStepAt: DateTime endedAt: DateTime timeline: [StepRun!]!
}
enum CancelReason { REQUESTED OPTED_OUT SEQUENCE_DELETED INVALID_NUMBER }
enum StepRunStatus { PENDING SENDING SENT SKIPPED FAILED UNKNOWN CANCELLED }
type StepRun {
  step: Step! status: StepRunStatus! dueAt: DateTime settledAt: DateTime reason: StepReason explanation: String!
  message: Message
}
enum StepReason {
  NOT_DUE OUTSIDE_WINDOW REPLIED OPTED_OUT CANCELLED SEQUENCE_DELETED INVALID_NUMBER
  PROVIDER_BUSY PROVIDER_REFUSED OUTCOME_UNKNOWN AI_UNAVAILABLE AI_REJECTED AI_BUDGET AWAITING_REVIEW BROKEN
}
enum MessageDirection { INBOUND OUTBOUND }
enum MessageSource { SEQUENCE AI OPERATOR }
enum MessageStatus { SENDING QUEUED SENT DELIVERED UNDELIVERED FAILED UNKNOWN RECEIVED }
type Message {
  id: ID! direction: MessageDirection! body: String! source: MessageSource status: MessageStatus! segments: Int!
  errorCode: Int providerSid: String createdAt: DateTime! sentAt: DateTime deliveredAt: DateTime generation: Generation
}
type Generation {
  model: String! inputTokens: Int! outputTokens: Int! costUsd: Float fallback: Boolean! cachedTokens: Int! tries: Int!
  latencyMs: Int! promptVersion: String! fallbackReason: StepReason edited: Boolean!
}
type SequencePreview { steps: [StepPreview!]! userErrors: [UserError!]! }
type StepPreview {
  step: Step! dueAt: DateTime! text: String segments: Int missingVariables: [String!]!
  delayOverAt: DateTime! status: StepRunStatus! reason: StepReason explanation: String!
}
type UserError { code: UserErrorCode! message: String! path: [String!]! }
enum UserErrorCode {
  INVALID_PHONE INVALID_INPUT INVALID_TEMPLATE UNKNOWN_VARIABLE NOT_FOUND DUPLICATE
  SEQUENCE_INACTIVE LEAD_OPTED_OUT OUTSIDE_WINDOW PROVIDER_BUSY IDEMPOTENCY_CONFLICT DRAFT_STALE
}
type Mutation {
  createAccount(input: CreateAccountInput!): AccountPayload!
  updateAccount(id: ID!, input: UpdateAccountInput!): AccountPayload!
  createSequence(accountId: ID!, input: CreateSequenceInput!): SequencePayload!
  updateSequence(id: ID!, input: UpdateSequenceInput!): SequencePayload!
  deleteSequence(id: ID!): DeleteSequencePayload!
  importLead(accountId: ID!, input: LeadInput!): ImportLeadPayload!
  importLeads(accountId: ID!, leads: [LeadInput!]!): ImportLeadsPayload!
  enrollLead(sequenceId: ID!, phone: PhoneNumber!): EnrollLeadPayload!
  enrollLeads(sequenceId: ID!, phones: [PhoneNumber!]!): EnrollLeadsPayload!
  cancelEnrollment(id: ID!): EnrollmentPayload!
  sendMessage(accountId: ID!, phone: PhoneNumber!, body: String!): MessagePayload!
  approveDraft(id: ID!): DraftPayload!
  editDraft(id: ID!, body: String!): DraftPayload!
  rejectDraft(id: ID!): DraftPayload!
}
type Subscription {
  enrollmentUpdated(enrollmentId: ID!): Enrollment!
  messageAdded(accountId: ID!, phone: PhoneNumber): Message!
}
input CreateAccountInput {
  name: String! companyName: String phoneNumber: PhoneNumber! timeZone: String sendingWindow: SendingWindowInput
  ai: AiSettingsInput
}
input AiSettingsInput {
  persona: String tone: String rules: [String!] maxSegments: Int review: Boolean whenRejected: WhenRejected
  dailyBudgetUsd: Float monthlyBudgetUsd: Float
}
input UpdateAccountInput {
  name: String companyName: String phoneNumber: PhoneNumber timeZone: String sendingWindow: SendingWindowInput
  ai: AiSettingsInput
}
input SendingWindowInput { start: String! end: String! }
type AccountPayload { success: Boolean! account: Account userErrors: [UserError!]! }
input StepInput {
  type: StepType! message: String instructions: String delayHours: Int! = 0 skipIfReplied: Boolean! = true
  fallbackMessage: String
}
input CreateSequenceInput {
  name: String! description: String isActive: Boolean! = true isDefault: Boolean! = false steps: [StepInput!]!
}
input UpdateSequenceInput {
  name: String description: String isActive: Boolean isDefault: Boolean steps: [StepInput!]
}
type SequencePayload { success: Boolean! sequence: Sequence userErrors: [UserError!]! }
type DeleteSequencePayload { success: Boolean! cancelledEnrollments: Int! userErrors: [UserError!]! }
input LeadInput {
  phone: PhoneNumber! firstName: String lastName: String name: String email: String propertyAddress: String
  externalId: String source: String notes: String timeZone: String metadata: JSON autoSequence: Boolean! = false
}
enum ImportAction { CREATED UPDATED SKIPPED }
type ImportLeadPayload {
  success: Boolean! action: ImportAction lead: Lead enrollment: Enrollment userErrors: [UserError!]!
}
enum EnrollmentAction { ENROLLED ALREADY_ENROLLED REACTIVATED }
type EnrollLeadPayload {
  success: Boolean! action: EnrollmentAction messageSent: Boolean! nextStepAt: DateTime enrollment: Enrollment
  userErrors: [UserError!]!
}
type EnrollLeadsPayload { results: [EnrollLeadPayload!]! }
type ImportLeadsPayload {
  imported: Int! updated: Int! skipped: Int! userErrors: [UserError!]! results: [ImportLeadPayload!]!
}
type EnrollmentPayload { success: Boolean! enrollment: Enrollment userErrors: [UserError!]! }
type MessagePayload { success: Boolean! message: Message userErrors: [UserError!]! }
"""


def own_types(graph: GraphQLSchema) -> list[GraphQLNamedType]:
    builtin = {"ID", "String", "Int", "Float", "Boolean"}
    return [one for name, one in graph.type_map.items() if not name.startswith("__") and name not in builtin]


def signature(thing: Any) -> str:
    """A field, argument or input field as callers rely on it."""
    arguments = ", ".join(f"{name}: {signature(one)}" for name, one in getattr(thing, "args", {}).items())
    default = getattr(thing, "default_value", None)
    return f"({arguments}) {thing.type} {default}"


def promises(graph: GraphQLSchema) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in own_types(graph):
        found[one.name] = type(one).__name__
        if isinstance(one, GraphQLEnumType):
            found |= {f"{one.name}.{value}": "" for value in one.values}
        elif isinstance(one, GraphQLObjectType | GraphQLInputObjectType):
            found |= {f"{one.name}.{name}": signature(field) for name, field in one.fields.items()}
    return found


def test_the_committed_schema_is_the_schema() -> None:
    assert (ROOT / "schema.graphql").read_text() == print_sdl(), "run: nudge schema > schema.graphql"
    assert print_sdl().endswith("}\n") or print_sdl().endswith('")\n')


def test_every_promised_name_type_and_default_is_there() -> None:
    actual, promised = promises(build_schema(print_sdl())), promises(build_schema(PROMISED))
    assert {name: actual.get(name) for name in promised} == promised
