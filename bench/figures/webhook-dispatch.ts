import path from "node:path"
import { Worker as Thread } from "node:worker_threads"
import { type Job, Queue, Worker } from "bullmq"
import knex, { type Knex } from "knex"
import { createDatabase } from "../../integration-tests/helpers/database"
import { type WebhookEndpoint, WebhookModuleService } from "../../src/modules/webhook"
import { type Benchmark, type Effort, type Figure, makeFigure } from "../lib/figure"
import { inTurn } from "../lib/measure"
import { Closing } from "../lib/stores"

const ENDPOINTS = 4
/** Deliveries in a round, and jobs in a round of the reference. */
const DELIVERIES = 2_000
const DELIVERIES_SHORT = 400
/** Messages that are handed over at once. */
const BATCH = 200
/** The workers of the endpoints send ten deliveries each at once. */
const CONCURRENCY = ENDPOINTS * 10

const OPTIONS = {
  codeSecret: "a secret of at least thirty-two characters",
  webhooks: { allowPrivateNetworks: true, allowHttp: true, ports: null },
}

async function openReceiver(closing: Closing): Promise<string> {
  const thread = new Thread(path.join(__dirname, "../lib/quiet-receiver.ts"), {
    execArgv: ["--require", "ts-node/register"],
  })
  closing.add(() => thread.terminate())
  const port = await new Promise<number>((resolve, reject) => thread.once("message", resolve).once("error", reject))
  return `http://127.0.0.1:${port}`
}

type Outbox = { webhooks: WebhookModuleService; db: Knex; endpoints: WebhookEndpoint[] }

async function openOutbox(closing: Closing): Promise<Outbox> {
  const database = await createDatabase()
  closing.add(database.drop)
  const db = knex({ client: "pg", connection: database.url, pool: { min: 0, max: 10 } })
  closing.add(() => db.destroy())
  const webhooks = new WebhookModuleService({ __pg_connection__: db }, OPTIONS)
  closing.add(() => webhooks.close())
  const url = await openReceiver(closing)
  const endpoints: WebhookEndpoint[] = []
  while (endpoints.length < ENDPOINTS) {
    const { endpoint } = await webhooks.createEndpoint({
      url: `${url}/${endpoints.length}`,
      description: null,
      events: ["*"],
      payload: "full",
      is_active: true,
      created_by: "user_bench",
    })
    endpoints.push(endpoint)
  }
  return { webhooks, db, endpoints }
}

/**
 * Delivers messages from the outbox until the receiver has answered all of them. Each message is about another subject. @returns
 * deliveries per second
 */
async function deliver({ webhooks, db, endpoints }: Outbox, deliveries: number): Promise<number> {
  await db.raw("truncate clientele_webhook_message cascade")
  await db.raw(
    `insert into clientele_webhook_message (event, subject, data)
     select 'clientele.points.earned', 'points:' || n, jsonb_build_object('entry_id', 'pent_' || n, 'points', n)
     from generate_series(1, ?::int) n`,
    [deliveries / ENDPOINTS],
  )
  await db.raw("vacuum analyze clientele_webhook_message, clientele_webhook_delivery")
  await db.raw("checkpoint")
  const started = performance.now()
  let total = 0
  const deliverDue = async (id: string) => {
    for (let last = -1; last !== 0; total += last) last = (await webhooks.deliverDue(id)).delivered
  }
  // As the job "webhooks.dispatch" does it: an endpoint has one sender, which works while the next messages are handed over.
  const senders = endpoints.map(() => Promise.resolve())
  for (let open = BATCH; open === BATCH; ) {
    const messages = await webhooks.listOpenMessages(BATCH)
    open = messages.length
    await webhooks.fanOut(messages)
    for (const [n, { id }] of endpoints.entries()) senders[n] = senders[n]?.then(() => deliverDue(id)) ?? deliverDue(id)
  }
  await Promise.all(senders)
  const seconds = (performance.now() - started) / 1000
  if (total !== deliveries) throw new Error(`${total} of ${deliveries} messages were delivered`)
  return deliveries / seconds
}

/** Runs jobs that do nothing and were added beforehand. @returns jobs per second */
async function runNoOps(url: string, jobs: number): Promise<number> {
  const connection = { url, maxRetriesPerRequest: null }
  const name = `bench-no-op-${process.pid}`
  const queue = new Queue(name, { connection })
  try {
    const options = { removeOnComplete: true }
    await queue.addBulk(Array.from({ length: jobs }, (_one, n) => ({ name: "no-op", data: { n }, opts: options })))
    const worker = new Worker(name, async (job: Job<{ n: number }>) => job.data.n, {
      connection,
      concurrency: CONCURRENCY,
      autorun: false,
    })
    await worker.waitUntilReady()
    let done = 0
    const all = new Promise<void>((resolve) => worker.on("completed", () => ++done === jobs && resolve()))
    const started = performance.now()
    void worker.run()
    await all
    const seconds = (performance.now() - started) / 1000
    await worker.close()
    return jobs / seconds
  } finally {
    await queue.obliterate({ force: true })
    await queue.close()
  }
}

async function measure(closing: Closing, effort: Effort): Promise<Figure[]> {
  const redisUrl = process.env["BENCH_REDIS_URL"]
  if (!redisUrl) throw new Error("this figure needs Redis for its reference: install redis-server, or set REDIS_URL")
  const outbox = await openOutbox(closing)
  const count = effort.short ? DELIVERIES_SHORT : DELIVERIES
  const { ours, reference } = await inTurn(
    { ours: () => deliver(outbox, count), reference: () => runNoOps(redisUrl, count) },
    effort,
  )
  const values = { value: ours, reference_value: reference }
  return [
    makeFigure({ bench: "webhook_dispatch", unit: "1/s", reference: "BullMQ's own jobs that do nothing", ...values }),
  ]
}

/** Compares signed deliveries over HTTP to four endpoints with BullMQ jobs that do nothing. */
export const webhookDispatch: Benchmark = {
  names: ["webhook_dispatch"],
  run: (effort) => Closing.during((closing) => measure(closing, effort)),
}
