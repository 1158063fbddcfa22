import os from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import { ADMIN_USER } from "../../integration-tests/helpers/admin-user"
import { createApi } from "../../integration-tests/helpers/api"
import { query, type TestDatabase } from "../../integration-tests/helpers/database"
import { enterShop, openShop } from "../../integration-tests/helpers/shop"
import { createShopDatabase } from "../../integration-tests/helpers/shop-database"
import { type Store, startStore } from "../../integration-tests/helpers/store-server"
import { openReceiver, type Receiver, WEBHOOKS_HERE } from "../../integration-tests/helpers/webhook-receiver"
import { exitOnSignals } from "../lib/exit-on-signals"
import { Closing, openPurse } from "../lib/stores"
import { makeCaller } from "./calls"
import { CodeMails } from "./code-mails"
import { type Plan, readPlan } from "./plan"
import { type Use, useOf } from "./processes"
import { type Fact, prove, settled } from "./proof"
import { printFacts, printReport, printUse, writeLoadRecord } from "./report"
import { seedFloor } from "./shop-floor"
import { growth, type Tally, tally } from "./tally"
import { type Scene, visit, warmUp } from "./visitors"

const log = (line: string) => process.stderr.write(`${line}\n`)

/** Three servers boot at the same time, so each takes longer. */
const BOOT_MS = 300_000
const SETTLE_SECONDS = 120
/** The receiver fails every fiftieth message once, so that retries are part of the run. */
const FAILS_EACH = 50
const PROGRESS_MS = 5000

/** Boots two servers and a worker, all on Redis, as a store with several processes runs. */
async function bootStores(closing: Closing, databaseUrl: string, outbox: string) {
  const redisUrl = process.env.REDIS_URL
  if (!redisUrl) throw new Error("the load test needs Redis: install redis-server, or set REDIS_URL")
  const boot = async (workerMode: "server" | "worker"): Promise<Store> => {
    const store = await startStore({
      databaseUrl,
      redisUrl,
      workerMode,
      bootMs: BOOT_MS,
      scheduledJobs: workerMode === "worker",
      options: {
        loyalty: { settings: { loyalty_points_enabled: true } },
        network: { trustedProxies: 1 },
        webhooks: WEBHOOKS_HERE,
      },
      env: {
        // As in production, except that the outbox keeps the mails.
        ...{
          NODE_ENV: "development",
          NODE_OPTIONS: "",
          CLIENTELE_TEST_PAYMENT: undefined,
          CLIENTELE_BENCH_TERMS: "true",
        },
        ...{ CLIENTELE_TEST_MEDUSA_REDIS: redisUrl, CLIENTELE_OUTBOX: outbox },
      },
    })
    closing.add(store.stop)
    return store
  }
  return { one: await boot("server"), two: await boot("server"), worker: await boot("worker") }
}

type Phase = { tallies: Tally[]; use: Use; servers: number }

/** Runs all visitors at once for one phase. */
async function runPhase(
  scene: Scene,
  plan: Plan,
  stores: readonly Store[],
  use: (work: () => Promise<void>) => Promise<Use>,
) {
  const started = Date.now()
  const passed = () => (Date.now() - started) / 1000
  const over = () => passed() >= plan.seconds
  const counts = () => passed() >= plan.warmUp && !over()
  const caller = makeCaller(
    stores.map(({ url }) => url),
    scene.parts.publishableKey,
    { counts, over },
  )
  const timer = setInterval(() => {
    log(
      `  ${stores.length} server(s): ${Math.round(passed())} of ${plan.seconds} s, ${caller.calls.length} calls, ` +
        `${scene.orders.length} orders`,
    )
  }, PROGRESS_MS)
  const used = await use(async () => {
    const visitors = Array.from({ length: plan.visitors }, (_, n) =>
      visit(scene, caller, plan.seed * 10_000 + stores.length * 1000 + n, over),
    )
    await Promise.all(visitors)
  })
  clearInterval(timer)
  const servers = stores.length
  return { servers, use: used, tallies: tally(caller.calls, servers, plan.seconds - plan.warmUp) } satisfies Phase
}

/** Verifies each message on arrival, and fails some of them once. @returns a function with the number of wrong signatures */
function receive(receiver: Receiver, secret: string): () => number {
  const failed = new Set<string>()
  let unsigned = 0
  receiver.answer((message) => {
    try {
      receiver.verify(secret, { ...message, accepted: true })
    } catch {
      unsigned += 1
    }
    const fails = message.body.sequence % FAILS_EACH === 1 && failed.size * FAILS_EACH < receiver.received.length
    if (!fails || failed.has(message.id)) return { status: 200 }
    failed.add(message.id)
    return { status: 500 }
  })
  return () => unsigned
}

async function deadlocksOf(database: TestDatabase): Promise<Fact> {
  const [row] = await query<{ deadlocks: number }>(
    database,
    "select deadlocks::int from pg_stat_database where datname = current_database()",
  )
  return { fact: "deadlocks", expected: 0, found: row?.deadlocks ?? 0 }
}

type Result = { phases: [Phase, Phase]; facts: Fact[]; plan: Plan; busy: number }

function print({ phases: [first, second], facts, plan, busy }: Result): void {
  const grown = growth(first.tallies, second.tallies)
  const report = [printReport(first.tallies, second.tallies, grown), printUse([first, second]), printFacts(facts)].join(
    "\n\n",
  )
  const lines = [
    ...[...first.tallies, ...second.tallies].map((line) => ({ load: line.kind, ...line })),
    ...grown.map((line) => ({ growth: line.kind, ...line })),
    ...[first, second].map(({ servers, use }) => ({ use: servers, ...use })),
    ...facts,
  ].map((line) => JSON.stringify(line))
  process.stdout.write(`${plan.json ? lines.join("\n") : report}\n`)
  if (plan.record) {
    const { visitors, seconds, customers } = plan
    const about =
      `${new Date().toISOString().slice(0, 10)}: ${visitors} visitors, ${seconds} s with each number of servers, ${customers} customers, ` +
      `${os.availableParallelism()} cores with a load of ${busy.toFixed(1)} at the start, Node ${process.versions.node}.`
    writeLoadRecord(about, report)
  }
}

async function load(plan: Plan, closing: Closing): Promise<boolean> {
  const busy = os.loadavg()[0] ?? 0
  log("a store with two servers and a worker")
  const database = await createShopDatabase()
  closing.add(database.drop)
  const receiver = await openReceiver()
  closing.add(receiver.close)
  const outbox = `${process.env.TMPDIR ?? "/tmp"}/clientele-load-${process.pid}.jsonl`
  const mails = new CodeMails(outbox)
  closing.add(() => mails.close())
  const { one, two, worker } = await bootStores(closing, database.url, outbox)
  const shop = await openShop(one)
  log("customers, credit accounts and an endpoint")
  const floor = await seedFloor({ database, shop }, plan, receiver.url, log)
  const unsigned = receive(receiver, floor.secret)
  const { token } = await createApi(one.url).post<{ token: string }>("/auth/user/emailpass", ADMIN_USER)
  const { newShopper } = openPurse(closing, database)
  const scene: Scene = { parts: shop, floor, adminToken: token, mails, newShopper, orders: [], problems: [] }
  // The second server answers a call before the measurement, so that its first call does not count.
  await enterShop(two, shop)
  log("a visit of each kind to each server")
  for (const { url } of [one, two]) {
    await warmUp(scene, makeCaller([url], shop.publishableKey, { counts: () => false, over: () => false }))
  }

  const pids = { "server one": one.pid, "server two": two.pid, worker: worker.pid, "this driver": process.pid }
  const use = (work: () => Promise<void>) => useOf(database, pids, work)
  const first = await runPhase(scene, plan, [one], use)
  await settled(database, scene.orders, SETTLE_SECONDS)
  const second = await runPhase(scene, plan, [one, two], use)
  log("awards, receivables and webhooks catch up")
  const lag = await settled(database, scene.orders, SETTLE_SECONDS)
  // A job or sweep that does its work twice does it in the worker's next sweep, at most a minute later.
  const facts = await prove(database, scene.orders, { received: receiver.received, unsigned })
  facts.push(await deadlocksOf(database))
  print({ phases: [first, second], facts, plan, busy })
  log(lag === undefined ? `not settled within ${SETTLE_SECONDS} s` : `settled ${lag} s after the last call`)
  for (const problem of new Set(scene.problems)) log(`problem: ${problem}`)
  return lag !== undefined && scene.problems.length === 0 && facts.every(({ expected, found }) => expected === found)
}

async function main(): Promise<void> {
  // Imported modules write to standard output.
  console.log = console.error
  const plan = readPlan(process.argv.slice(2))
  // Child processes end with this process.
  const bound = setTimeout(() => {
    log(`not done after ${plan.bound} s`)
    process.exit(1)
  }, plan.bound * 1000)
  try {
    const passed = await Closing.during((closing) => load(plan, closing))
    process.exitCode = passed ? 0 : 1
  } finally {
    clearTimeout(bound)
  }
}

exitOnSignals()

main().catch(async (error: Error) => {
  log(error.stack ?? error.message)
  await sleep(0)
  process.exitCode = 1
})
