import { spawn } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { databases, dropLeftDatabases, killLeftProcesses } from "./leaks.mjs"
import { sleep } from "./net.mjs"
import { dataDir, root } from "./paths.mjs"

const jest = path.join(root, "node_modules/jest/bin/jest.js")

// Jest does not end while a server, worker, connection or timer of a test is open. After its report it gets this long.
const EXIT_GRACE_MS = 15_000

function startJest(suite, { env, args, outputFile, quiet }) {
  const flags = ["--json", `--outputFile=${outputFile}`, "--passWithNoTests"]
  // Suites with services run one file after another: the machine has two cores, and Jest finds open handles only in-band.
  if (suite !== "unit") flags.push("--runInBand")
  return spawn(process.execPath, ["--experimental-vm-modules", jest, ...flags, ...args], {
    cwd: root,
    env: { ...env, TEST_SUITE: suite, NODE_ENV: "test", NODE_NO_WARNINGS: "1" },
    // Jest writes its progress to standard error; standard output has the same JSON as the file.
    stdio: ["ignore", "ignore", quiet ? "pipe" : "inherit"],
    detached: process.platform !== "win32",
  })
}

/** Buffers the output of a quiet child process until it has ended. @returns {() => void} prints the output */
function keepOutput(child) {
  const said = []
  child.stderr?.on("data", (data) => said.push(data))
  return () => process.stderr.write(Buffer.concat(said))
}

/** Waits for the end of the child process. @returns whether Jest ended by itself soon after its report */
async function untilEnded(child, outputFile) {
  let ended = false
  const end = new Promise((resolve) => child.once("close", resolve)).then(() => {
    ended = true
  })
  while (!ended && !fs.existsSync(outputFile)) await Promise.race([end, sleep(200)])
  for (let waited = 0; !ended && waited < EXIT_GRACE_MS; waited += 200) await Promise.race([end, sleep(200)])
  if (ended) return true
  child.kill("SIGKILL")
  await end
  return false
}

function readReport(outputFile) {
  if (!fs.existsSync(outputFile)) return undefined
  return JSON.parse(fs.readFileSync(outputFile, "utf8"))
}

function notRun(report) {
  return report.testResults.flatMap(({ name, assertionResults }) => {
    const pending = assertionResults.filter(({ status }) => status === "pending" || status === "todo")
    return pending.map(({ fullName }) => `${path.relative(root, name)}: ${fullName}`)
  })
}

function failedTests(report) {
  return report.testResults.flatMap(({ name, assertionResults, status }) => {
    const file = path.relative(root, name)
    const failed = assertionResults.filter((test) => test.status === "failed")
    if (status === "failed" && failed.length === 0) return [`${file} did not run`]
    return failed.map(({ fullName }) => `${file}: ${fullName}`)
  })
}

function passedTests(report) {
  return report.testResults.flatMap(({ name, assertionResults }) => {
    const passed = assertionResults.filter(({ status }) => status === "passed")
    return passed.map(({ fullName }) => `${path.relative(root, name)}: ${fullName}`)
  })
}

/** The files of a report that have a failed test, or did not load. */
const failedFiles = (report) =>
  report.testResults.filter(({ status }) => status === "failed").map(({ name }) => path.relative(root, name))

async function leftBehind(child, { endedAlone, databaseUrl, before }) {
  const found = []
  if (!endedAlone) found.push("something was left open: jest did not end by itself")
  if (killLeftProcesses(child.pid)) found.push("processes were left running")
  const names = databaseUrl ? await dropLeftDatabases(databaseUrl, { before, pid: child.pid }) : []
  return [...found, ...names.map((name) => `database ${name} was left behind`)]
}

/**
 * Runs one suite of suites.cjs.
 * These count as failures, too (M43): a file that does not load, open handles, processes left running, databases left behind.
 * @param {string} suite
 * @param {{ env: NodeJS.ProcessEnv, args: string[], onStart: (child: import("node:child_process").ChildProcess) => void, quiet?:
 * boolean }} options
 * `quiet` prints the output when the suite has ended
 * @returns {Promise<{ passed: number, passedTests: string[], failures: string[], failedFiles: string[], left: string[], notRun:
 * string[], seconds: number }>}
 * `passedTests` and `failures` have lines of `file: test`; `failures` includes `left`, the processes, databases and handles that the suite left behind; a second run does not remove those
 */
export async function runSuite(suite, { env, args, onStart, quiet = false }) {
  // Two runs of a suite in one checkout must not read each other's report.
  const outputFile = path.join(dataDir, "test-results", `${suite}-${process.pid}.json`)
  fs.mkdirSync(path.dirname(outputFile), { recursive: true })
  fs.rmSync(outputFile, { force: true })
  const databaseUrl = suite === "unit" ? undefined : env.DATABASE_URL
  const before = databaseUrl ? await databases(databaseUrl) : []
  const started = Date.now()
  const child = startJest(suite, { env, args, outputFile, quiet })
  onStart(child)
  const sayOutput = keepOutput(child)
  const endedAlone = await untilEnded(child, outputFile)
  sayOutput()

  const report = readReport(outputFile)
  if (report) fs.renameSync(outputFile, path.join(path.dirname(outputFile), `${suite}.json`))
  const failures = report ? failedTests(report) : [`jest ended with ${child.exitCode ?? child.signalCode}, no report`]
  const left = await leftBehind(child, { endedAlone, databaseUrl, before })
  failures.push(...left)
  if (child.exitCode !== 0 && failures.length === 0) failures.push(`jest ended with ${child.exitCode}`)
  return {
    passed: report?.numPassedTests ?? 0,
    passedTests: report ? passedTests(report) : [],
    failures,
    failedFiles: report ? failedFiles(report) : [],
    left,
    notRun: report ? notRun(report) : [],
    seconds: Math.round((Date.now() - started) / 1000),
  }
}
