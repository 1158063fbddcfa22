import { ContactModuleService } from "../../../src/modules/contact"
import { CreditModuleService } from "../../../src/modules/credit"
import { CustomerNoteModuleService } from "../../../src/modules/customer_note"
import { CustomerProfileModuleService } from "../../../src/modules/customer_profile"
import { CustomerProjectionModuleService } from "../../../src/modules/customer_projection"
import { openPointsStore, type PointsStore, settle } from "./store"

export function reading(): void {
  const DAY = 86_400_000
  const inDays = (days: number) => new Date(Date.now() + days * DAY)

  let store: PointsStore

  beforeAll(async () => {
    store = await openPointsStore()
  })
  afterAll(async () => {
    await store.close()
  })
  afterEach(() => {
    store.points.clock = () => new Date()
  })

  test("R69: an order's entries are only the ones that it earned, redeemed and got back", async () => {
    const { points } = store
    const mailbox = "entries@example.com"
    await points.adjust({ mailbox, points: 500, stated_reason: "opening", note: "by phone", actor_id: "user_1" })
    const hold = { mailbox, cart_id: "cart_1", points: 200, currency_code: "usd", points_per_currency_discount: 100 }
    const { id } = await points.placeHold({ ...hold, expires_at: inDays(1) })
    await points.postHold(id, "order_1", 200)
    await settle(points, { order_id: "order_1", mailbox, target: 30 })
    await settle(points, { order_id: "order_11", mailbox, target: 7 })
    await points.returnRedeemed("order_1", 50)
    // A caller's own key may look like an order's.
    await points.adjust({ mailbox, points: 1, stated_reason: "x", actor_id: "user_1", idempotency_key: "order_1:earn" })

    const entries = await points.listClientelePointsEntries({ order_id: ["order_1", "order_unknown"] })
    expect(entries.map(({ type, reason, points: signed }) => [type, reason, signed])).toEqual([
      ["redeem", "redemption", -200],
      ["earn", "order", 30],
      ["adjust", "redeem_return", 50],
    ])
    const manual = { reason: "manual", account_id: entries[0]?.account_id }
    const [opening] = await points.listClientelePointsEntries(manual)
    expect(opening).toMatchObject({ version: 1, stated_reason: "opening", note: "by phone", actor_id: "user_1" })
    expect(await points.listClientelePointsEntries({ id: opening?.id, points: 500 })).toHaveLength(1)
    expect(await points.retrieveClientelePointsEntry(String(opening?.id))).toEqual(opening)
    await expect(points.retrieveClientelePointsEntry("pent_0_0")).rejects.toMatchObject({ code: "not_found" })
    await expect(points.retrieveClientelePointsEntry("1 or 1=1")).rejects.toMatchObject({ code: "not_found" })
  })

  test("R69: Query and the account view show the same figures, with held, pending and due points", async () => {
    const { points } = store
    const mailbox = "figures@example.com"
    await settle(points, { order_id: "order_a", mailbox, target: 100, expires_at: inDays(2) })
    await settle(points, { order_id: "order_b", mailbox, target: 40, available_at: inDays(4) })
    await settle(points, { order_id: "order_c", mailbox, target: 60 })
    const hold = { mailbox, cart_id: "cart_2", points: 70, currency_code: "usd", points_per_currency_discount: 100 }
    await points.placeHold({ ...hold, expires_at: inDays(1) })
    const seen = new Set<unknown>()
    for (const day of [0, 3, 5]) {
      points.clock = () => inDays(day)
      const view = await points.findAccount(mailbox)
      const [account] = await points.listClientelePointsAccounts({ mailbox })
      expect(account).toMatchObject({
        points_balance: view?.points_balance,
        points_available: view?.points_available,
        points_held: view?.points_held,
        points_pending: view?.points_pending,
        lifetime_earned: view?.lifetime_earned,
        lifetime_redeemed: view?.lifetime_redeemed,
      })
      seen.add(account?.points_available)
    }
    expect(seen.size).toBe(3)
  })

  test("R69 M29: an account is found by its address in any spelling, and answers in the spelling asked for", async () => {
    const { points } = store
    await points.adjust({ mailbox: "zoë@example.com", points: 5, stated_reason: "x", actor_id: "user_1" })
    const spellings = ["zoë@example.com", " ZOË@Example.com ", "zoe\u0308@example.com"]
    const found = await points.listClientelePointsAccounts({ email: [...spellings, "nobody@example.com"] })
    expect(found.map(({ email, mailbox }) => [email, mailbox])).toEqual(
      spellings.map((one) => [one, "zoë@example.com"]),
    )
    expect(await points.listClientelePointsAccounts({ email: spellings[2] }, { select: ["id", "email"] })).toEqual([
      { id: found[0]?.id, email: spellings[2] },
    ])
    const [rows, count] = await points.listAndCountClientelePointsAccounts({ mailbox: "zoë@example.com" }, { take: 1 })
    expect([rows[0]?.email, count]).toEqual(["zoë@example.com", 1])
  })

  /** The plan of the last statement that `read` sends, with scans of whole tables only where there is no other way. */
  async function planOf(read: () => Promise<unknown>): Promise<string> {
    const sent: { sql: string; bindings: unknown[] }[] = []
    const note = (one: { sql: string; bindings: unknown[] }) => sent.push(one)
    store.db.on("query", note)
    await read()
    store.db.removeListener("query", note)
    const { sql, bindings } = sent.at(-1) ?? { sql: "", bindings: [] }
    return store.db.transaction(async (db) => {
      await db.raw("set local enable_seqscan = off")
      const { rows } = await db.raw(`explain ${sql.replace(/\$\d+/g, "?")}`, bindings as never[])
      return rows.map((row: Record<string, string>) => row["QUERY PLAN"]).join("\n")
    })
  }

  // Guards: the lookups in src/modules/points/reading.ts and src/modules/customer_projection/reading.ts.
  test("R69: a query by a link reads an index of each table, never the whole table", async () => {
    const cradle = { __pg_connection__: store.db }
    const customers = { customer_id: ["cus_1", "cus_2"] }
    const profiles = new CustomerProfileModuleService(cradle)
    const projection = new CustomerProjectionModuleService(cradle)
    const reads: [column: string, read: () => Promise<unknown>][] = [
      ["idempotency_key", () => store.points.listClientelePointsEntries({ order_id: ["order_1", "order_2"] })],
      ["version", () => store.points.listClientelePointsEntries({ id: "pent_1_2" })],
      ["mailbox", () => store.points.listClientelePointsAccounts({ email: ["a@example.com", "b@example.com"] })],
      ["customer_id", () => new ContactModuleService(cradle).listClienteleContacts(customers)],
      ["customer_id", () => new CustomerNoteModuleService(cradle).listClienteleNotes(customers)],
      ["customer_id", () => profiles.listClienteleProfiles(customers)],
      ["external_id", () => profiles.listClienteleProfiles({ external_id: "x" })],
      ["customer_id", () => new CreditModuleService(cradle).listClienteleCreditAccounts(customers)],
      ["email_key", () => projection.listClienteleCustomers({ mailbox: "a@example.com" })],
    ]
    // In an empty table all of its indexes cost the same.
    await store.db.raw(`insert into clientele_customer_index (customer_id, created_at, email_key, reading)
    select 'cus_' || n, now(), n || '@example.com', 1 from generate_series(1, 1000) n`)
    await store.db.raw("analyze clientele_customer_index")
    for (const [column, read] of reads) {
      const plan = await planOf(read)
      expect(plan).toMatch(new RegExp(`Index Cond: .*\\b${column}\\b`))
      expect(plan).not.toContain("Seq Scan")
    }
  })
}
