// What an operator's screen does, told by any client: hear a lead's reply, take over, answer, hand back, read the numbers.
// `ask`, `change` and `listen` take an operation of operations.graphql by its name; `listen` returns how it ends.
const QUESTION = 'What is the rate?';
const DAY = 24 * 60 * 60 * 1000;
const day = (time) => new Date(time).toISOString().slice(0, 10);

export const talk = async ({ ask, change, listen }, accountId, phone) => {
  const { now } = (await change('AdvanceClock', { hours: 0.001 })).advanceClock;
  const [message, told] = await heard({ change, listen }, accountId, phone);

  const found = (await ask('Conversations', { accountId, search: phone })).conversationsConnection;
  const [{ id, unreadCount, attention }] = found.nodes;
  const taken = (await change('TakeOver', { id, by: 'Sam' })).takeOver.conversation;
  const answer = { accountId, phone, body: 'Six percent.', by: 'Sam' };
  const written = (await change('SendMessage', answer)).sendMessage.message;
  const back = (await change('HandBack', { id })).handBack.conversation;

  const days = { from: day(Date.parse(now) - DAY), to: day(Date.parse(now) + DAY) };
  const { stats } = (await ask('Stats', { accountId, ...days })).account;
  return {
    heard: [message.direction, message.body],
    told: told.id === id,
    found: [found.nodes.length, found.totalCount, found.totalIsExact],
    unread: unreadCount > 0,
    attention,
    taken: [taken.automation.reason, taken.automation.by],
    written: [written.source, written.by],
    back: [back.automation, back.attention, back.unreadCount],
    counted: stats.sent > 0 && stats.replied > 0 && stats.days.length > 0,
  };
};

// The first reply that each subscription hears. It is not said when a subscription has begun: the lead writes until then.
const heard = ({ change, listen }, accountId, phone) =>
  new Promise((done, failed) => {
    const first = [undefined, undefined];
    const write = () => change('SimulateReply', { accountId, phone, body: QUESTION }).catch(failed);
    const again = setInterval(write, 500);
    const keep = (place, value) => {
      first[place] ??= value;
      if (first.includes(undefined)) return;
      clearInterval(again);
      setImmediate(() => stops.forEach((stop) => stop()));
      done(first);
    };
    const stops = [
      listen('MessageUpdated', { accountId, phone }, failed, ({ messageUpdated }) => {
        if (messageUpdated.direction === 'INBOUND') keep(0, messageUpdated);
      }),
      listen('ConversationUpdated', { accountId }, failed, ({ conversationUpdated }) => {
        if (conversationUpdated.lead.phone === phone) keep(1, conversationUpdated);
      }),
    ];
  });
