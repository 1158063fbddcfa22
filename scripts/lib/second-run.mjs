/** More files than these are no race: something is broken, and a second run would only take its time. */
const MOST_FILES = 3

/**
 * Runs the files again that failed, alone on the machine, in CI (ADR 0070). Tests that pass then are races: they count as passed
 * and are named, so that they are mended first. What fails twice, or was left behind, stays a failure.
 * @param {[string, Awaited<ReturnType<typeof import("./jest-suite.mjs").runSuite>>][]} results
 * @param {(suite: string, files: string[]) => ReturnType<typeof import("./jest-suite.mjs").runSuite>} run
 * @returns {Promise<string[]>} the races, `suite: file: test`; `results` are brought up to date
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
