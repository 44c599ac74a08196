import { defineConfig } from "vitest/config";

// A person's browser is in another zone than the account.
process.env.TZ = "Asia/Tokyo";

// Each file has a page of its own, in a context of one process: that is fast, and no test sees another's.
export default defineConfig({
  test: { include: ["tests/*.test.{ts,tsx}"], environment: "happy-dom", pool: "vmThreads", reporters: ["dot"] },
});
