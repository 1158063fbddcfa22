import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import type { ClienteleRoutes, Outbox } from "../../src/types"
import { query, type TestDatabase } from "../helpers/database"
import { type FakeBureau, json, startBureau } from "../helpers/fake-bureau"
import { whileLocked } from "../helpers/locked"
import { eventually } from "../helpers/loyalty"
import { projectDir } from "../helpers/server-process"
import { newEmail, openShop, type Shop } from "../helpers/shop"
import { createShopDatabase } from "../helpers/shop-database"
import { type Store, startStore } from "../helpers/store-server"
import { runInStore } from "./in-store"

// Two store processes with workers on one database, one file of mails, and two credit bureaus that speak HTTP.
let database: TestDatabase
let shop: Shop
let good: FakeBureau
let bad: FakeBureau
const stores: Store[] = []
const outbox = path.join(os.tmpdir(), `clientele-collections-${process.pid}.jsonl`)

const DUNNING = "clientele-credit-dunning"
const CHECKS = "clientele-credit-checks"

const bureau = (id: string, { url }: FakeBureau) => ({
  resolve: path.join(projectDir, "src/providers/credit-bureau"),
  id,
  options: {
    url: `${url}/{customer_id}`,
    allowedHosts: ["127.0.0.1"],
    allowLoopback: true,
    retries: 0,
    answer: { score: "score", limit: "limit" },
    limitCurrency: "usd",
  },
})

async function start(mailer?: string): Promise<Store> {
  const store = await startStore({
    databaseUrl: database.url,
    options: {
      credit: {
        dunning: [
          { level: 1, daysFromDue: 3 },
          { level: 2, daysFromDue: 14 },
        ],
      },
      creditCheck: { providers: [bureau("good", good), bureau("bad", bad)], refresh: ["good", "bad"] },
    },
    env: { CLIENTELE_OUTBOX: outbox, CLIENTELE_TEST_MAILER: mailer },
  })
  stores.push(store)
  return store
}

beforeAll(async () => {
  ;[good, bad] = [await startBureau(), await startBureau()]
  database = await createShopDatabase()
  shop = await openShop(await start(), { copies: true })
  await start()
}, 600_000)

afterAll(async () => {
  for (const store of stores) await store.stop()
  for (const one of [good, bad]) await one?.close()
  await database?.drop()
  fs.rmSync(outbox, { force: true })
}, 120_000)

const sql = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
  query<Row>(database, text, values)
const first = () => stores[0] as Store
/** Both processes run the job at the same time. */
const atOnce = (job: typeof DUNNING | typeof CHECKS) =>
  Promise.all(stores.slice(0, 2).map((store) => runInStore(store, "job", job)))
const linesOf = (text: string) =>
  stores.flatMap((store) =>
    store
      .output()
      .split("\n")
      .filter((line) => line.includes(text)),
  )
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

async function newAccount({ email = newEmail("debtor"), limit = 500 as number | null } = {}): Promise<string> {
  const { customer } = await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email })
  if (limit !== null) {
    const terms = { credit_limit: limit, payment_terms: "net_30", allocation: "manual" }
    await shop.admin.post(`/admin/customers/${customer.id}/credit`, terms)
  }
  return customer.id
}

type Entry = ClienteleRoutes["POST /admin/customers/:id/credit/adjustments"]["response"]["entry"]

/** An item that was due so many days ago. @returns its id */
async function owe(account: string, amount: number, daysAgo: number): Promise<string> {
  const body = { amount, reason: "opening balance", due_on: day(-daysAgo) }
  const { entry } = await shop.admin.post<{ entry: Entry }>(`/admin/customers/${account}/credit/adjustments`, body)
  return String(entry.receivable_id)
}

/** Moves an item's due date into the past. */
const age = (account: string, daysAgo: number) =>
  sql("update clientele_credit_receivable set due_on = $2 where account_id = $1", [account, day(-daysAgo)])

/** Subjects of the mails to an address, the oldest first. */
async function mailsTo(email: string): Promise<string[]> {
  const { mails } = await shop.admin.get<Outbox>("/admin/clientele/outbox")
  return mails
    .filter(({ to }) => to === email)
    .map(({ text }) => text)
    .reverse()
}

describe("dunning", () => {
  // Guards: `on conflict do nothing` in claimReminders, lockReminders.
  it("M63: two parallel workers mail each account once per level, about all its items, and emit each item once", async () => {
    const debtors = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const email = newEmail("late")
        const account = await newAccount({ email })
        return { email, account, items: [await owe(account, 10, 5), await owe(account, 5.25, 6)] }
      }),
    )
    expect((await atOnce(DUNNING)).map(({ schedule }) => schedule)).toEqual(["29 * * * *", "29 * * * *"])
    await atOnce(DUNNING)
    for (const { email, items } of debtors) {
      const mails = await mailsTo(email)
      expect(mails).toHaveLength(1)
      expect(mails[0]).toContain("Total open: 15.25 USD")
      for (const item of items) {
        const events = async () =>
          linesOf(item).flatMap(
            (line) => line.match(/recorded clientele\.credit\.receivable_(overdue|dunned)/)?.[1] ?? [],
          )
        expect((await eventually(events, (found) => found.length > 1)).sort()).toEqual(["dunned", "overdue"])
      }
    }
    for (const { account } of debtors) await age(account, 20)
    await atOnce(DUNNING)
    for (const { email } of debtors) expect(await mailsTo(email)).toHaveLength(2)
  })

  it("M63: a paid or disputed invoice gets no reminder", async () => {
    const [paid, disputed] = [newEmail("paid"), newEmail("disputed")]
    const [payer, objector] = [await newAccount({ email: paid }), await newAccount({ email: disputed })]
    const [one, two] = [await owe(payer, 10, 9), await owe(objector, 10, 9)]
    const allocations = [{ receivable_id: one, amount: 10 }]
    await shop.admin.post(`/admin/customers/${payer}/credit/payments`, { amount: 10, allocations })
    const dispute = `/admin/customers/${objector}/credit/receivables/${two}/dispute`
    await shop.admin.post(dispute, { reason: "broken" })
    await atOnce(DUNNING)
    expect([await mailsTo(paid), await mailsTo(disputed)]).toEqual([[], []])
    await shop.admin.delete(dispute)
    await atOnce(DUNNING)
    expect(await mailsTo(disputed)).toHaveLength(1)
  })

  // Guards: the status `claimed` of a mail that is being sent; takeLostMails in chaseReceivables.
  it("M63: a refused mail is logged and sent at the next run; a mail whose worker is killed is logged once and never sent again", async () => {
    const worker = await start(path.join(projectDir, "integration-tests/helpers/mailer-by-address"))
    const refused = newEmail("refused")
    const refusedAccount = await newAccount({ email: refused })
    await owe(refusedAccount, 10, 5)
    await runInStore(worker, "job", DUNNING)
    expect(await mailsTo(refused)).toEqual([])
    const what = (account: string) => `the dunning mail of level 1 to account ${account}`
    expect(linesOf(`${what(refusedAccount)} was not sent (Error)`)).toHaveLength(1)
    await runInStore(worker, "job", DUNNING)
    expect(await mailsTo(refused)).toHaveLength(1)

    const lost = newEmail("hanging")
    const lostAccount = await newAccount({ email: lost })
    await owe(lostAccount, 10, 5)
    const cut = runInStore(worker, "job", DUNNING).catch(() => "cut off")
    await eventually(
      async () => worker.output(),
      (output) => output.includes("the mailer hangs"),
    )
    await worker.kill()
    stores.pop()
    expect(await cut).toBe("cut off")
    await atOnce(DUNNING)
    const told = `${what(lostAccount)} may not have been sent (its worker stopped)`
    expect([linesOf(told), await mailsTo(lost)]).toEqual([[], []])
    await sql(
      "update clientele_credit_reminder set updated_at = updated_at - interval '7 hours' where account_id = $1",
      [lostAccount],
    )
    await atOnce(DUNNING)
    await atOnce(DUNNING)
    expect([linesOf(told).length, await mailsTo(lost)]).toEqual([1, []])
    expect(linesOf(lost)).toEqual([])
    // The next level is still sent.
    await age(lostAccount, 15)
    await atOnce(DUNNING)
    expect(await mailsTo(lost)).toHaveLength(1)
  }, 300_000)
})

// Guards: isAnonymousEmail in mailAll; the separate storing of the result in mailAccount.
describe("mails that are not sent, or not again", () => {
  const statusOf = async (account: string) =>
    (
      await sql("select status, attempts from clientele_credit_reminder where account_id = $1 and level > 0", [account])
    )[0]

  it("R18, M63: the debts of an anonymised customer stay, and no mail goes to the address without a mailbox", async () => {
    const account = await newAccount()
    await owe(account, 10, 5)
    await shop.admin.post(`/admin/customers/${account}/anonymize`, { force: true })
    await atOnce(DUNNING)
    expect(await statusOf(account)).toEqual({ status: "noted", attempts: 1 })
    expect(await mailsTo(`${account.toLowerCase()}@anonymized.invalid`)).toEqual([])
  })

  it("M63: a mail that went out is not sent again where its result cannot be stored, and others get theirs", async () => {
    const debtors = await Promise.all(
      ["unstored", "stored"].map(async (name) => {
        const email = newEmail(name)
        const account = await newAccount({ email })
        await owe(account, 10, 5)
        return { email, account }
      }),
    )
    const [first] = debtors.map(({ account }) => account).sort()
    await sql(`create function refuse_result() returns trigger language plpgsql as $$ begin raise 'no disk'; end $$`)
    await sql(`create trigger refuse_result before update on clientele_credit_reminder for each row
      when (new.status = 'sent' and new.account_id = '${first}') execute function refuse_result()`)
    try {
      await atOnce(DUNNING)
    } finally {
      await sql("drop function refuse_result cascade")
    }
    await atOnce(DUNNING)
    for (const { email } of debtors) expect(await mailsTo(email)).toHaveLength(1)
    const stored = await Promise.all(debtors.map(({ account }) => statusOf(account)))
    expect(stored.map((one) => one?.status).sort()).toEqual(["claimed", "sent"])
  })
})

describe("credit checks of an anonymised customer", () => {
  // Guards: isAnonymousEmail in runCreditCheck; the second call of creditChecksPart in anonymizeParts.
  it.each(["after", "during"])(
    "R18: a bureau that answers %s the anonymising leaves no sent facts, and no later check",
    async (when) => {
      const account = await newAccount()
      let answer = () => undefined as unknown
      const asked = new Promise<void>((resolve) => {
        good.behave((response) => {
          answer = () => json({ score: 800, limit: 9000 })(response, good.seen[0] as never)
          resolve()
        })
      })
      const checked = shop.admin.post(`/admin/customers/${account}/credit-check`, { provider: "good" })
      await asked
      const anonymize = () => shop.admin.post(`/admin/customers/${account}/anonymize`, { force: true })
      if (when === "after") {
        await anonymize()
        answer()
        await checked
      } else {
        const lock = { sql: "select 1 from customer where id = $1 for update", values: [account] }
        const anonymized = await whileLocked(database, lock, async ({ waiting }) => {
          const done = anonymize()
          await waiting(1)
          answer()
          await checked
          return [done]
        })
        await Promise.all(anonymized)
      }
      const left = `select (select count(*)::int from clientele_credit_check where customer_id = $1) as checks,
      (select count(*)::int from clientele_credit_check_refresh where customer_id = $1) as renewed,
      (select count(*)::int from clientele_credit_check_detail d join clientele_credit_check c on c.id = d.check_id
        where c.customer_id = $1) as details`
      expect(await sql(left, [account])).toEqual([{ checks: 1, renewed: 0, details: 0 }])
    },
  )
})

describe("credit checks that expire", () => {
  type Check = { provider: string; status: string; actor_id: string | null; applied_at: string | null }
  const checksOf = async (account: string, provider: string) => {
    const path = `/admin/customers/${account}/credit-checks?limit=50`
    const { credit_checks } = await shop.admin.get<{ credit_checks: Check[] }>(path)
    return credit_checks.filter((check) => check.provider === provider)
  }
  const check = (account: string, provider: string) =>
    shop.admin.post(`/admin/customers/${account}/credit-check`, { provider })
  /** Makes the checks due. */
  const expire = () =>
    sql("update clientele_credit_check_refresh set due_at = now() - interval '1 hour' - random() * interval '1 hour'")
  const asked = ({ seen }: FakeBureau) => seen.map(({ url }) => url.slice(1)).sort()

  // Guards: `skip locked` and the new due_at in claimRefresh; isFailing in refreshProvider; hasLimit.
  it("R28: two parallel workers repeat an expired check once and do not apply it; a failing bureau does not stop the other checks", async () => {
    const accounts = (await Promise.all(Array.from({ length: 5 }, () => newAccount()))).sort()
    const [without, gone] = [await newAccount({ limit: null }), await newAccount()]
    for (const account of [...accounts, without, gone]) {
      await check(account, "good")
      await check(account, "bad")
    }
    await shop.admin.delete(`/admin/customers/${gone}`)
    await atOnce(CHECKS)
    good.behave(json({ score: 810, limit: 9000 }))
    bad.behave(json({}, 500))
    await atOnce(CHECKS)
    expect([asked(good), asked(bad)]).toEqual([[], []])

    await expire()
    expect(await runInStore(first(), "job", CHECKS)).toEqual({ schedule: "43 * * * *" })
    expect(asked(good)).toEqual(accounts)
    expect(bad.seen).toHaveLength(3)

    good.behave(json({ score: 820, limit: 9500 }))
    bad.behave(json({}, 500))
    await expire()
    await atOnce(CHECKS)
    await atOnce(CHECKS)
    expect([asked(good), asked(bad)]).toEqual([accounts, accounts])
    for (const account of accounts) {
      const made = await checksOf(account, "good")
      expect(made).toHaveLength(3)
      expect(made[0]).toMatchObject({
        status: "ok",
        credit_score: 820,
        recommended_credit_limit: "9500",
        actor_id: null,
        applied_at: null,
      })
      expect((await checksOf(account, "bad"))[0]).toMatchObject({ status: "error", error: { code: "provider_failed" } })
      expect(await shop.admin.get(`/admin/customers/${account}/credit`)).toMatchObject({
        credit: { credit_limit: 500 },
      })
      const events = async () => linesOf(account).filter((line) => line.includes("recorded clientele.credit.check_run"))
      // Two made by hand, two by the working bureau, and the ones by the failing bureau.
      const failed = (await checksOf(account, "bad")).filter(({ status }) => status === "error").length
      expect(await eventually(events, (found) => found.length === 4 + failed)).toHaveLength(4 + failed)
    }
    expect(await checksOf(without, "good")).toHaveLength(1)
  }, 180_000)
})
