import type { ClienteleRoutes } from "../../../src/types"
import { query } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { give } from "../../helpers/redemption"
import { type Customer, newEmail } from "../../helpers/shop"

type Page = ClienteleRoutes["GET /admin/customers/:id/timeline"]["response"]
type Event = Page["events"][number]

/** R29: everything that happened with a customer, in one list. */
export function timeline(open: () => OpenStore): void {
  beforeAll(async () => {
    await open().begin({ loyalty_points_enabled: true })
  })

  const path = (id: string, parameters = "") => `/admin/customers/${id}/timeline${parameters}`
  const read = ({ id }: { id: string }, parameters = "") => open().shop.admin.get<Page>(path(id, parameters))
  const sql = (text: string, values: unknown[] = []) => query(open().database, text, values)

  /** All pages of so many events each. */
  async function readAll(customer: { id: string }, limit: number, kind = ""): Promise<Event[]> {
    const events: Event[] = []
    let cursor: string | null = ""
    while (cursor !== null) {
      const parameters: string = `?limit=${limit}${kind && `&kind=${kind}`}${cursor && `&cursor=${cursor}`}`
      const page: Page = await read(customer, parameters)
      expect(page.events.length).toBeLessThanOrEqual(limit)
      events.push(...page.events)
      cursor = page.next_cursor
    }
    return events
  }

  const told = (events: readonly Event[]) => events.map(({ kind, action }) => `${kind}: ${action}`)

  /** A customer with something of every kind that a test makes in a moment. */
  async function busyCustomer(): Promise<Customer> {
    const { shop, loyalty } = open()
    const customer = await shop.register()
    const at = `/admin/customers/${customer.id}`
    await shop.admin.post(`/admin/customer-profiles/${customer.id}`, {
      website: "https://a.example",
      first_name: "Ada",
    })
    await shop.admin.post(at, { last_name: "Lovelace" })
    const { contact } = await shop.admin.post<{ contact: { id: string } }>(`${at}/contacts`, {
      name: "Bo",
      email: "bo@a.example",
    })
    await shop.admin.post(`${at}/contacts/${contact.id}`, { title: "Buyer" })
    await shop.admin.post(`${at}/notes`, { body: "called" })
    await give(shop, customer, 100)
    await shop.admin.post(`${at}/credit`, { credit_limit: 500, currency_code: "usd" })
    await shop.admin.post(`${at}/credit/adjustments`, { amount: 20, reason: "of the old shop" })
    const order = await shop.placeOrder({ customer, product: "download", capture: true })
    await loyalty.granted(order.id, 20)
    await shop.refund(order, 5)
    return customer
  }

  // Guards: each line of SOURCES; logCustomerChanges in start-up.ts; logChanges in saveProfile and in #change of the contacts; the
  // matchers of name-actor.ts.
  test("R29: orders, payments, refunds, points, credit, notes, contacts, profile and sign-up are in one list, newest first, with their actors", async () => {
    const customer = await busyCustomer()
    const events = await eventually(
      async () => (await read(customer, "?limit=100")).events,
      (found) =>
        ["refund", "payment"].every((kind) => found.some((one) => one.kind === kind)) &&
        found.filter(({ kind }) => kind === "points").length >= 3 &&
        // What the refund leaves of the order is read after the refund itself.
        found.some(({ kind, amount }) => kind === "order" && amount === 15),
    )
    expect(new Set(told(events))).toEqual(
      new Set([
        ...["signup: registered", "profile: changed", "contact: created", "contact: changed", "note: created"],
        ...["points: manual", "points: order", "points: refund_reversal", "credit: terms", "credit: adjustment"],
        ...["order: placed", "payment: captured", "refund: refunded"],
      ]),
    )
    const moments = events.map(({ at }) => at)
    expect(moments).toEqual([...moments].sort().reverse())
    expect(events.at(-1)).toMatchObject({ kind: "signup", action: "registered" })

    const of = (kind: string) => events.filter((one) => one.kind === kind)
    const admin = { actor_id: expect.stringMatching(/^user_/), actor_name: expect.any(String) }
    const fields = of("profile").flatMap(({ changes }) => changes ?? [])
    expect(fields).toEqual(
      expect.arrayContaining([
        { field: "website", from: null, to: "https://a.example" },
        { field: "first_name", from: "Sam", to: "Ada" },
        { field: "last_name", from: "Shopper", to: "Lovelace" },
      ]),
    )
    for (const one of [...of("profile"), ...of("contact"), ...of("note")]) {
      expect(one).toMatchObject(admin)
    }
    expect(of("contact")[0]).toMatchObject({ text: "Bo", changes: [{ field: "title", from: null, to: "Buyer" }] })
    expect(of("note")).toMatchObject([{ text: "called" }])
    expect(of("order")).toMatchObject([{ amount: 15, currency_code: "usd", order_display_id: expect.any(Number) }])
    // Guard: `numbersOf` in listTimeline; entries of points and credit have only the order's id.
    const withOrder = events.filter(({ order_id }) => order_id !== null)
    expect(new Set(withOrder.map(({ kind }) => kind))).toEqual(new Set(["order", "payment", "refund", "points"]))
    expect(new Set(withOrder.map(({ order_display_id }) => order_display_id)).size).toBe(1)
    expect(of("payment")).toMatchObject([{ amount: 20, order_id: of("order")[0]?.order_id }])
    expect(of("refund")).toMatchObject([{ amount: 5 }])
    expect(of("credit").find(({ action }) => action === "terms")).toMatchObject({ amount: null, currency_code: "usd" })
  }, 60_000)

  test("R29: the list names the shopper as the actor of their own profile change", async () => {
    const { shop } = open()
    const customer = await shop.register()
    await shop.as(customer).post("/store/customers/me", { first_name: "Eva" })
    const { events } = await read(customer, "?kind=profile")
    expect(events).toMatchObject([
      { actor_id: customer.id, actor_name: "Eva Shopper", changes: [{ field: "first_name" }] },
    ])
  })

  // Guards: the insert in writeMailOutcome; the sources `code`, `dunning` and `merge`.
  test("R29: sent mails and merged points are in the list, and a filter shows each kind alone", async () => {
    const { shop } = open()
    const customer = await shop.register()
    const other = await shop.register()
    await give(shop, other, 30)
    const merge = { email: other.email, reason: "one person" }
    await shop.admin.post(`/admin/customers/${customer.id}/loyalty/merge`, merge)
    await shop.guest.post("/store/loyalty/redemption/send-otp", { email: customer.email })
    await shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit: 500, currency_code: "usd" })
    await shop.admin.post(`/admin/customers/${customer.id}/credit/adjustments`, { amount: 20, reason: "late" })
    await sql(
      `insert into clientele_credit_reminder (receivable_id, level, account_id, status)
       select id, level, account_id, case level when 3 then 'failed' else 'sent' end
       from clientele_credit_receivable, generate_series(0, 3) level where account_id = $1`,
      [customer.id],
    )
    const mails = await eventually(
      async () => (await read(customer, "?kind=mail")).events,
      (found) => found.length === 3,
    )
    expect(told(mails).sort()).toEqual(["mail: dunning", "mail: dunning", "mail: one_time_code"])
    expect((await read(customer, "?kind=merge,signup")).events).toMatchObject([
      { kind: "merge", action: "merge", points: 30, text: "one person", actor_id: expect.stringMatching(/^user_/) },
      { kind: "signup" },
    ])
  })

  // Guards: `oldest` in listTimeline.
  test("R29: the list goes back 24 months and no further", async () => {
    const { shop } = open()
    const customer = await shop.register()
    await sql(
      `insert into clientele_customer_note (id, customer_id, body, created_at)
       select 'note_' || months || $1, $1, months::text, now() - months * interval '1 month' from unnest(array[1, 23, 25, 60]) months`,
      [customer.id],
    )
    expect((await readAll(customer, 1, "note")).map(({ text }) => text)).toEqual(["1", "23"])
  })

  // Guards: `positions` in mergeSources; `until` in pageOf; the microseconds of isoMoment.
  test.each([1, 2, 3, 7])(
    "R29: pages of %s events lose and repeat no event, even within one microsecond",
    async (limit) => {
      const { shop } = open()
      const customer = await shop.register()
      const at = "2026-11-20 12:00:00.123456+00"
      await sql(
        `insert into clientele_customer_note (id, customer_id, body, created_at, updated_at)
       select 'note_' || $1 || '_' || n, $1, n::text, $2::timestamptz + (n / 3) * interval '1 microsecond', now() from generate_series(1, 10) n`,
        [customer.id, at],
      )
      await sql(
        `insert into clientele_contact_change (customer_id, action, changes, changed_at)
       select $1, 'changed', '[{"field":"title"}]', $2::timestamptz + (n / 2) * interval '1 microsecond' from generate_series(1, 6) n`,
        [customer.id, at],
      )
      const all = (await read(customer, "?limit=100")).events
      expect(all).toHaveLength(17)
      expect(await readAll(customer, limit)).toEqual(all)
      const notes = await readAll(customer, limit, "note")
      expect(notes).toEqual(all.filter(({ kind }) => kind === "note"))
      expect(new Set(all.map(({ id }) => id)).size).toBe(17)
    },
  )

  // Guard: `until` in pageOf.
  test("R29: an event between two pages shows on a new first page, and does not shift the next pages", async () => {
    const { shop } = open()
    const customer = await shop.register()
    for (const body of ["one", "two", "three"]) {
      await shop.admin.post(`/admin/customers/${customer.id}/notes`, { body })
    }
    const first = await read(customer, "?limit=2")
    await give(shop, customer, 5)
    const rest = await read(customer, `?limit=10&cursor=${first.next_cursor}`)
    expect([...first.events, ...rest.events].map(({ text }) => text)).toEqual(["three", "two", "one", null])
    expect(told((await read(customer, "?limit=1")).events)).toEqual(["points: manual"])
  })

  // Guard: decodeTimelineCursor.
  test("R29, M34: a cursor that no page has handed out, an unknown kind and a bad limit are a 400 that names the field", async () => {
    const { shop } = open()
    const { id } = await shop.register()
    const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
    const at = "2026-11-20T12:00:00.000000Z"
    const bad = [
      ...["abc", "%00", cursor(1), cursor([at]), cursor(["2026-02-31T12:00:00.000000Z", {}]), cursor(["now()", {}])],
      ...[
        cursor([at, null]),
        cursor([at, { surprise: "1" }]),
        cursor([at, { points: "-1" }]),
        cursor([at, { points: "1e9" }]),
      ],
      ...[cursor([at, { points: 5 }]), cursor([at, { note: "x" }]), cursor([at, { note: `${at} ';drop` }])],
      ...[cursor([at, { credit: "9".repeat(30) }]), cursor([at, { note: `2026-99-20T12:00:00.000000Z a` }])],
      ...[cursor(["0000-01-01T12:00:00.000000Z", {}]), cursor([at, { note: "0000-01-01T12:00:00.000000Z a" }])],
    ]
    for (const value of bad) {
      const answer = await shop.admin.send("GET", path(id, `?cursor=${value}`))
      expect([value, answer]).toMatchObject([
        value,
        { status: 400, body: { code: "invalid_request", message: expect.stringMatching(/cursor/) } },
      ])
    }
    expect(await shop.admin.send("GET", path(id, "?kind=points,weather"))).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/kind/) },
    })
    expect(await shop.admin.send("GET", path(id, "?limit=101"))).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/limit/) },
    })
    expect((await shop.admin.send("GET", path("cus_unknown"))).status).toBe(404)
    expect((await read({ id }, `?cursor=${cursor([at, { __proto__: null }])}`)).events).toEqual([])
  })

  // Guards: scrubChangeLog in anonymizeProfile and deleteAllContacts; isAnonymousEmail in logCustomerChanges.
  test("R29, R18: anonymising removes every value from the list and keeps the events and their times; the export has the changes", async () => {
    const { shop } = open()
    const customer = await busyCustomer()
    await eventually(
      async () => told((await read(customer, "?limit=100")).events),
      (found) => found.includes("order: placed"),
    )
    const exported = await shop.admin.get<object>(`/admin/customers/${customer.id}/export`)
    expect(JSON.stringify(exported)).toContain("Lovelace")
    await shop.admin.post(`/admin/customers/${customer.id}/anonymize?force=true`)
    const { events } = await read(customer, "?limit=100")
    expect(told(events)).toEqual(expect.arrayContaining(["profile: changed", "contact: created", "order: placed"]))
    expect(events.filter(({ kind }) => kind === "contact").flatMap(({ changes }) => changes)).toEqual(
      expect.arrayContaining([{ field: "name" }, { field: "title" }]),
    )
    expect(JSON.stringify(events)).not.toMatch(/"Ada|Lovelace|a\.example|"Bo|called|Shopper|old shop/)
    expect(JSON.stringify(events)).not.toContain(customer.email)
  }, 60_000)

  // Guard: beganWithMailbox.
  test("R29: a new owner of a deleted customer's email address sees nothing of the earlier one", async () => {
    const { shop } = open()
    const email = newEmail("reused")
    const earlier = await shop.register(email)
    await give(shop, earlier, 100)
    await shop.admin.send("DELETE", `/admin/customer-profiles/${earlier.id}`)
    const later = await shop.register(email)
    await give(shop, later, 7)
    const points = (events: readonly Event[]) => events.filter(({ kind }) => kind === "points").map((one) => one.points)
    expect(points((await read(later)).events)).toEqual([7])
    expect((await shop.admin.send("GET", path(earlier.id))).status).toBe(404)
    const old = (await read(earlier, "?with_deleted=true")).events
    expect(points(old)).toEqual([100])
    expect(told(old)[0]).toBe("signup: deleted")
  })
}
