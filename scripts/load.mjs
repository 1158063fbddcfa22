#!/usr/bin/env node
// `npm run load`: runs a mix of visitors against a store with two servers and a worker on PostgreSQL and Redis, all on this
// machine: first with one server, then with both. It prints the time of each kind of call, and proves that nothing was lost or
// doubled (docs/scale.md).
//   npm run load -- --short         a minute or two
//   npm run load -- --json          one JSON object a line on standard output
//   npm run load -- --record        the full form, written to docs/scale.md
//   npm run load -- --visitors 32 --seconds 120
import { spawn } from "node:child_process"
import path from "node:path"
import { ensureInstalled } from "./lib/install.mjs"
import { root } from "./lib/paths.mjs"

ensureInstalled()
const { databases, dropLeftDatabases } = await import("./lib/leaks.mjs")
const { startServices } = await import("./lib/services.mjs")

const { env, stop } = await startServices({ name: "clientele_load", fsync: true })
try {
  const before = await databases(env.DATABASE_URL)
  const child = spawn(
    process.execPath,
    ["--require", "ts-node/register", "bench/load/run.ts", ...process.argv.slice(2)],
    {
      cwd: root,
      env: { ...env, TS_NODE_PROJECT: path.join(root, "tsconfig.json"), NODE_NO_WARNINGS: "1" },
      stdio: "inherit",
    },
  )
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
