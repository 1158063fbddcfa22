import { type ChildProcess, spawn } from "node:child_process"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { adminApi } from "../helpers/api"
import { createDatabase, type TestDatabase } from "../helpers/database"
import { projectDir } from "../helpers/server-process"
import { freePort } from "../helpers/store-server"

// `npm run demo` on a database of the tests' server, without the admin's build.
let database: TestDatabase
let port: number

beforeAll(async () => {
  database = await createDatabase({ template: "template0" })
  port = await freePort()
})

afterAll(() => database?.drop())

type Demo = { child: ChildProcess; output: () => string; ended: Promise<number | null> }

function startDemo(...args: string[]): Demo {
  const child = spawn(process.execPath, [path.join(projectDir, "scripts/demo.mjs"), "--no-admin", ...args], {
    cwd: projectDir,
    env: { ...process.env, NODE_OPTIONS: "", NODE_ENV: undefined, DATABASE_URL: database.url, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let printed = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      printed += String(chunk)
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve))
  return { child, output: () => printed, ended }
}

/** The story's figures: goods of 52 paid; goods of 80 paid in an order of 85, of which 40 came back. */
function expectStory(output: string): void {
  expect(output).toMatch(/The guest pays and earns 52 points/)
  expect(output).toMatch(/pays and earns 80 points/)
  expect(output).toMatch(/40 USD of it are refunded: 38 points are taken back, 42 stay/)
  expect(output).toMatch(/guest: balance 52, available 52/)
  expect(output).toMatch(/registered customer: balance 42, available 42/)
  expect(output).toMatch(/ guest-\w+@example\.com +order +\+52 +52\n/)
  expect(output).toMatch(
    / rita-\w+@example\.com +order +\+80 +80\n.* rita-\w+@example\.com +refund_reversal +-38 +42\n/,
  )
}

test("R32, R33: the demo tells its story, stays up for the owner to log in, and ends with its signal", async () => {
  const demo = startDemo()
  while (demo.child.exitCode === null && !demo.output().includes("Ctrl-C stops the store")) await sleep(100)
  expectStory(demo.output())
  expect(demo.output()).toMatch(/94 points outstanding, worth 0\.94 USD/)
  const admin = await adminApi(`http://localhost:${port}`)
  expect(await admin.get("/admin/users/me")).toMatchObject({ user: { email: "owner@example.com" } })
  demo.child.kill("SIGTERM")
  expect(await demo.ended).toBe(0)
  await expect(fetch(`http://localhost:${port}/health`)).rejects.toThrow("fetch failed")
}, 240_000)

test("R48: --once goes on with the database that it is given, and ends", async () => {
  const demo = startDemo("--once")
  expect([await demo.ended, demo.output()]).toEqual([0, expect.stringContaining("188 points outstanding")])
  expectStory(demo.output())
}, 240_000)

test("a flag that does not exist is told at once", async () => {
  const flag = startDemo("--onec")
  expect([await flag.ended, flag.output()]).toEqual([2, "unknown: --onec (there are --once and --no-admin)\n"])
})
