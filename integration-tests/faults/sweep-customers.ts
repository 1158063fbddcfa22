import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import type { SweepResult } from "../../src/workflows/customers/sweep-customers"
import type { TestDatabase } from "../helpers/database"
import { runMedusa } from "../helpers/server-process"

/** One sweep of customers, in a process that handles no events and runs no jobs. */
export async function sweepCustomersOf(database: TestDatabase): Promise<SweepResult> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), "clientele-sweep-"))
  try {
    const answer = path.join(dir, "result.json")
    const env = { DATABASE_URL: database.url, CLIENTELE_TEST_PAYMENT: "true", MEDUSA_WORKER_MODE: "server" }
    await runMedusa(["exec", "./integration-tests/faults/scripts/sweep-customers.ts", answer], { env })
    return JSON.parse(fs.readFileSync(answer, "utf8")) as SweepResult
  } finally {
    fs.rmSync(dir, { recursive: true })
  }
}
