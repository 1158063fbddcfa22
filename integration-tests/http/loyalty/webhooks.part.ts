import { runInStore } from "../../faults/in-store"
import { createApi } from "../../helpers/api"
import { query } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import { eventually } from "../../helpers/loyalty"
import type { OpenStore } from "../../helpers/open-store"
import { newEmail } from "../../helpers/shop"
import { openReceiver, type Received, type Receiver } from "../../helpers/webhook-receiver"

type Webhook = { id: string; url: string; events: string[]; is_active: boolean; disabled_because: string | null }
type Made = { webhook: Webhook; secret: string }
type Deliveries = {
  deliveries: { id: string; message_id: string; event: string; status: string; log: { response_status: number }[] }[]
  next_cursor: string | null
}

export function webhooks(open: () => OpenStore): void {
  let receiver: Receiver
  let made: Made[] = []

  beforeAll(async () => {
    await open().begin({ loyalty_points_enabled: true })
  })
  beforeEach(async () => {
    receiver = await openReceiver()
  })
  afterEach(async () => {
    for (const { webhook } of made) await open().shop.admin.delete(`/admin/webhooks/${webhook.id}`)
    made = []
    await receiver.close()
  })

  const create = async (body: Record<string, unknown> = {}): Promise<Made> => {
    const one = await open().shop.admin.post<Made>("/admin/webhooks", { url: `${receiver.url}/in`, ...body })
    made.push(one)
    return one
  }
  const adjust = async (customerId: string, points: number) =>
    open().shop.admin.post<{ entry: { id: string } }>(`/admin/customers/${customerId}/loyalty/adjustments`, {
      points,
      reason: "goodwill",
    })
  const arrived = (holds: (some: Received[]) => boolean) => eventually(async () => receiver.received, holds)
  const deliveriesOf = (id: string) => open().shop.admin.get<Deliveries>(`/admin/webhooks/${id}/deliveries`)

  it("R63: points that an admin user adds arrive signed at a receiver", async () => {
    const { shop } = open()
    const customer = await shop.register()
    const { webhook, secret } = await create({ events: ["clientele.points.*"] })
    expect(webhook).toMatchObject({ events: ["clientele.points.*"], is_active: true, payload: "full" })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    const { entry } = await adjust(customer.id, 30)
    const [request] = await arrived((some) => some.length > 0)
    receiver.verify(secret, request as Received)
    expect(request?.body).toEqual({
      type: "clientele.points.adjusted",
      timestamp: expect.any(String),
      livemode: true,
      subject: expect.stringMatching(/^points:\d+$/),
      sequence: 1,
      data: { entry_id: entry.id, points: 30, balance_after: 30, customer_ids: [customer.id] },
    })
    const { deliveries } = await eventually(
      () => deliveriesOf(webhook.id),
      (page) => page.deliveries[0]?.status === "delivered",
    )
    expect(deliveries).toMatchObject([
      { message_id: request?.id, status: "delivered", log: [{ response_status: 200 }] },
    ])
    const shown = await shop.admin.send("GET", "/admin/webhooks")
    expect(JSON.stringify(shown.body)).not.toContain(secret)
  })

  // Guards: withModes in hand-over-messages.ts, and its place after withCustomerIds.
  it("R61, R63: messages of test customers are marked, also thin ones and those of points", async () => {
    const { shop, store } = open()
    await create({ payload: "thin" })
    const { api_key } = await shop.admin.post<{ api_key: { id: string; token: string } }>("/admin/api-keys", {
      ...{ title: "test", type: "secret" },
    })
    await shop.admin.post(`/admin/clientele/api-keys/${api_key.id}/mode`, { mode: "test" })
    const key = createApi(store.url, { authorization: `Basic ${Buffer.from(`${api_key.token}:`).toString("base64")}` })
    const { customer } = await key.post<{ customer: { id: string } }>("/admin/customer-profiles", {
      ...{ name: "Ann", email: newEmail() },
    })
    await key.post(`/admin/customers/${customer.id}/loyalty/adjustments`, { points: 30, reason: "try" })
    const live = await shop.register()
    await adjust(live.id, 30)
    const modesOf = (some: Received[], id: string) =>
      some
        .filter(({ body: { data } }) => [data.customer_ids].flat().includes(id))
        .map(({ body: { type, livemode } }) => [type.replace("clientele.", ""), livemode])
        .sort()
    const all = await arrived((some) => modesOf(some, customer.id).length >= 2 && modesOf(some, live.id).length >= 1)
    expect(modesOf(all, customer.id)).toEqual([
      ["customer.created", false],
      ["points.adjusted", false],
    ])
    expect(modesOf(all, live.id)).toContainEqual(["points.adjusted", true])
  })

  // Guard: `afterBatch` in hand-over-messages.ts. Without it no message is sent before the last one is handed over.
  it("R63: the messages of a batch are sent while a later batch waits for a lock", async () => {
    const { shop, database } = open()
    const customer = await shop.register()
    const { webhook } = await create({ events: ["clientele.points.*"] })
    const BATCH = 200
    const made = await query<{ position: string }>(
      database,
      `insert into clientele_webhook_message (event, subject, data)
       select 'clientele.points.earned', 'batch:' || n, '{}' from generate_series(1, $1::int) n returning position`,
      [BATCH + 1],
    )
    const last = Math.max(...made.map(({ position }) => Number(position)))
    const lock = { sql: "select 1 from clientele_webhook_message where position = $1 for update", values: [last] }
    await whileLocked(database, lock, async () => {
      await adjust(customer.id, 1)
      await arrived((some) => some.length === BATCH)
    })
    await adjust(customer.id, 1)
    await arrived((some) => some.length === BATCH + 3)
    expect((await deliveriesOf(webhook.id)).deliveries).not.toEqual([])
  })

  // Guard: problemOfFilter in the validators. Without it the endpoint is made, and receives nothing.
  it("R63: a filter that matches no event is a 400 that names the field and similar events, and changes nothing", async () => {
    const { admin } = open().shop
    const refused = await admin.send("POST", "/admin/webhooks", {
      url: `${receiver.url}/typing-error`,
      events: ["clientele.points.*", "clientele.point.earned"],
    })
    expect(refused).toMatchObject({
      status: 400,
      body: {
        code: "invalid_request",
        message: "events.1: matches no event, did you mean clientele.points.earned?",
      },
    })
    const { webhook } = await create({ events: ["clientele.points.*"] })
    const change = await admin.send("PATCH", `/admin/webhooks/${webhook.id}`, { events: ["clientele.orders.*"] })
    expect(change).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(/^events\.0: .*clientele\.points\.\*/) },
    })
    const { webhooks: kept } = await admin.get<{ webhooks: Webhook[] }>("/admin/webhooks")
    expect(kept.filter(({ url }) => url === `${receiver.url}/typing-error`)).toEqual([])
    expect(kept.find(({ id }) => id === webhook.id)?.events).toEqual(["clientele.points.*"])
  })

  // Guard for notes: `customerNoteTrigger`, and each branch of its function.
  it("R63, R64: each contact, note, customer and credit entry has a message, in order of its subject", async () => {
    const { shop } = open()
    const { webhook } = await create()
    const customer = await shop.register()
    const { body } = await shop.admin.send<{ contact: { id: string } }>(
      "POST",
      `/admin/customers/${customer.id}/contacts`,
      {
        name: "Tom",
      },
    )
    const path = `/admin/customers/${customer.id}/contacts/${body.contact.id}`
    await shop.admin.post(path, { name: "Tom Lee" })
    await shop.admin.delete(path)
    const notes = `/admin/customers/${customer.id}/notes`
    const { note } = await shop.admin.post<{ note: { id: string } }>(notes, { body: "Tom called" })
    await shop.admin.post(`${notes}/${note.id}`, { body: "Tom called twice" })
    await shop.admin.delete(`${notes}/${note.id}`)
    await shop.admin.post(`/admin/customer-profiles/${customer.id}`, { tax_id: "T1" })
    await shop.admin.post(`/admin/customers/${customer.id}/credit`, { currency_code: "usd", credit_limit: 500 })
    await shop.admin.post(`/admin/customers/${customer.id}/credit/adjustments`, { amount: 20, reason: "opening" })
    const mine = (some: Received[]) =>
      some.filter(({ body: { data } }) => [data.customer_ids].flat().includes(customer.id))
    const wanted = [
      "clientele.contact.created",
      "clientele.contact.updated",
      "clientele.contact.deleted",
      "clientele.note.created",
      "clientele.note.updated",
      "clientele.note.deleted",
      "clientele.customer.updated",
      "clientele.credit.account_saved",
      "clientele.credit.balance_adjusted",
    ]
    await arrived((some) => wanted.every((event) => mine(some).some(({ body: { type } }) => type === event)))
    expect(
      mine(receiver.received)
        .map(({ body: { type } }) => type)
        .filter((type) => type.includes(".note.")),
    ).toEqual(wanted.filter((type) => type.includes(".note.")))
    const ofCustomer = mine(receiver.received).filter(({ body: { subject } }) => subject === `customer:${customer.id}`)
    expect(ofCustomer.map(({ body: { sequence } }) => sequence)).toEqual(ofCustomer.map((_, n) => n + 1))
    expect(
      mine(receiver.received).find(({ body: { type } }) => type === "clientele.credit.balance_adjusted")?.body,
    ).toMatchObject({
      subject: `credit:${customer.id}`,
      data: {
        account_id: customer.id,
        entry_id: `${customer.id}:1`,
        amount: "20",
        balance_after: "20",
        order_id: null,
      },
    })
    // No person's data, only ids: neither the address nor a name.
    const text = receiver.received.map((one) => one.text).join("\n")
    expect(text).not.toContain(customer.email)
    expect(text).not.toContain("Tom")
    expect((await deliveriesOf(webhook.id)).deliveries.length).toBeGreaterThanOrEqual(wanted.length)
  })

  // Guards: `noteAround` in announcingCustomer and anonymizePerson, `noteWithin` in the workflows of merging, allocating and of paid items.
  it("R63, M65: changes of customers, merges, allocations and paid items have their messages once", async () => {
    const { shop } = open()
    await create()
    const send = async <Body>(path: string, body: object = {}) => shop.admin.post<Body>(path, body)
    const { customer } = await send<{ customer: { id: string; email: string } }>("/admin/customer-profiles", {
      name: "Ann Lee",
      email: newEmail(),
    })
    const { id } = customer
    const taken = newEmail()
    await send("/admin/customer-profiles", { name: "Tom Lee", email: taken })
    const other = await shop.register()
    await adjust(other.id, 12)
    await send(`/admin/customers/${id}/loyalty/merge`, { email: other.email, reason: "the same person" })
    await send(`/admin/customers/${id}/credit`, { currency_code: "usd", credit_limit: 500, allocation: "manual" })
    const account = `/admin/customers/${id}/credit`
    await send(`${account}/adjustments`, { amount: 20, reason: "opening" })
    const { entry } = await send<{ entry: { id: string } }>(`${account}/payments`, { amount: 20 })
    const { receivables } = await shop.admin.get<{ receivables: { id: string }[] }>(`${account}/receivables`)
    const receivable_id = receivables[0]?.id
    await send(`${account}/allocations`, { entry_id: entry.id, allocations: [{ receivable_id, amount: 20 }] })
    // Refused, so there is no message about it.
    const refused = await shop.admin.send("POST", `/admin/customer-profiles/${id}`, { email: taken })
    expect(refused.status).toBe(400)
    await shop.admin.delete(`/admin/customer-profiles/${id}`)
    await send(`/admin/customers/${id}/anonymize`)
    const ofKind = (some: Received[], kinds: RegExp) =>
      some
        .map(({ body: { type, data } }) => ({ type: type.replace("clientele.", ""), data }))
        .filter(({ type, data }) => kinds.test(type) && [data.customer_ids].flat().includes(id))
    const CUSTOMER = /^customer\./
    const OTHERS = /merged|allocated|paid/
    const all = await arrived((some) => ofKind(some, CUSTOMER).length >= 3 && ofKind(some, OTHERS).length >= 3)
    const customers = ofKind(all, CUSTOMER)
    expect(customers.map(({ type }) => type)).toEqual(["customer.created", "customer.deleted", "customer.anonymized"])
    expect(customers[0]?.data).toEqual({ id, customer_ids: [id] })
    expect(ofKind(all, OTHERS)).toEqual(
      expect.arrayContaining([
        { type: "points.merged", data: { customer_id: id, points: 12, customer_ids: [id] } },
        {
          type: "credit.payment_allocated",
          data: {
            ...{ account_id: id, customer_ids: [id], entry_id: entry.id },
            allocations: [{ receivable_id, amount: "20" }],
          },
        },
        {
          type: "credit.receivable_paid",
          data: { account_id: id, customer_ids: [id], receivable_id, order_id: null, charged: "20", open: "0" },
        },
      ]),
    )
    expect(ofKind(all, OTHERS)).toHaveLength(3)
  })

  const SECRET = "Secretville"
  /** Events of addresses as the bus carried them, of one customer. */
  const onBus = (customerId: string) =>
    [
      ...open()
        .store.output()
        .matchAll(/recorded clientele\.address\.(\w+) (\{.*\})/g),
    ].flatMap(([, what, data]) => (String(data).includes(customerId) ? [[what, JSON.parse(String(data)).id]] : []))
  const ofAddresses = (some: Received[], customerId: string) =>
    some.filter(({ body: { data } }) => data.customer_id === customerId)
  const kinds = (some: Received[]) =>
    some.map(({ body: { type, data } }) => [type.replace("clientele.address.", ""), data.id])

  // Guards: the entry `address-messages` of start-up.ts, and its place before `addresses`, without which an address that loses its
  // default has no message; the entry `address-events`, without which nothing is on the bus.
  it("R63, R64: each change of an address by Medusa's routes and ours has a message and an event, with ids only", async () => {
    const { shop } = open()
    await create({ events: ["clientele.address.*"] })
    const customer = await shop.register()
    const admins = `/admin/customers/${customer.id}/addresses`
    const mine = "/store/customers/me/addresses"
    const address = { first_name: "Ann", address_1: "1 Main St", city: SECRET, country_code: "us" }
    await shop.admin.post(admins, { ...address, is_default_billing: true })
    await shop.as(customer).post(mine, { ...address, is_default_billing: true })
    const made = await query<{ id: string }>(
      open().database,
      "select id from customer_address where customer_id = $1 order by is_default_billing",
      [customer.id],
    )
    const [first, second] = made.map(({ id }) => id)
    await shop.admin.post(`${admins}/${first}`, { city: `${SECRET} 2` })
    await shop.admin.send("PATCH", `/admin/customer-profiles/${customer.id}`, {
      billing_address: { city: `${SECRET} 3` },
    })
    await shop.as(customer).delete(`${mine}/${second}`)
    await shop.admin.post(`/admin/customers/${customer.id}/anonymize`)
    const expected = [
      ["created", first],
      ["updated", first],
      ["created", second],
      ["updated", first],
      ["updated", second],
      ["deleted", second],
      ["deleted", first],
    ]
    const all = await arrived((some) => ofAddresses(some, customer.id).length >= expected.length)
    const got = ofAddresses(all, customer.id)
    expect(kinds(got)).toEqual(expected)
    expect(got[0]?.body).toMatchObject({ subject: `customer:${customer.id}`, sequence: expect.any(Number) })
    expect(got[0]?.body.data).toEqual({ id: first, customer_id: customer.id, customer_ids: [customer.id] })
    expect(all.map(({ text }) => text).join("\n")).not.toMatch(new RegExp(`${SECRET}|Ann|Main St`))
    await eventually(
      async () => onBus(customer.id),
      (some) => some.length >= expected.length,
    )
    expect(onBus(customer.id)).toEqual(expected)
  })

  it("R63, R64: an address that comes with its customer, is soft-deleted and restored has its messages and events", async () => {
    await create({ events: ["clientele.address.*"] })
    const { customer_id, address_id } = await runInStore(open().store, "customer-with-address", newEmail())
    const expected = ["created", "deleted", "created"].map((what) => [what, address_id])
    const all = await arrived((some) => ofAddresses(some, customer_id).length >= expected.length)
    expect(kinds(ofAddresses(all, customer_id))).toEqual(expected)
    await eventually(
      async () => onBus(customer_id),
      (some) => some.length >= expected.length,
    )
    expect(onBus(customer_id)).toEqual(expected)
  })

  // Guards: `within` gets the transaction of the change (noteAddressChanges); emitAddressEvents emits after the method.
  it("R63, M65: an address that is refused, or rolled back with the caller's transaction, has no message and no event", async () => {
    const { shop, database, store } = open()
    await create({ events: ["clientele.address.*"] })
    const customer = await shop.register()
    const add = (city: string) =>
      shop.admin.send("POST", `/admin/customers/${customer.id}/addresses`, { city, country_code: "us" })
    await query(
      database,
      `create function refuse_address() returns trigger language plpgsql as
         $$ begin if new.city = 'Nowhere' then raise exception 'no such city'; end if; return new; end $$;
       create trigger refuse before insert on customer_address for each row execute function refuse_address()`,
    )
    const refused = await add("Nowhere")
    await query(database, "drop function refuse_address cascade")
    expect(refused.status).toBeGreaterThanOrEqual(400)
    // Twice two addresses in one transaction: the fourth is one too many.
    expect(await runInStore(store, "add-addresses", customer.id)).toEqual({ outcome: "address_limit" })
    expect((await add("One")).status).toBe(200)
    const all = await arrived((some) => ofAddresses(some, customer.id).length >= 1)
    expect(kinds(ofAddresses(all, customer.id))).toEqual([["created", expect.any(String)]])
    const written = "select 1 from clientele_webhook_message where data->>'customer_id' = $1"
    expect(await query(database, written, [customer.id])).toHaveLength(1)
    await eventually(
      async () => onBus(customer.id),
      (some) => some.length >= 1,
    )
    expect(onBus(customer.id)).toHaveLength(1)
  })

  it("R63: a failed delivery is retried automatically; a test, a redelivery and a rotation are sent at once", async () => {
    const { shop } = open()
    const { webhook } = await create({ events: ["clientele.webhook.endpoint_disabled"] })
    receiver.answer({ status: 500 })
    const { delivery_id } = await shop.admin.post<{ delivery_id: string }>(`/admin/webhooks/${webhook.id}/test`)
    await arrived((some) => some.length === 1)
    receiver.answer({ status: 200 })
    // Five seconds later, by a job and not by a sweep: scheduled jobs do not run here.
    await arrived((some) => some.length === 2)
    const { secret } = await shop.admin.post<Made>(`/admin/webhooks/${webhook.id}/rotate-secret`)
    await eventually(
      () => deliveriesOf(webhook.id),
      (page) => page.deliveries[0]?.status === "delivered",
    )
    const { delivery } = await shop.admin.post<{ delivery: { id: string } }>(
      `/admin/webhooks/deliveries/${delivery_id}/redeliver`,
    )
    expect(delivery.id).toBe(delivery_id)
    const all = await arrived((some) => some.length === 3)
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    receiver.verify(secret, all[2] as Received)
  })

  it("R63: an endpoint that answers 410 is disabled, with an event and a mail to its creator; recover sends the missed messages", async () => {
    const { shop, store, database } = open()
    const customer = await shop.register()
    const since = new Date().toISOString()
    const { webhook } = await create({ events: ["clientele.points.*"] })
    receiver.answer({ status: 410 })
    await adjust(customer.id, 5)
    await eventually(
      () => shop.admin.get<{ webhook: Webhook }>(`/admin/webhooks/${webhook.id}`),
      ({ webhook: now }) => !now.is_active,
    )
    const recorded = `recorded clientele.webhook.endpoint_disabled {"endpoint_id":"${webhook.id}","code":"gone"}`
    await eventually(
      async () => store.output(),
      (output) => output.includes(recorded),
    )
    expect(store.output()).toContain(recorded)
    const mails = await eventually(
      () =>
        query<{ to: string; template: string }>(
          database,
          `select "to", template from notification where data->>'id' = $1`,
          [webhook.id],
        ),
      (some) => some.length > 0,
    )
    expect(mails).toEqual([{ to: expect.stringContaining("@"), template: "clientele-webhook-disabled" }])
    await adjust(customer.id, 6)
    receiver.answer({ status: 200 })
    await shop.admin.post(`/admin/webhooks/${webhook.id}`, { is_active: true })
    const recovered = await shop.admin.send<{ recovered: number }>("POST", `/admin/webhooks/${webhook.id}/recover`, {
      since,
    })
    expect(recovered.status).toBe(202)
    const accepted = () => receiver.received.filter(({ accepted: is }) => is).map(({ body: { data } }) => data.points)
    await arrived(() => accepted().length >= 2)
    expect([...new Set(accepted())]).toEqual([5, 6])
  })

  it.each([
    ["url", { url: "ftp://receiver.example/in" }],
    ["url", { url: "http://user:pass@receiver.example/in" }],
    ["url", { url: "http://2130706433/in" }],
    ["url", {}],
    ["events.0", { url: "https://receiver.example", events: ["clientele.*.earned"] }],
    ["payload", { url: "https://receiver.example", payload: "all" }],
    ["secret", { url: "https://receiver.example", secret: "whsec_mine" }],
  ])("R63: refuses a bad %s with a message that names it: %j", async (field, body) => {
    const answer = await open().shop.admin.send<{ code: string; message: string }>("POST", "/admin/webhooks", body)
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: "invalid_request",
        message: expect.stringMatching(new RegExp(`\\b${field.replace(".", "\\.")}\\b`)),
      },
    })
  })

  // Guards: the schemas of src/api/admin/webhooks/validators.ts in its middlewares; the cursor's form in listDeliveries.
  it("R63, M34: a wrong filter or cursor of a webhook route is a 400 that names it", async () => {
    const { shop } = open()
    const { webhook } = await create({ events: ["clientele.webhook.endpoint_disabled"] })
    const rows: [method: string, path: string, field: string, body?: object][] = [
      ["GET", "?limit=-1", "limit"],
      ["GET", "?offset=1.5", "offset"],
      ["GET", "?is_active=true", "is_active"],
      ["GET", `/${webhook.id}/deliveries?status=faild`, "status"],
      ["GET", `/${webhook.id}/deliveries?limit=101`, "limit"],
      ["GET", `/${webhook.id}/deliveries?event=clientele.points.earned`, "event"],
      ["GET", `/${webhook.id}/deliveries?cursor=`, "cursor"],
      ["GET", `/${webhook.id}/deliveries?cursor=abc`, "cursor"],
      ["GET", `/${webhook.id}/deliveries?cursor=-1`, "cursor"],
      ["GET", `/${webhook.id}/deliveries?cursor=9999999999999999999`, "cursor"],
      ["POST", `/${webhook.id}/recover`, "since", {}],
      ["POST", `/${webhook.id}/recover`, "since", { since: "2026-02-30T00:00:00Z" }],
      ["POST", `/${webhook.id}/recover`, "until", { since: "2026-11-01T00:00:00Z", until: "2026-11-02T00:00:00Z" }],
    ]
    for (const [method, path, field, body] of rows) {
      const answer = await shop.admin.send<{ code: string; message: string }>(method, `/admin/webhooks${path}`, body)
      expect({ path, status: answer.status, code: answer.body.code }).toEqual({
        path,
        status: 400,
        code: "invalid_request",
      })
      expect(answer.body.message).toContain(`${field}: `)
    }
  })

  it("R63: an unknown endpoint or delivery is 404", async () => {
    for (const path of ["", "/deliveries"]) {
      expect((await open().shop.admin.send("GET", `/admin/webhooks/whe_none${path}`)).status).toBe(404)
    }
    for (const path of ["/whe_none/test", "/whe_none/rotate-secret", "/deliveries/whd_none/redeliver"]) {
      expect((await open().shop.admin.send("POST", `/admin/webhooks${path}`)).status).toBe(404)
    }
    expect((await open().shop.admin.send("DELETE", "/admin/webhooks/whe_none")).status).toBe(404)
  })
}
