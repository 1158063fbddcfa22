import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { createDatabase } from "../../integration-tests/helpers/database"
import { runMedusa } from "../../integration-tests/helpers/server-process"
import { type Benchmark, type Effort, type Figure, makeFigure } from "../lib/figure"
import { loyaltyOn } from "../lib/stores"
import { makePaidOrders } from "./backfill"

const ORDERS = 100_000
const ORDERS_SHORT = 1_000

/** Orders per second that the child process (bench/lib/simulate-process.ts) measured. */
export type SimulationRound = { simulated: number; read: number }

async function measure({ short, log }: Effort): Promise<Figure[]> {
  const count = short ? ORDERS_SHORT : ORDERS
  const database = await createDatabase()
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-bench-"))
  const answer = path.join(dir, "round.json")
  try {
    log(`  making ${count} orders`)
    await makePaidOrders(database, count)
    log("  reading them, simulating them, reading them again")
    await runMedusa(["exec", "./bench/lib/simulate-process.ts", answer, String(count)], {
      env: {
        DATABASE_URL: database.url,
        REDIS_URL: undefined,
        CLIENTELE_OPTIONS: JSON.stringify(loyaltyOn),
        CLIENTELE_TEST_PAYMENT: "true",
        MEDUSA_WORKER_MODE: "server",
      },
    })
    const { simulated, read } = JSON.parse(fs.readFileSync(answer, "utf8")) as SimulationRound
    return [
      makeFigure({
        bench: "simulate_100k",
        unit: "orders/s",
        value: simulated,
        reference: "reading the same orders with query.graph",
        reference_value: read,
      }),
    ]
  } finally {
    fs.rmSync(dir, { recursive: true })
    await database.drop()
  }
}

/** Compares replaying 100,000 orders under proposed settings with only reading them, which every simulation has to do. */
export const simulation: Benchmark = { names: ["simulate_100k"], run: measure }
