/** More failed files than this mean a defect, not a race, and a second run would only take time. */
const MOST_FILES = 3

/**
 * Runs failed files again in CI, when all suites have ended (ADR 0070). A test that passes in one of the two runs is a race: it counts as
 * passed, and the summary names it as the first to be mended. A test that fails twice, or anything left behind, stays a failure.
 * @param {[string, Awaited<ReturnType<typeof import("./jest-suite.mjs").runSuite>>][]} results
 * @param {(suite: string, files: string[]) => ReturnType<typeof import("./jest-suite.mjs").runSuite>} run
 * @returns {Promise<string[]>} the races, `suite: file: test`; the function updates `results`
 */
export async function runFailedAgain(results, run) {
  const failed = results.filter(([, { failedFiles }]) => failedFiles.length > 0)
  const files = failed.flatMap(([, { failedFiles }]) => failedFiles)
  if (files.length > MOST_FILES) return []
  const races = []
  for (const [suite, first] of failed) {
    console.log(`\nagain: ${first.failedFiles.join(", ")}`)
    const second = await run(suite, first.failedFiles)
    first.seconds += second.seconds
    if (second.left.length > 0) continue
    const passedNow = first.failures.filter((line) => hasPassed(second, line))
    const failedNow = second.failures.filter((line) => hasPassed(first, line))
    first.passed += passedNow.length
    first.failures = first.failures.filter((line) => !passedNow.includes(line))
    races.push(...[...passedNow, ...failedNow].map((line) => `${suite}: ${line}`))
  }
  return races
}

/** Two tests of a file may have the same title. */
const hasPassed = ({ passedTests, failures }, line) => passedTests.includes(line) && !failures.includes(line)
