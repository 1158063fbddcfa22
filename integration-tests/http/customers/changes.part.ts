import { Client } from "pg"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"

export function changes(open: () => OpenStore): void {
  let database: TestDatabase
  let shop: Shop

  beforeAll(() => {
    ;({ database, shop } = open())
  })

  type Shown = Record<string, unknown> & { id: string; email: string }
  type One = { customer: Shown }

  const ROOT = "/admin/customer-profiles"
  const make = async (body: object) => (await shop.admin.post<One>(ROOT, body)).customer
  const read = async (id: string) => (await shop.admin.get<One>(`${ROOT}/${id}`)).customer
  const change = (id: string, body: object) => shop.admin.send<One>("POST", `${ROOT}/${id}`, body)
  const TAKEN = {
    status: 400,
    body: { message: expect.stringMatching(/^email: another customer has this email address \(cus_\w+\)$/) },
  }

  test("R7: POST, PATCH and PUT change the given fields and keep the others", async () => {
    const before = await make({
      name: "Customer XYZ",
      is_business: true,
      email: newEmail(),
      website: "https://customerxyz.com",
      credit_limit: 10000,
      discount_rate: 5,
      billing_address: { line1: "456 Customer Blvd", city: "Customer City", country: "US" },
    })
    for (const [method, body] of [
      [
        "PUT",
        { name: "Updated Customer Name", email: newEmail("new.orders"), credit_limit: 15000.0, discount_rate: 7.5 },
      ],
      ["PATCH", { phone_number: "+221779876543", is_active: false }],
      ["POST", { payment_terms: "net_15", currency: "EUR", website: null }],
    ] as const) {
      expect((await shop.admin.send(method, `${ROOT}/${before.id}`, body)).status).toBe(200)
    }
    const after = await read(before.id)
    expect(after).toMatchObject({
      name: "Updated Customer Name",
      company_name: "Updated Customer Name",
      email: expect.stringContaining("new.orders"),
      credit_limit: 15000,
      discount_rate: 7.5,
      phone: "+221779876543",
      is_active: false,
      payment_terms: "net_15",
      currency_code: "eur",
      website: null,
      is_business: true,
    })
    expect(after.billing_address).toEqual(before.billing_address)
    expect(after.created_at).toBe(before.created_at)
  })

  test("R7 R21: addresses change the defaults", async () => {
    const { id } = await make({ name: "Ann", address: "123 Main St", city: "Dakar", country: "Senegal" })
    await change(id, { address: "124 Main St" })
    const flat = await read(id)
    expect(flat.addresses).toEqual([expect.objectContaining({ address_1: "124 Main St", city: "Dakar" })])
    await change(id, { shipping_address: { city: "Thiès" }, addresses: [{ line1: "Farm", city: "Touba" }] })
    const split = await read(id)
    expect(split.billing_address).toMatchObject({ address_1: "124 Main St", city: "Dakar" })
    expect(split.shipping_address).toMatchObject({ address_1: "124 Main St", city: "Thiès" })
    expect(split.addresses).toHaveLength(3)
  })

  test("R7: metadata merges; null and an empty string unset a key", async () => {
    const { id } = await make({ name: "Ann", metadata: { a: 1, b: "two", c: { deep: [1] } } })
    const { body } = await change(id, { metadata: { a: null, b: "", d: true } })
    expect(body.customer.metadata).toEqual({ c: { deep: [1] }, d: true })
    expect((await change(id, { metadata: {} })).body.customer.metadata).toEqual({ c: { deep: [1] }, d: true })
    expect((await change(id, { metadata: null })).body.customer.metadata).toBeNull()
    const made = await make({ name: "Ann", metadata: { a: null, b: "", c: 1 } })
    expect(made.metadata).toEqual({ c: 1 })
  })

  type Answer = { status: number; body: Refusal }
  type Refusal = { code?: string }
  const keysOf = async (id: string) => Object.keys(((await read(id)).metadata ?? {}) as object).sort()

  // Guards: `lockMetadata` in bindMetadata (workflows/customers), `for no key update` in `lockMetadata`.
  test("R7: of 20 parallel writers of different keys, by three routes, none loses another's", async () => {
    const customer = await shop.register()
    const write = (n: number): Promise<Answer> => {
      const body = { metadata: { [`key${n}`]: n } }
      return n % 3 === 0
        ? shop.admin.send("POST", `${ROOT}/${customer.id}`, body)
        : n % 3 === 1
          ? shop.admin.send("POST", `/admin/customers/${customer.id}`, body)
          : shop.as(customer).send("POST", "/store/customers/me", body)
    }
    const answers = await Promise.all(Array.from({ length: 20 }, (_one, n) => write(n)))
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
    expect(await keysOf(customer.id)).toEqual(Array.from({ length: 20 }, (_one, n) => `key${n}`).sort())
  })

  // Guards: `checkHeld` in bindMetadata; `held.run` in changeMetadata for our route, `holdToLimit` for Medusa's.
  test.each<[string, (customerId: string) => string]>([
    ["ours", (id) => `${ROOT}/${id}`],
    ["Medusa's", (id) => `/admin/customers/${id}`],
  ])(
    "R7: 20 parallel writers on a route of %s stay within 10 KB together, and no accepted key is lost",
    async (_whose, route) => {
      const { id } = await make({ email: newEmail() })
      const answers: Answer[] = await Promise.all(
        Array.from({ length: 20 }, (_one, n) =>
          shop.admin.send<Refusal>("POST", route(id), { metadata: { [`key${n}`]: "x".repeat(1000) } }),
        ),
      )
      const refused = answers.filter(({ status }) => status !== 200)
      expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
        Array(10).fill([400, "metadata_too_large"]),
      )
      const taken = answers.flatMap(({ status }, n) => (status === 200 ? [`key${n}`] : []))
      expect(await keysOf(id)).toEqual(taken.sort())
    },
  )

  // Guard: changeMetadataStep takes back its own keys and no others; without metadata, Medusa's step puts none back.
  test("R7: a failed change removes its own keys of metadata, and the keys that others wrote meanwhile stay", async () => {
    const { id } = await make({ email: newEmail(), metadata: { a: 1, gone: 1, kept: 1 } })
    const stored = async () => {
      const sql = "select metadata from customer where id = $1"
      return (await query<{ metadata: Record<string, unknown> }>(database, sql, [id]))[0]?.metadata ?? {}
    }
    // The change waits with its last step for the credit account, which it then does not find.
    const client = new Client(database.url)
    await client.connect()
    try {
      await client.query("begin; lock table clientele_credit_account in exclusive mode")
      const failing = change(id, { metadata: { a: 2, gone: null, added: 1 }, credit_limit: 5 })
      await eventually(stored, (metadata) => "added" in metadata)
      expect((await change(id, { metadata: { kept: 2, other: 1 } })).status).toBe(200)
      await client.query("alter table clientele_credit_account rename to clientele_credit_account_gone; commit")
      expect((await failing).status).toBe(500)
      await client.query("alter table clientele_credit_account_gone rename to clientele_credit_account")
    } finally {
      await client.end()
    }
    expect((await read(id)).metadata).toEqual({ a: 1, gone: 1, kept: 2, other: 1 })
  })

  // Guard: `withoutUndefined` in decorate-metadata.ts: Medusa's step takes back more than it has changed.
  test.each<[string, object]>([
    ["a field of Medusa's", { phone: "+15550199" }],
    ["metadata", { metadata: { b: 1 } }],
    ["a field of ours", { website: "https://refused.example" }],
  ])("R7 R21: a change of %s that is refused for a fourth address changes nothing", async (_what, fields) => {
    const lines = (city: string) => ({ line1: "1 Main St", city })
    const { id } = await make({
      first_name: "Ann",
      last_name: "Lee",
      company_name: "Lee Ltd",
      email: newEmail(),
      phone: "+15550100",
      metadata: { a: 1 },
      addresses: ["One", "Two", "Three"].map(lines),
    })
    const stored = () =>
      query(
        database,
        "select email, first_name, last_name, company_name, phone, metadata, has_account, created_by, deleted_at from customer where id = $1",
        [id],
      )
    const before = await stored()
    expect(await change(id, { ...fields, addresses: [lines("Four")] })).toMatchObject({
      status: 406,
      body: { code: "address_limit" },
    })
    expect(await stored()).toEqual(before)
    expect(await read(id)).toMatchObject({ website: null, phone: "+15550100" })
  })

  test("R7: merged metadata has at most 10 KB, on Medusa's own routes as well", async () => {
    const customer = await shop.register()
    const half = (key: string) => ({ metadata: { [key]: "é".repeat(3000) } })
    const refused = { status: 400, body: { code: "metadata_too_large" } }
    const routes = [
      () => shop.admin.send("POST", `${ROOT}/${customer.id}`, half("b")),
      () => shop.admin.send("POST", `/admin/customers/${customer.id}`, half("b")),
      () => shop.as(customer).send("POST", "/store/customers/me", half("b")),
    ]
    expect((await shop.as(customer).send("POST", "/store/customers/me", half("a"))).status).toBe(200)
    for (const route of routes) {
      expect(await route()).toMatchObject(refused)
    }
    const whole = { metadata: { a: "x".repeat(10_240) } }
    expect(await shop.admin.send("POST", "/admin/customers", { email: newEmail(), ...whole })).toMatchObject(refused)
    expect(await shop.admin.send("POST", ROOT, { email: newEmail(), ...whole })).toMatchObject(refused)
    const { metadata } = await read(customer.id)
    expect(Object.keys(metadata as object)).toEqual(["a"])
    expect((await change(customer.id, { metadata: { a: null, ...half("b").metadata } })).status).toBe(200)
  })

  // Guard: `rememberCustomerStep` and `putBack` in steps/write-addresses.ts.
  test("R7: a change that fails half-way changes nothing of the customer", async () => {
    const before = await make({
      name: "Ann",
      email: newEmail(),
      metadata: { a: 1 },
      billing_address: { line1: "Street 1", city: "Town" },
    })
    await query(database, "alter table clientele_credit_account rename to clientele_credit_account_gone")
    try {
      const body = {
        name: "Changed",
        company_name: "Changed Inc.",
        email: newEmail(),
        metadata: { a: 2, b: 3 },
        website: "https://changed.example",
        billing_address: { city: "Changed" },
        addresses: [{ line1: "Added" }],
        credit_limit: 1,
      }
      expect((await change(before.id, body)).status).toBe(500)
    } finally {
      await query(database, "alter table clientele_credit_account_gone rename to clientele_credit_account")
    }
    const { updated_at: _now, addresses, ...after } = await read(before.id)
    const { updated_at: _then, addresses: earlier, ...was } = before
    const plain = (all: unknown) => (all as Shown[]).map(({ updated_at: _any, ...one }) => one)
    expect(plain(addresses)).toEqual(plain(earlier))
    const withoutMoments = (one: object) =>
      JSON.parse(JSON.stringify(one, (key, value) => (key === "updated_at" ? 0 : value)))
    expect(withoutMoments(after)).toEqual(withoutMoments(was))
  })

  test("R8: the email of another managed customer is a 400 on email, even in parallel changes", async () => {
    const [ann, bob] = [await make({ email: newEmail("ann") }), await make({ email: newEmail("bob") })]
    expect(await change(bob.id, { email: ann.email.toUpperCase() })).toMatchObject(TAKEN)
    expect((await change(bob.id, { email: ` ${bob.email.toUpperCase()}` })).status).toBe(200)
    const email = newEmail("both")
    const many = await Promise.all([ann, bob, ann, bob].map(({ id }) => change(id, { email })))
    const winners = new Set(many.filter(({ status }) => status === 200).map(({ body }) => body.customer.id))
    expect(winners.size).toBe(1)
    // A guest whom nobody manages: Medusa has one of each email.
    const guest = newEmail("guest")
    const { customer } = await shop.admin.post<One>("/admin/customers", { email: guest })
    expect(await change(bob.id, { email: guest })).toMatchObject({
      status: 400,
      body: { message: `email: another customer has this email address (${customer.id})` },
    })
    expect((await read(bob.id)).email).not.toBe(guest)
  })

  // Guard: the index `clientele_customer_profile_email_key`: Medusa lets a guest and an account have one email.
  test("R8: if a guest, an account and a new customer claim one email in parallel, one gets it", async () => {
    const email = newEmail("three")
    const [guest, registered] = [await make({ email: newEmail() }), await shop.register()]
    const answers = await Promise.all([
      change(guest.id, { email }),
      change(registered.id, { email }),
      shop.admin.send<One>("POST", ROOT, { email }),
    ])
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1)
    for (const refused of answers.filter(({ status }) => status >= 300)) {
      expect(refused).toMatchObject(TAKEN)
    }
  })

  test("R8: after Medusa's own route changes an email, the new one is managed and the old one is free", async () => {
    const [email, next] = [newEmail("old"), newEmail("next")]
    const { id } = await make({ email })
    await shop.admin.post(`/admin/customers/${id}`, { email: next })
    const keyOf = async (of: string) => {
      const sql = "select managed, email_key from clientele_customer_profile where customer_id = $1"
      return (await query<{ managed: boolean; email_key: string | null }>(database, sql, [of]))[0]
    }
    expect(
      await eventually(
        () => keyOf(id),
        (row) => row?.email_key === next,
      ),
    ).toEqual({ managed: true, email_key: next })
    expect(await shop.admin.send("POST", ROOT, { email: next })).toMatchObject(TAKEN)
    expect((await shop.admin.send("POST", ROOT, { email })).status).toBe(201)

    // Medusa lets a registered customer have the address of a managed guest: who was managed first stays so.
    const registered = await shop.register()
    await change(registered.id, { email: newEmail("managed") })
    await shop.admin.post(`/admin/customers/${registered.id}`, { email: next })
    expect(
      await eventually(
        () => keyOf(registered.id),
        (row) => row?.managed === false,
      ),
    ).toEqual({ managed: false, email_key: null })
  })

  // Guard: `freeingAbandoned` in create-or-adopt.ts and update-customer.ts.
  test("R1 R8: a profile without a customer releases its email after a minute", async () => {
    const email = newEmail("killed")
    const insert = "insert into clientele_customer_profile (customer_id, managed, email_key, created_at)"
    await query(database, `${insert} values ('cus_killed', true, $1, now())`, [email])
    expect(await shop.admin.send("POST", ROOT, { email })).toMatchObject(TAKEN)
    const old =
      "update clientele_customer_profile set created_at = now() - interval '61 s' where customer_id = 'cus_killed'"
    await query(database, old)
    expect((await shop.admin.send("POST", ROOT, { email })).status).toBe(201)
  })
}
