import { query, type TestDatabase } from "../../helpers/database"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail, type Shop } from "../../helpers/shop"
import { NEW } from "./documents/fourth-document-examples"

export function profiles(open: () => OpenStore): void {
  let database: TestDatabase
  let shop: Shop

  beforeAll(() => {
    ;({ database, shop } = open())
  })

  type Shown = Record<string, unknown> & { id: string }
  type One = { customer: Shown; adopted?: boolean }
  type Refusal = { code: string; message: string }

  const ROOT = "/admin/customer-profiles"
  const create = (body: object) => shop.admin.send<One>("POST", ROOT, body)
  const read = async (id: string) => (await shop.admin.get<One>(`${ROOT}/${id}`)).customer

  /** A guest, as an order leaves one behind. @returns the id */
  const aGuest = async (email: string) =>
    (await shop.admin.post<{ customer: { id: string } }>("/admin/customers", { email })).customer.id

  /** How many rows of each kind there are: what a refused request must leave alone. */
  async function countRows(): Promise<Record<string, number>> {
    const tables = ["customer", "customer_address", "clientele_customer_profile", "clientele_contact"]
    const counts = tables.concat("clientele_credit_account").map(async (table) => {
      const [row] = await query<{ count: number }>(database, `select count(*)::int as count from ${table}`)
      return [table, row?.count ?? 0] as const
    })
    return Object.fromEntries(await Promise.all(counts))
  }

  /** The fourth document's example. */
  const CORPORATION = { ...NEW, is_business: true }

  test("R1 R2 R5 R21: a customer is made with profile, addresses, contacts and terms (fourth document's example)", async () => {
    const email = newEmail("orders")
    const { status, body } = await create({ ...CORPORATION, email })
    expect(status).toBe(201)
    expect(body).not.toHaveProperty("adopted")
    expect(body.customer).toMatchObject({
      id: expect.stringMatching(/^cus_/),
      email,
      name: "New Customer Corp",
      company_name: "New Customer Corp",
      first_name: null,
      last_name: null,
      phone: "+15550999",
      phone_original: "+1-555-0999",
      website: "https://newcustomer.com",
      tax_id: "12-9876543",
      payment_terms: "net_30",
      currency_code: "usd",
      credit_limit: 5000,
      current_balance: 0,
      discount_rate: 2.5,
      preferred_shipping: "FEDEX_GROUND",
      is_active: true,
      is_business: true,
      livemode: true,
      test: false,
      total_orders: 0,
      total_spent: [],
      lifetime_value: 0,
      last_order_at: null,
      pay_providers: [],
      note_entries: [],
      recent_orders: [],
      billing_address: { address_1: "123 New Customer St", province: "CA", postal_code: "90210", country_code: "us" },
      shipping_address: { address_1: "456 Warehouse Ave", city: "Distribution City", is_default_shipping: true },
      contacts: [{ name: "Bob Wilson", email: "bob.wilson@newcustomer.com", phone: "+15551000", is_primary: true }],
    })
    expect(body.customer.customer_since).toBe(body.customer.created_at)
    expect(body.customer.addresses).toHaveLength(2)
    expect(await read(body.customer.id)).toEqual(body.customer)
    const { customer } = await shop.admin.get<One>(`/admin/customers/${body.customer.id}`)
    expect(customer).toMatchObject({ email, company_name: "New Customer Corp", phone: "+15550999" })
  })

  test("R3 R4 R21: the first document's example makes a customer from one name, a country's name and flat address fields", async () => {
    const email = newEmail("john")
    const { body } = await create({
      name: "John Doe",
      email: ` ${email.toUpperCase()} `,
      phone_number: "77 123 45 67",
      whatsapp_number: "+221 77 123 45 67",
      country: "Senegal",
      city: "Dakar",
      is_business: false,
      metadata: { source: "import" },
    })
    expect(body.customer).toMatchObject({
      name: "John Doe",
      first_name: "John",
      last_name: "Doe",
      email,
      phone: "+221771234567",
      phone_original: "77 123 45 67",
      whatsapp_number: "+221771234567",
      metadata: { source: "import" },
      addresses: [{ city: "Dakar", country_code: "sn", is_default_billing: true, is_default_shipping: true }],
    })
  })

  test("R6: the third document's example is found by the merchant's own id", async () => {
    const external_id = `M-${Date.now()}`
    const { body } = await create({
      merchant_customer_id: external_id,
      description: "From the till",
      zip_code: "00100",
      name: "Ann",
    })
    const found = await shop.admin.get<One>(`${ROOT}/by-external-id/${external_id}`)
    expect(found.customer).toEqual(body.customer)
    expect(found.customer).toMatchObject({ external_id, email: null, billing_address: { postal_code: "00100" } })

    const again = await shop.admin.send<Refusal>("POST", ROOT, { external_id, name: "Bob" })
    expect(again).toMatchObject({ status: 400, body: { message: "external_id: another customer has this id" } })
    expect((await shop.admin.send("GET", `${ROOT}/by-external-id/unknown`)).status).toBe(404)
    await shop.admin.delete(`${ROOT}/${body.customer.id}`)
    expect((await shop.admin.send("GET", `${ROOT}/by-external-id/${external_id}`)).status).toBe(404)
    expect((await create({ external_id, name: "Bob" })).status).toBe(201)
  })

  test("R1 R8: a guest with that email is adopted, a managed customer with it is a 400 on email", async () => {
    const email = newEmail("guest")
    const order = await shop.placeOrder({ email })
    const adopted = await create({ email: email.toUpperCase(), name: "Guest No More", payment_terms: "net_15" })
    expect(adopted).toMatchObject({
      status: 200,
      body: { adopted: true, customer: { id: order.customer_id, name: "Guest No More", payment_terms: "net_15" } },
    })
    const before = await countRows()
    for (const spelling of [email, ` ${email.toUpperCase()} `]) {
      const again = await shop.admin.send<Refusal>("POST", ROOT, { email: spelling, name: "Another" })
      expect(again).toMatchObject({
        status: 400,
        body: {
          code: "invalid_request",
          message: `email: another customer has this email address (${order.customer_id})`,
        },
      })
    }
    expect(await countRows()).toEqual(before)
  })

  test("R1 R8: a guest whom Medusa's admin route stored in another spelling is adopted as well", async () => {
    const email = newEmail("Spelt")
    const { customer } = await shop.admin.post<One>("/admin/customers", { email })
    const adopted = await create({ email, name: "Spelt" })
    expect(adopted).toMatchObject({ status: 200, body: { customer: { id: customer.id, email: email.toLowerCase() } } })
    expect((await create({ email, name: "Spelt" })).status).toBe(400)
  })

  // Guard: `findByEmail(…, true)` in src/workflows/customers/create-or-adopt.ts.
  test("R1 R8: a registered account with that email is adopted before a guest with it, in any spelling", async () => {
    const email = newEmail("account")
    const guest = await aGuest(email)
    const account = await shop.register(email)
    const adopted = await create({ email: ` ${email.toUpperCase()} `, name: "Counter Sale" })
    expect(adopted).toMatchObject({
      status: 200,
      body: { adopted: true, customer: { id: account.id, email, name: "Counter Sale", has_account: true } },
    })
    const before = await countRows()
    expect(await create({ email, name: "Again" })).toMatchObject({
      status: 400,
      body: { message: `email: another customer has this email address (${account.id})` },
    })
    expect(await countRows()).toEqual(before)
    expect(await read(guest)).toMatchObject({ email, has_account: false })
    const mine = await shop.as(account).get<One>("/store/customers/me")
    expect(mine.customer).toMatchObject({ id: account.id, first_name: "Counter", last_name: "Sale" })
  })

  test("R1 R8: a guest with the same email as a managed account is not adopted, and the refusal names the account", async () => {
    const account = await shop.register()
    expect((await create({ email: account.email, name: "First" })).status).toBe(200)
    await shop.placeOrder({ email: account.email })
    expect(await create({ email: account.email, name: "Second" })).toMatchObject({
      status: 400,
      body: { message: `email: another customer has this email address (${account.id})` },
    })
  })

  test("R1, R8: an adoption that fails changes nothing of the account", async () => {
    const account = await shop.register()
    const sight = async () => {
      const { customer } = await shop.as(account).get<One>("/store/customers/me")
      const { updated_at: _moment, ...rest } = customer
      return { rest, profiles: await query(database, PROFILE, [account.id]), rows: await countRows() }
    }
    const PROFILE = "select managed, email_key from clientele_customer_profile where customer_id = $1"
    const before = await sight()
    const twice = [
      { name: "A", email: "same@example.com" },
      { name: "B", email: "same@example.com" },
    ]
    const failed = await create({ ...CORPORATION, email: account.email, contacts: twice })
    expect(failed).toMatchObject({ status: 400, body: { message: expect.stringMatching(/^contacts.1.email: /) } })
    expect(await sight()).toEqual(before)
    expect((await create({ email: account.email, name: "Later" })).status).toBe(200)
  })

  test("R1 R8: of 20 parallel requests with an account's email one adopts the account", async () => {
    const account = await shop.register()
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_one, n) => create({ email: account.email, name: `Writer ${n}` })),
    )
    const winners = answers.filter(({ status }) => status === 200)
    expect(winners).toMatchObject([{ body: { adopted: true, customer: { id: account.id } } }])
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(19)
    expect(await read(account.id)).toMatchObject({ name: winners[0]?.body.customer.name })
  })

  // Guard: `saveProfileStep` before everything else (create-customer-workflow.ts): behind it, a loser adopts what the winner just made.
  test("R1 R8: of 20 parallel requests with one email one makes the customer", async () => {
    const email = newEmail("twenty")
    const before = await countRows()
    const answers = await Promise.all(Array.from({ length: 20 }, (_one, n) => create({ email, name: `Writer ${n}` })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(400)].sort())
    const after = await countRows()
    expect(after).toEqual({
      ...before,
      customer: (before.customer ?? 0) + 1,
      clientele_customer_profile: (before.clientele_customer_profile ?? 0) + 1,
    })
  })

  // Guard: `adopting` in saveProfile (customer_profile/service.ts).
  test("R1 R8: of 20 parallel requests with a guest's email one adopts the guest", async () => {
    const email = newEmail("guest-of-twenty")
    const guest = await aGuest(email)
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_one, n) =>
        shop.admin.send<{ customer: Record<string, unknown> & { id: string }; adopted: boolean; message: string }>(
          "POST",
          ROOT,
          { name: `Writer ${n}`, email, payment_terms: `net_${n}`, contacts: [{ name: `Contact ${n}` }] },
        ),
      ),
    )
    const winner = answers.find(({ status }) => status === 200)
    const others = answers.filter((answer) => answer !== winner)
    expect(winner).toMatchObject({ status: 200, body: { adopted: true, customer: { id: guest } } })
    expect(others.map(({ status, body }) => [status, body.message])).toEqual(
      Array(19).fill([400, `email: another customer has this email address (${guest})`]),
    )
    const { name, payment_terms, contacts }: Partial<Shown> = winner?.body.customer ?? {}
    const { customer } = await shop.admin.get<{ customer: Record<string, unknown> }>(`${ROOT}/${guest}`)
    expect(customer).toMatchObject({ name, payment_terms, contacts })
    expect(contacts).toHaveLength(1)
  })

  // Guard: the compensations in src/workflows/customers/steps.
  test("R1: a failure half-way leaves nothing behind", async () => {
    const before = await countRows()
    const email = newEmail("half")
    const twice = [
      { name: "A", email: "same@example.com" },
      { name: "B", email: "same@example.com" },
    ]
    const body = { ...CORPORATION, email, external_id: "half", contacts: twice }
    expect(await shop.admin.send("POST", ROOT, body)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^contacts.1.email: /) },
    })
    expect(await countRows()).toEqual(before)

    const address = { line1: "1 Street", city: "Town" }
    const full = { ...CORPORATION, email, addresses: ["A", "B", "C"].map((city) => ({ ...address, city })) }
    expect(await shop.admin.send("POST", ROOT, full)).toMatchObject({ status: 406, body: { code: "address_limit" } })
    expect(await countRows()).toEqual(before)

    await query(database, "alter table clientele_credit_account rename to clientele_credit_account_gone")
    try {
      expect((await create({ ...CORPORATION, email, external_id: "half" })).status).toBe(500)
    } finally {
      await query(database, "alter table clientele_credit_account_gone rename to clientele_credit_account")
    }
    expect(await countRows()).toEqual(before)
    expect((await create({ ...CORPORATION, email, external_id: "half" })).status).toBe(201)
  })

  test("R5: an unknown customer is not found, in the second document's words", async () => {
    for (const method of ["GET", "POST", "PATCH", "PUT", "DELETE"]) {
      const body = method === "GET" || method === "DELETE" ? undefined : { name: "x" }
      expect(await shop.admin.send<Refusal>(method, `${ROOT}/cus_unknown`, body)).toMatchObject({
        status: 404,
        body: { code: "not_found", message: "Customer not found" },
      })
    }
  })

  test("R2 R5: a customer that Medusa made is shown with default values", async () => {
    const customer = await shop.register()
    expect(await read(customer.id)).toMatchObject({
      email: customer.email,
      name: "Sam Shopper",
      is_active: true,
      is_business: false,
      livemode: true,
      credit_limit: null,
      payment_terms: null,
      contacts: [],
      billing_address: null,
    })
  })

  // We read Medusa's tables ourselves (read-medusa-customers.ts), so this is where an upgrade that changes them shows.
  test("R5: Medusa's fields equal the answer of Medusa's own route", async () => {
    const { id } = (await create({ ...CORPORATION, email: newEmail(), metadata: { a: [1, { b: null }] } })).body
      .customer
    const holder = { id: "acchld_1", external_id: "cus_at_provider", provider_id: "pp_card_up" }
    await query(
      database,
      "insert into account_holder (id, external_id, provider_id, data) values ($1, $2, $3, '{\"secret\": 1}')",
      Object.values(holder),
    )
    await query(
      database,
      "insert into customer_account_holder (id, customer_id, account_holder_id) values ('l', $1, $2)",
      [id, holder.id],
    )
    const medusas = (await shop.admin.get<One>(`/admin/customers/${id}?fields=*addresses`)).customer
    const { updated_at, addresses, ...fields } = medusas
    const ours = await read(id)
    expect(ours).toMatchObject(fields)
    const sorted = (all: unknown) => [...(all as Shown[])].sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(sorted(ours.addresses)).toEqual(sorted(addresses))
    expect(new Date(String(ours.updated_at)) >= new Date(String(updated_at))).toBe(true)
    expect(ours.pay_providers).toEqual([{ id: holder.external_id, name: holder.provider_id }])
  })

  const long = (length: number) => "x".repeat(length)
  const N = { name: "Ann" }

  test.each<[string, unknown, string]>([
    ["nothing to call it by", { city: "Dakar" }, "name: This field is required."],
    ["no email address", { email: "nobody" }, "email: Enter a valid email address."],
    ["an empty email address", { email: "" }, "email: Enter a valid email address."],
    ["a long email address", { email: `${long(195)}@b.com` }, "email: must have at most 200"],
    ["an empty name", { name: "  " }, "name: must not be empty; send null"],
    ["a long name", { name: long(201) }, "name: must have at most 200"],
    ["a long first name", { first_name: long(201) }, "first_name:"],
    ["a long last name", { last_name: long(201) }, "last_name:"],
    ["a long company name", { company_name: long(201) }, "company_name:"],
    ["a long external id", { ...N, external_id: long(101) }, "external_id: must have at most 100"],
    ["an empty external id", { ...N, merchant_customer_id: "" }, "merchant_customer_id: must not be empty"],
    ["a long description", { ...N, description: long(201) }, "description: must have at most 200"],
    ["a long telephone number", { ...N, phone: "1".repeat(31) }, "phone: must have at most 30"],
    ["no telephone number", { ...N, phone: "call me" }, "phone: is not a telephone number"],
    ["a national number without its country", { ...N, phone: "0712345678" }, "phone: is not a telephone number"],
    ["no WhatsApp number", { ...N, whatsapp_number: "x" }, "whatsapp_number:"],
    ["no fax number", { ...N, fax: "x" }, "fax:"],
    ["no website", { ...N, website: "customerxyz" }, "website: must be a URL"],
    ["a script for a website", { ...N, website: "javascript:alert(1)" }, "website: must be a URL"],
    ["a long website", { ...N, website: `https://x.co/${long(2000)}` }, "website:"],
    ["no photo's address", { ...N, photo_url: "file:///etc/passwd" }, "photo_url:"],
    ["a long tax id", { ...N, tax_id: long(101) }, "tax_id:"],
    ["a long postal code", { ...N, postal_code: long(17) }, "postal_code: must have at most 16"],
    ["a long city", { ...N, city: long(101) }, "city: must have at most 100"],
    ["a long street", { ...N, address: long(201) }, "address: must have at most 200"],
    ["no country", { ...N, country: "Atlantis" }, "country: is not a country"],
    ["a discount beyond 100", { ...N, discount_rate: 100.5 }, "discount_rate:"],
    ["a negative discount", { ...N, discount_rate: -1 }, "discount_rate:"],
    ["a discount in words", { ...N, discount_rate: "much" }, "discount_rate:"],
    ["a negative limit", { ...N, credit_limit: -0.01 }, "credit_limit:"],
    ["a limit beyond all", { ...N, credit_limit: "1000000000001" }, "credit_limit:"],
    ["a limit in words", { ...N, credit_limit: "1e3" }, "credit_limit:"],
    ["unknown terms", { ...N, payment_terms: "net_121" }, "payment_terms:"],
    ["no currency", { ...N, currency: "dollars" }, "currency:"],
    ["an array for metadata", { ...N, metadata: [1] }, "metadata: must be a JSON object"],
    ["text for metadata", { ...N, metadata: "{}" }, "metadata: must be a JSON object"],
    ["no moment", { ...N, customer_since: "yesterday" }, "customer_since:"],
    ["text for a boolean", { ...N, is_business: "yes" }, "is_business:"],
    ["text for a boolean", { ...N, is_active: 1 }, "is_active:"],
    ["long notes", { ...N, notes: long(5001) }, "notes:"],
    ["a long way to ship", { ...N, preferred_shipping: long(101) }, "preferred_shipping:"],
    [
      "one field by two names",
      { ...N, phone: "+15550100", phone_number: "+15550100" },
      "phone_number: is another name for phone",
    ],
    ["an unknown key", { ...N, points_balance: 5 }, "points_balance: is not a known field"],
    ["livemode by hand", { ...N, livemode: false }, "livemode: is not a known field"],
    ["a balance by hand", { ...N, current_balance: 0 }, "current_balance: is not a known field"],
    ["a NUL", { name: "Ann\u0000" }, "name: has characters that cannot be stored"],
    ["an array for a name", { name: ["Ann"] }, "name:"],
    ["a bad line of an address", { ...N, billing_address: { zip: long(17) } }, "billing_address.zip:"],
    [
      "an unknown line of an address",
      { ...N, billing_address: { floor: 3 } },
      "billing_address.floor: is not a known field",
    ],
    ["a bad address of several", { ...N, addresses: [{ city: long(101) }] }, "addresses.0.city:"],
    ["an unknown type of address", { ...N, addresses: [{ type: "home" }] }, "addresses.0.type:"],
    ["a bad contact", { ...N, contacts: [{ name: "Bob", email: "x" }] }, "contacts.0.email: Enter a valid"],
    ["a long WhatsApp number", { ...N, whatsapp_number: "1".repeat(31) }, "whatsapp_number: must have at most 30"],
    ["a long fax number", { ...N, fax: "1".repeat(31) }, "fax: must have at most 30"],
    ["an empty description", { ...N, description: " " }, "description: must not be empty"],
    ["an empty tax id", { ...N, tax_id: "" }, "tax_id: must not be empty"],
    ["a long photo's address", { ...N, photo_url: `https://x.co/${long(2000)}` }, "photo_url: must have at most 2000"],
    ["a discount with five decimals", { ...N, discount_rate: "1.00001" }, "discount_rate:"],
    ["a long province", { ...N, state: long(101) }, "state: must have at most 100"],
    ["a long second line", { ...N, line2: long(201) }, "line2: must have at most 200"],
    ["an empty city", { ...N, city: "" }, "city: must not be empty"],
    ["an empty country", { ...N, country: "" }, "country: is not a country"],
    ["a long country", { ...N, country: long(101) }, "country: is not a country"],
    ["a long name at an address", { ...N, billing_address: { first_name: long(201) } }, "billing_address.first_name:"],
    ["a long company at an address", { ...N, shipping_address: { company: long(201) } }, "shipping_address.company:"],
    ["a long name of an address", { ...N, addresses: [{ address_name: long(201) }] }, "addresses.0.address_name:"],
    ["no telephone number at an address", { ...N, billing_address: { phone: "x" } }, "billing_address.phone: is not"],
    ["text for an address's metadata", { ...N, addresses: [{ metadata: "x" }] }, "addresses.0.metadata:"],
    ["an address by itself", { ...N, addresses: { city: "Dakar" } }, "addresses:"],
    [
      "a line by two names",
      { ...N, billing_address: { zip: "1", postal_code: "1" } },
      "billing_address.postal_code: is another name for zip",
    ],
    [
      "two default addresses",
      {
        ...N,
        addresses: [
          { type: "billing", city: "One" },
          { is_default_billing: true, city: "Two" },
        ],
      },
      "addresses.1.is_default_billing: another address is already the default",
    ],
    [
      "two primary contacts",
      { ...N, contacts: ["A", "B"].map((name) => ({ name, is_primary: true })) },
      "contacts.1.is_primary: a customer has only one primary contact",
    ],
    [
      "two contacts with one email address",
      { ...N, contacts: ["a@b.co", " A@B.co"].map((email, n) => ({ name: `x${n}`, email })) },
      "contacts.1.email: another contact",
    ],
    ["more than 100 contacts", { ...N, contacts: Array(101).fill({ name: "x" }) }, "contacts:"],
    ["more than 1000 addresses", { ...N, addresses: Array(1001).fill({ city: "Dakar" }) }, "addresses:"],
    ["a list", [], "body:"],
    ["a body that is no JSON", "{", "JSON"],
  ])("R1 R2 R4 M34: %s is a 400 that names the field", async (_what, body, message) => {
    expect(await shop.admin.send<Refusal>("POST", ROOT, body)).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining(message) },
    })
  })

  test.each([
    ["POST", { email: "nobody" }, "email: Enter a valid email address."],
    ["PATCH", { external_id: long(101) }, "external_id: must have at most 100"],
    ["PUT", { description: "" }, "description: must not be empty"],
    ["POST", { phone: "0712345678" }, "phone: is not a telephone number"],
    ["PATCH", { metadata: [] }, "metadata: must be a JSON object"],
    ["PUT", { billing_address: { zip: long(17) } }, "billing_address.zip:"],
    ["POST", { contacts: [{ title: "Buyer" }] }, "contacts.0.name: is required"],
    ["PATCH", { is_active: null }, "is_active:"],
  ])("R4 R7 R8 R21 M34: %s %j is a 400 that names the field, and changes nothing", async (method, body, message) => {
    const made = await shop.admin.post<One>(ROOT, { name: "Ann", description: "as it was" })
    const answer = await shop.admin.send<Refusal>(method, `${ROOT}/${made.customer.id}`, { notes: "changed", ...body })
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringContaining(message) } })
    expect(await read(made.customer.id)).toEqual(made.customer)
  })

  test("M34: a body of 2 MB is refused, on making and changing", async () => {
    const { customer } = await shop.admin.post<One>(ROOT, N)
    for (const path of [ROOT, `${ROOT}/${customer.id}`, `/admin/customers/${customer.id}/contacts`]) {
      expect((await shop.admin.send("POST", path, { name: long(2_000_000) })).status).toBe(413)
    }
  })

  test("R4: the longest allowed values are accepted", async () => {
    const longest = {
      name: long(200),
      email: `${long(64)}@${[long(60), long(60)].join(".")}.com`,
      external_id: long(100),
      description: long(200),
      postal_code: long(16),
      city: long(100),
      address: long(200),
      website: `https://x.co/${long(1987)}`,
      discount_rate: "100.0000",
      credit_limit: "1000000000000",
      payment_terms: "eom",
      customer_since: "2023-06-15",
      notes: long(5000),
    }
    const { status, body } = await create(longest)
    expect(status).toBe(201)
    expect(body.customer).toMatchObject({
      name: longest.name,
      customer_since: "2023-06-15T00:00:00.000Z",
      discount_rate: 100,
      credit_limit: 1e12,
    })
  })
}
