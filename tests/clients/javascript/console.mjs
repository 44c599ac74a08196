// Works in the console as a person does, in one browser: node console.mjs CHROMIUM LINK. Prints {story: null or what was
// wrong}. LINK is a one-time link of `nudge dev`; NUDGE_URL and NUDGE_KEY are those of a partner without an account.
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [program, link] = process.argv.slice(2);
const { NUDGE_URL: url, NUDGE_KEY: key } = process.env;
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LONG = 60_000;
const WIDE = { width: 1280, height: 800 };
// The story that the console plays takes a number of (415) 555-0100 to 0199: the tests' leads are elsewhere.
const PHONE = "+17755550170";

async function ask(query, variables) {
  const headers = { "Content-Type": "application/json", "X-Partner-Key": key };
  const answer = await (await fetch(`${url}/graphql`, { method: "POST", headers, body: JSON.stringify({ query, variables }) })).json();
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
}

const browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox", "--disable-gpu"] });
const complaints = [];

/** A page of a browser of its own; what its console says is a fault. */
async function open(options = {}) {
  const context = await browser.newContext({ viewport: WIDE, reducedMotion: "reduce", bypassCSP: false, ...options });
  context.setDefaultTimeout(LONG);
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  return page;
}

async function signIn(page, typed = key) {
  await page.getByLabel("Key", { exact: true }).fill(typed);
  await page.getByLabel("Your name").fill("Dana");
  await page.getByRole("button", { name: "Sign in" }).click();
}

const go = (page, name) => page.getByRole("navigation").getByRole("link", { name, exact: true }).click();

/** The sentence of a step, and not that of a toast, or a page's text from one to the other. */
const reason = (page, sentence) => page.getByRole("listitem").getByText(sentence);

/** Goes to a screen that is behind the last entry of the bar, where the screen is narrow. */
async function goToMore(page, name) {
  await page.getByRole("navigation").getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("dialog", { name: "More" }).waitFor();
  await audited(page);
  await go(page, name);
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

/** A proxy that serves the API below a path of its own, sockets too. */
async function behind(prefix) {
  const passed = (from) => {
    const { hostname, port } = new URL(url);
    if (!from.url.startsWith(prefix)) return null;
    return request({ hostname, port, path: from.url.slice(prefix.length), method: from.method, headers: from.headers });
  };
  const proxy = createServer((from, to) => {
    const asked = passed(from);
    if (!asked) return to.writeHead(404).end();
    asked.on("response", (answer) => answer.pipe(to.writeHead(answer.statusCode, answer.headers)));
    from.pipe(asked);
  });
  proxy.on("upgrade", (from, socket) => {
    const asked = passed(from);
    if (!asked) return socket.destroy();
    asked.on("upgrade", (answer, other) => {
      const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers.join("")}\r\n`);
      for (const end of [socket, other]) end.on("error", () => socket.destroy() && other.destroy());
      other.pipe(socket).pipe(other);
    });
    asked.end();
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return { proxy, address: `http://127.0.0.1:${proxy.address().port}${prefix}` };
}

/** Serious findings of axe. It is handed over by the debugger, because the page lets no strange script in. */
async function audited(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const serious = violations.filter((one) => ["serious", "critical"].includes(one.impact));
  if (serious.length) {
    throw new Error(JSON.stringify(serious.map((one) => [one.id, one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200))])));
  }
}

async function fits(page) {
  const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  if (wide[0] > wide[1]) throw new Error(`the page is ${wide[0]} px wide in a window of ${wide[1]}`);
}

const made = await ask(
  `mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { id } userErrors { message } } }`,
  // At any hour of the day, like the test.
  { input: { name: "Console Lending", hours: { rules: "NONE", strict: false }, phoneNumber: `+1628555${String(Date.now()).slice(-4)}` } },
);
const accountId = made.createAccount.account.id;
const reply = (body, phone = PHONE) =>
  ask(`mutation ($a: ID!, $p: PhoneNumber!, $b: String!) { simulateReply(accountId: $a, phone: $p, body: $b) { success } }`, { a: accountId, p: phone, b: body });
await ask(
  `mutation ($a: ID!, $p: PhoneNumber!) { importLead(accountId: $a, input: { phone: $p, firstName: "Ann", lastName: "Ito" }) { userErrors { message } } }`,
  { a: accountId, p: PHONE },
);
const page = await open();
const stories = {
  async "the one-time link opens the console without a key"() {
    const visitor = await open();
    await visitor.goto(link);
    await visitor.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
    if (visitor.url().includes("token")) throw new Error(`the token stayed in ${visitor.url()}`);
    await visitor.context().close();
  },

  async "a wrong key is refused with a sentence and a right one is changed for a short one"() {
    await page.goto(`${url}/console`);
    await signIn(page, `pk_live_${"x".repeat(32)}`);
    await page.getByText("The partner key is wrong, expired or revoked.").waitFor();
    await signIn(page, "ключ");
    await page.getByText("This is not a key", { exact: false }).waitFor();
    await signIn(page);
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
    await page.getByText("Nobody needs you now").waitFor();
    const kept = await page.evaluate(() => [Object.values(sessionStorage), Object.values(localStorage)].flat().join());
    if (kept.includes(key)) throw new Error("the typed key was kept");
  },

  async "the story of the document is played by one click, which opens the phone"() {
    await go(page, "Today");
    await page.getByRole("main").getByRole("button", { name: "Play the document's story" }).click();
    const phone = page.getByRole("complementary", { name: "Phone" });
    await phone.getByText("Step 3: Skipped").waitFor();
    await phone.getByText("Which documents are still missing?").waitFor();
    await phone.getByRole("button", { name: "Close the phone" }).click();
    await go(page, "Inbox");
  },

  async "a reply appears by itself and is answered, taken over, handed back and closed"() {
    await page.getByText("Live", { exact: true }).waitFor();
    await reply("Can I still apply?");
    await page.getByRole("button", { name: /Ann.*Can I still apply/s }).click();
    const thread = page.getByRole("region", { name: /Conversation with Ann/ });
    await thread.getByLabel("Reply").fill("Yes. Shall I call you?");
    await thread.getByText("1 segment").waitFor();
    await page.keyboard.press("Control+Enter");
    await thread.getByRole("log").getByText("Yes. Shall I call you?").waitFor();
    await thread.getByText(/^Taken over by Dana/).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    await thread.getByText("No sequence is running for this lead.").waitFor();
    await page.keyboard.press("e");
    await thread.getByText("Done", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Needs you" }).waitFor();
  },

  async "a text that may be an opt-out is decided in its conversation"() {
    const unclear = "+17755550165";
    await ask(
      `mutation ($a: ID!, $p: PhoneNumber!) { importLead(accountId: $a, input: { phone: $p, firstName: "Eve", lastName: "Ray" }) { userErrors { message } } }`,
      { a: accountId, p: unclear },
    );
    await reply("who is this", unclear);
    await go(page, "Today");
    await page.getByRole("link", { name: /^Unclear/ }).click();
    await page.getByRole("button", { name: /Eve Ray/ }).click();
    const thread = page.getByRole("region", { name: "Conversation with Eve Ray" });
    await thread.getByText(/^May be an opt-out/).waitFor();
    await thread.getByRole("button", { name: "Opt out" }).click();
    await thread.getByText("The lead has opted out.", { exact: false }).waitFor();
    await page.getByText("Nobody needs you now").waitFor();
    const { lead } = await ask(`query ($a: ID!, $p: PhoneNumber!) { lead(accountId: $a, phone: $p) { optedOutAt pause { reason } consentHistory { note } } }`, { a: accountId, p: unclear });
    if (!lead.optedOutAt || lead.pause || !JSON.stringify(lead).includes("Dana read it as an opt-out: who is this")) throw new Error(JSON.stringify(lead));
    await page.keyboard.press("Escape");
    await go(page, "Inbox");
  },

  async "a sequence shows what became of each step, and is paused"() {
    await go(page, "Sequences");
    await page.getByRole("heading", { name: "Sequences", level: 1 }).waitFor();
    await page.getByRole("row", { name: /Application Recovery/ }).click();
    await page.getByRole("heading", { name: "Application Recovery", level: 1 }).waitFor();
    await page.getByRole("list", { name: "Steps" }).getByText("1 skipped: replied").waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByText("Paused", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    await audited(page);
  },

  async "a sequence is written with a live preview, and a conflict is decided side by side"() {
    await go(page, "Sequences");
    await page.getByRole("button", { name: "New sequence" }).click();
    await page.getByRole("heading", { name: "New sequence", level: 1 }).waitFor();
    const form = page.getByRole("form", { name: "Sequence" });
    const preview = page.getByRole("region", { name: "Preview" });
    const step = (number) => form.getByRole("list", { name: "Steps" }).getByRole("listitem").nth(number - 1);
    const shown = (number) => preview.getByRole("listitem").nth(number - 1);
    await form.getByLabel("Name", { exact: true }).fill("Written here");
    await step(1).getByLabel("Message").fill("Hi {{first_name}, hello.");
    await step(1).getByRole("alert").waitFor();
    await step(1).getByLabel("Message").fill("Hi {{first_name}}, this is Console Lending.");
    await step(1).getByLabel("Hours", { exact: true }).fill("1.5");
    await step(1).getByText("Write a whole number of at most 9 digits.").waitFor();
    await step(1).getByLabel("Hours", { exact: true }).fill("0");
    // A refusal opens the part that has its field, which is still open when it is corrected.
    await form.locator("summary").click();
    await form.getByLabel("Event that is the goal").fill("x".repeat(65));
    await form.getByRole("button", { name: "Create" }).click();
    await form.getByRole("alert").waitFor();
    await form.getByLabel("Event that is the goal").fill("");
    await form.locator("summary").click();
    await shown(1).getByText("Hi Ann, this is Console Lending.").waitFor();
    await preview.getByLabel("First name").fill("Zoe");
    await shown(1).getByText("Hi Zoe, this is Console Lending.").waitFor();
    await form.getByRole("button", { name: "Add a step" }).click();
    await step(2).getByLabel("Message").fill("Still there?");
    await shown(2).getByText("1 segment").waitFor();
    await preview.getByRole("button", { name: "The lead replies after step 1" }).click();
    await shown(2).getByText("Nothing is sent.").waitFor();
    await preview.getByRole("button", { name: "The lead replies after step 1" }).click();
    await shown(2).getByText("1 segment").waitFor();
    await step(2).getByRole("button", { name: "Move step 2", exact: true }).press("ArrowUp");
    await form.getByText("Step 2 is step 1 now.").waitFor();
    await shown(1).getByText("Still there?").waitFor();
    await step(1).getByRole("button", { name: "Move step 1", exact: true }).hover();
    await page.mouse.down();
    await step(2).getByRole("heading", { name: "Step 2" }).hover();
    await page.mouse.up();
    await form.getByText("Step 1 is step 2 now.").waitFor();
    await shown(2).getByText("Still there?").waitFor();
    await audited(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await audited(page);
    await fits(page);
    await page.setViewportSize(WIDE);
    await page.reload();
    await form.getByText("Unsaved changes are still here.").waitFor();
    await form.getByRole("button", { name: "Create" }).click();
    await page.getByRole("heading", { name: "Written here", level: 1 }).waitFor();
    await page.getByRole("list", { name: "Steps" }).getByText("Still there?").waitFor();

    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await step(2).getByLabel("Message").fill("Mine");
    const theirs = await ask(
      `mutation ($id: ID!, $steps: [StepInput!]!) { updateSequence(id: $id, input: { steps: $steps }) { success } }`,
      { id: new URL(page.url()).pathname.split("/").pop(), steps: [{ type: "FIXED", message: "Theirs" }] },
    );
    if (!theirs.updateSequence.success) throw new Error("the other person's steps were refused");
    await form.getByRole("button", { name: "Save" }).click();
    const conflict = page.getByRole("dialog", { name: "Somebody else has changed the steps" });
    await conflict.getByText("Theirs").waitFor();
    await audited(page);
    await conflict.getByRole("button", { name: "Save my steps" }).click();
    await page.getByRole("list", { name: "Steps" }).getByText("Mine").waitFor();
    await go(page, "Inbox");
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
  },

  async "a lead is added by keyboard, enrolled, and each step says why"() {
    await page.keyboard.press("g");
    await page.keyboard.press("l");
    await page.getByRole("heading", { name: "Leads", level: 1 }).waitFor();
    await page.getByRole("row", { name: /Ann/ }).waitFor();
    await page.keyboard.press("n");
    const form = page.getByRole("dialog", { name: "Add a lead" });
    // Each refusal has its own words: the next phone is typed after the answer to the one before.
    for (const [phone, why] of [["", "This is not a phone number."], ["12", "This is not a number of the account's country."]]) {
      await form.getByLabel("Phone").fill(phone);
      await page.keyboard.press("Enter");
      await form.getByRole("alert").filter({ hasText: why }).waitFor();
    }
    await form.getByLabel("Phone").fill("+17755550172");
    await form.getByLabel("First name").fill("Bo");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Bo", level: 1 }).waitFor();
    await page.getByRole("button", { name: "Enroll", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Enroll", exact: true }).click();
    await reason(page, /^Sent on .* after it was due/).waitFor();
    await audited(page);
    await go(page, "Inbox");
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
  },

  async "what leaves tomorrow is listed with its text, sent now or skipped, and everything is paused and resumed"() {
    // A step that nobody waits for, and that is less than a day away: an hour may last half a second here.
    const { hourSeconds } = (await ask("{ viewer { health { hourSeconds } } }")).viewer.health;
    const delayHours = Math.min(8760, (20 * 3600) / hourSeconds);
    const later = await ask(
      `mutation ($a: ID!, $steps: [StepInput!]!) { createSequence(accountId: $a, input: { name: "Later", steps: $steps }) { sequence { id } } }`,
      {
        a: accountId,
        steps: [
          { type: "FIXED", message: "Hi {{first_name}}." },
          ...["Still there, {{first_name}}?", "Goodbye, {{first_name}}."].map((message) => ({ type: "FIXED", message, delayHours })),
        ],
      },
    );
    await ask(
      `mutation ($a: ID!, $s: ID!) {
        cy: importLead(accountId: $a, input: { phone: "+17755550173", firstName: "Cy" }) { userErrors { message } }
        eli: importLead(accountId: $a, input: { phone: "+17755550176", firstName: "Eli" }) { userErrors { message } }
        enrollLeads(sequenceId: $s, phones: ["+17755550173", "+17755550176"]) { userErrors { message } }
      }`,
      { a: accountId, s: later.createSequence.sequence.id },
    );
    await go(page, "Upcoming");
    await page.getByRole("heading", { name: "Upcoming", level: 1 }).waitFor();
    await page.getByLabel("Sequence").selectOption("Later");
    await page.getByText("Still there, Cy?").waitFor();
    await page.getByText("Still there, Eli?").waitFor();
    await audited(page);
    // Where a worker takes the step before the API does, the answer says that it is being sent, not that it was.
    await page.getByRole("button", { name: "Send now: step 2 to Eli" }).click();
    await page.getByRole("button", { name: "Skip: step 3 to Eli" }).waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await audited(page);
    await fits(page);
    await page.getByRole("link", { name: "Eli", exact: true }).click();
    await reason(page, /after it was due.* Dana asked to send it now\.$/).waitFor();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await reason(page, /the enrollment is paused by Dana\.$/).waitFor();
    await audited(page);
    await fits(page);
    await page.setViewportSize(WIDE);
    await page.getByRole("button", { name: "Resume", exact: true }).click();
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    await page.getByRole("button", { name: "Skip: step 3", exact: true }).click();
    await page.getByText("Skipped by Dana.").waitFor();
    await page.getByText("Completed", { exact: true }).waitFor();
    await audited(page);
    await go(page, "Today");
    await page.getByRole("heading", { name: "Needs a person now" }).waitFor();
    await page.getByRole("button", { name: "Pause everything" }).click();
    await page.getByText("Everything automated is paused by Dana").waitFor();
    await page.getByRole("button", { name: "Resume everything" }).click();
    await page.getByRole("button", { name: "Pause everything" }).waitFor();
    await audited(page);
    await go(page, "Inbox");
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
  },

  async "a text of the AI is edited by keyboard and sent, and another is rejected"() {
    // Bo's next step is one of the AI too: it would be a draft by now, or not yet.
    const { lead: bo } = await ask(`query ($a: ID!) { lead(accountId: $a, phone: "+17755550172") { enrollments { id } } }`, { a: accountId });
    for (const { id } of bo.enrollments) await ask(`mutation ($id: ID!) { cancelEnrollment(id: $id) { success } }`, { id });
    await ask(`mutation ($a: ID!) { updateAccount(id: $a, input: { ai: { review: true } }) { success } }`, { a: accountId });
    const made = await ask(
      `mutation ($a: ID!) { createSequence(accountId: $a, input: { name: "By AI", steps: [{ type: AI, instructions: "Say hello." }] }) { sequence { id } } }`,
      { a: accountId },
    );
    for (const phone of ["+17755550174", "+17755550175"]) {
      await ask(
        `mutation ($a: ID!, $s: ID!, $p: PhoneNumber!) {
          importLead(accountId: $a, input: { phone: $p, firstName: "Di" }) { success }
          enrollLead(sequenceId: $s, phone: $p) { success } }`,
        { a: accountId, s: made.createSequence.sequence.id, p: phone },
      );
    }
    await go(page, "Drafts");
    await page.getByRole("heading", { name: "Drafts", level: 1 }).waitFor();
    await page.getByText("2 texts waiting").waitFor();
    await page.keyboard.press("j");
    const draft = page.getByRole("region", { name: "Draft", exact: true });
    await draft.getByLabel("The AI's text for step 1").fill("Hello Di, this is Console Lending.");
    await audited(page);
    await draft.getByRole("button", { name: "Send the edited text" }).click();
    await draft.getByRole("button", { name: "Approve and send" }).waitFor();
    await page.getByText("1 text waiting").waitFor();
    await page.keyboard.press("x");
    await page.getByText("No draft waits").waitFor();
    await go(page, "Inbox");
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
  },

  async "a webhook is added and tested, a key is made, hours are drawn, and a sender is paced"() {
    await go(page, "Settings");
    const save = async () => {
      await page.getByText("There are changes that are not saved.").waitFor();
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("There are changes that are not saved.").waitFor({ state: "detached" });
    };
    await page.getByLabel("Company name").fill("Console Lending LLC");
    await save();
    await audited(page);
    const tab = (name) => page.getByRole("group", { name: "Part of the settings" }).getByRole("button", { name, exact: true }).click();

    await tab("Hours");
    await page.getByRole("button", { name: "Every day 9 to 8" }).click();
    await page.getByRole("button", { name: "Remove times of Sunday" }).click();
    await save();
    const { account } = await ask(`query ($a: ID!) { account(id: $a) { companyName hours { weekly { day end } } } }`, { a: accountId });
    if (account.companyName !== "Console Lending LLC" || account.hours.weekly.length !== 6) throw new Error(JSON.stringify(account));
    await audited(page);
    await page.getByRole("button", { name: "Any hour" }).click();
    await save();

    await tab("Senders");
    const sender = page.getByRole("list", { name: "Senders" }).getByRole("listitem").first();
    await sender.getByRole("button", { name: "Pace" }).click();
    await page.getByRole("dialog").getByLabel("Segments a day").fill("1.5");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByText(/^Write 1 to .* segments/).waitFor();
    await page.getByRole("dialog").getByLabel("Segments a day").fill("5000");
    await page.keyboard.press("Enter");
    await sender.getByText(/of 5,000 segments today/).waitFor();
    await sender.getByRole("button", { name: "Pause" }).click();
    await sender.getByRole("button", { name: "Resume" }).click();
    await sender.getByRole("button", { name: "Pause" }).waitFor();
    await audited(page);

    await tab("AI");
    await page.getByLabel("Writes as").fill("Dana, a loan advisor");
    const trial = page.getByRole("region", { name: "Try it" });
    await trial.getByLabel("The lead's first name").fill("Zoe");
    await trial.getByRole("button", { name: "Write a text" }).click();
    await trial.getByText(/^\d segments?/).waitFor();
    await save();
    await page.getByRole("heading", { name: /^Use in the last/ }).waitFor();
    await audited(page);

    await tab("Webhooks");
    await page.getByRole("button", { name: "Add an endpoint" }).click();
    const form = page.getByRole("dialog", { name: "Add an endpoint" });
    await form.getByLabel("Address").fill("nowhere");
    await page.keyboard.press("Enter");
    await form.getByRole("alert").waitFor();
    // Nobody listens there: the delivery stays, with its problem.
    await form.getByLabel("Address").fill("https://example.invalid/nudge");
    await page.keyboard.press("Enter");
    const shown = page.getByRole("dialog", { name: "The endpoint's secret" });
    await shown.getByText(/^whsec_/).waitFor();
    await shown.getByRole("button", { name: "I have kept it" }).click();
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByRole("row", { name: /webhook.test/ }).click();
    const delivery = page.getByRole("dialog", { name: "webhook.test" });
    await delivery.getByText(/"type": "webhook.test"/).waitFor();
    await delivery.getByRole("button", { name: "Deliver again" }).click();
    await audited(page);
    await delivery.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Disable", exact: true }).click();
    await page.getByRole("button", { name: "Enable", exact: true }).waitFor();

    await tab("Keys");
    await page.getByRole("button", { name: "Create a key" }).click();
    const maker = page.getByRole("dialog", { name: "Create a key" });
    await maker.getByLabel("Name").fill("Reports");
    await maker.getByLabel("Your own key").fill(key);
    await audited(page);
    await maker.getByRole("button", { name: "Create", exact: true }).click();
    const secret = await page.getByRole("dialog", { name: "The key" }).getByText(/^pk_live_/).textContent();
    await page.getByRole("button", { name: "I have kept it" }).click();
    const made = page.getByRole("list", { name: "Keys" }).getByRole("listitem").filter({ hasText: "Reports" });
    await made.getByText("Does not end").waitFor();
    const asked = () => fetch(`${url}/graphql`, { method: "POST", headers: { "Content-Type": "application/json", "X-Partner-Key": secret }, body: '{"query":"{ viewer { scopes } }"}' });
    const answered = (await (await asked()).json()).data.viewer.scopes.join();
    if (answered !== "READ") throw new Error(`the key may ${answered}`);
    await page.getByRole("button", { name: "Console sessions" }).click();
    await made.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "All", exact: true }).click();
    await page.getByLabel("Search by name or beginning").fill("repo");
    await made.getByRole("button", { name: "Revoke" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await made.waitFor({ state: "detached" });
    await audited(page);
    await go(page, "Inbox");
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
  },

  async "a file of leads is read, mapped, tried and imported, and its refused rows are told"() {
    await go(page, "Import");
    const leads = "Name,Ruf,City\nGus Hay,+17755550181,Reno\nIda Jo,+17755550182,Elko\nKim Lo,12,Ely\n";
    const file = { name: "leads.csv", mimeType: "text/csv", buffer: Buffer.from(leads) };
    await page.getByLabel("Drop a CSV file of leads").setInputFiles(file);
    await page.getByText("No column is the phone.").waitFor();
    await page.getByLabel("Field of Ruf").selectOption("phone");
    await page.getByRole("cell", { name: "+17755550182" }).waitFor();
    await audited(page);
    await page.getByRole("button", { name: "Dry run" }).click();
    const tried = page.getByRole("region", { name: "Dry run" });
    await tried.getByText("Done", { exact: true }).waitFor();
    await tried.getByRole("row", { name: /^4 / }).waitFor();
    await audited(page);
    await page.getByRole("button", { name: "Import", exact: true }).click();
    const job = page.getByRole("region", { name: "The import" });
    await job.getByText("Done", { exact: true }).waitFor();
    const saved = page.waitForEvent("download");
    await job.getByRole("button", { name: "Refused rows" }).click();
    const report = readFileSync(await (await saved).path(), "utf8");
    if (!report.includes("Kim Lo") || report.includes("Gus Hay")) throw new Error(report);
    const { lead } = await ask(`query ($a: ID!) { lead(accountId: $a, phone: "+17755550182") { displayName metadata } }`, { a: accountId });
    if (lead.displayName !== "Ida" || lead.metadata.City !== "Elko") throw new Error(JSON.stringify(lead));

    await page.getByRole("button", { name: "Import another file" }).click();
    const earlier = page.getByRole("region", { name: "Earlier imports" });
    await earlier.getByRole("link", { name: /Done.*3 rows: 2 created, 1 refused/ }).waitFor();
    await audited(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await audited(page);
    await fits(page);
    await page.setViewportSize(WIDE);
    await earlier.getByRole("link").first().click();
    await job.getByText("Done", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Import another file" }).click();
    await page.getByRole("button", { name: "Do not contact" }).click();
    const phones = { name: "list.txt", mimeType: "text/plain", buffer: Buffer.from("phone\n+17755550181\n+17755550191\n") };
    await page.getByLabel("Drop a list of phones").setInputFiles(phones);
    await page.getByLabel("Where the list is from").fill("Registry");
    await audited(page);
    await page.getByRole("button", { name: "Never text them" }).click();
    await page.getByText("2 phones added.").waitFor();
    await go(page, "Inbox");
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
  },

  async "a problem has its cause in words, a sender is resumed and a webhook endpoint enabled"() {
    const sent = `mutation ($a: ID!, $p: PhoneNumber!) { sendMessage(accountId: $a, phone: $p, body: "Are you there?") { success } }`;
    const [nowhere, off, lost] = ["+15005550001", "+15005550010", "+15005550014"]; // not valid; switched off; the provider's answer is lost
    for (const phone of [nowhere, off, lost]) await ask(sent, { a: accountId, p: phone });
    const { account } = await ask(`query ($a: ID!) { account(id: $a) { senders { id } } }`, { a: accountId });
    await ask(`mutation ($id: ID!) { pauseSender(id: $id) { success } }`, { id: account.senders[0].id });
    const receiver = "https://receiver.example.com/console";
    const made = await ask(`mutation ($url: String!) { createWebhookEndpoint(input: { url: $url }) { endpoint { id } } }`, { url: receiver });
    const { id } = made.createWebhookEndpoint.endpoint;
    await ask(`mutation ($id: ID!) { updateWebhookEndpoint(id: $id, input: { status: DISABLED }) { success } }`, { id });
    await go(page, "Problems");
    await page.getByRole("heading", { name: "Problems", level: 1 }).waitFor();
    const lists = (name) => page.getByRole("region", { name });
    await lists("Messages that did not arrive").getByText("the number is not a valid phone number").click();
    await lists("Messages that did not arrive").getByRole("link", { name: /555-0001.*Are you there/s }).waitFor();
    await lists("Unknown outcomes").getByRole("link", { name: /555-0014.*Are you there/s }).waitFor();
    await audited(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await audited(page);
    await fits(page);
    await page.setViewportSize(WIDE);
    await lists("Senders").getByRole("button", { name: /^Resume/ }).click();
    await lists("Senders").waitFor({ state: "detached" });
    await lists("Messages that did not arrive").getByRole("button", { name: "Write again to (500) 555-0001" }).click();
    const again = page.getByRole("dialog", { name: /^Write to .* again$/ });
    await again.getByRole("button", { name: "Send" }).click();
    await again.getByRole("alert").getByText("The message was not sent: the number is not a valid phone number").waitFor();
    await audited(page);
    await again.getByRole("button", { name: "Close" }).click();
    await lists("Messages that did not arrive").getByText("30003", { exact: true }).first().click();
    await lists("Messages that did not arrive").getByRole("button", { name: "Write again to (500) 555-0010" }).click();
    await again.getByLabel("Message").fill("Hello once more.");
    await again.getByText("1 segment.").waitFor();
    await again.getByRole("button", { name: "Send" }).click();
    await page.getByText("The message was sent.").waitFor();
    await again.waitFor({ state: "detached" });
    const enable = lists("Webhook endpoints").getByRole("button", { name: `Enable ${receiver}` });
    await enable.click();
    await enable.waitFor({ state: "detached" });
    const left = await ask(`query ($id: ID!, $a: ID!) { webhookEndpoint(id: $id) { status } account(id: $a) { senders { status } } }`, { id, a: accountId });
    if (left.webhookEndpoint.status !== "ENABLED" || left.account.senders[0].status !== "READY") throw new Error(JSON.stringify(left));
    await ask(`mutation ($id: ID!) { deleteWebhookEndpoint(id: $id) { success } }`, { id });
    await go(page, "Inbox");
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
  },

  async "the main act of each screen is done without a mouse"() {
    const tabbed = async (target, { press } = {}) => {
      await target.waitFor();
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press("Tab");
        if (await target.evaluate((element) => element === document.activeElement)) {
          const ring = await target.evaluate((element) => getComputedStyle(element).outlineStyle);
          if (ring === "none") throw new Error(`the focus on ${target} is not seen`);
          if (press) await page.keyboard.press(press);
          return;
        }
      }
      throw new Error(`Tab does not reach ${target}`);
    };
    const screen = async (key, name) => {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await page.getByRole("heading", { name, level: 1 }).waitFor();
    };
    const button = (name) => page.getByRole("button", { name, exact: true });

    await screen("t", "Today");
    await tabbed(button("Skip to the screen"), { press: "Enter" });
    await tabbed(button("Pause everything"), { press: "Enter" });
    await tabbed(button("Resume everything"), { press: "Enter" });
    await button("Pause everything").waitFor();

    await screen("i", "Inbox");
    await tabbed(button("Done"), { press: "Enter" });
    await tabbed(page.getByRole("button", { name: /^Ann/ }), { press: "Enter" });
    const thread = page.getByRole("region", { name: /Conversation with Ann/ });
    await thread.getByLabel("Reply").waitFor();
    await page.keyboard.press("r");
    await page.keyboard.type("Typed and sent by keyboard.");
    await page.keyboard.press("Control+Enter");
    await thread.getByRole("log").getByText("Typed and sent by keyboard.").waitFor();
    await page.keyboard.press("Escape");

    await screen("s", "Sequences");
    await tabbed(page.getByRole("row", { name: /Written here/ }), { press: "Enter" });
    await tabbed(button("Edit"), { press: "Enter" });
    await tabbed(page.getByLabel("Purpose"));
    await page.keyboard.type("Written without a mouse");
    await page.keyboard.press("Escape");
    await tabbed(page.getByRole("form", { name: "Sequence" }).getByRole("button", { name: "Save" }), { press: "Enter" });
    await page.getByText("Written without a mouse").waitFor();

    await screen("l", "Leads");
    await tabbed(page.getByRole("row", { name: /Cy/ }), { press: "Enter" });
    await tabbed(button("Enroll"), { press: "Enter" });
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await screen("u", "Upcoming");
    await tabbed(button("7 days"), { press: "Enter" });
    await tabbed(page.getByRole("button", { name: /^More about Cy/ }), { press: "Enter" });
    await page.getByRole("menuitem", { name: "Pause the enrollment" }).waitFor();
    await page.keyboard.press("Escape");

    await screen("e", "Settings");
    await tabbed(page.getByLabel("Company name"));
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("Console Lending");
    await page.keyboard.press("Enter");
    await page.getByText("There are changes that are not saved.").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");

    await screen("i", "Inbox");
  },

  async "an address that somebody has mistyped shows its screen"() {
    const { pathname } = new URL(page.url());
    for (const [address, name] of [["upcoming?hours=x", "Upcoming"], ["inbox?view=x&why=x", "Inbox"], ["problems?days=x", "Problems"]]) {
      await page.goto(`${url}/console/${accountId}/${address}`);
      await page.getByRole("heading", { name, level: 1 }).waitFor();
    }
    await page.goto(url + pathname);
    await page.getByRole("heading", { name: "Inbox", level: 1 }).waitFor();
  },

  async "what a key may not do is not shown"() {
    const made = await ask(`mutation { createKey(input: { name: "Reads", scopes: [READ] }) { secret key { id } } }`);
    const reader = await open();
    await reader.goto(`${url}/console/${accountId}/settings`);
    await signIn(reader, made.createKey.secret);
    await reader.getByLabel("Company name").waitFor();
    const hidden = async (role, ...names) => {
      for (const name of names) {
        if (await reader.getByRole(role, { name, exact: true }).count()) throw new Error(`a key that may only read is offered ${name}`);
      }
    };
    await hidden("link", "Import");
    await hidden("button", "Phone", "Add a cap", "Save");
    await go(reader, "Today");
    await reader.getByRole("heading", { name: "Needs a person now" }).waitFor();
    await hidden("button", "Pause everything", "Play the document's story");
    await reader.keyboard.press("?");
    await reader.getByRole("dialog", { name: "Keys" }).getByText("Go to Inbox").waitFor();
    if (await reader.getByText(/Phone$|^Go to Import/).count()) throw new Error("there are keys for what it may not do");
    await reader.context().close();
    await ask(`mutation ($id: ID!) { revokeKey(id: $id) { success } }`, { id: made.createKey.key.id });
  },

  async "two browsers see each other's changes"() {
    const other = await open({ colorScheme: "dark", viewport: { width: 390, height: 844 } });
    await other.goto(`${url}/console/${accountId}/inbox?view=open`);
    await signIn(other);
    await reply("One more question");
    await other.getByRole("button", { name: /Ann.*One more question/s }).click();
    await other.getByRole("button", { name: "Assign to you" }).click();
    await page.getByRole("button", { name: /Ann.*One more question.*Dana/s }).waitFor();
    await audited(other);
    await fits(other);
    await other.getByRole("button", { name: "Back to the list" }).click();
    await audited(other);
    await fits(other);
    for (const name of ["Sequences", "Leads"]) {
      await go(other, name);
      await other.getByRole("row").nth(1).click();
      await other.getByRole("button", { name: "Back to the list" }).waitFor();
      await audited(other);
      await fits(other);
    }
    for (const name of ["Today", "Upcoming"]) {
      await go(other, name);
      await other.getByRole("list", { name: "Expected steps by hour" }).waitFor();
      await audited(other);
      await fits(other);
    }
    await goToMore(other, "Import");
    await other.getByLabel("Drop a CSV file of leads").waitFor();
    await audited(other);
    await fits(other);
    await goToMore(other, "Settings");
    for (const name of ["Account", "Hours", "Senders", "AI", "Webhooks", "Keys"]) {
      await other.getByRole("group", { name: "Part of the settings" }).getByRole("button", { name, exact: true }).click();
      await audited(other);
      await fits(other);
    }
    await other.context().close();
  },

  async "what changes while a browser is offline is there when it is back"() {
    const away = await open();
    const sockets = new Set();
    let lost = false;
    await away.routeWebSocket(/graphql/, (socket) => {
      if (lost) return socket.close();
      socket.connectToServer();
      sockets.add(socket);
    });
    await away.goto(`${url}/console/${accountId}/inbox?view=open`);
    await signIn(away);
    // The screen is a part of the program of its own: it is here before the net is lost.
    await away.getByRole("button", { name: /Ann/ }).first().waitFor();
    await away.getByText("Live", { exact: true }).waitFor();
    lost = true;
    await away.context().setOffline(true);
    for (const socket of sockets) await socket.close();
    await away.getByText("Offline", { exact: true }).waitFor();
    await reply("Are you still there?");
    lost = false;
    await away.context().setOffline(false);
    await away.getByText("Live", { exact: true }).waitFor();
    await away.getByRole("button", { name: /Ann.*Are you still there/s }).waitFor();
    await away.context().close();
  },

  async "it works under any path of a proxy, live too"() {
    const { proxy, address } = await behind("/tools/nudge");
    const other = await open();
    await other.goto(`${address}/console/${accountId}/leads`);
    await signIn(other);
    await other.getByRole("row", { name: /Ann/ }).waitFor();
    await other.getByText("Live", { exact: true }).waitFor();
    await go(other, "Today");
    await other.getByRole("heading", { name: "Today", level: 1 }).waitFor();
    if (!other.url().startsWith(`${address}/console/`)) throw new Error(`it left its path: ${other.url()}`);
    await other.context().close();
    proxy.closeAllConnections();
    proxy.close();
  },

  async "the keys are listed, and nothing has a serious finding of axe"() {
    await audited(page);
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keys" }).getByText("Go to Inbox").waitFor();
    await audited(page);
    await page.keyboard.press("Escape");
  },

  async "who signs out leaves no key behind"() {
    await page.getByRole("button", { name: /^You:/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByText("You are signed out.").waitFor();
    if (await page.evaluate(() => sessionStorage.getItem("nudge-key"))) throw new Error("the key is still there");
  },

  async "the browser's console says nothing"() {
    // A wrong key was typed on purpose: its answer is no fault, and neither is a look at it. A browser that was taken
    // off the net on purpose says so itself.
    const faults = complaints.filter((text) => !/favicon|ERR_INTERNET_DISCONNECTED/.test(text));
    if (faults.length) throw new Error(faults.join("\n"));
  },
};

const results = {};
for (const [name, story] of Object.entries(stories)) {
  try {
    const began = Date.now();
    await story();
    results[name] = null;
    if (process.env.NUDGE_TIMES) console.error(Date.now() - began, name);
  } catch (error) {
    if (process.env.NUDGE_TIMES) console.error("FAILED", name, error.message.slice(0, 600));
    results[name] = `${error.message}\n${await page.evaluate(() => document.body.innerText).catch(() => "")}`;
    // One fault is told once: the stories after it find the window as it was.
    await page.setViewportSize(WIDE);
  }
}
await browser.close();
console.log(JSON.stringify(results));
