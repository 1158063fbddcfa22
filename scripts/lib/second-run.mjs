/** More failed files than this mean a defect, not a race, and a second run would only take time. */
const MOST_FILES = 3

/**
 * Runs failed files again in CI, when all suites have ended (ADR 0070). A test that passes then is a race: it counts as passed, and
 * the summary names it as the first to be mended. A test that fails twice, or anything left behind, stays a failure.
 * @param {[string, Awaited<ReturnType<typeof import("./jest-suite.mjs").runSuite>>][]} results
 * @param {(suite: string, files: string[]) => ReturnType<typeof import("./jest-suite.mjs").runSuite>} run
 * @returns {Promise<string[]>} the races, `suite: file: test`; the function updates `results`
 */
export async function runFailedAgain(results, run) {
  const failed = results.filter(([, { failedFiles }]) => failedFiles.length > 0)
  const files = failed.flatMap(([, { failedFiles }]) => failedFiles)
  if (files.length > MOST_FILES) return []
  const races = []
  for (const [suite, result] of failed) {
    console.log(`\nagain: ${result.failedFiles.join(", ")}`)
    const second = await run(suite, result.failedFiles)
    result.seconds += second.seconds
    if (second.failures.length > 0 || second.passed === 0) continue
    const passed = result.failures.filter((line) => !result.left.includes(line))
    races.push(...passed.map((line) => `${suite}: ${line}`))
    result.passed += passed.length
    result.failures = [...result.left]
  }
  return races
}
