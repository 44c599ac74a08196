// Enrolls a lead, watches the timeline as it happens, reads the conversation: with Node 20 and nothing else.
// Usage: NUDGE_KEY=pk_live_… node enroll.mjs +14155551234

const { NUDGE_URL = "http://localhost:8000", NUDGE_KEY: key } = process.env;
const phone = process.argv[2];
if (!phone || !key) throw new Error("Usage: NUDGE_KEY=pk_live_… node enroll.mjs +14155551234");

function request(body, headers = {}) {
  return fetch(`${NUDGE_URL}/graphql`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Partner-Key": key, ...headers },
    body: JSON.stringify(body),
  });
}

// What was asked for. Throws what the API says when it does not do it.
async function ask(query, variables, headers) {
  const { data, errors } = await (await request({ query, variables }, headers)).json();
  if (errors) throw new Error(JSON.stringify(errors));
  const [answer] = Object.values(data);
  if (answer?.userErrors?.length) throw new Error(JSON.stringify(answer.userErrors));
  return answer;
}

// The answers of a subscription, by Server-Sent Events (graphql-sse, distinct connections).
async function* subscribe(query, variables) {
  const response = await request({ query, variables }, { Accept: "text/event-stream" });
  const streams = response.headers.get("Content-Type").startsWith("text/event-stream");
  if (!streams) throw new Error(await response.text());
  let text = "";
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    const events = (text + chunk).split("\n\n");
    text = events.pop();
    for (const event of events) {
      const data = event.match(/^event: next\ndata: (.*)$/)?.[1];
      if (data) yield JSON.parse(data);
    }
  }
}

const { items } = await ask(`{ accounts(limit: 1) { items { id name } } }`);
const [account] = items;

const { sequence } = await ask(
  `mutation ($account: ID!, $input: CreateSequenceInput!) {
    createSequence(accountId: $account, input: $input) { sequence { id } userErrors { code message path } }
  }`,
  {
    account: account.id,
    input: {
      name: "Example, by Node",
      steps: [
        { type: "FIXED", message: 'Hi {{first_name | default: "there"}}, this is {{company}}. Can I help?' },
        { type: "FIXED", message: "Just checking in. Any questions?", delayHours: 1 },
      ],
    },
  },
);

// The same key makes it safe to send this again when the answer was lost: the lead is enrolled once.
const enrolled = await ask(
  `mutation ($sequence: ID!, $phone: PhoneNumber!) {
    enrollLead(sequenceId: $sequence, phone: $phone) {
      action messageSent enrollment { id } userErrors { code message path }
    }
  }`,
  { sequence: sequence.id, phone },
  { "Idempotency-Key": `enroll-${sequence.id}-${phone}` },
);
console.log(enrolled.action, "first message sent:", enrolled.messageSent);

const updates = subscribe(
  `subscription ($id: ID!) {
    enrollmentUpdated(enrollmentId: $id) { status timeline { status explanation } }
  }`,
  { id: enrolled.enrollment.id },
);
for await (const { data, errors } of updates) {
  if (errors) throw new Error(JSON.stringify(errors));
  const { status, timeline } = data.enrollmentUpdated;
  console.log(status, timeline.map((step) => step.status).join(", "));
  if (status !== "ACTIVE") break;
}

const messages = await ask(
  `query ($account: ID!, $phone: PhoneNumber!) {
    messages(accountId: $account, phone: $phone) { items { direction status body } }
  }`,
  { account: account.id, phone },
);
for (const { direction, status, body } of messages.items.reverse()) console.log(direction, status, body);
process.exit(0);
