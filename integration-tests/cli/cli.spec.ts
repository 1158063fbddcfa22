import type { Outbox } from "../../src/types"
import { createDatabase, query, type TestDatabase } from "../helpers/database"
import { eventually, type Loyalty, loyaltyOf } from "../helpers/loyalty"
import { type Order, openShop, type Shop } from "../helpers/shop"
import { type Store, startStore } from "../helpers/store-server"
import { type CommandResult, rowsBelow, runCommand } from "./command"
import { leaveDeadJob } from "./dead-job"
import { imports } from "./imports.part"
import { openSession, type Session } from "./session"
import { wrongUsage } from "./wrong-usage.part"

// A store that has lived: an order from before the programme, one with a refund, and one whose award never ran, because
// the store was then served without workers. It serves on while the commands look at its database.
let database: TestDatabase
let store: Store
let shop: Shop
let loyalty: Loyalty
let early: Order
let refunded: Order
let forgotten: Order
let deadJob: string

let session: Session

const clientele = (...args: string[]): Promise<CommandResult> => session.run(...args)
/** The same in a process of its own, as a person runs it. */
const clienteleAlone = (...args: string[]): Promise<CommandResult> => runCommand(args, { databaseUrl: database.url })

type Health = { health: { queue: { queues: { name: string; waiting: number }[] } } }

/** A lot of an account that does not exist: nothing can be posted for the order. */
const breakOrder = ({ id }: Order) =>
  query(
    database,
    "insert into clientele_points_lot (source, account_id, of_order, granted, remaining) values ($1, 0, true, 0, 0)",
    [id],
  )
const mendOrder = ({ id }: Order) => query(database, "delete from clientele_points_lot where source = $1", [id])

/** What happens to an order is buffered for a moment before it becomes a job for the points and one for the figures. */
const jobsWait = (jobs: { awards: number; projections: number }) =>
  eventually(
    () => shop.admin.get<Health>("/admin/loyalty/health"),
    ({ health }) =>
      Object.entries(jobs).every(([name, waiting]) =>
        health.queue.queues.some((queue) => queue.name === name && queue.waiting === waiting),
      ),
  )

beforeAll(async () => {
  database = await createDatabase()
  store = await startStore({ databaseUrl: database.url })
  shop = await openShop(store, { copies: true })
  loyalty = loyaltyOf(shop.admin)
  early = await shop.placeOrder({ quantity: 3, product: "download", capture: true })
  await loyalty.set("loyalty_points_enabled", true)
  refunded = await shop.placeOrder({ quantity: 2, product: "download", capture: true })
  await loyalty.granted(refunded.id, 40)
  await shop.refund(refunded, 10)
  await loyalty.granted(refunded.id, 30)
  await shop.guest.post("/store/loyalty/redemption/send-otp", { email: refunded.email })
  await eventually(
    () => shop.admin.get<Outbox>("/admin/clientele/outbox"),
    ({ mails }) => mails.length > 0,
  )
  await store.stop()
  deadJob = await leaveDeadJob(database.url)
  session = openSession(database.url)
  store = await startStore({ databaseUrl: database.url, workerMode: "server", port: store.port })
  forgotten = await shop.placeOrder({ email: refunded.email ?? "", product: "download" })
  // It waits for its payment.
  await jobsWait({ awards: 0, projections: 1 })
  await shop.capture(forgotten)
  await jobsWait({ awards: 1, projections: 2 })
}, 240_000)

afterAll(async () => {
  await session?.end()
  await store?.stop()
  await database?.drop()
}, 60_000)

describe("wrong usage and faults", () => wrongUsage(() => session))

describe("statement", () => {
  it("R31: prints the figures and the ledger, whatever case the address is written in", async () => {
    const { code, stdout, stderr } = await clienteleAlone("statement", String(refunded.email).toUpperCase())
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(/^Points of .+@example\.com\n {2}balance {9}30\n {2}available {7}30\n/)
    const day = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/)
    expect(rowsBelow(stdout, "date")).toEqual([
      [day, "adjust", "refund_reversal", "-10", "30", refunded.id],
      [day, "earn", "order", "+40", "40", refunded.id],
    ])
  })

  it("R31: --limit shows only the newest entries, --json what a script reads", async () => {
    const { stdout } = await clientele("statement", String(refunded.email), "--limit", "1", "--json")
    expect(JSON.parse(stdout)).toMatchObject({
      account: { points_balance: 30, lifetime_earned: 30 },
      entries: [{ reason: "refund_reversal", points: -10, balance_after: 30 }],
    })
  })

  it("R31: says so in plain words where a mailbox has never had points", async () => {
    const { code, stdout } = await clientele("statement", "nobody@example.com")
    expect([code, stdout]).toEqual([
      0,
      "nobody@example.com has no points account: no order with this email address has earned points.\n",
    ])
  })
})

describe("why", () => {
  it("R32: shows the sum behind an award, found by the order's number", async () => {
    const { code, stdout } = await clientele("why", `#${refunded.display_id}`)
    expect(code).toBe(0)
    expect(stdout).toContain(
      `Order #${refunded.display_id} (${refunded.id})\nThe order earns 30 points: 1 points per 1.00`,
    )
    expect(stdout).toMatch(/goods kept {12}40\n {2}share that was paid {3}0\.75\n {2}basis for points {6}30\n/)
    expect(rowsBelow(stdout, "date").map((row) => row[3])).toEqual(["+40", "-10"])
  })

  it("R32: says why an order earned nothing", async () => {
    const { stdout } = await clientele("why", early.id)
    expect(stdout.split("\n")[1]).toBe(
      "The order earns nothing. The programme was switched off when the order's trigger happened.",
    )
  })

  it("names the order that does not exist", async () => {
    const { code, stdout, stderr } = await clientele("why", "987654")
    expect([code, stdout, stderr]).toEqual([2, "", "There is no order 987654.\n"])
  })
})

describe("doctor and settings", () => {
  // Guard: hasEmailProvider (workflows/setup/list-setup-steps.ts).
  it("says what is set up, and that the email provider is missing before a shopper needs it", async () => {
    const whole = await clientele("doctor")
    const steps = ["currency", "programme", "email_provider", "code_secret", "queue", "binding"]
    expect(
      whole.stdout
        .split("\n")
        .slice(0, 6)
        .map((line) => line.slice(0, 16).trimEnd()),
    ).toEqual(steps.map((step) => `✓ ${step}`))
    expect(whole.stdout).toContain("Everything is set up.")
    expect(whole.code).toBe(0)
    await query(database, "update notification_provider set is_enabled = false where 'email' = any (channels)")
    const without = await clientele("doctor", "--json")
    await query(database, "update notification_provider set is_enabled = true where 'email' = any (channels)")
    const answer = JSON.parse(without.stdout)
    expect([without.code, answer.complete]).toEqual([1, false])
    expect(answer.steps).toContainEqual({
      step: "email_provider",
      done: false,
      message: expect.stringContaining("No email provider is registered"),
    })
  })

  // Guard: `--set` in cli/commands/simulate.ts.
  it("R50: simulates other settings on past orders, as a table and as JSON, and writes nothing", async () => {
    const propose = ["--set", "loyalty_points_per_currency_unit=3"]
    const answer = JSON.parse((await clientele("simulate", ...propose, "--json")).stdout)
    const [usd] = answer.by_currency
    expect(usd.proposed.points).toBe(3 * usd.today.points)
    expect(answer.next_cursor).toBeNull()
    const { stdout, code } = await clientele("simulate", ...propose)
    expect(code).toBe(0)
    expect(rowsBelow(stdout, "currency")[1]).toEqual(
      expect.arrayContaining(["USD", "proposed", String(usd.proposed.points)]),
    )
    expect(stdout).toContain("nothing was written")
    expect(await clientele("simulate", "--set", "loyalty_points_per_currency_unit=-1")).toMatchObject({ code: 2 })
    expect(await clientele("simulate", "--set", "loyalty_unknown=1")).toMatchObject({ code: 2 })
    expect(await clientele("simulate", "--from", "2026-02-02", "--to", "2026-02-01")).toMatchObject({ code: 2 })
    expect(JSON.parse((await clientele("settings", "--json")).stdout)).toMatchObject({
      loyalty_points_per_currency_unit: 1,
    })
  })

  it("R30: shows settings beside their defaults, changes one as its text says, and logs who did", async () => {
    const key = "loyalty_min_points_to_redeem"
    expect(rowsBelow((await clientele("settings")).stdout, "setting")).toContainEqual([key, "100", "100"])
    expect(rowsBelow((await clientele("settings", key, "150")).stdout, "setting")).toEqual([[key, "150", "100"]])
    const [logged] = await query(
      database,
      "select value, changed_by from clientele_points_setting_change where key = $1 order by id desc limit 1",
      [key],
    )
    expect(logged).toEqual({ value: 150, changed_by: "clientele settings" })
    expect(JSON.parse((await clientele("settings", key, "100", "--json")).stdout)).toEqual({ [key]: 100 })
  })

  it.each([
    [["loyalty_min_points_to_redeem", "many"], "loyalty_min_points_to_redeem"],
    [["loyalty_unknown", "1"], "loyalty_unknown"],
    [["loyalty_unknown"], "loyalty_unknown"],
  ])("R30: refuses settings %j with exit code 2 and names the key", async (args, named) => {
    const { code, stdout, stderr } = await clientele("settings", ...args)
    expect([code, stdout]).toEqual([2, ""])
    expect(stderr).toContain(named)
  })
})

describe("reconcile and backfill", () => {
  it("R34: without --repair shows the difference and writes nothing", async () => {
    const dryRun = await clienteleAlone("reconcile")
    expect(dryRun.code).toBe(1)
    expect(rowsBelow(dryRun.stdout, "order")).toEqual([
      [`#${forgotten.display_id}`, forgotten.id, "0", "+20", "earned, but not awarded"],
    ])
    expect(dryRun.stdout).toMatch(
      /\n3 orders compared, 1 difference: nothing was written. To post them, run again with --repair/,
    )
    expect(dryRun.stderr).toBe("100 % | 3 of 3 orders\n")
    expect((await loyalty.why(forgotten.id)).granted).toBe(0)
  })

  it("R34: --order and --since narrow it down", async () => {
    const other = await clientele("reconcile", "--order", refunded.id, "--order", String(early.display_id))
    expect([other.code, other.stdout]).toEqual([0, "2 orders compared, no differences\n"])
    const none = await clientele("reconcile", "--since", new Date().toISOString())
    expect([none.code, none.stdout]).toEqual([0, "0 orders compared, no differences\n"])
  })

  // Guard: `failed` in cli/commands/reconcile.ts; without it the command says that all is well and ends with 0.
  it("R34: names the orders that could not be settled, and does not end well", async () => {
    await breakOrder(forgotten)
    const repair = await clientele("reconcile", "--repair")
    await mendOrder(forgotten)
    expect(repair.code).toBe(1)
    expect(rowsBelow(repair.stdout, "order")).toEqual([[forgotten.id, expect.stringContaining(forgotten.id)]])
    expect(repair.stdout).toMatch(
      /^3 orders compared, no differences\n[\s\S]*\n1 order failed, the others did not. Fix the cause/,
    )
  })

  it("R34: --repair posts the difference, once", async () => {
    const repair = await clientele("reconcile", "--repair")
    expect(repair.code).toBe(0)
    expect(repair.stdout).toMatch(/\n3 orders compared, 1 difference: repaired\n$/)
    expect((await loyalty.why(forgotten.id)).entries.map((entry) => entry.points)).toEqual([20])
    const again = await clientele("reconcile", "--repair")
    expect([again.code, again.stdout]).toEqual([0, "3 orders compared, no differences\n"])
  })

  it("R34: backfill says that nothing can be awarded while the programme is switched off", async () => {
    await loyalty.set("loyalty_points_enabled", false)
    const { code, stdout, stderr } = await clientele("backfill", "--since", "2020-02-29")
    await loyalty.set("loyalty_points_enabled", true)
    expect([code, stdout]).toEqual([3, ""])
    expect(stderr).toMatch(/switched off, so no order can earn points. Set loyalty_points_enabled first/)
  })

  // Guard: `failed` in cli/commands/backfill.ts.
  it("R34: backfill names the orders that could not be settled, and does not end well", async () => {
    await breakOrder(early)
    const { code, stdout } = await clientele("backfill", "--since", "2020-02-29")
    await mendOrder(early)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^3 orders checked, 0 orders earned 0 points\n/)
    expect(rowsBelow(stdout, "order")).toEqual([[early.id, expect.stringContaining(early.id)]])
    expect((await loyalty.why(early.id)).granted).toBe(0)
  })

  it("R34: backfill awards the orders from before, after a dry run that writes nothing", async () => {
    const dryRun = await clientele("backfill", "--since", "2020-02-29", "--dry-run")
    expect([dryRun.code, dryRun.stdout]).toEqual([
      0,
      "3 orders checked, 1 order would earn 60 points; nothing was written\n",
    ])
    expect((await loyalty.why(early.id)).granted).toBe(0)
    const real = await clientele("backfill", "--since", "2020-02-29")
    expect([real.code, real.stdout]).toEqual([0, "3 orders checked, 1 order earned 60 points\n"])
    const again = await clientele("backfill", "--since", "2020-02-29", "--json")
    expect(JSON.parse(again.stdout)).toEqual({ checked: 3, awarded: 0, points: 0, dry_run: false, failed: [] })
    expect((await loyalty.why(early.id)).granted).toBe(60)
  })
})

describe("check", () => {
  it("M1: says how many accounts agree", async () => {
    const { code, stdout } = await clientele("check")
    expect([code, stdout]).toEqual([0, "2 accounts: all figures agree\n"])
  })

  it("M1: names the account and the figure after a lot was changed outside the ledger", async () => {
    const lot = "from clientele_points_account a where a.id = l.account_id and a.mailbox = $1"
    await query(database, `update clientele_points_lot l set remaining = l.remaining - 7 ${lot}`, [early.email])
    const { code, stdout } = await clientele("check")
    expect(code).toBe(1)
    const rows = rowsBelow(stdout, "account")
    expect(rows).toEqual([[expect.stringMatching(/^\d+$/), "60", "53", expect.stringMatching(/^lots: /)]])
    expect(stdout).toContain("\n2 accounts: the figures of 1 disagree\n")
    await query(database, `update clientele_points_lot l set remaining = l.remaining + 7 ${lot}`, [early.email])
  })
})

describe("check of credit", () => {
  it("M57: names the credit account whose balance is not the sum of its entries", async () => {
    await query(
      database,
      "insert into clientele_credit_account (customer_id, currency_code, balance) values ('cus_check', 'usd', 5)",
    )
    const { code, stdout } = await clientele("check")
    await query(database, "delete from clientele_credit_account where customer_id = 'cus_check'")
    expect(code).toBe(1)
    expect(rowsBelow(stdout, "credit account")).toEqual([
      ["cus_check", "0", "5", "balance"],
      ["cus_check", "0", "5", "open items"],
    ])
    expect(stdout).toContain("\n1 credit account: the figures of 1 disagree\n")
  })
})

describe("credit and aging", () => {
  let account: string
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

  beforeAll(async () => {
    const customer = { email: "aging@example.com", company_name: "Late\u001b[2J Ltd" }
    account = (await shop.admin.post<{ customer: { id: string } }>("/admin/customers", customer)).customer.id
    const path = `/admin/customers/${account}/credit`
    await shop.admin.post(path, { credit_limit: 1000, payment_terms: "net_30", allocation: "manual" })
    await shop.admin.post(`${path}/adjustments`, { amount: 70.5, reason: "opening balance", due_on: day(-40) })
    await shop.admin.post(`${path}/payments`, { amount: 20, reference: "cheque 7" })
  })

  it("R28: aging prints each bucket, unapplied cash and the balance, and nothing for a day before", async () => {
    const { code, stdout, stderr } = await clientele("aging")
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toContain(`Open on ${day(0)} in USD, no sales on account in 90 days\n`)
    const line = stdout.split("\n").find((one) => one.includes(account))
    expect(line).not.toMatch(/\p{Cc}/u)
    expect(line?.split(/\s+/).slice(-7)).toEqual(["0.00", "0.00", "70.50", "0.00", "0.00", "20.00", "50.50"])
    expect(await clientele("aging", "--as-of", "2020-02-29")).toMatchObject({
      code: 0,
      stdout: "No item was open on account on 2020-02-29.\n",
    })
    const { stdout: json } = await clientele("aging", "--as-of", day(0), "--json")
    expect(JSON.parse(json)).toMatchObject({ as_of: day(0), accounts: [{ account_id: account, d31_60: "70.5" }] })
  })

  it.each(["2026-02-30", "2999-01-01", "today"])("R28: aging refuses %s and says what is wrong", async (text) => {
    const { code, stdout, stderr } = await clientele("aging", "--as-of", text)
    expect([code === 0, stdout]).toEqual([false, ""])
    expect(stderr).toMatch(/Give a calendar date|as_of: must not be in the future/)
  })

  it("R28: credit shows an account with its members, open items and newest entries, found by id or email address", async () => {
    const { code, stdout } = await clientele("credit", "AGING@example.com")
    expect(code).toBe(0)
    for (const line of ["balance    50.5", "unapplied  20", "1 member", "1 open item", "cheque 7", "opening balance"]) {
      expect(stdout).toContain(line)
    }
    const { stdout: json } = await clientele("credit", account, "--limit", "1", "--json")
    expect(JSON.parse(json)).toMatchObject({
      account: { account_id: account, current_balance: "50.5" },
      members: [{ customer_id: account }],
      open_items: [{ open: "70.5", days_overdue: 40 }],
      entries: [{ type: "payment", amount: "-20" }],
    })
    expect(JSON.parse(json).entries).toHaveLength(1)
    expect(await clientele("credit", "cus_unknown")).toMatchObject({
      code: 2,
      stderr: "There is no customer cus_unknown.\n",
    })
    expect(
      (await clientele("credit", String(refunded.email))).stdout +
        (await clientele("credit", String(refunded.email))).stderr,
    ).toMatch(/cannot buy on account|There is no customer/)
  })
})

describe("queue", () => {
  it("M20: shows what waits, and a dead job with its reason", async () => {
    const { code, stdout } = await clientele("queue", "--dead")
    expect(code).toBe(1)
    expect(stdout).toMatch(/^backend postgres, reachable\n/)
    // The capture of the order, and both for the figures, which nobody works off; nor have the commands so far.
    expect(rowsBelow(stdout, "queue")).toEqual([
      ["awards", "1", "0", "0", "0"],
      ["mail", "0", "0", "0", "1"],
      ["webhooks", "0", "0", "0", "0"],
      ["projections", "2", "0", "0", "0"],
    ])
    expect(rowsBelow(stdout, "job")).toEqual([
      [deadJob, "cli.broken", "1", expect.any(String), '{"order_id":"order_none"}', "the printer is out of paper"],
    ])
  })

  it("M20: gives a dead job back to the workers, and does not turn into one, whatever the store's mode", async () => {
    const { code, stdout } = await runCommand(["queue", "--retry", deadJob], {
      databaseUrl: database.url,
      env: { MEDUSA_WORKER_MODE: "shared" },
    })
    expect(code).toBe(0)
    expect(stdout).toMatch(new RegExp(`^${deadJob} is queued again as mail-\\d+ and runs when a worker is free\n$`))
    const after = await clientele("queue", "--json")
    expect(after.code).toBe(0)
    expect(JSON.parse(after.stdout).queues).toMatchObject([
      { name: "awards", waiting: 1, active: 0, dead: 0 },
      { name: "mail", waiting: 1, active: 0, dead: 0 },
      { name: "webhooks", waiting: 0 },
      { name: "projections", waiting: 2 },
    ])
  })

  it("says so where there is no such dead job", async () => {
    const { code, stderr } = await clientele("queue", "--retry", "awards-999")
    expect([code, stderr]).toEqual([2, "There is no dead job awards-999.\n"])
  })
})

describe("outbox", () => {
  it("R42: shows the last mails with their codes", async () => {
    const { code, stdout, stderr } = await clientele("outbox")
    expect([code, stderr]).toEqual([0, ""])
    expect(stdout).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}\S+@example\.com {2}Your code for .+\n {2}Your code is \d{6}\.\n/,
    )
    expect(stdout).toContain(`  ${refunded.email}  `)
  })

  it("R42: --limit and --json are for scripts", async () => {
    const { stdout } = await clientele("outbox", "--limit", "1", "--json")
    expect(JSON.parse(stdout)).toEqual({
      mails: [expect.objectContaining({ to: refunded.email, text: expect.stringMatching(/\b\d{6}\b/) })],
    })
  })

  it("R42: says what to configure where the store has another email provider, or none", async () => {
    const options = { databaseUrl: database.url, env: { CLIENTELE_TEST_MAILER: "none" } }
    const { code, stdout, stderr } = await runCommand(["outbox"], options)
    expect([code, stdout]).toEqual([3, ""])
    expect(stderr).toMatch(
      /^The outbox is not the email provider of this store\. To keep mails here, register .+providers\/outbox/,
    )
  })

  // Guard: the command's own `isOutboxAllowed`, before anything is booted.
  it("R42: is refused in production", async () => {
    const { code, stdout, stderr } = await runCommand(["outbox"], {
      databaseUrl: database.url,
      env: { NODE_ENV: "production" },
    })
    expect([code, stdout]).toEqual([3, ""])
    expect(stderr).toMatch(/^The outbox is for development\. With NODE_ENV=production/)
  })
})

describe("import, reverse-import and export", () => imports(() => ({ database, clientele })))
