import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { createDatabase, type TestDatabase } from "../../integration-tests/helpers/database"
import { runMedusa } from "../../integration-tests/helpers/server-process"
import { openShop } from "../../integration-tests/helpers/shop"
import { startStore } from "../../integration-tests/helpers/store-server"
import { copyOrder } from "../lib/copy-order"
import { type Benchmark, makeFigure } from "../lib/figure"
import { median } from "../lib/measure"
import { loyaltyOn } from "../lib/stores"

const ORDERS = 3_000
const ORDERS_SHORT = 300
const ROUNDS = 3

/** Orders per second that the child process (bench/lib/backfill-process.ts) measured. */
export type BackfillRound = { backfill: number; read: number }

/** Makes a store whose paid orders are older than the programme: one order is placed over HTTP, and the others are copies of it. */
export async function makePaidOrders(database: TestDatabase, count: number): Promise<void> {
  const store = await startStore({ databaseUrl: database.url, scheduledJobs: true })
  let orderId = ""
  try {
    const shop = await openShop(store)
    const order = await shop.placeOrder({ payment: "instant", quantity: 2, also: [{ product: "mug", quantity: 1 }] })
    orderId = order.id
  } finally {
    await store.stop()
  }
  await copyOrder(database, orderId, count - 1)
}

async function measureRound(template: string, count: number): Promise<BackfillRound> {
  const database = await createDatabase({ template })
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-bench-"))
  const answer = path.join(dir, "round.json")
  try {
    const env = { DATABASE_URL: database.url, CLIENTELE_OPTIONS: JSON.stringify(loyaltyOn), REDIS_URL: undefined }
    await runMedusa(["exec", "./bench/lib/backfill-process.ts", answer, String(count)], {
      env: { ...env, CLIENTELE_TEST_PAYMENT: "true", MEDUSA_WORKER_MODE: "server" },
    })
    return JSON.parse(fs.readFileSync(answer, "utf8")) as BackfillRound
  } finally {
    fs.rmSync(dir, { recursive: true })
    await database.drop()
  }
}

/** Compares a backfill with only reading the same orders, which every backfill has to do. */
export const backfill: Benchmark = {
  names: ["backfill"],
  run: async (effort) => {
    const count = effort.short ? ORDERS_SHORT : ORDERS
    const rounds: BackfillRound[] = []
    const seeded = await createDatabase()
    try {
      effort.log(`  making ${count} orders`)
      await makePaidOrders(seeded, count)
      const wanted = effort.short ? 1 : ROUNDS
      while (rounds.length < wanted) {
        const round = await measureRound(seeded.name, count)
        rounds.push(round)
        const [mine, theirs] = [round.backfill, round.read].map(Math.round)
        effort.log(`  round ${rounds.length} of ${wanted}: ours ${mine}, reference ${theirs}`)
      }
    } finally {
      await seeded.drop()
    }
    return [
      makeFigure({
        bench: "backfill",
        unit: "orders/s",
        value: median(rounds.map((round) => round.backfill)),
        reference: "reading the same orders with query.graph",
        reference_value: median(rounds.map((round) => round.read)),
      }),
    ]
  },
}
