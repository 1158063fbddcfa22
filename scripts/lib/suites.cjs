// The test suites in the order of a single lane, fast ones first: name → folders.
// Files that end in `.redis.spec.ts` need Redis and are left out if there is none; so is `browser` without Chromium.
exports.suites = {
  unit: "unit-tests",
  modules: "integration-tests/modules",
  "job-queue": "integration-tests/job-queue",
  schema: "integration-tests/schema",
  assumptions: "integration-tests/medusa-assumptions",
  "http-shop": "integration-tests/http/{customers,loyalty}",
  "http-checkout": "integration-tests/http/{checkout,codes,redemption}",
  cli: "integration-tests/cli",
  browser: "integration-tests/browser",
  faults: "integration-tests/faults",
  packed: "integration-tests/packed",
  pnpm: "integration-tests/pnpm",
}
