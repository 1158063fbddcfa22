import { generateEntityId } from "@medusajs/framework/utils"
import knex, { type Knex } from "knex"
import type { Database } from "../../../src/kernel/database"
import { ApiKeyModuleService } from "../../../src/modules/api_key"
import { CreditModuleService } from "../../../src/modules/credit"
import { DataImportModuleService } from "../../../src/modules/data_import"
import PointsModuleService from "../../../src/modules/points/service"
import { matchesEvent } from "../../../src/modules/webhook/domain/event-filter"
import WebhookModuleService from "../../../src/modules/webhook/service"
import type { WebhookNote } from "../../../src/modules/webhook/types"
import { createDatabase, query, type TestDatabase } from "../../helpers/database"
import { openReceiver, type Receiver } from "../../helpers/webhook-receiver"
import { changes } from "./changes"
import { killedDispatcher } from "./killed-dispatcher.part"
import { recording } from "./recording.part"

const codeSecret = "a secret of at least thirty-two characters"
const OPTIONS = { codeSecret, webhooks: { allowPrivateNetworks: true, allowHttp: true, ports: null } }

let database: TestDatabase
let db: Knex
let webhooks: WebhookModuleService
let receiver: Receiver

beforeAll(async () => {
  database = await createDatabase()
  db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 20 } })
  webhooks = new WebhookModuleService({ __pg_connection__: db }, OPTIONS, {}, { timeoutMs: 5000, random: () => 0 })
}, 180_000)

afterAll(async () => {
  await webhooks?.close()
  await db?.destroy()
  await database?.drop()
})

beforeEach(async () => {
  receiver = await openReceiver()
})

afterEach(async () => {
  await db.raw("truncate clientele_webhook_endpoint, clientele_webhook_message cascade")
  await receiver.close()
})

const endpoint = (change: Partial<Parameters<WebhookModuleService["createEndpoint"]>[0]> = {}) =>
  webhooks.createEndpoint({
    url: `${receiver.url}/hooks`,
    description: null,
    events: ["*"],
    payload: "full",
    is_active: true,
    created_by: "user_1",
    ...change,
  })

let subjects = 0
const newSubject = () => `customer:cus_${++subjects}_${process.pid}`
const noted = (subject: string, n = 1): WebhookNote => ({ event: "clientele.customer.updated", subject, data: { n } })

const announce = (n: number) => webhooks.announce([noted(newSubject(), n)])

const handOver = async () => webhooks.fanOut(await webhooks.listOpenMessages(100_000))

/** Sends until nothing is due; an attempt that failed is due again at once, as the test does not wait for the schedule. */
async function drain(id: string, most = 1000): Promise<void> {
  for (let round = 0; round < most; round++) {
    const { sent } = await webhooks.deliverDue(id)
    if (sent === 0) {
      const { rowCount } = await db.raw(
        `update clientele_webhook_delivery set next_at = clock_timestamp()
         where endpoint_id = ? and status = 'pending' and next_at < 'infinity'`,
        [id],
      )
      if (rowCount === 0) return
    }
  }
}

const makeDue = (id: string) =>
  db.raw(
    "update clientele_webhook_delivery set next_at = clock_timestamp() where endpoint_id = ? and status = 'pending'",
    [id],
  )

describe("the outbox", () => {
  const messagesOf = (subject: string) =>
    query<{ event: string; data: object }>(
      database,
      "select event, data from clientele_webhook_message where subject = $1 order by position",
      [subject],
    )

  it("R63: an entry of the points ledger and its message are one transaction", async () => {
    await endpoint({ events: ["clientele.points.*"] })
    const mailbox = `${generateEntityId(undefined, "m")}@example.com`.toLowerCase()
    const adjust = (connection: Knex) =>
      new PointsModuleService({ __pg_connection__: connection }).adjust({
        mailbox,
        points: 70,
        stated_reason: "goodwill",
        actor_id: "user_1",
      })
    const failed = db.transaction(async (trx) => {
      await adjust(trx as unknown as Knex)
      const { rows } = await trx.raw("select data from clientele_webhook_message where data->>'points' = '70'")
      expect(rows).toHaveLength(1)
      throw new Error("rolled back")
    })
    await expect(failed).rejects.toThrow("rolled back")
    expect((await query(database, "select from clientele_webhook_message where data->>'points' = '70'")).length).toBe(0)
    const { entry, account_id } = await adjust(db)
    expect(await messagesOf(`points:${account_id}`)).toEqual([
      { event: "clientele.points.adjusted", data: { entry_id: entry.id, points: 70, balance_after: 70 } },
    ])
  })

  it("R63: what happens on a credit account has its messages in order, with the payloads of the events", async () => {
    await endpoint({ events: ["clientele.credit.*"] })
    const credit = new CreditModuleService({ __pg_connection__: db })
    const [id, buyer] = [`cus_${process.pid}`, `cus_${process.pid}_buyer`]
    await credit.saveTerms(id, { credit_limit: "100" }, "usd")
    await credit.saveTerms(id, { credit_limit: "100" }, "usd")
    await credit.saveMember(id, { customer_id: buyer, spending_limit: null, spending_period: null }, "user_1")
    const order = (order_id: string, amount: string) => ({
      ...{ order_id, amount, account_id: id, customer_id: buyer, cart_id: null, payment_session_id: null },
      ...{ currency_code: "usd", over_limit: "approve" as const },
    })
    await credit.placeHold(order("order_1", "60.50"))
    await credit.placeHold(order("order_2", "80"))
    await credit.placeHold(order("order_3", "90"))
    await credit.decideHold("order_2", "81", "user_1")
    await credit.decideHold("order_3", null, "user_1")
    const { fencing_token } = await credit.drawReading(["order_1"])
    const days = { issued_on: "2026-01-10", due_on: "2026-02-09" }
    await credit.settle([{ order_id: "order_1", target: "60.5", ...days }], fencing_token)
    await credit.recordPayment({ account_id: id, idempotency_key: "pay", actor_id: null, amount: "60.5" })
    await credit.removeMember(id, buyer, "user_1")
    const [mine, both] = [
      { account_id: id, customer_ids: [id] },
      { account_id: id, customer_ids: [id, buyer] },
    ]
    const receivable_id = expect.any(String)
    const told = (await messagesOf(`credit:${id}`)).map(({ event, data }) => [event.split(".")[2], data])
    expect(told).toEqual([
      ["account_saved", mine],
      ["member_saved", { ...both, customer_id: buyer }],
      ["held", { ...both, order_id: "order_1", amount: "60.5" }],
      ["waiting", { ...both, order_id: "order_2", amount: "80", code: "credit_limit_exceeded" }],
      ["waiting", { ...both, order_id: "order_3", amount: "90", code: "credit_limit_exceeded" }],
      ["approved", { ...both, order_id: "order_2", amount: "81" }],
      ["rejected", { ...both, order_id: "order_3", amount: "90" }],
      [
        "receivable_changed",
        {
          ...mine,
          entry_id: `${id}:1`,
          amount: "60.5",
          order_id: "order_1",
          receivable_id,
          charged: "60.5",
          open: "60.5",
        },
      ],
      [
        "payment_recorded",
        { ...mine, entry_id: `${id}:2`, amount: "-60.5", balance_after: "0", order_id: null, receivable_id: null },
      ],
      ["member_removed", { ...both, customer_id: buyer }],
    ])
  })

  // Guard: the trigger on clientele_key_mode.
  it("R64: a key that becomes a test key has a message, the same mode again has none", async () => {
    await endpoint({ events: ["clientele.api_key.*"] })
    const keys = new ApiKeyModuleService({ __pg_connection__: db })
    const key_id = generateEntityId(undefined, "apk")
    const changed = [await keys.setMode(key_id, "live", "user_1"), await keys.setMode(key_id, "test", "user_1")]
    expect([...changed, await keys.setMode(key_id, "test", "user_1")]).toEqual([false, true, false])
    expect(await messagesOf(`key:${key_id}`)).toEqual([
      { event: "clientele.api_key.mode_changed", data: { key_id, mode: "test" } },
    ])
  })

  describe("imports", () => {
    const imports = () => new DataImportModuleService({ __pg_connection__: db })
    const counts = { kind: "points", rows: 1, refused: 1, unchanged: 0, applied: 0, reversed: 0, kept: 0 }
    const read = async () => {
      const begun = await imports().begin({
        ...{ kind: "points" as const, file_name: "secret.csv", batch: null, reason: "secret", created_by: "user_1" },
      })
      const problems = [{ column: "email", message: "is required" }]
      const line = { line: 2, cells: { email: "" }, problems, mailbox: null, identity: null, amount: 0 }
      await imports().stage(begun, [line])
      return begun.id
    }
    const stepsOf = async (import_id: string) =>
      (await messagesOf(`import:${import_id}`)).map(({ event, data }) => {
        expect(data).toEqual({ import_id, ...counts })
        return event.replace("clientele.import.", "")
      })

    // Guard: the trigger after updates of clientele_import.
    it("R64: each step of an import has a message with the numbers of its rows", async () => {
      await endpoint({ events: ["clientele.import.*"] })
      const [whole, canceled] = [await read(), await read()]
      await imports().endStaging(whole)
      await imports().confirm(whole, "user_1", true)
      expect([await imports().endApplying(whole), await imports().endApplying(whole)]).toEqual([true, false])
      await imports().beginReversal(whole, "user_1")
      await imports().endReversal(whole)
      await imports().endStaging(canceled)
      await imports().cancel(canceled)
      expect(await stepsOf(whole)).toEqual(["staged", "confirmed", "applied", "reversal_started", "reversed"])
      expect(await stepsOf(canceled)).toEqual(["staged", "canceled"])
    })

    // Guard: the trigger after deletions from clientele_import, and its condition.
    it("R64: a file that is deleted before it is confirmed is canceled; of one that was never read there is no message", async () => {
      await endpoint({ events: ["clientele.import.*"] })
      const [dropped, unread] = [await read(), await read()]
      await imports().endStaging(dropped)
      for (const id of [dropped, unread]) await imports().discard(id)
      expect([await stepsOf(dropped), await stepsOf(unread)]).toEqual([["staged", "canceled"], []])
    })
  })

  it("R63: a message of another kind is written in the transaction that the caller has", async () => {
    await endpoint()
    const subject = newSubject()
    const failed = db.transaction(async (trx) => {
      expect(await webhooks.note([noted(subject)], trx)).toBe(1)
      throw new Error("rolled back")
    })
    await expect(failed).rejects.toThrow("rolled back")
    expect(await messagesOf(subject)).toEqual([])
  })

  // Guards: `changeWithin` in each of these methods. Without it the change stands although its message could not be written.
  it.each(changes())("M65: $name and its message are one transaction", async ({ prepare, take }) => {
    await endpoint()
    const prepared = await prepare(db)
    const subject = newSubject()
    const told: number[] = []
    const failing = async (_db: Database, done: number) => {
      told.push(done)
      throw new Error("no message")
    }
    await expect(take(db, prepared, failing)).rejects.toThrow("no message")
    await take(db, prepared, async (trx, done) => {
      told.push(done)
      await webhooks.note([noted(subject, done)], trx)
    })
    // The first call has changed nothing: the second does the same again.
    expect(told).toEqual([1, 1])
    expect(await messagesOf(subject)).toEqual([{ event: "clientele.customer.updated", data: { n: 1 } }])
    await take(db, prepared, async (_db, done) => void told.push(done))
    expect(told).toEqual([1, 1, 0])
  })

  // Guards: `confirm_by` in readOpenMessages; `sequence is null` in withdrawMessages.
  it("M65: a message that is written before its change waits for it, but not for ever", async () => {
    await endpoint()
    const open = async () => (await webhooks.listOpenMessages(100)).map(({ data }) => data["n"])
    const [done, refused, killed] = [await announce(1), await announce(2), await announce(3)]
    expect(await open()).toEqual([])
    await webhooks.confirm(done)
    await webhooks.withdraw(refused)
    expect(await open()).toEqual([1])
    await db.raw("update clientele_webhook_message set confirm_by = clock_timestamp() where confirm_by is not null")
    expect(await open()).toEqual([1, 3])
    expect(await handOver()).toBe(2)
    await webhooks.withdraw(killed)
    expect(await query(database, "select from clientele_webhook_message")).toHaveLength(2)
  })

  it("M65: no message is written before a change that no endpoint wants to hear of", async () => {
    await endpoint({ events: ["clientele.points.*"] })
    expect(await announce(1)).toEqual([])
    expect(await query(database, "select from clientele_webhook_message")).toHaveLength(0)
  })

  it("R63: nothing is written where no endpoint wants it", async () => {
    const subject = newSubject()
    expect(await webhooks.note([noted(subject)])).toBe(0)
    await endpoint({ is_active: false })
    await endpoint({ events: ["clientele.credit.*", "clientele.customer.created"] })
    expect(await webhooks.note([noted(subject)])).toBe(0)
    await endpoint({ events: ["clientele.customer.updated"] })
    expect(await webhooks.note([noted(subject)])).toBe(1)
    expect(await messagesOf(subject)).toHaveLength(1)
  })

  it("R63: the database and the source agree on which events a filter names", async () => {
    const filters = [
      ["*"],
      ["clientele.points.*"],
      ["clientele.credit.held", "clientele.contact.*"],
      ["clientele.points.earned"],
    ]
    const events = [
      "clientele.points.earned",
      "clientele.points.earnedx",
      "clientele.pointsx",
      "clientele.credit.held",
      "x",
    ]
    for (const some of filters) {
      for (const event of events) {
        const { rows } = await db.raw("select clientele_webhook_matches(?::text[], ?) as matches", [some, event])
        expect({ some, event, matches: rows[0].matches }).toEqual({ some, event, matches: matchesEvent(some, event) })
      }
    }
  })
})

describe("deliveries", () => {
  it("R63: a message arrives signed, with the same webhook-id and a new timestamp at each attempt", async () => {
    const { endpoint: one, secret } = await endpoint()
    const subject = newSubject()
    await webhooks.note([noted(subject, 7)])
    expect(await handOver()).toBe(1)
    receiver.answer({ status: 503, text: "busy\0" })
    expect(await webhooks.deliverDue(one.id)).toEqual({ sent: 1, delivered: 0, disabled: null })
    expect(await webhooks.nextDueIn(one.id)).toBeGreaterThan(0)
    receiver.answer({ status: 204 })
    await makeDue(one.id)
    expect(await webhooks.deliverDue(one.id)).toEqual({ sent: 1, delivered: 1, disabled: null })
    const [first, second] = receiver.received as [(typeof receiver.received)[0], (typeof receiver.received)[0]]
    for (const request of [first, second]) receiver.verify(secret, request)
    expect(second.id).toBe(first.id)
    expect(second.text).toBe(first.text)
    expect(first.body).toEqual({
      type: "clientele.customer.updated",
      timestamp: expect.any(String),
      livemode: true,
      subject,
      sequence: 1,
      data: { n: 7 },
    })
    const { deliveries } = await webhooks.listDeliveries(one.id, { limit: 10 })
    expect(deliveries).toMatchObject([
      {
        status: "delivered",
        message_id: first.id,
        body: first.text,
        attempts: 2,
        log: [
          { response_status: 503, response_excerpt: "busy", error_code: "http_status" },
          { response_status: 204, response_excerpt: null, error_code: null },
        ],
      },
    ])
  })

  // Guard: `infinity` in the fan-out.
  it("R63: messages of one subject wait for the earlier one, those of another do not", async () => {
    const { endpoint: one } = await endpoint()
    const [slow, other] = [newSubject(), newSubject()]
    await webhooks.note([noted(slow, 1), noted(slow, 2), noted(other, 3)])
    await handOver()
    receiver.answer(({ body }) => ({ status: body.data.n === 1 ? 500 : 200 }))
    for (let round = 0; round < 3; round++) await webhooks.deliverDue(one.id)
    expect(receiver.received.map(({ body }) => body.data.n).sort()).toEqual([1, 3])
    receiver.answer({ status: 200 })
    await drain(one.id)
    const ofSlow = receiver.received.filter(({ body }) => body.subject === slow)
    expect(ofSlow.map(({ body }) => [body.data.n, body.sequence])).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
    ])
  })

  // Guard: EARLIEST in `unblock`.
  it("R63, M65: the sweep frees the first waiting message of each subject, and no later one", async () => {
    const { endpoint: one } = await endpoint()
    const [left, right] = [newSubject(), newSubject()]
    await webhooks.note([noted(left, 1), noted(left, 2), noted(right, 3), noted(right, 4)])
    await handOver()
    await db.raw("update clientele_webhook_delivery set next_at = 'infinity' where endpoint_id = ?", [one.id])
    await webhooks.cleanUp()
    expect(
      await query(
        database,
        "select subject, sequence::int from clientele_webhook_delivery where next_at < 'infinity' order by subject",
      ),
    ).toEqual([left, right].sort().map((subject) => ({ subject, sequence: 1 })))
  })

  it("R63: a message fails after eight attempts, and the next one of its subject follows", async () => {
    const { endpoint: one } = await endpoint()
    const subject = newSubject()
    await webhooks.note([noted(subject, 1), noted(subject, 2)])
    await handOver()
    receiver.answer(({ body }) => ({ status: body.data.n === 1 ? 500 : 200 }))
    await drain(one.id)
    expect(receiver.received.map(({ body }) => body.data.n)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 2])
    const { deliveries } = await webhooks.listDeliveries(one.id, { limit: 10, status: "failed" })
    expect(deliveries).toMatchObject([{ attempts: 8, next_attempt_at: null, log: { length: 8 } }])
  })

  it("R63: Retry-After is waited for, a redirect is not followed, and a receiver that hangs times out", async () => {
    const { endpoint: one } = await endpoint()
    const subject = newSubject()
    await webhooks.note([noted(subject)])
    await handOver()
    receiver.answer({ status: 429, headers: { "retry-after": "3600" } })
    await webhooks.deliverDue(one.id)
    expect(await webhooks.nextDueIn(one.id)).toBeGreaterThan(3_500_000)
    receiver.answer({ status: 302, headers: { location: `${receiver.url}/elsewhere` } })
    await makeDue(one.id)
    await webhooks.deliverDue(one.id)
    receiver.answer("hang")
    await makeDue(one.id)
    const hasty = new WebhookModuleService({ __pg_connection__: db }, OPTIONS, {}, { timeoutMs: 50 })
    await hasty.deliverDue(one.id)
    await hasty.close()
    expect(receiver.received.map(({ path }) => path)).toEqual(["/hooks", "/hooks", "/hooks"])
    const { deliveries } = await webhooks.listDeliveries(one.id, { limit: 1 })
    expect(deliveries[0]?.log.map(({ error_code }) => error_code)).toEqual([
      "http_status",
      "redirect_refused",
      "timeout",
    ])
  })

  it("R63: a thin payload has ids alone, and a full one beyond 20 KB is sent thin", async () => {
    const { endpoint: thin } = await endpoint({ payload: "thin" })
    const { endpoint: full } = await endpoint()
    const data = { id: "a", customer_ids: ["b"], amount: "5.00" }
    const [small, large] = [newSubject(), newSubject()]
    await webhooks.note([
      { event: "clientele.customer.updated", subject: small, data },
      { event: "clientele.customer.updated", subject: large, data: { ...data, list: "x".repeat(21_000) } },
    ])
    await handOver()
    await drain(thin.id)
    await drain(full.id)
    const ids = { id: "a", customer_ids: ["b"] }
    expect(receiver.received.map(({ body }) => body.data)).toEqual(expect.arrayContaining([ids, ids, ids, data]))
    expect(receiver.received).toHaveLength(4)
  })

  it("R63: two processes that send to one endpoint send each message once", async () => {
    const { endpoint: one } = await endpoint()
    await webhooks.note(Array.from({ length: 40 }, (_, n) => noted(newSubject(), n)))
    await handOver()
    const other = new WebhookModuleService({ __pg_connection__: db }, OPTIONS)
    const sendAll = async (process: WebhookModuleService) => {
      while ((await process.deliverDue(one.id)).sent > 0) {}
    }
    await Promise.all([webhooks, webhooks, other, other].map(sendAll))
    await other.close()
    expect(receiver.received.map(({ body }) => body.data.n).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 40 }, (_, n) => n),
    )
  })

  it("M65: a delivery whose worker was killed is sent again by another one", async () => {
    const { endpoint: one } = await endpoint()
    await webhooks.note([noted(newSubject())])
    await handOver()
    // What a killed worker leaves: a delivery that is claimed for a minute.
    await db.raw(
      `update clientele_webhook_delivery set attempts = 1, tries = 1, next_at = clock_timestamp() + interval '60 seconds' where endpoint_id = ?`,
      [one.id],
    )
    expect(await webhooks.deliverDue(one.id)).toMatchObject({ sent: 0 })
    await db.raw("update clientele_webhook_delivery set next_at = clock_timestamp() where endpoint_id = ?", [one.id])
    expect(await webhooks.deliverDue(one.id)).toMatchObject({ sent: 1, delivered: 1 })
  })

  it(`M64: of ${messages()} messages to a receiver that fails 30 % none is lost or unsigned, each subject's are in order`, async () => {
    const { endpoint: one, secret } = await endpoint()
    const names = Array.from({ length: 200 }, newSubject)
    const many = messages()
    for (let from = 0; from < many; from += 1000) {
      await webhooks.note(
        Array.from({ length: Math.min(1000, many - from) }, (_, n) => noted(names[(from + n) % 200] ?? "", from + n)),
      )
    }
    expect(await handOver()).toBe(many)
    // Each message fails as often as a die says; the same message fails three times in a row at most, so none is given up.
    const failures = new Map<string, number>()
    let seed = 42
    const die = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
      return seed / 2 ** 31
    }
    receiver.answer(({ id }) => {
      const failed = failures.get(id) ?? 0
      if (failed >= 3 || die() >= 0.3) return { status: 200 }
      failures.set(id, failed + 1)
      return { status: 500 }
    })
    await drain(one.id, many * 5)
    const accepted = receiver.received.filter(({ accepted: is }) => is)
    expect(new Set(accepted.map(({ id }) => id)).size).toBe(many)
    expect(accepted).toHaveLength(many)
    expect(receiver.received.length / many).toBeGreaterThan(1.2)
    for (const request of receiver.received) receiver.verify(secret, request)
    const last = new Map<string, number>()
    for (const { body } of accepted) {
      expect(body.sequence).toBe((last.get(body.subject) ?? 0) + 1)
      last.set(body.subject, body.sequence)
    }
  }, 300_000)
})

describe("recording of attempts", () => {
  recording(() => ({
    ...{ database, db, webhooks, receiver },
    endpoint: async () => (await endpoint()).endpoint.id,
    handOver: async (names) => {
      await webhooks.note(names.map((name) => noted(name)))
      await handOver()
    },
  }))
})

describe("dispatchers that are killed", () => {
  killedDispatcher(() => ({
    ...{ database, db, webhooks, receiver, drain, options: OPTIONS },
    endpoint: async () => {
      const { endpoint: one, secret } = await endpoint()
      return { id: one.id, secret }
    },
    handOver: async (names) => {
      await webhooks.note(names.map((name) => noted(name)))
      await handOver()
    },
  }))
})

/** 10,000 with `WEBHOOK_MESSAGES=10000`; fewer in CI, which has little time. */
function messages(): number {
  return Number(process.env.WEBHOOK_MESSAGES ?? 1000)
}

describe("secrets", () => {
  // Guard: `previous_secret` in claimDue.
  it("M66: while a rotation is going on receivers verify with the old and with the new secret, afterwards with the new one only", async () => {
    const { endpoint: one, secret: old } = await endpoint()
    const { secret: now, endpoint: rotated } = await webhooks.rotateSecret(one.id)
    const hours = (Number(rotated.previous_secret_until) - Date.now()) / 3_600_000
    expect(Math.round(hours)).toBe(24)
    const send = async () => {
      await webhooks.note([noted(newSubject())])
      await handOver()
      await drain(one.id)
      return receiver.received.at(-1) as (typeof receiver.received)[0]
    }
    const during = await send()
    receiver.verify(old, during)
    receiver.verify(now, during)
    await db.raw("update clientele_webhook_endpoint set previous_secret_until = clock_timestamp() where id = ?", [
      one.id,
    ])
    const after = await send()
    receiver.verify(now, after)
    expect(() => receiver.verify(old, after)).toThrow("No matching signature")
  })

  it("R63: a secret is not in the database, and a message is not sent where it cannot be read", async () => {
    const { endpoint: one, secret } = await endpoint()
    const [row] = await query<{ line: string }>(
      database,
      "select e::text as line from clientele_webhook_endpoint e where id = $1",
      [one.id],
    )
    expect(row?.line).not.toContain(secret)
    expect(row?.line).not.toContain(secret.slice("whsec_".length))
    await webhooks.note([noted(newSubject())])
    await handOver()
    const other = { ...OPTIONS, codeSecret: "another secret of at least thirty-two characters" }
    const stranger = new WebhookModuleService({ __pg_connection__: db }, other)
    await stranger.deliverDue(one.id)
    await stranger.close()
    expect(receiver.received).toEqual([])
    const { deliveries } = await webhooks.listDeliveries(one.id, { limit: 1 })
    expect(deliveries[0]?.log).toMatchObject([{ error_code: "secret_unreadable", response_status: null }])
  })
})

describe("endpoints that fail", () => {
  const sendOne = async (id: string) => {
    await webhooks.note([noted(newSubject())])
    await handOver()
    return webhooks.deliverDue(id)
  }

  it("R63: 410 disables an endpoint at once; its waiting messages are sent when it is enabled", async () => {
    const { endpoint: one } = await endpoint()
    receiver.answer({ status: 410 })
    expect(await sendOne(one.id)).toMatchObject({ disabled: "gone" })
    const disabled = await webhooks.getEndpoint(one.id)
    expect(disabled).toMatchObject({ is_active: false, disabled_because: "gone", disabled_at: expect.any(Date) })
    expect(await webhooks.claimNotices()).toMatchObject([{ id: one.id, created_by: "user_1" }])
    expect(await webhooks.claimNotices()).toEqual([])
    expect(await webhooks.deliverDue(one.id)).toMatchObject({ sent: 0 })
    receiver.answer({ status: 200 })
    await webhooks.updateEndpoint(one.id, { is_active: true })
    expect(await webhooks.getEndpoint(one.id)).toMatchObject({
      is_active: true,
      disabled_because: null,
      disabled_at: null,
    })
    expect(await webhooks.deliverDue(one.id)).toMatchObject({ sent: 1, delivered: 1 })
  })

  it("R63: five days of nothing but failures disable, one success among them does not", async () => {
    const { endpoint: one } = await endpoint()
    const age = () =>
      db.raw("update clientele_webhook_endpoint set failing_since = failing_since - interval '5 days' where id = ?", [
        one.id,
      ])
    receiver.answer({ status: 500 })
    for (let n = 0; n < 7; n++) expect(await sendOne(one.id)).toMatchObject({ disabled: null })
    await age()
    receiver.answer({ status: 200 })
    await sendOne(one.id)
    receiver.answer({ status: 500 })
    for (let n = 0; n < 7; n++) expect(await sendOne(one.id)).toMatchObject({ disabled: null })
    await age()
    expect(await sendOne(one.id)).toMatchObject({ disabled: "failing" })
  })

  // Guard: EARLIEST in claimDue.
  it("R63: recover sends what failed and what came while the endpoint was disabled, in order; redeliver sends one again", async () => {
    const { endpoint: one } = await endpoint()
    const since = new Date()
    const subject = newSubject()
    receiver.answer({ status: 500 })
    await webhooks.note([noted(subject, 1)])
    await handOver()
    await drain(one.id)
    receiver.answer({ status: 410 })
    await webhooks.note([noted(subject, 2)])
    await handOver()
    await webhooks.deliverDue(one.id)
    // Disabled by now; the message is kept all the same.
    expect(await webhooks.note([noted(subject, 3)])).toBe(1)
    expect(await handOver()).toBe(0)
    receiver.received.length = 0
    receiver.answer(() => ({ status: receiver.received.length === 0 ? 500 : 200 }))
    await webhooks.updateEndpoint(one.id, { is_active: true })
    expect(await webhooks.recover(one.id, since)).toBe(3)
    await drain(one.id)
    expect(receiver.received.map(({ body }) => body.data.n)).toEqual([1, 1, 2, 3])
    const { deliveries } = await webhooks.listDeliveries(one.id, { limit: 1 })
    await webhooks.redeliver(deliveries[0]?.id ?? "")
    await drain(one.id)
    expect(receiver.received.at(-1)).toMatchObject({ id: deliveries[0]?.message_id, body: { data: { n: 3 } } })
    await expect(webhooks.redeliver("whd_none")).rejects.toMatchObject({ code: "not_found" })
  })

  it("R63: a test message goes to its endpoint only, whatever its filters say", async () => {
    const { endpoint: one } = await endpoint({ events: ["clientele.credit.held"] })
    const { endpoint: other } = await endpoint()
    await webhooks.sendTest(one.id)
    await handOver()
    await drain(other.id)
    await drain(one.id)
    expect(receiver.received.map(({ body }) => [body.type, body.data])).toEqual([
      ["clientele.webhook.test", { endpoint_id: one.id }],
    ])
  })

  // Guard: TEST_EVENT in recoverDeliveries. Its endpoint has the filter `*`.
  it("R63: recover sends no endpoint the test message of another one", async () => {
    const { endpoint: one } = await endpoint()
    const { endpoint: other } = await endpoint()
    await webhooks.sendTest(one.id)
    expect(await webhooks.recover(other.id, new Date(0))).toBe(0)
    expect(await webhooks.recover(one.id, new Date(0))).toBe(1)
    await drain(other.id)
    expect(receiver.received).toEqual([])
  })

  // Guard: `created_at` in recoverDeliveries.
  it("R63: recover sends no messages from before the endpoint was created", async () => {
    await endpoint()
    await webhooks.note([{ event: "clientele.customer.updated", subject: newSubject(), data: {} }])
    await webhooks.fanOut(await webhooks.listOpenMessages(10))
    const { endpoint: later } = await endpoint()
    expect(await webhooks.recover(later.id, new Date(0))).toBe(0)
  })

  it("R63: messages of more than thirty days ago go with their deliveries, and a freed one is sent", async () => {
    const { endpoint: one } = await endpoint()
    const subject = newSubject()
    await webhooks.note([noted(subject, 1), noted(subject, 2)])
    await handOver()
    await db.raw(
      "update clientele_webhook_message set occurred_at = now() - interval '31 days' where subject = ? and sequence = 1",
      [subject],
    )
    await webhooks.cleanUp()
    await webhooks.cleanUp()
    await drain(one.id)
    expect(receiver.received.map(({ body }) => body.data.n)).toEqual([2])
  })
})
