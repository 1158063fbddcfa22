#!/usr/bin/env node
// `npm run bench`: runs the benchmarks of bench/, and the PostgreSQL server that they need (with fsync on, as a shop runs it).
//   npm run bench -- --json                     one JSON object a line on standard output
//   npm run bench -- --short                    takes seconds, with wider targets: the form that CI runs
//   npm run bench -- --only award_single_16     one figure, or several separated by commas
//   npm run bench -- --record                   the full form of all figures or of --only, written to docs/benchmarks.md
import { spawn } from "node:child_process"
import path from "node:path"
import { ensureChromiumInstalled } from "./lib/chromium.mjs"
import { ensureInstalled } from "./lib/install.mjs"
import { root } from "./lib/paths.mjs"

ensureInstalled()
const { databases, dropLeftDatabases } = await import("./lib/leaks.mjs")
const { startServices } = await import("./lib/services.mjs")

/** Only figures of screens need a browser. */
const named = process.argv.slice(2).find((one) => /_/.test(one))
const CHROMIUM = !named || named.includes("screen_") ? ensureChromiumInstalled() : undefined

const { env, stop } = await startServices({ name: "clientele_bench", fsync: true })
try {
  const before = await databases(env.DATABASE_URL)
  const child = spawn(process.execPath, ["--require", "ts-node/register", "bench/run.ts", ...process.argv.slice(2)], {
    cwd: root,
    env: {
      ...env,
      TS_NODE_PROJECT: path.join(root, "tsconfig.json"),
      BENCH_REDIS_URL: env.REDIS_URL,
      REDIS_URL: "",
      NODE_NO_WARNINGS: "1",
      ...(CHROMIUM ? { CHROMIUM } : {}),
    },
    stdio: "inherit",
  })
  // A signal to this script must also stop the benchmarks. Ctrl-C on a terminal reaches the child process anyway.
  const forward = (signal) => child.kill(signal)
  process
    .on("SIGTERM", forward)
    .on("SIGHUP", forward)
    .on("SIGINT", () => {})
  process.exitCode = await new Promise((resolve) => child.once("close", (code) => resolve(code ?? 1)))
  await dropLeftDatabases(env.DATABASE_URL, { before, pid: child.pid })
} finally {
  await stop()
}
