// The same list and the same key check by graphql-yoga and pg, on one Node process: `node server.js PORT`.
// Rows are loaded in the list's resolver, four statements a list; DATABASE_URL says where.
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { createSchema, createYoga } from "graphql-yoga";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 });
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

// An id as callers see it, from the UUID of its row (TypeID, spec 0.3).
function encode(prefix, uuid) {
  let number = BigInt("0x" + uuid.replaceAll("-", ""));
  let text = "";
  for (let i = 0; i < 26; i++, number >>= 5n) text = ALPHABET[Number(number & 31n)] + text;
  return `${prefix}_${text}`;
}

function decode(id) {
  let number = 0n;
  for (const char of id.slice(id.lastIndexOf("_") + 1)) number = (number << 5n) | BigInt(ALPHABET.indexOf(char));
  return number.toString(16).padStart(32, "0");
}

const typeDefs = /* GraphQL */ `
  type Query { viewer: Viewer! sequences(accountId: ID!, limit: Int! = 50, offset: Int! = 0): SequencePage! }
  type Viewer { partner: Partner! }
  type Partner { id: ID! name: String! }
  type SequencePage { items: [Sequence!]! total: Int! limit: Int! offset: Int! hasMore: Boolean! }
  enum StepType { FIXED AI }
  type Step {
    order: Int! type: StepType! message: String instructions: String delayHours: Int! skipIfReplied: Boolean!
  }
  type Sequence {
    id: ID! name: String! description: String isActive: Boolean! isDefault: Boolean! version: Int!
    enrolledCount: Int! completedCount: Int! steps: [Step!]!
  }
`;

const LIST = `SELECT s.id, s.name, s.description, s.is_active, s.is_default, s.version
  FROM sequence s JOIN account a ON a.id = s.account_id
  WHERE a.partner_id = $1 AND s.account_id = $2 AND s.deleted_at IS NULL ORDER BY s.id`;
const STEPS = `SELECT v.sequence_id, t.* FROM step t JOIN sequence_version v ON v.id = t.version_id
  JOIN sequence s ON s.id = v.sequence_id AND s.version = v.version
  WHERE s.id = ANY($1::uuid[]) ORDER BY t.position`;
const COUNTS = `SELECT sequence_id, count(DISTINCT lead_id)::int AS enrolled,
    (count(DISTINCT lead_id) FILTER (WHERE status = 'COMPLETED'))::int AS completed
  FROM enrollment WHERE sequence_id = ANY($1::uuid[]) GROUP BY sequence_id`;

async function sequences(_, { accountId, limit, offset }, { partner }) {
  const account = decode(accountId);
  const [{ total }] = await rows("total", `SELECT count(*)::int AS total FROM (${LIST}) AS all_of_them`, [partner, account]);
  const found = await rows("list", `${LIST} LIMIT $3 OFFSET $4`, [partner, account, limit, offset]);
  const ids = found.map((row) => row.id);
  const [steps, counts] = await Promise.all([rows("steps", STEPS, [ids]), rows("counts", COUNTS, [ids])]);
  const stepsOf = new Map(ids.map((id) => [id, []]));
  for (const step of steps) stepsOf.get(step.sequence_id).push(step);
  const countsOf = new Map(counts.map((row) => [row.sequence_id, row]));
  const items = found.map((row) => ({
    id: encode("seq", row.id),
    name: row.name,
    description: row.description,
    isActive: row.is_active,
    isDefault: row.is_default,
    version: row.version,
    enrolledCount: countsOf.get(row.id)?.enrolled ?? 0,
    completedCount: countsOf.get(row.id)?.completed ?? 0,
    steps: stepsOf.get(row.id).map((step) => ({
      order: step.position,
      type: step.type,
      message: step.message,
      instructions: step.instructions,
      delayHours: step.delay_hours,
      skipIfReplied: step.skip_if_replied,
    })),
  }));
  return { items, total, limit, offset, hasMore: offset + items.length < total };
}

async function viewer(_, __, { partner }) {
  const [row] = await rows("partner", "SELECT id, name FROM partner WHERE id = $1", [partner]);
  return { partner: { id: encode("prt", row.id), name: row.name } };
}

const ALIVE = "SELECT partner_id FROM partner_key WHERE hash = $1 AND (expires_at IS NULL OR expires_at > now())";

async function context({ request }) {
  const key = request.headers.get("x-partner-key") ?? "";
  const [row] = await rows("key", ALIVE, [createHash("sha256").update(key).digest("hex")]);
  if (!row) throw new Error("The partner key is missing, wrong or expired.");
  return { partner: row.partner_id };
}

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers: { Query: { sequences, viewer } } }),
  context,
  graphiql: false,
  logging: "error",
});
createServer(yoga).listen(Number(process.argv[2]), "127.0.0.1");
