import { runInStore } from "../../faults/in-store"
import { query, type TestDatabase } from "../../helpers/database"
import { eventually, type Loyalty } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { type Applied, apply, give, tokenOf } from "../../helpers/redemption"
import type { Shop } from "../../helpers/shop"
import type { Store } from "../../helpers/store-server"
import { PHOTO } from "../../packed/library"

const SETTINGS = "/admin/loyalty/settings"

/** What a host does with the plugin's workflows, in the store's own process. */
export function library(open: () => OpenStore): void {
  let database: TestDatabase
  let store: Store
  let shop: Shop
  let loyalty: Loyalty

  beforeAll(async () => {
    ;({ database, store, shop, loyalty } = open())
    await open().begin({ loyalty_points_enabled: true })
  })

  const run = (name: string, input: object) => runInStore(store, "workflow", name, JSON.stringify(input), "alone")
  /** As a step of a host's workflow whose next step fails. */
  const runThenFail = (name: string, input: object) =>
    runInStore(store, "workflow", name, JSON.stringify(input), "then fail")
  const FAILED = { error: { message: "the host's own step failed" }, state: "reverted" }

  const hooked = (name: string, value: string) =>
    eventually(
      async () =>
        [...store.output().matchAll(new RegExp(`hook ${name} (\\{.*\\})`, "g"))]
          .map(([, input]) => JSON.parse(String(input)))
          .filter((input) => JSON.stringify(input).includes(value)),
      (found) => found.length > 0,
    )

  const adjustment = (mailbox: string, points: number, more: object = {}) => ({
    mailbox,
    points,
    stated_reason: "goodwill",
    actor_id: "user_host",
    ...more,
  })

  // Guards: the compensation of adjustPointsStep, and what it derives its key from.
  it("R70: if a later step of the host fails, an opposite entry undoes an adjustment", async () => {
    const customer = await shop.register()
    await give(shop, customer, 100)
    expect(await runThenFail("adjustPointsWorkflow", adjustment(customer.email, 50))).toEqual(FAILED)
    const { points_balance, ledger } = await loyalty.account(customer.id)
    expect(points_balance).toBe(100)
    expect(ledger.map(({ points }: { points: number }) => points)).toEqual([-50, 50, 100])
  })

  // Guard: `applied` in adjustPointsStep.
  it("R70: a repeated adjustment that posted nothing is not undone", async () => {
    const customer = await shop.register()
    const input = adjustment(customer.email, 50, { idempotency_key: `once-${customer.id}` })
    expect((await run("adjustPointsWorkflow", input)).result).toMatchObject({ points: 50, balance_after: 50 })
    expect(await runThenFail("adjustPointsWorkflow", input)).toEqual(FAILED)
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 50 })
  })

  // Guards: `parse` in each step of src/workflows/points.
  it.each([
    [
      "adjustPointsWorkflow",
      { mailbox: "nobody", points: 1.5, stated_reason: "", actor_id: "u", typo: 1 },
      "mailbox: must be an email address; stated_reason: must not be empty; typo: is not a known field",
    ],
    [
      "mergePointsWorkflow",
      { customer_id: "cus_1", email: "x", stated_reason: "y", actor_id: "u" },
      "email: must be an email address",
    ],
    ["settleOrdersWorkflow", { order_ids: "order_1", cause: "import" }, "order_ids: must be a list"],
    ["reconcilePointsWorkflow", { repair: true }, "order_ids: is required when since is missing"],
  ])("R70, R71: %s checks its input as the routes do", async (name, input, message) => {
    const { error } = await run(name, input)
    expect(error?.code).toBe("invalid_request")
    expect(error?.message).toContain(message)
  })

  // Guard: `mailbox` in src/workflows/points/points-input.ts.
  it("R70 R71 M29: a workflow takes an email address in any spelling", async () => {
    const customer = await shop.register()
    const spelt = ` ${customer.email.toUpperCase()} `
    await run("adjustPointsWorkflow", adjustment(spelt, 30))
    expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 30 })
  })

  it("R70: workflows move points from another mailbox, settle orders and compare them", async () => {
    const [old, now] = [await shop.register(), await shop.register()]
    await give(shop, old, 70)
    const merge = { customer_id: now.id, email: old.email, stated_reason: "moved", actor_id: "user_host" }
    expect((await run("mergePointsWorkflow", merge)).result).toMatchObject({ merged_points: 70 })
    const order = await shop.placeOrder({ product: "download", capture: true })
    const settled = await run("settleOrdersWorkflow", { order_ids: [order.id], cause: "import" })
    expect(settled.result).toMatchObject([{ order_id: order.id }])
    const compared = await run("reconcilePointsWorkflow", { order_ids: [order.id] })
    expect(compared.result).toMatchObject({ checked: 1, differences: [], repaired: false })
  })

  type Profile = { customer: Record<string, unknown> & { id: string } }
  type Contacts = { contacts: { id: string; name: string; title: string | null; is_primary: boolean }[] }
  const readProfile = async (id: string) => (await shop.admin.get<Profile>(`/admin/customer-profiles/${id}`)).customer
  const readContacts = async (id: string) =>
    (await shop.admin.get<Contacts>(`/admin/customers/${id}/contacts`)).contacts
  let count = 0
  const email = () => `lib-${Date.now()}-${++count}@example.com`
  const customersOf = (address: string) =>
    query<{ id: string }>(database, "select id from customer where lower(email) = lower($1)", [address])
  const made = async (customer: object): Promise<string> => {
    const { result, error } = await run("createCustomerProfileWorkflow", { customer })
    expect(error).toBeUndefined()
    return result.id
  }

  // Guards: readCustomerStep; the schemas in src/workflows/customers/customer-bodies.ts.
  it("R70, R71: a customer whom a host creates is normalised as on the route, and bad input is refused", async () => {
    const address = email()
    const spelt = address.replace("lib", "LiB").replace("example", "Example")
    const customer = { name: "Ann Lee", email: spelt, phone: "030 901820", country_code: "Germany" }
    expect(await readProfile(await made(customer))).toMatchObject({ email: address, phone: "+4930901820" })
    const { error } = await run("createCustomerProfileWorkflow", { customer: { name: "Ann", phone: "12", typo: 1 } })
    expect(error?.code).toBe("invalid_request")
    expect(error?.message).toMatch(/typo: is not a known field/)
    const { error: second } = await run("createCustomerProfileWorkflow", { customer: { name: "Ann", phone: "12" } })
    expect(second?.message).toMatch(/^phone: is not a telephone number/)
  })

  // Guards: the compensations in src/workflows/customers/profile-workflows.ts.
  it("R70: if a later step of the host fails, a created customer is deleted with profile and contacts", async () => {
    const address = email()
    const customer = { name: "Ann Lee", email: address, external_id: address, contacts: [{ name: "Sarah" }] }
    expect(await runThenFail("createCustomerProfileWorkflow", { customer })).toEqual(FAILED)
    expect(await customersOf(address)).toEqual([])
    const id = await made(customer)
    expect(await readContacts(id)).toHaveLength(1)
  })

  it("R70: if a later step of the host fails, an adopted guest is a guest again", async () => {
    const address = email()
    await shop.placeOrder({ email: address })
    const [guest] = await customersOf(address)
    const customer = { name: "Ann Lee", email: address, tax_id: "DE1" }
    expect(await runThenFail("createCustomerProfileWorkflow", { customer })).toEqual(FAILED)
    expect((await run("createCustomerProfileWorkflow", { customer })).result).toEqual({ id: guest?.id, adopted: true })
  })

  it("R70: if a later step of the host fails, a changed customer has the earlier values", async () => {
    const id = await made({ name: "Ann Lee", email: email(), tax_id: "DE1", addresses: [{ city: "Bonn" }] })
    const before = await readProfile(id)
    const customer = { first_name: "Bea", tax_id: "DE2", phone: "+4930901820", addresses: [{ city: "Kiel" }] }
    expect(await runThenFail("updateCustomerProfileWorkflow", { id, customer })).toEqual(FAILED)
    const after = await readProfile(id)
    for (const field of ["name", "first_name", "tax_id", "phone"]) expect(after[field]).toEqual(before[field])
    expect(after.addresses).toHaveLength(1)
    await run("updateOwnProfileWorkflow", { id, customer: { phone: "030 901820", country_code: "de" } })
    expect(await readProfile(id)).toMatchObject({ phone: "+4930901820", tax_id: "DE1" })
  })

  it("R70: if a later step of the host fails, a deleted customer is restored", async () => {
    const id = await made({ name: "Ann Lee", email: email(), tax_id: "DE1" })
    expect(await runThenFail("deleteCustomerProfileWorkflow", { id })).toEqual(FAILED)
    expect(await readProfile(id)).toMatchObject({ name: "Ann Lee", tax_id: "DE1" })
    expect((await run("deleteCustomerProfileWorkflow", { id })).result).toMatchObject({ id })
    expect((await run("deleteCustomerProfileWorkflow", { id })).error?.code).toBe("not_found")
  })

  // Guards: the compensations in src/workflows/customers/contact-workflows.ts.
  it("R70: if a later step of the host fails, contacts have their earlier values", async () => {
    const customer_id = await made({ name: "Acme", email: email() })
    const add = (contact: object) => run("addContactWorkflow", { customer_id, contact })
    const first = (await add({ name: "Sarah", title: "CEO" })).result
    const second = (await add({ name: "Tom" })).result
    const before = await readContacts(customer_id)
    const contact = { name: "Kim", is_primary: true }
    expect(await runThenFail("addContactWorkflow", { customer_id, contact })).toEqual(FAILED)
    expect((await readContacts(customer_id)).map(({ id }) => id)).toEqual(before.map(({ id }) => id))
    const change = { customer_id, id: second.id, contact: { title: "Buyer", is_primary: true } }
    expect(await runThenFail("updateContactWorkflow", change)).toEqual(FAILED)
    expect(await runThenFail("removeContactWorkflow", { customer_id, id: first.id })).toEqual(FAILED)
    expect(await readContacts(customer_id)).toMatchObject([
      { id: first.id, title: "CEO", is_primary: true },
      { id: second.id, title: null, is_primary: false },
    ])
    expect((await run("updateContactWorkflow", change)).result).toMatchObject({ title: "Buyer", is_primary: true })
    expect((await run("removeContactWorkflow", { customer_id, id: first.id })).result).toEqual({ id: first.id })
    expect((await add({ name: "X", phone: "12" })).error?.message).toMatch(/^phone: is not a telephone number/)
  })

  type Notes = { notes: { id: string; body: string }[] }
  const readNotes = async (id: string) => (await shop.admin.get<Notes>(`/admin/customers/${id}/notes`)).notes

  // Guards: the compensations in src/workflows/customers/note-workflows.ts; `parse` in each step.
  it("R70: if a later step of the host fails, notes have their earlier values", async () => {
    const customer_id = await made({ name: "Ann Lee" })
    const note = { body: "called" }
    expect(await runThenFail("addNoteWorkflow", { customer_id, note })).toEqual(FAILED)
    expect(await readNotes(customer_id)).toEqual([])
    const { result } = await run("addNoteWorkflow", { customer_id, note, actor_id: "user_host" })
    expect(result).toMatchObject({ body: "called", author_id: "user_host" })
    const change = { customer_id, id: result.id, note: { body: "wrote" } }
    expect(await runThenFail("updateNoteWorkflow", change)).toEqual(FAILED)
    expect(await runThenFail("removeNoteWorkflow", { customer_id, id: result.id })).toEqual(FAILED)
    expect(await readNotes(customer_id)).toMatchObject([{ id: result.id, body: "called" }])
    expect((await run("updateNoteWorkflow", change)).result).toMatchObject({ body: "wrote" })
    expect((await run("removeNoteWorkflow", { customer_id, id: result.id })).result).toEqual({ id: result.id })
    expect(await readNotes(customer_id)).toEqual([])
    const empty = await run("addNoteWorkflow", { customer_id, note: { body: " " } })
    expect(empty.error).toMatchObject({ code: "invalid_request", message: "note.body: must not be empty" })
  })

  type Credit = { credit: { credit_limit: number | null; members_count: number } | null }
  const readCredit = async (id: string) => (await shop.admin.get<Credit>(`/admin/customers/${id}/credit`)).credit

  // Guards: the compensations in src/workflows/credit/{accounts,checks}; of endMembershipsStep.
  it("R70, R22: if a later step of the host fails, limits and members have their earlier values", async () => {
    const customer_id = await made({ name: "Ann Lee" })
    const buyer = await made({ name: "Bo Lee" })
    const terms = (credit_limit: number) => ({ customer_id, account: { credit_limit } })
    expect(await runThenFail("saveCreditAccountWorkflow", terms(500))).toEqual(FAILED)
    expect(await readCredit(customer_id)).toBeNull()
    expect((await run("saveCreditAccountWorkflow", terms(500))).result).toMatchObject({ credit_limit: "500" })
    expect(await runThenFail("saveCreditAccountWorkflow", terms(700))).toEqual(FAILED)
    const member = { account_id: customer_id, member: { customer_id: buyer } }
    expect(await runThenFail("saveCreditMemberWorkflow", member)).toEqual(FAILED)
    expect(await readCredit(customer_id)).toMatchObject({ credit_limit: 500, members_count: 1 })
    await run("saveCreditMemberWorkflow", member)
    const removal = { account_id: customer_id, customer_id: buyer }
    expect(await runThenFail("removeCreditMemberWorkflow", removal)).toEqual(FAILED)
    expect(await readCredit(customer_id)).toMatchObject({ members_count: 2 })
    expect((await run("removeCreditMemberWorkflow", removal)).result).toEqual({ customer_id: buyer })
    const check_id = `ccheck_${customer_id}`
    await query(
      database,
      `insert into clientele_credit_check (id, customer_id, provider, status, credit_score, credit_rating, risk_assessment,
         currency_code, recommended_credit_limit, reasons, snapshot, as_of, expires_at)
       values ($1, $2, 'internal', 'ok', 700, 'good', 'low', 'usd', 900, '[]', '{}', now(), now() + interval '1 day')`,
      [check_id, customer_id],
    )
    const application = { customer_id, check_id }
    expect(await runThenFail("applyCreditCheckWorkflow", application)).toEqual(FAILED)
    expect(await readCredit(customer_id)).toMatchObject({ credit_limit: 500 })
    const { result } = await run("applyCreditCheckWorkflow", application)
    expect(result).toMatchObject({ applied: true, account: { credit_limit: "900" } })
    await run("saveCreditMemberWorkflow", member)
    expect(await runThenFail("deleteCustomerProfileWorkflow", { id: customer_id })).toEqual(FAILED)
    expect(await readCredit(customer_id)).toMatchObject({ members_count: 2 })
  })

  // Guards: the compensation of setPhotoStep; undoSetPhoto; `photoFormat` in setPhoto.
  it("R70: if a later step of the host fails, the customer has no photo", async () => {
    const customer_id = await made({ name: "Ann Lee" })
    const url = async () => (await readProfile(customer_id)).photo_url
    expect(await runThenFail("setCustomerPhotoWorkflow", { customer_id, photo: PHOTO })).toEqual(FAILED)
    expect(await url()).toBeNull()
    const { result } = await run("setCustomerPhotoWorkflow", { customer_id, photo: PHOTO })
    expect(await url()).toBe(result.photo_url)
    const text = await run("setCustomerPhotoWorkflow", { customer_id, photo: "<script>" })
    expect(text.error).toMatchObject({ code: "invalid_request", message: "photo: must be a JPEG or PNG image" })
    const large = { customer_id, photo: "A".repeat(7 * 1024 * 1024) }
    expect((await run("setCustomerPhotoWorkflow", large)).error?.code).toBe("photo_too_large")
    expect(await url()).toBe(result.photo_url)
    await run("removeCustomerPhotoWorkflow", { customer_id })
    expect(await url()).toBeNull()
  })

  // Guards: the compensation of setSettingStep; `parse` in it.
  it("R70: if a later step of the host fails, a setting has its earlier value", async () => {
    const read = async () => (await shop.admin.get<{ settings: Record<string, unknown> }>(SETTINGS)).settings
    const before = (await read()).loyalty_min_points_to_redeem
    const input = { key: "loyalty_min_points_to_redeem", setting: { value: 7 }, actor_id: "user_host" }
    expect(await runThenFail("setLoyaltySettingWorkflow", input)).toEqual(FAILED)
    expect((await read()).loyalty_min_points_to_redeem).toBe(before)
    expect((await run("setLoyaltySettingWorkflow", input)).result).toMatchObject({ value: 7, updated_by: "user_host" })
    await run("setLoyaltySettingWorkflow", { ...input, setting: { value: before } })
    const unknown = await run("setLoyaltySettingWorkflow", { ...input, key: "loyalty_typo" })
    expect(unknown.error?.code).toBe("unknown_setting")
    const missing = await run("setLoyaltySettingWorkflow", { ...input, setting: {} })
    expect(missing.error?.message).toBe("setting.value: is required")
  })

  // Guards: refuseAsStep in src/workflows/codes/code-workflows.ts; `parse` in each step.
  it("R70 M33: codes are sent and verified by workflows that Medusa stores nothing of, and that are no steps of others", async () => {
    const customer = await shop.register()
    const asker = { email: ` ${customer.email.toUpperCase()}`, network: "192.0.2.77" }
    const { result } = await run("sendCodeWorkflow", asker)
    expect(result.challenge_id).toMatch(/^code_/)
    const guess = { ...asker, code: "135 790", challenge_id: result.challenge_id }
    expect((await run("verifyCodeWorkflow", guess)).error?.code).toBe("code_invalid")
    expect((await run("verifyCodeWorkflow", { ...asker, code: "1" })).error?.message).toBe("code: must be six digits")
    for (const [name, input] of [
      ["sendCodeWorkflow", asker],
      ["verifyCodeWorkflow", guess],
    ] as const) {
      expect((await runThenFail(name, input)).error?.message).toMatch(`${name} cannot run as a step`)
    }
    const stored = "select 1 from workflow_execution where workflow_id like 'clientele-%-code'"
    expect(await query(database, stored)).toEqual([])
    for (const secret of ["135790", "135 790", customer.email]) {
      expect(store.output()).not.toContain(secret)
    }
  })

  const held = async (cartId: string) =>
    query<{ points: number }>(
      database,
      "select points::int from clientele_points_hold where cart_id = $1 and status = 'held'",
      [cartId],
    )
  const cartWithPoints = async () => {
    const customer = await shop.register()
    await give(shop, customer, 1000)
    const cart = await shop.fillCart({ email: customer.email, quantity: 2, product: "download" })
    return { cart_id: cart.id, verified_email: customer.email.toUpperCase(), customer }
  }

  // Guards: the compensations in src/workflows/redemption/redemption-workflows.ts.
  it("R70: if a later step of the host fails, a cart has its earlier points, after placing and after releasing", async () => {
    const { cart_id, verified_email } = await cartWithPoints()
    const place = { cart_id, verified_email, points: 300 }
    expect(await runThenFail("placeRedemptionWorkflow", place)).toEqual(FAILED)
    expect(await held(cart_id)).toEqual([])
    expect((await run("placeRedemptionWorkflow", place)).result.loyalty_redemption).toMatchObject({ points: 300 })
    expect(await runThenFail("placeRedemptionWorkflow", { ...place, points: 700 })).toEqual(FAILED)
    expect(await held(cart_id)).toEqual([{ points: 300 }])
    expect(await runThenFail("releaseRedemptionWorkflow", { cart_id })).toEqual(FAILED)
    expect(await held(cart_id)).toEqual([{ points: 300 }])
    expect((await run("releaseRedemptionWorkflow", { cart_id })).result).toEqual({ released: true })
    expect(await held(cart_id)).toEqual([])
    expect(await runThenFail("releaseRedemptionWorkflow", { cart_id })).toEqual(FAILED)
  })

  // Guard: `verifyShopper` in placeRedemptionStep.
  it("R70: points are not placed without a verification, and an address alone counts only if the host allows it", async () => {
    const { cart_id, customer } = await cartWithPoints()
    expect((await run("placeRedemptionWorkflow", { cart_id, points: 300 })).error?.code).toBe("proof_required")
    const stranger = await run("placeRedemptionWorkflow", { cart_id, points: 300, verified_email: "x@example.com" })
    expect(stranger.error?.code).toBe("cart_changed")
    const both = { cart_id, points: 300, verified_email: customer.email, token: "t" }
    expect((await run("placeRedemptionWorkflow", both)).error?.message).toMatch(/^verified_email: cannot be given/)
  })

  /** What Medusa keeps of a host's stored workflow that has one of ours as a step. */
  async function keptOf(name: string, input: object): Promise<string> {
    const { workflow_id, error } = await runInStore(store, "workflow", name, JSON.stringify(input), "stored")
    expect(error).toBeUndefined()
    const sql = "select context::text || execution::text as kept from workflow_execution where workflow_id = $1"
    const [row] = await query<{ kept: string }>(database, sql, [workflow_id])
    expect(row?.kept).toContain("clientele-")
    return String(row?.kept)
  }

  // Guards: what the steps in redemption-workflows.ts and contact-workflows.ts keep to be taken back; LiveTransaction.
  it("R70 M33: a host's stored workflow keeps no address that it has not given itself", async () => {
    const { cart_id, customer } = await cartWithPoints()
    const token = await tokenOf(database, customer.email)
    await run("placeRedemptionWorkflow", { cart_id, points: 300, token })
    expect(await keptOf("placeRedemptionWorkflow", { cart_id, points: 400, token })).not.toContain(customer.email)
    expect(await held(cart_id)).toEqual([{ points: 400 }])
    expect(await keptOf("releaseRedemptionWorkflow", { cart_id })).not.toContain(customer.email)
    expect(await held(cart_id)).toEqual([])
    const others = email()
    const customer_id = await made({ name: "Ann Lee", contacts: [{ name: "Tom", email: others }, { name: "Bea" }] })
    const [, bea] = await readContacts(customer_id)
    const change = { customer_id, id: bea?.id, contact: { title: "Buyer", is_primary: true } }
    expect(await keptOf("updateContactWorkflow", change)).not.toContain(others)
    const removed = await keptOf("removeContactWorkflow", { customer_id, id: bea?.id })
    expect(removed).not.toContain(others)
    const address = email()
    const id = await made({ name: "Ann Lee", email: address })
    expect(await keptOf("updateCustomerProfileWorkflow", { id, customer: { tax_id: "DE1" } })).not.toContain(address)
    expect(await keptOf("deleteCustomerProfileWorkflow", { id })).not.toContain(address)
  })

  it("R70: one workflow runs a whole checkout, and another anonymises a person", async () => {
    const { cart_id, customer } = await cartWithPoints()
    const checkout = { cart_id, payment: { provider_id: "pp_system_default" } }
    const { result } = await run("createOrderWorkflow", { checkout })
    expect(result).toMatchObject({ type: "order" })
    const bad = await run("createOrderWorkflow", { checkout: { email: "x" } })
    expect(bad.error).toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("region_id: is required"),
    })
    const misspelt = await run("anonymizeCustomerProfileWorkflow", { id: customer.id, dryRun: true })
    expect(misspelt.error?.message).toBe("dryRun: is not a known field")
    const dry = await run("anonymizeCustomerProfileWorkflow", { id: customer.id, dry_run: true })
    expect(dry.result).toMatchObject({ anonymized: false, would_remove: expect.anything() })
    const done = await run("anonymizeCustomerProfileWorkflow", { id: customer.id })
    expect(done.result).toEqual({ anonymized: true, problems: [] })
  })

  describe("with the host's hooks", () => {
    beforeAll(async () => {
      expect((await runInStore(store, "take-hooks")).taken).toContain("pointsPosted")
    })

    // Guard: `callHook` in src/workflows/shared/events/points-posted.ts.
    it("R70: pointsPosted runs after a job's award, with the event's payload", async () => {
      const order = await shop.placeOrder({ product: "download", capture: true })
      await loyalty.granted(order.id, 20)
      expect(await hooked("pointsPosted", order.id)).toMatchObject([
        { postings: [{ name: "clientele.points.earned", data: { order_id: order.id, points: 20 } }] },
      ])
    })

    // Guards: additionalDataOf in the route; `additional_data` in adjustPointsStep.
    it("R70: additional_data of a request's body reaches pointsPosted", async () => {
      const customer = await shop.register()
      const body = { points: 5, reason: "goodwill", additional_data: { ticket: `t-${customer.id}` } }
      await shop.admin.post(`/admin/customers/${customer.id}/loyalty/adjustments`, body)
      expect(await hooked("pointsPosted", `t-${customer.id}`)).toMatchObject([
        {
          postings: [{ name: "clientele.points.adjusted", data: { points: 5, customer_ids: [customer.id] } }],
          additional_data: { ticket: `t-${customer.id}` },
        },
      ])
    })

    // Guards: the hooks and `additional_data` in src/workflows/customers/profile-workflows.ts, and in the routes.
    it("R70: customerValidate refuses a customer before anything is written, on create and on change", async () => {
      const address = email()
      const additional_data = { fail: `no ${address}` }
      const body = { name: "Ann Lee", email: address.toUpperCase(), additional_data }
      const refused = await shop.admin.send<{ message: string }>("POST", "/admin/customer-profiles", body)
      expect({ status: refused.status, message: refused.body.message }).toEqual({
        status: 400,
        message: `no ${address}`,
      })
      expect(await customersOf(address)).toEqual([])
      expect(await hooked("customerValidate", address)).toMatchObject([
        { id: null, customer: { name: "Ann Lee", email: address }, additional_data },
      ])
      const id = await made({ name: "Ann Lee", email: address })
      const changed = await shop.admin.send("POST", `/admin/customer-profiles/${id}`, { name: "Bea", additional_data })
      expect(changed.status).toBe(400)
      expect(await readProfile(id)).toMatchObject({ name: "Ann Lee" })
    })

    // Guards: validateRedemption in applyUnderLease; `additional_data` in the route.
    it("R70: redemptionValidate refuses points before they are reserved, and the cart keeps those that it had", async () => {
      const { cart_id, customer } = await cartWithPoints()
      const token = await tokenOf(database, customer.email)
      expect((await apply(shop, cart_id, token, 200)).status).toBe(200)
      const body = { token, points: 400, additional_data: { fail: `not for ${cart_id}` } }
      const path = `/store/carts/${cart_id}/loyalty-redemption`
      const refused = await shop.guest.send<{ message: string }>("POST", path, body)
      expect({ status: refused.status, message: refused.body.message }).toEqual({
        status: 400,
        message: `not for ${cart_id}`,
      })
      expect(await held(cart_id)).toEqual([{ points: 200 }])
      expect((await hooked("redemptionValidate", cart_id)).at(-1)).toMatchObject({
        cart_id,
        points: 400,
        mailbox: customer.email,
      })
    })

    // Guards: `additionalData` of the middlewares, and additionalDataOf in the routes, of a merge, an own profile and a checkout.
    it("R70: additional_data of a merge, of a shopper's own profile and of a whole checkout reaches the hooks", async () => {
      const [old, now] = [await shop.register(), await shop.register()]
      await give(shop, old, 30)
      const merge = { email: old.email, reason: "moved", additional_data: { ticket: `m-${now.id}` } }
      await shop.admin.post(`/admin/customers/${now.id}/loyalty/merge`, merge)
      expect(await hooked("pointsPosted", `m-${now.id}`)).toMatchObject([
        { postings: [{ name: "clientele.points.merged", data: { points: 30 } }] },
      ])
      const own = { first_name: "Bea", additional_data: { fail: `own ${now.id}` } }
      expect(await shop.as(now).send("POST", "/store/customers/me/profile", own)).toMatchObject({
        status: 400,
        body: { message: `own ${now.id}` },
      })
      const { cart_id, customer } = await cartWithPoints()
      const checkout = {
        cart_id,
        payment: { provider_id: "pp_system_default" },
        loyalty_redemption: { points: 100, token: await tokenOf(database, customer.email) },
        additional_data: { fail: `checkout ${cart_id}` },
      }
      expect(await shop.guest.send("POST", "/store/checkout/create-order", checkout)).toMatchObject({
        status: 400,
        body: { message: `checkout ${cart_id}` },
      })
    })

    // Guards: withDeadline in validateRedemption and in `callHook`.
    it("M53: hooks that hang: points are refused with eligibility_timeout, the cart serves the next call, and a posting answers", async () => {
      const { cart_id, customer } = await cartWithPoints()
      const token = await tokenOf(database, customer.email)
      expect((await apply(shop, cart_id, token, 200)).status).toBe(200)
      const path = `/store/carts/${cart_id}/loyalty-redemption`
      const hang = { additional_data: { hang: true } }
      const other = await shop.register()
      const posting = run("adjustPointsWorkflow", adjustment(other.email, 40, hang))
      const hanging = shop.guest.send("POST", path, { token, points: 400, ...hang })
      const next = shop.guest.send<Applied>("POST", path, { token, points: 300 })
      expect(await hanging).toMatchObject({ status: 503, body: { code: "eligibility_timeout" } })
      expect(await next).toMatchObject({ status: 200, body: { loyalty_redemption: { points: 300 } } })
      expect(await held(cart_id)).toEqual([{ points: 300 }])
      expect((await posting).result).toMatchObject({ points: 40 })
      expect(await loyalty.account(other.id)).toMatchObject({ points_balance: 40 })
      expect(store.output()).toContain("the hook pointsPosted failed for 1 postings: the handler took longer than")
    }, 60_000)

    // Guards: askHost in creditPart (hold-credit.ts), also its isWishOf; validateCredit and isNew in charge-credit-order.ts; withDeadline in validateCredit.
    it("R70, M53: creditValidate refuses an order on terms and a charge of a placed order, also by hanging, and nothing is held", async () => {
      const customer = await shop.register()
      await shop.admin.post(`/admin/customers/${customer.id}/credit`, { credit_limit: 500 })
      const fill = async (metadata: object) => {
        const { id } = await shop.fillCart({ customer, product: "download" })
        await shop.as(customer).post(`/store/carts/${id}`, { metadata })
        return id
      }
      const buy = (cartId: string, payment: "terms" | "manual" = "terms") =>
        shop.completeCart(cartId, { customer, payment })
      const holds = async () =>
        query(database, "select order_id from clientele_credit_hold where account_id = $1", [customer.id])
      const failing = await fill({ fail: "no insurance" })
      // A guest with the cart's id is refused without a word to the host, where a member's session was made before.
      await expect(buy(failing)).rejects.toThrow(/no insurance/)
      const asked = { account_id: customer.id, customer_id: customer.id, amount: "20", currency_code: "usd" }
      expect(await hooked("creditValidate", failing)).toEqual([
        { ...asked, cart_id: failing, order_id: null, metadata: { fail: "no insurance" } },
      ])
      await shop.guest.send("POST", `/store/carts/${failing}/complete`)
      expect(await hooked("creditValidate", failing)).toHaveLength(1)
      await expect(buy(await fill({ hang: true }))).rejects.toThrow(/did not answer in time/)
      const { id } = await buy(await fill({ note: "by card" }), "manual")
      expect(await holds()).toEqual([])
      const charge = (additional_data?: object) =>
        shop.admin.send<{ message: string }>("POST", `/admin/orders/${id}/credit-charge`, { additional_data })
      const refused = await charge({ fail: `not ${id}` })
      expect([refused.status, refused.body.message]).toEqual([400, `not ${id}`])
      expect(await holds()).toEqual([])
      expect((await charge()).status).toBe(200)
      // The host is not asked again about an order that is charged.
      expect((await charge({ fail: `not again ${id}` })).status).toBe(200)
      const { id: other } = await buy(await fill({ insurance: "I-1" }))
      expect((await holds()).map(({ order_id }) => order_id).sort()).toEqual([id, other].sort())
    }, 60_000)

    // Guard: the catch in `callHook`.
    it("R70: a pointsPosted that throws is logged, and neither loses nor doubles the points", async () => {
      const customer = await shop.register()
      const input = adjustment(customer.email, 40, { additional_data: { fail: `broken ${customer.id}` } })
      expect((await run("adjustPointsWorkflow", input)).result).toMatchObject({ points: 40 })
      expect(await loyalty.account(customer.id)).toMatchObject({ points_balance: 40 })
      expect((await loyalty.account(customer.id)).ledger).toHaveLength(1)
      expect(store.output()).toContain(`the hook pointsPosted failed for 1 postings: broken ${customer.id}`)
    })
  })
}
