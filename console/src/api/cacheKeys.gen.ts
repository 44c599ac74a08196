// Written by codegen.mjs: the types that the cache keeps inside of what has them.
export const WITHOUT_ID = [
  "AccountPage",
  "ClockPayload",
  "ConversationConnection",
  "ConversationPayload",
  "DraftPayload",
  "EnrollLeadPayload",
  "Health",
  "ImportLeadPayload",
  "LeadPage",
  "Media",
  "MessageConnection",
  "MessagePayload",
  "PageInfo",
  "Pause",
  "SequencePage",
  "SequencePayload",
  "Step",
  "StepRun",
  "UserError",
  "Viewer"
];
