import type { SweepResult } from "../../src/workflows/projection/sweep-customers"
import type { TestDatabase } from "../helpers/database"
import { runInStore } from "./in-store"

/** One sweep of customers, in a process that handles no events and runs no jobs. */
export const sweepCustomersOf = (database: TestDatabase): Promise<SweepResult> =>
  runInStore({ databaseUrl: database.url }, "sweep-customers")
