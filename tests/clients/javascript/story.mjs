// The story that each client tells: the documents of operations.graphql, and what they are called with.
import { readFileSync } from 'node:fs';
import { parse, separateOperations } from 'graphql';

// Each operation as a document of its own, with the fragments it needs.
export const documents = separateOperations(parse(readFileSync(new URL('../operations.graphql', import.meta.url), 'utf8')));

export const url = `${process.env.NUDGE_URL}/graphql`;
export const headers = { 'X-Partner-Key': process.env.NUDGE_KEY };
export const phone = process.argv[2];

export const sequence = (name) => ({
  name,
  steps: [
    { type: 'FIXED', message: 'One', delayHours: 0 },
    { type: 'FIXED', message: 'Two', delayHours: 2 },
  ],
});
