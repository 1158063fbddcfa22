// The test suites in the order in which they run, fast ones first: name → files.
// Files that end in `.redis.spec.ts` need Redis and are left out where there is none.
exports.suites = {
  unit: "unit-tests",
  modules: "integration-tests/modules",
  "job-queue": "integration-tests/job-queue",
  schema: "integration-tests/schema",
  http: "integration-tests/http",
  cli: "integration-tests/cli",
  faults: "integration-tests/faults",
  packed: "integration-tests/packed",
}
