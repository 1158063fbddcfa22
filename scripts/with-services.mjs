#!/usr/bin/env node
// Runs a command with PostgreSQL and Redis, and stops the servers that it started when the command ends.
//   node scripts/with-services.mjs medusa develop
//   node scripts/with-services.mjs              keeps both running until Ctrl-C
import { run } from "./lib/run.mjs"
import { startServices } from "./lib/services.mjs"

function untilInterrupted() {
  return new Promise((resolve) => {
    const keepAlive = setInterval(() => {}, 60_000)
    const end = () => {
      clearInterval(keepAlive)
      resolve(0)
    }
    process.once("SIGINT", end).once("SIGTERM", end)
  })
}

const [command, ...args] = process.argv.slice(2)
const { env, stop } = await startServices()
let code = 1
try {
  if (command) {
    code = await run(command, args, { env })
  } else {
    console.log(`DATABASE_URL=${env.DATABASE_URL}`)
    if (env.REDIS_URL) console.log(`REDIS_URL=${env.REDIS_URL}`)
    code = await untilInterrupted()
  }
} finally {
  await stop()
}
process.exit(code)
