import type { Knex } from "knex"
import { AttemptRecorder } from "../../../src/modules/webhook/attempt-recorder"
import type WebhookModuleService from "../../../src/modules/webhook/service"
import { type Ended, finishAttempt, recordAttempts } from "../../../src/modules/webhook/sql/attempts"
import { claimDue } from "../../../src/modules/webhook/sql/deliveries"
import type { Outcome } from "../../../src/modules/webhook/types"
import { query, type TestDatabase } from "../../helpers/database"
import { whileLocked } from "../../helpers/locked"
import { eventually } from "../../helpers/loyalty"
import type { Receiver } from "../../helpers/webhook-receiver"

type Open = {
  database: TestDatabase
  db: Knex
  webhooks: WebhookModuleService
  receiver: Receiver
  /** Makes an active endpoint of all events. @returns its id */
  endpoint: () => Promise<string>
  /** Hands over a message about each of these subjects. */
  handOver: (subjects: string[]) => Promise<void>
}

const DAY_MS = 86_400_000
const LIMITS = { failingMs: 5 * DAY_MS, failures: 8, recordMs: 30 * DAY_MS }

type Row = Record<string, unknown>
let names = 0
const newSubjects = (count: number) => Array.from({ length: count }, () => `customer:recorded_${++names}`)

/** The recording of attempts in batches (ADR 0078). */
export function recording(open: () => Open): void {
  const ended = (one: { id: string; attempt: number }, change: Partial<Outcome> = {}): Ended => ({
    ...{ id: one.id, attempt: one.attempt, result: "delivered", retry_in_ms: null, attempted_at: new Date() },
    ...{ duration_ms: 5, response_status: 200, response_excerpt: null, error_code: null },
    ...change,
  })
  const failed = (one: { id: string; attempt: number }, change: Partial<Outcome> = {}) =>
    ended(one, { result: "retry", retry_in_ms: 5000, response_status: 500, error_code: "http_status", ...change })
  const claim = (id: string) => claimDue(open().db, id, 100, 60_000)
  const record = (attempts: Ended[]) => recordAttempts(open().db, attempts, LIMITS)
  const finish = (attempt: Ended) => finishAttempt(open().db, attempt, LIMITS)
  const recorded = async (attempts: Ended[]) => [...(await record(attempts)).keys()].sort((a, b) => a - b)
  const transactions = () =>
    query<{ xmin: string }>(open().database, "select distinct xmin::text from clientele_webhook_attempt")

  /** Deliveries of a new endpoint, each about another subject, claimed. */
  async function claimed(count: number): Promise<{ endpointId: string; subjects: string[]; all: Ended[] }> {
    const endpointId = await open().endpoint()
    const subjects = newSubjects(count)
    await open().handOver(subjects)
    return { endpointId, subjects, all: (await claim(endpointId)).map((one) => ended(one)) }
  }

  // Guard: the batches of AttemptRecorder.
  it("R63: attempts that end together are recorded in few transactions, one that ends alone at once", async () => {
    const { webhooks, receiver, endpoint, handOver } = open()
    const id = await endpoint()
    await handOver(newSubjects(10))
    let answer = () => {}
    const together = new Promise<{ status: number }>((resolve) => {
      answer = () => resolve({ status: 200 })
    })
    receiver.answer(() => {
      if (receiver.received.length === 9) setImmediate(answer)
      return together
    })
    expect(await webhooks.deliverDue(id)).toEqual({ sent: 10, delivered: 10, disabled: null })
    expect((await transactions()).length).toBeLessThan(6)
    await handOver(newSubjects(1))
    expect(await webhooks.deliverDue(id)).toEqual({ sent: 1, delivered: 1, disabled: null })
  })

  /** One pass of an endpoint whose receiver was quick before, with this many messages. A busy machine can make it slow, so it is tried again. */
  const passOfQuick = async (id: string, messages: number, beforeIt: () => unknown = () => {}) => {
    const { webhooks, handOver } = open()
    await handOver(newSubjects(10))
    await webhooks.deliverDue(id)
    await handOver(newSubjects(messages))
    await beforeIt()
    return webhooks.deliverDue(id)
  }
  const sendRest = async (id: string) => {
    while ((await open().webhooks.deliverDue(id)).sent > 0) {}
  }

  // Guard: #claimMore in DeliverySender. Without it a pass has one claim of fifty.
  it("R63: a pass to a quick receiver goes on with further claims, and sends each message once", async () => {
    const { receiver, endpoint } = open()
    const id = await endpoint()
    const pass = await eventually(
      async () => {
        const sent = await passOfQuick(id, 160)
        await sendRest(id)
        return sent
      },
      ({ sent }) => sent > 60,
    )
    expect(pass.sent).toBeGreaterThan(60)
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(receiver.received.length)
  })

  // Guard: `pass.slowest` in #claimMore. A receiver that has become slow does not take messages from other processes.
  it("R63: a receiver that has become slow gets no further claim in the same pass", async () => {
    const { receiver, endpoint } = open()
    const id = await endpoint()
    const slow = () => new Promise<{ status: number }>((resolve) => setTimeout(() => resolve({ status: 200 }), 450))
    const { sent } = await passOfQuick(id, 160, () => receiver.answer(slow))
    expect(sent).toBeLessThanOrEqual(50)
    receiver.answer({ status: 200 })
    await sendRest(id)
  })

  // Guard: `pass.mayClaim = false` where an attempt could not be recorded. Without it the pass sends all messages, and each again later.
  it("R63: a pass ends when attempts cannot be recorded, and their messages are sent again after the lease", async () => {
    const { db, receiver, endpoint } = open()
    const id = await endpoint()
    const rename = (from: string, to: string) =>
      db.raw(`alter table clientele_webhook_${from} rename to clientele_webhook_${to}`)
    try {
      await expect(passOfQuick(id, 600, () => rename("attempt", "attempt_away"))).rejects.toThrow(
        "clientele_webhook_attempt",
      )
    } finally {
      await rename("attempt_away", "attempt")
    }
    expect(receiver.received.length).toBeLessThan(600)
    await db.raw("update clientele_webhook_delivery set next_at = now() where status = 'pending'")
    await sendRest(id)
    const { deliveries } = await open().webhooks.listDeliveries(id, { limit: 100, status: "pending" })
    expect(deliveries).toEqual([])
  })

  // Guards: `skip locked` of the subjects, of the endpoints and of the deliveries in clientele_webhook_record.
  it.each([
    ["subject", "select 1 from clientele_webhook_subject where subject = $1 for update", [1, 2, 3]],
    ["delivery", "select 1 from clientele_webhook_delivery where subject = $1 for update", [1, 2, 3]],
    [
      "endpoint",
      `select 1 from clientele_webhook_endpoint where id in
         (select endpoint_id from clientele_webhook_delivery where subject = $1) for update`,
      [0, 2, 3],
    ],
  ])(
    "M48: a frozen session that holds the lock of a %s delays no other attempt of the batch",
    async (_what, sql, free) => {
      const one = await claimed(2)
      const other = await claimed(2)
      // An attempt that failed changes its endpoint. One that arrived does not.
      const batch = [one.all[0], failed(one.all[1] as Ended), ...other.all] as Ended[]
      const { rest } = await whileLocked(open().database, { sql, values: [one.subjects[0]] }, async ({ waiting }) => {
        expect(await recorded(batch)).toEqual(free)
        const locked = batch.filter((_one, place) => !free.includes(place)).map(finish)
        await waiting(1)
        return { rest: locked }
      })
      expect(await Promise.all(rest)).toEqual(rest.map(() => null))
      const log = await query<Row>(open().database, "select delivery_id from clientele_webhook_attempt")
      expect(log.map(({ delivery_id }) => delivery_id).sort()).toEqual(batch.map(({ id }) => id).sort())
    },
  )

  // Guards: one attempt at a time of #leftOut in AttemptRecorder; MAX_UNRECORDED in DeliverySender.
  it("M48: while a frozen session has an endpoint, its attempts do not take the store's connections", async () => {
    const { db, database, webhooks, receiver, endpoint, handOver } = open()
    const id = await endpoint()
    const { pool } = db.client as { pool: { numUsed(): number; numPendingAcquires(): number } }
    receiver.answer({ status: 500 })
    await handOver(newSubjects(10))
    await webhooks.deliverDue(id)
    await handOver(newSubjects(300))
    receiver.received.length = 0
    const lock = { sql: "select 1 from clientele_webhook_endpoint where id = $1 for update", values: [id] }
    const { failing, most } = await whileLocked(database, lock, async ({ waiting }) => {
      const passing = webhooks.deliverDue(id)
      passing.catch(() => undefined)
      await waiting(1)
      let most = 0
      for (const until = Date.now() + 2000; Date.now() < until; ) {
        most = Math.max(most, pool.numUsed() + pool.numPendingAcquires())
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      await passing.catch(() => undefined)
      return { failing: passing, most }
    })
    await expect(failing).rejects.toThrow("lock timeout")
    expect(most).toBeLessThan(10)
    expect(receiver.received.length).toBeLessThanOrEqual(160)
  })

  // Guard: the fallback in AttemptRecorder.
  it("R63: an attempt that the database refuses does not keep the others of its batch from being recorded", async () => {
    const { all } = await claimed(3)
    const recorder = new AttemptRecorder(open().db, LIMITS)
    const [first, second, third] = all as [Ended, Ended, Ended]
    const results = await Promise.allSettled(
      [first, { ...second, duration_ms: 2 ** 40 }, third].map((one) => recorder.record("whe_1", one)),
    )
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"])
    const kept = await query<Row>(open().database, "select id, status from clientele_webhook_delivery")
    expect(new Map(kept.map(({ id, status }) => [id, status]))).toEqual(
      new Map([
        [first.id, "delivered"],
        [second.id, "pending"],
        [third.id, "delivered"],
      ]),
    )
  })

  it("R63: of an endpoint that is deleted while its batch is recorded nothing is left, the others are recorded", async () => {
    const [gone, stays] = [await claimed(2), await claimed(2)]
    const deletion = { sql: "delete from clientele_webhook_endpoint where id = $1", values: [gone.endpointId] }
    const finishing = await whileLocked(open().database, deletion, async ({ waiting }) => {
      const batch = [failed(gone.all[0] as Ended), stays.all[0] as Ended, gone.all[1] as Ended, stays.all[1] as Ended]
      expect(await recorded(batch)).toEqual([1, 3])
      const rest = [batch[0], batch[2]].map((one) => finish(one as Ended))
      await waiting(2)
      return { rest }
    })
    expect(await Promise.all(finishing.rest)).toEqual([null, null])
    expect(await recorded(gone.all)).toEqual([])
    expect(await query(open().database, "select from clientele_webhook_attempt")).toHaveLength(2)
  })

  // Guard: locks that are not waited for, and their order. Two batches lock the same subjects, from the other end.
  it("R63: processes that record batches of the same subjects, hand over and recover at once meet no deadlock", async () => {
    const { database, db, webhooks, endpoint, handOver } = open()
    const ids = [await endpoint(), await endpoint()] as const
    const subjects = newSubjects(20)
    const recorders = ids.map(() => new AttemptRecorder(db, LIMITS))
    const deadlocks = async () => {
      const sql = "select deadlocks::int as count from pg_stat_database where datname = current_database()"
      return (await query<{ count: number }>(database, sql))[0]?.count
    }
    const before = await deadlocks()
    for (let round = 0; round < 5; round++) {
      await handOver(subjects)
      const batches = await Promise.all(ids.map(claim))
      batches[1]?.reverse()
      const records = batches.flatMap((batch, n) =>
        batch.map((one, place) => recorders[n]?.record(ids[n] as string, place % 3 === 0 ? failed(one) : ended(one))),
      )
      await Promise.all([...records, handOver(subjects), webhooks.recover(ids[0], new Date(0))])
      await db.raw(
        "update clientele_webhook_delivery set next_at = now() where status = 'pending' and next_at < 'infinity'",
      )
    }
    expect(await deadlocks()).toBe(before)
    const [wrong] = await query<Row>(
      database,
      `select count(*)::int as count from clientele_webhook_delivery d where status = 'pending' and next_at < 'infinity'
         and exists (select from clientele_webhook_delivery e where e.endpoint_id = d.endpoint_id and e.subject = d.subject
           and e.status = 'pending' and e.sequence < d.sequence and e.next_at = 'infinity')`,
    )
    expect(wrong).toEqual({ count: 0 })
  })

  it("R63: a batch counts failures as single attempts do, and says once that an endpoint was disabled", async () => {
    const { database, endpoint, handOver } = open()
    const ids = [await endpoint(), await endpoint()] as const
    const results = ["retry", "retry", "delivered", "retry", "failed", "gone", "delivered"] as const
    let seed = 7
    const die = (sides: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
      return seed % sides
    }
    const state = async (id: string) => {
      const [one] = await query<Row>(
        database,
        `select is_active, failing_since, failures, disabled_because, records_until < 'infinity' as ends
         from clientele_webhook_endpoint where id = $1`,
        [id],
      )
      const sql = `select subject, sequence, status, tries, attempts, next_at = 'infinity' as waits, finished_at is null as open
        from clientele_webhook_delivery where endpoint_id = $1 order by subject, sequence`
      return { one, deliveries: await query<Row>(database, sql, [id]) }
    }
    for (let round = 0; round < 4; round++) {
      await handOver(newSubjects(12))
      const outcomes = Array.from({ length: 100 }, (_, n) => {
        const result = results[die(round % 2 === 0 ? 2 : results.length)] ?? "retry"
        const attempted_at = new Date(Date.UTC(2026, 0, 1) + (round * 100 + n) * DAY_MS)
        return { result, attempted_at, retry_in_ms: result === "retry" ? 1_000_000 : null }
      })
      const [single, batch] = await Promise.all(
        ids.map(async (id) => (await claim(id)).map((one, n) => ended(one, outcomes[n]))),
      )
      const because: unknown[] = []
      for (const one of single ?? []) because.push(await finish(one))
      const told = [...(await record(batch ?? [])).values()]
      expect(told).toEqual(because)
      expect(told.filter((one) => one !== null).length).toBeLessThanOrEqual(1)
      expect(await state(ids[1])).toEqual(await state(ids[0]))
      await open().db.raw(
        "update clientele_webhook_endpoint set is_active = true, disabled_at = null, disabled_because = null",
      )
      await open().db.raw("update clientele_webhook_delivery set next_at = now() where status = 'pending'")
    }
  })

  // Guard: the first statement of deleteEndpoint. A fan-out that makes a delivery for an endpoint waits for the end of its deletion.
  it("M48: while an endpoint is deleted with its many deliveries, messages are handed to the others", async () => {
    const { database, webhooks, endpoint, handOver } = open()
    const [gone, stays] = [await endpoint(), await endpoint()]
    const [first, second] = newSubjects(2) as [string, string]
    await handOver([first])
    // Its lock stands for the time that the deletion of a million deliveries takes.
    const sql = "select 1 from clientele_webhook_delivery where endpoint_id = $1 for update"
    const { deleting } = await whileLocked(database, { sql, values: [gone] }, async ({ waiting }) => {
      const deletion = webhooks.deleteEndpoint(gone)
      await waiting(1, "delete from clientele_webhook_endpoint")
      await handOver([second])
      return { deleting: deletion }
    })
    await deleting
    const { deliveries } = await webhooks.listDeliveries(stays, { limit: 10 })
    expect(deliveries.map(({ subject }) => subject)).toEqual([second, first])
  })

  // Guards: `gone` in DeliverySender's loop, and releaseClaimed. Without them 50 messages go to a receiver that said 410.
  it("R63: a receiver that says 410 gets no further message of the same claim, and all arrive when it is back", async () => {
    const { webhooks, receiver, endpoint, handOver } = open()
    const id = await endpoint()
    await handOver(newSubjects(40))
    expect(await webhooks.deliverDue(id)).toMatchObject({ sent: 10, delivered: 10 })
    receiver.answer({ status: 410 })
    expect(await webhooks.deliverDue(id)).toMatchObject({ sent: 10, delivered: 0, disabled: "gone" })
    receiver.answer({ status: 200 })
    await webhooks.updateEndpoint(id, { is_active: true })
    await eventually(
      () => webhooks.deliverDue(id),
      ({ sent }) => sent === 0,
    )
    const accepted = receiver.received.filter((one) => one.accepted)
    expect(new Set(accepted.map((one) => one.id)).size).toBe(40)
    expect(accepted).toHaveLength(40)
    const { deliveries } = await webhooks.listDeliveries(id, { limit: 100 })
    for (const { attempts, log } of deliveries) expect(attempts).toBe(log.length)
  })
}
