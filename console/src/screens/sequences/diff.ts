// Two lists of steps side by side. A step that was put in or taken out stands alone, and the steps after it are not
// called changed because of it.

export type Pair<Step> = { before: Step | undefined; after: Step | undefined; same: boolean };

/** The steps of both lists in pairs: equal steps together, as many as keep their order, and the others between them by
 * place. `content`: what of a step is compared, as a text. */
export function paired<Step>(
  before: readonly Step[],
  after: readonly Step[],
  content: (step: Step) => string,
): Pair<Step>[] {
  const pairs: Pair<Step>[] = [];
  let [from, to] = [0, 0];
  const changedUntil = (i: number, j: number) => {
    for (; from < i || to < j; from += 1, to += 1) {
      pairs.push({ before: from < i ? before[from] : undefined, after: to < j ? after[to] : undefined, same: false });
    }
    [from, to] = [i, j];
  };
  for (const [i, j] of equal(before.map(content), after.map(content))) {
    changedUntil(i, j);
    pairs.push({ before: before[i], after: after[j], same: true });
    [from, to] = [i + 1, j + 1];
  }
  changedUntil(before.length, after.length);
  return pairs;
}

/** The places of a longest common subsequence. */
function equal(a: readonly string[], b: readonly string[]): [number, number][] {
  // longest[i][j]: how long one of a from i on and b from j on is.
  const longest = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => longest[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      (longest[i] as number[])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const places: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) places.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return places;
}
