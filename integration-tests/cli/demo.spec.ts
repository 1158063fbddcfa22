import { type ChildProcess, spawn } from "node:child_process"
import fs from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { adminApi } from "../helpers/api"
import { createDatabase, type TestDatabase } from "../helpers/database"
import { projectDir } from "../helpers/server-process"
import { freePort } from "../helpers/store-server"

// `npm run demo` on a migrated database of the tests' server, which it takes as it is, without the admin's build.
let database: TestDatabase
let port: number
let storefrontPort: number

beforeAll(async () => {
  database = await createDatabase()
  port = await freePort()
  storefrontPort = await freePort()
})

afterAll(() => database?.drop())

type Demo = { child: ChildProcess; output: () => string; ended: Promise<number | null> }

function startDemo(...args: string[]): Demo {
  const child = spawn(process.execPath, [path.join(projectDir, "scripts/demo.mjs"), "--no-admin", ...args], {
    cwd: projectDir,
    env: {
      ...process.env,
      ...{ NODE_OPTIONS: "", NODE_ENV: undefined, DATABASE_URL: database.url },
      ...{ PORT: String(port), STOREFRONT_PORT: String(storefrontPort) },
    },
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

/**
 * The story's figures, at 10 points for each dollar: goods of 52 paid; goods of 80 paid in an order of 85, of which 40 came
 * back; 500 of the guest's points spent on goods of 40, of which 35 are paid in money.
 */
function expectStory(output: string): void {
  expect(output).toMatch(/The guest pays and earns 520 points/)
  expect(output).toMatch(/pays and earns 800 points/)
  expect(output).toMatch(/40 USD of it are refunded: 377 points are taken back, 423 stay/)
  expect(output).toMatch(/The shop mails a code: "Your code for .+", \d{6}\./)
  expect(output).toMatch(/500 points take 5\.00 USD off: 40 USD are left to pay/)
  expect(output).toMatch(/The card is declined: no order, and no points lost \(balance 520, held 500\)/)
  expect(output).toMatch(/Another card is good: order #\d+, 40 USD, balance 20\./)
  expect(output).toMatch(/order +order_\w+ +(\d+)\n +ledger entry +pent_\d+_\d+ +\1\n +hold +phold_\w+ +\1\n/)
  expect(output).toMatch(/It is paid and earns 350 points/)
  expectBusiness(output)
  expectTradeCredit(output)
  expect(output).toMatch(/guest: balance 370, available 370/)
  expect(output).toMatch(/registered customer: balance 423, available 423/)
  expect(output).toMatch(/business customer: balance 4000, available 4000/)
  const ledger = output.slice(output.indexOf("\nLedger\n"))
  expect(
    [...ledger.matchAll(/ guest-\w+@example\.com +(\w+) +([+-]\d+) +(\d+)\n/g)].map((row) => row.slice(1)),
  ).toEqual([
    ["order", "+520", "520"],
    ["redemption", "-500", "20"],
    ["redeem_return", "+500", "520"],
    ["redemption", "-500", "20"],
    ["order", "+350", "370"],
  ])
  expect(ledger).toMatch(
    / rita-\w+@example\.com +order +\+800 +800\n.* rita-\w+@example\.com +refund_reversal +-377 +423\n/,
  )
}

/** Ten shirts of 40 and six mugs of 12, each order shipped for 5; the shirts are paid. */
function expectBusiness(output: string): void {
  expect(output).toContain(
    "makes Harbour Café Ltd, net_30, with 2 contacts: Ida Berg (Purchasing, primary), Tom Reed (Kitchen).",
  )
  expect(output).toMatch(
    /It has 3 addresses: .*A fourth is refused: 406 "Customer already has 3 addresses registered\."/,
  )
  expect(output).toMatch(/A note is kept, with its date and author: \d{4}-\d\d-\d\d "Deliver before eight\."/)
  expect(output).toContain("ten shirts for 405 USD, which are paid, and six mugs for 77 USD")
  expect(output).toContain('2 orders, 482 USD, 241 on average, 405 received; mostly "Linen shirt"; new, risk low.')
}

/** 120 of the old shop; five shirts for 205 within a limit of 500; six for 245, which are 70 beyond it. 300 come in. */
function expectTradeCredit(output: string): void {
  expect(output).toMatch(/Ida orders five shirts on account: order #\d+, 205 USD, due \d{4}-\d\d-\d\d\./)
  expect(output).toMatch(/A guest who writes Ida's email address buys nothing on account: 400/)
  expect(output).toContain("the storefront knows: credit_limit_exceeded, 70 USD are missing.")
  expect(output).toMatch(/order #\d+ is placed, and an admin user approves it/)
  expect(output).toContain("  450.00    0.00  120.00    0.00    0.00  570.00\n")
  expect(output).toContain("They pay what is due first: 270 USD are still owed, 0 overdue.")
  expect(output).toContain("  270.00    0.00    0.00    0.00    0.00  270.00\n")
  expect(output).toContain("0 USD are owed. Points come with the money: 2000 for Ida, 2400 for Tom.")
  expect(output).toMatch(/A credit check \(ok|insufficient_data\): .*\n {2}- \w/)
}

test("R1, R14, R16, R20, R21, R32, R33, R42, R44, R45, R48: the demo tells its story, stays up for the owner to log in, and ends with its signal", async () => {
  const demo = startDemo()
  while (demo.child.exitCode === null && !demo.output().includes("Ctrl-C stops the store")) await sleep(100)
  expectStory(demo.output())
  expect(demo.output()).toMatch(/9193 points outstanding, worth 91\.93 USD/)
  const admin = await adminApi(`http://localhost:${port}`)
  expect(await admin.get("/admin/users/me")).toMatchObject({ user: { email: "owner@example.com" } })
  const storefront = `http://localhost:${storefrontPort}`
  expect(demo.output()).toContain(storefront)
  expect(await (await fetch(storefront)).text()).toContain("Harbour Goods")
  const regions = await fetch(`http://localhost:${port}/store/regions`, { headers: { origin: storefront } })
  expect(regions.headers.get("access-control-allow-origin")).toBe(storefront)
  demo.child.kill("SIGTERM")
  expect(await demo.ended).toBe(0)
  await expect(fetch(`http://localhost:${port}/health`)).rejects.toThrow("fetch failed")
  await expect(fetch(storefront)).rejects.toThrow("fetch failed")
}, 480_000)

// Guard: `./admin` in package.json's exports; without it the host's dashboard is built without the plugin's pages.
test("R66: the store's dashboard finds the plugin's pages", () => {
  const store = path.join(projectDir, ".data/demo/store")
  const pages = createRequire(path.join(store, "package.json")).resolve("medusa-plugin-clientele/admin")
  expect(fs.readFileSync(pages, "utf8")).toContain("/outbox")
})

test("a flag that does not exist is told at once", async () => {
  const flag = startDemo("--noadmin")
  expect([await flag.ended, flag.output()]).toEqual([2, "unknown: --noadmin (there is --no-admin)\n"])
})
