import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import knex, { type Knex } from "knex"
import { CREDIT_MODULE, CreditModuleService } from "../../../src/modules/credit"
import { POINTS_MODULE } from "../../../src/modules/points"
import { chaseReceivables } from "../../../src/workflows/credit/collections/chase-receivables"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"

const DUNNING = [
  { level: 1, daysFromDue: -3 },
  { level: 2, daysFromDue: 5 },
  { level: 3, daysFromDue: 30, mail: false },
]
const DAY_MS = 24 * 60 * 60 * 1000

let database: TestDatabase
let db: Knex
let credit: CreditModuleService
type Mail = { to: string; content: { subject: string; text: string; html: string }; template: string }
let mails: Mail[]
let events: { name: string; data: Record<string, unknown> }[]
/** What the email provider does with a mail before it is out. */
let deliver: (mail: Mail) => Promise<void>
let logged: string[]

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 20 } })
  credit = new CreditModuleService({ __pg_connection__: db }, { credit: { dunning: DUNNING } })
})

beforeEach(() => {
  ;[mails, events, logged] = [[], [], []]
  deliver = async () => undefined
})

afterAll(async () => {
  await db?.destroy()
  await database?.drop()
})

/** Medusa's parts around the ledger: customers, mails, events. The ledger is the real one. */
const container = () => {
  const parts: Record<string, unknown> = {
    [CREDIT_MODULE]: credit,
    [POINTS_MODULE]: { clock: () => new Date() },
    [ContainerRegistrationKeys.PG_CONNECTION]: db,
    [ContainerRegistrationKeys.LOGGER]: { error: (line: string) => logged.push(line), warn: () => undefined },
    [ContainerRegistrationKeys.QUERY]: { graph: async () => ({ data: [{ name: "Shop\r\nBcc: x <b>" }] }) },
    [Modules.EVENT_BUS]: { emit: async (some: typeof events) => events.push(...some) },
    [Modules.CUSTOMER]: {
      listCustomers: async ({ id }: { id: string[] }) =>
        id.map((one) => ({ id: one, email: one.startsWith("cus_mute") ? null : `${one}@example.com` })),
    },
    [Modules.NOTIFICATION]: {
      createNotifications: async (mail: Mail) => {
        await deliver(mail)
        mails.push(mail)
      },
    },
  }
  return { resolve: (key: string) => parts[key] } as unknown as MedusaContainer
}
const chase = (ms?: number) => chaseReceivables(container(), ms)
const day = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

let last = 0
const newId = (prefix: string) => `${prefix}_${++last}`
const posting = (account_id: string) => ({ account_id, idempotency_key: newId("key"), actor_id: null, reason: "test" })

async function newAccount(prefix = "cus_due"): Promise<string> {
  const id = newId(prefix)
  await credit.saveTerms(id, { credit_limit: "1000", allocation: "manual" }, "usd")
  return id
}

/** An item that was due so many days ago. @returns its id */
async function owe(account_id: string, amount: string, daysAgo: number): Promise<string> {
  const { entry } = await credit.adjust({ ...posting(account_id), amount, due_on: day(-daysAgo) })
  return String(entry.receivable_id)
}

/** An item gets older by itself. */
const age = (item: string, daysAgo: number) =>
  query(database, "update clientele_credit_receivable set due_on = $2 where id = $1", [item, day(-daysAgo)])

const eventsOf = (item: string) =>
  events
    .filter(({ data }) => data.receivable_id === item)
    .map(({ name, data }) => [name.replace("clientele.credit.receivable_", ""), data.level ?? null])

test("M63: each level goes out once, over two workers; an item that reached several gets the highest only", async () => {
  const account = await newAccount()
  const [young, old] = [await owe(account, "10", -3), await owe(account, "20.5", 7)]
  await Promise.all([chase(), chase(), chase(), chase()])
  await chase()
  expect(eventsOf(young)).toEqual([["dunned", 1]])
  expect(eventsOf(old)).toEqual([
    ["overdue", null],
    ["dunned", 2],
  ])
  expect(mails.map(({ to }) => to)).toEqual([`${account}@example.com`, `${account}@example.com`])
  await age(young, 30)
  await Promise.all([chase(), chase()])
  // Level 3 sends no mail.
  expect(eventsOf(young)).toEqual([
    ["dunned", 1],
    ["overdue", null],
    ["dunned", 3],
  ])
  expect(mails).toHaveLength(2)
})

// Guard: `bounded` in takeReminders.
test("M48: while a frozen session claims reminders, a worker ends with an error and keeps no connection", async () => {
  const [level] = credit.options.dunning
  const lock = { sql: "select pg_advisory_xact_lock(hashtext('clientele_credit_reminder'))" }
  const claim = () => credit.takeReminders(level as (typeof credit.options.dunning)[number], 10)
  const answer = await whileLocked(database, lock, () => claim().catch(({ code }: { code: string }) => code))
  expect(answer).toBe("55P03")
})

// Guard: `on conflict do nothing` in claimReminders. lockReminders keeps workers apart, not a script that writes the row.
test("M63: a worker does not claim an item whose level another worker is writing", async () => {
  const account = await newAccount()
  const item = await owe(account, "10", -3)
  const insert =
    "insert into clientele_credit_reminder (receivable_id, level, account_id, status) values ($1, 1, $2, 'sent')"
  const chased = await whileLocked(database, { sql: insert, values: [item, account] }, async ({ waiting }) => {
    const work = chase()
    await waiting(1)
    return { work }
  })
  await chased.work
  expect(eventsOf(item)).toEqual([])
})

test("M63: one mail has all items of an account and level; names in it are text, and its subject one line", async () => {
  const account = await newAccount()
  await owe(account, "10", 5)
  await owe(account, "5.25", 6)
  await chase()
  expect(mails).toHaveLength(1)
  const [{ content, template } = mails[0] as Mail] = mails
  expect(template).toBe("clientele-dunning")
  expect(content.text).toContain(`Invoice: 5.25 USD, due on ${day(-6)}\nInvoice: 10.00 USD, due on ${day(-5)}`)
  expect(content.text).toContain("Total open: 15.25 USD")
  expect(content.subject).not.toMatch(/[\r\n]/)
  expect(content.html).toContain("&lt;b&gt;")
})

// Guards: open > 0 and UNDISPUTED in sql/reminders.ts.
test("M63: no mail and no event for a paid or a disputed item; a dispute that ends lets it go on", async () => {
  const account = await newAccount()
  const [paid, disputed] = [await owe(account, "10", 9), await owe(account, "20", 9)]
  const allocations = [{ receivable_id: paid, amount: "10" }]
  await credit.recordPayment({ ...posting(account), amount: "10", allocations })
  const dispute = { account_id: account, receivable_id: disputed, reason: "broken", actor_id: "user_1" }
  const opened = await credit.dispute(dispute)
  expect([opened, await credit.dispute(dispute)]).toEqual([expect.any(String), null])
  await chase()
  expect([eventsOf(paid), eventsOf(disputed), mails]).toEqual([[], [], []])
  const statuses = ["open", "overdue"] as const
  const { receivables } = await credit.listReceivables(account, { statuses, limit: 5, offset: 0 })
  expect(receivables).toMatchObject([{ id: disputed, disputed: true }])
  expect(await credit.endDispute(account, disputed, "user_2")).toBe(opened)
  await chase()
  expect(eventsOf(disputed)).toHaveLength(2)
  expect(mails).toHaveLength(1)
  expect(await credit.listDisputes(account)).toMatchObject([
    { reason: "broken", opened_by: "user_1", ended_by: "user_2" },
  ])
  await expect(credit.dispute({ ...dispute, receivable_id: paid })).rejects.toMatchObject({ code: "receivable_paid" })
  await expect(credit.dispute({ ...dispute, account_id: await newAccount() })).rejects.toMatchObject({
    code: "not_found",
  })
})

// Guard: keepDue before each mail.
test("M63: an item that is paid between claim and mail is not in the mail", async () => {
  const [first, second] = [await newAccount("cus_a"), await newAccount("cus_b")]
  await owe(first, "10", 9)
  const item = await owe(second, "20", 9)
  deliver = async ({ to }) => {
    if (to.startsWith("cus_a"))
      await credit.recordPayment({
        ...posting(second),
        amount: "20",
        allocations: [{ receivable_id: item, amount: "20" }],
      })
  }
  await chase()
  expect(mails.map(({ to }) => to)).toEqual([`${first}@example.com`])
})

// Guard: the status `claimed` of clientele_credit_reminder.
test("M63: a mail whose fate is unknown is never sent again, one that the provider refused is tried three times", async () => {
  const account = await newAccount()
  await owe(account, "10", 9)
  deliver = () => new Promise(() => undefined)
  await chase(50)
  deliver = async () => undefined
  await chase()
  expect(mails).toEqual([])
  const other = await newAccount()
  const item = await owe(other, "10", 9)
  let refusals = 0
  deliver = async ({ to }) => {
    refusals++
    throw new Error(`550 ${to} is not here`)
  }
  for (let run = 0; run < 5; run++) await chase()
  expect(refusals).toBe(3)
  expect(eventsOf(item).filter(([name]) => name === "dunned")).toHaveLength(1)
  expect(logged).toHaveLength(4)
  expect(logged.join()).not.toContain("@example.com")
})

// Guards: takeLostMails; `status = 'claimed'` in keepDue.
test("M63: a worker that dies with a mail is logged once, over two workers, and what is told is not sent by a worker that lives on", async () => {
  const account = await newAccount()
  await owe(account, "10", 9)
  const levels = credit.options.dunning
  const claimed = await credit.takeReminders(levels[1] as (typeof levels)[number], 10)
  expect(claimed).toHaveLength(1)
  await chase()
  expect(logged).toEqual([])
  await query(
    database,
    "update clientele_credit_reminder set updated_at = updated_at - interval '7 hours' where account_id = $1",
    [account],
  )
  await Promise.all([chase(), chase()])
  expect(logged).toEqual([
    `clientele: the dunning mail of level 2 to account ${account} may not have been sent (its worker stopped)`,
  ])
  const ids = claimed.map(({ receivable_id }) => receivable_id)
  expect([...(await credit.keepDue(levels[1] as (typeof levels)[number], ids))]).toEqual([])
  expect(mails).toEqual([])
})

test("M63: a refused mail goes out at the next run; a customer without an address gets none", async () => {
  const [account, mute] = [await newAccount(), await newAccount("cus_mute")]
  await owe(account, "10", 9)
  await owe(mute, "10", 9)
  deliver = async () => {
    throw new Error("down")
  }
  await chase()
  deliver = async () => undefined
  await chase()
  await chase()
  expect(mails.map(({ to }) => to)).toEqual([`${account}@example.com`])
})

test.each([
  [
    [
      { level: 2, daysFromDue: 1 },
      { level: 1, daysFromDue: 2 },
    ],
  ],
  [
    [
      { level: 1, daysFromDue: 5 },
      { level: 2, daysFromDue: 5 },
    ],
  ],
  [[{ level: 1.5, daysFromDue: 5 }]],
  [[{ level: 1, daysFromDue: 5, days: 1 }]],
])("R28: credit.dunning %j stops the start", (dunning) => {
  expect(() => new CreditModuleService({ __pg_connection__: db }, { credit: { dunning } })).toThrow(/credit\.dunning/)
})
