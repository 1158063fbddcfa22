#!/usr/bin/env node
// `npm test`: runs every suite of jest.config.js, and the services that it needs.
//   npm test                        all suites
//   npm test -- faults              one suite (or several names; `http` is http-shop and http-checkout)
//   npm test -- http -t "refund"    with more arguments for jest
//   npm test -- --medusa 2.21.1     with another release of Medusa: the suites that need it most, or the named ones
// The last line is `N passed, N failed`. With CI=true, a suite that did not run is a failure, and failed files run once more
// (ADR 0070).
import { createRequire } from "node:module"
import os from "node:os"
import path from "node:path"
import { ensureInstalled } from "./lib/install.mjs"
import { root } from "./lib/paths.mjs"

ensureInstalled()

/** The suites that another release of Medusa can break: the assumptions about Medusa, and a host that uses it. */
const SUITES_OF_ANOTHER_MEDUSA = ["assumptions", "packed"]

/** Runs the suites in a copy of this checkout with another Medusa. Ends this process with the copy's exit code. */
async function runWithMedusa(version = "", rest = []) {
  const { withMedusa } = await import("./lib/other-medusa.mjs")
  const { run } = await import("./lib/run.mjs")
  const cwd = await withMedusa(version)
  const named = rest.length > 0 && !rest[0].startsWith("-")
  const suites = named ? [] : SUITES_OF_ANOTHER_MEDUSA
  console.log(`Medusa ${version}: ${cwd}`)
  process.exit(await run(process.execPath, ["scripts/test.mjs", ...suites, ...rest], { cwd }))
}

const [first, version, ...others] = process.argv.slice(2)
if (first === "--medusa") await runWithMedusa(version, others)

const { startServices } = await import("./lib/services.mjs")
const { HOW_TO_GET_REDIS } = await import("./lib/redis.mjs")
const { ensureChromiumInstalled, HOW_TO_GET_CHROMIUM } = await import("./lib/chromium.mjs")
const { runSuite } = await import("./lib/jest-suite.mjs")
const { runFailedAgain } = await import("./lib/second-run.mjs")

const { suites: known } = createRequire(import.meta.url)(path.join(root, "scripts/lib/suites.cjs"))

/** These suites run only if they are named: they take minutes, and Medusa's releases affect them more than the plugin's changes. */
const ON_DEMAND = ["pnpm"]

/** The suites of a name: `http` stands for all names that begin with `http-`. */
const suitesOf = (name) => Object.keys(known).filter((suite) => suite === name || suite.startsWith(`${name}-`))

function parseArguments(argv) {
  const suites = []
  const rest = [...argv]
  while (rest.length > 0 && suitesOf(rest[0]).length > 0) suites.push(...suitesOf(rest.shift()))
  const [next] = rest
  if (suites.length === 0 && next && !next.startsWith("-")) {
    throw new Error(`no suite is called ${next}; there are ${Object.keys(known).join(", ")}`)
  }
  const usual = Object.keys(known).filter((suite) => !ON_DEMAND.includes(suite))
  return { suites: suites.length > 0 ? suites : usual, jestArgs: rest }
}

function report(results) {
  console.log("\nsuite           passed  failed  not run  seconds")
  for (const [suite, { passed, failures, notRun, seconds }] of results) {
    const columns = [String(passed).padStart(6), String(failures.length).padStart(8), String(notRun.length).padStart(9)]
    console.log(`${suite.padEnd(16)}${columns.join("")}${String(seconds).padStart(9)}`)
  }
  const failures = results.flatMap(([suite, { failures }]) => failures.map((line) => `${suite}: ${line}`))
  if (failures.length > 0) console.log(`\nfailed:\n  ${failures.join("\n  ")}`)
}

/** With several lanes these suites start first, so that all lanes end at about the same time. */
const LONGEST = ["faults", "http-checkout", "http-shop", "browser", "cli", "packed", "modules"]

/**
 * Number of suites that run in parallel: two, as machines have two cores, and a third suite slows down the others more than it
 * adds. A single suite or a single core gets one lane.
 */
const lanesFor = (suites) => (os.availableParallelism() > 1 ? Math.min(2, suites.length) : 1)

const running = new Set()
const onStart = (child) => {
  running.add(child)
  child.once("close", () => running.delete(child))
}

/** Runs the suites. @returns {Promise<[string, Awaited<ReturnType<typeof runSuite>>][]>} */
async function runAll(suites, env, args) {
  let interrupted = false
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      interrupted = true
      for (const child of running) child.kill(signal)
    })
  }
  let begun = 0
  const lanes = lanesFor(suites)
  // A lane takes the next suite when its suite has ended.
  const [long, short] = [LONGEST.filter((one) => suites.includes(one)), suites.filter((one) => !LONGEST.includes(one))]
  const waiting = lanes > 1 ? [...long, ...short] : [...suites]
  const runLane = async (quiet) => {
    const results = []
    for (let suite = waiting.shift(); suite && !interrupted; suite = waiting.shift()) {
      begun += 1
      console.log(`\n[${begun}/${suites.length}] ${suite}`)
      const withoutRedis =
        env.REDIS_URL || suite === "unit" ? [] : ["--testPathIgnorePatterns", "\\.redis\\.spec\\.ts$"]
      results.push([suite, await runSuite(suite, { env, args: [...args, ...withoutRedis], onStart, quiet })])
    }
    return results
  }
  // The first lane prints its output at once, the other one when a suite has ended.
  return (await Promise.all(Array.from({ length: lanes }, (_lane, index) => runLane(index > 0)))).flat()
}

function listNotRun(results, { withRedis, whole }) {
  const lines = results.flatMap(([, { notRun }]) => notRun)
  for (const [suite, { passed, failures, notRun }] of results) {
    if (whole && passed + failures.length + notRun.length === 0) lines.push(`${suite}: the suite has no tests`)
  }
  if (!withRedis) lines.push(`tests that need Redis (*.redis.spec.ts): ${HOW_TO_GET_REDIS}`)
  return lines
}

const { suites: asked, jestArgs } = parseArguments(process.argv.slice(2))
const chromium = asked.includes("browser") ? ensureChromiumInstalled() : undefined
const suites = asked.filter((suite) => suite !== "browser" || chromium)
const needsServices = suites.some((suite) => suite !== "unit")
// A single suite keeps its server's data, and with it the migrated database that tests copy.
const services = needsServices
  ? await startServices({ inMemory: suites.length > 1 })
  : { env: process.env, stop: async () => {} }
const env = { ...services.env, CHROMIUM: chromium }
let results
let races = []
try {
  results = await runAll(suites, env, jestArgs)
  if (process.env.CI === "true" && results.length === suites.length) {
    const run = (suite, files) => runSuite(suite, { env, args: ["--runTestsByPath", ...files], onStart })
    races = await runFailedAgain(results, run)
  }
} finally {
  await services.stop()
}
report(results)
if (races.length > 0) console.log(`\npassed in one of two runs, mend first:\n  ${races.join("\n  ")}`)
const withRedis = !needsServices || Boolean(services.env.REDIS_URL)
const notRun = listNotRun(results, { withRedis, whole: jestArgs.length === 0 })
if (asked.includes("browser") && !chromium) notRun.push(`browser: ${HOW_TO_GET_CHROMIUM}`)
if (results.length < suites.length) notRun.push(`interrupted before ${suites.slice(results.length).join(", ")}`)
if (notRun.length > 0) console.log(`\nnot run:\n  ${notRun.join("\n  ")}`)

const passed = results.reduce((sum, [, result]) => sum + result.passed, 0)
const failed = results.reduce((sum, [, result]) => sum + result.failures.length, 0)
const incomplete = notRun.length > 0 && (process.env.CI === "true" || results.length < suites.length)
if (incomplete) console.log("\nfailing, because not everything ran")
console.log(`\n${passed} passed, ${failed + (incomplete ? 1 : 0)} failed`)
process.exitCode = failed > 0 || passed === 0 || incomplete ? 1 : 0
