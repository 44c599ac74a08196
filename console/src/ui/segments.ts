// How many SMS a text is, as the composer shows it while somebody types. The server counts again when it sends.

const GSM = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");
const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });

export type Counted = { segments: number; left: number; unicode: string[] };

/** The segments, the characters that are left in the last of them, and the characters that made it UCS-2. */
export function counted(text: string): Counted {
  const chars = [...text];
  const unicode = [...new Set(chars.filter((char) => !GSM.has(char) && !EXTENDED.has(char)))];
  const sizes = unicode.length
    ? Array.from(clusters.segment(text), ({ segment }) => (segment === "\r\n" ? [1, 1] : [segment.length])).flat()
    : chars.map((char) => (EXTENDED.has(char) ? 2 : 1));
  return { ...packed(sizes, unicode.length ? 70 : 160, unicode.length ? 67 : 153), unicode };
}

function packed(sizes: number[], alone: number, each: number) {
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  if (whole <= alone) return { segments: 1, left: alone - whole };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    // What is longer than a segment can hold begins in one and goes on in the next.
    if (used + size > each) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { segments, left: Math.max(0, each - used) };
}
