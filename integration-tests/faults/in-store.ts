import path from "node:path"
import type { SweepResult } from "../../src/workflows/projection/sweep-customers"
import type { ClearedCarts } from "../../src/workflows/redemption/clear-carts"
import { eventually } from "../helpers/loyalty"
import { runMedusa } from "../helpers/server-process"
import type { Store } from "../helpers/store-server"
import { DOOR, type Errand } from "./script-door/errand"

/** The beginning of the line with a script's answer. */
export const ANSWER = "answer:"

export type QueryAnswer = {
  data: Record<string, unknown>[]
  metadata?: { count: number; skip: number; take: number }
  error?: { message: string; code?: string }
}

type Scripts = {
  /** Runs the scheduled job of a sweep as Medusa does, on a worker whose clock is so many milliseconds ahead. */
  sweep: {
    args:
      | []
      | [which: "points" | "customers" | "credit"]
      | [which: "points" | "customers", ahead: string]
      | [which: "points", ahead: string, hung: "hung"]
    answer: { schedule: string }
  }
  /** Runs a scheduled job once, as Medusa does. */
  job: {
    args: [
      name:
        | "clientele-codes-upkeep"
        | "clientele-credit-checks"
        | "clientele-credit-dunning"
        | "clientele-imports-sweep"
        | "clientele-webhook-sweep",
    ]
    answer: { schedule: string }
  }
  /** Runs the scheduled job of the expiry so many times; what each run emitted. */
  expire: { args: [times: string]; answer: { schedule: string; runs: { name: string; data: unknown }[][] } }
  /** Ends the holds whose time is over; on a worker whose clock is so many milliseconds ahead, also expires points. */
  "expire-holds": { args: [] | [ahead: string]; answer: { ended: number; expired: number } }
  /** Charges an order as in a store without `pp_credit_terms`; the refusal's message, or `charged`. */
  "charge-without-terms": { args: [orderId: string]; answer: { message: string } }
  /** Adds four addresses to a customer in one transaction; the code of its refusal, or `added`. */
  "add-addresses": { args: [customerId: string]; answer: { outcome: string } }
  /** Creates a customer with an address by one call of Medusa's module, soft-deletes the address and restores it. */
  "customer-with-address": { args: [email: string]; answer: { customer_id: string; address_id: string } }
  /** Medusa's compensation for an address that lost the default. */
  "restore-default": { args: [addressId: string]; answer: object }
  /** Removes the points from all carts, as `clientele uninstall` does. Each cart has this time limit in milliseconds. */
  "clear-carts": { args: [] | [ms: string]; answer: ClearedCarts }
  /** Settles orders on terms (JSON list of ids). `retried`: the waiting orders for which the call asked for credit again. */
  "settle-counted": { args: [ids: string]; answer: { retried: string[]; outcomes: Record<string, string> } }
  /** Whether each of these new orders awaits payment: it has an amount to pay and no capture. */
  "awaiting-payment": { args: string[]; answer: { awaits: boolean[] } }
  /** Makes the customer of a guest's cart. */
  guest: { args: [email: string, database: string]; answer: { customer_id: string } }
  /** Pays an amount of each cart with a credit line; amounts in major units by the carts' ids, as JSON. */
  "credit-cart": { args: [amounts: string]; answer: { paid: number } }
  /** Emits each event (JSON list of `{name, data}`) so many times on Medusa's event bus. */
  emit: { args: [events: string, times: string]; answer: { queued: number } }
  /** One sweep of customers. */
  "sweep-customers": { args: []; answer: SweepResult }
  /** Runs `clientele backfill --json` with these arguments. @returns its output */
  backfill: { args: string[]; answer: { code: number; printed: unknown } }
  /** The answer of `query.graph` to this query (JSON), or its error. */
  query: { args: [query: string]; answer: QueryAnswer }
  /** Tries Medusa's generated methods of entities (JSON, `[module, one, many]` each): finds writing ones and missing reads. */
  "write-methods": {
    args: [entities: string]
    answer: { tried: number; written: string[]; unreadable: string[]; orm: string[] }
  }
  /** Runs a workflow that hosts may call with an input (JSON), also as a step of a host's: before one that fails, or stored. */
  workflow: {
    args: [name: string, input: string, how: "alone" | "then fail" | "stored"]
    // biome-ignore lint/suspicious/noExplicitAny: each workflow has a result of its own.
    answer: { workflow_id?: string; state?: string; result?: any; error?: { message: string; code?: string } }
  }
  /** Sets how many milliseconds a statement of the store waits for a connection. @returns the value before */
  "shorten-pool-wait": { args: [ms: string]; answer: { before: number } }
  /** Registers handlers for the plugin's hooks, as a host does. */
  "take-hooks": { args: []; answer: { taken: string[] } }
  /** Authorises a payment session as a payment webhook does, and emits its capture. */
  authorize: { args: [sessionId: string]; answer: { payment_id: string; queued: number } }
}

/** The port of a running store. */
async function doorOf(store: Pick<Store, "output">): Promise<string> {
  const find = async () =>
    store
      .output()
      .split(DOOR)[1]
      ?.match(/^\d+(?=\n)/)?.[0]
  const port = await eventually(find, (found) => found !== undefined)
  if (!port) throw new Error(`the store takes no scripts:\n${store.output().slice(-6000)}`)
  return port
}

async function runAlone(store: { databaseUrl: string; redisUrl?: string }, name: string, args: string[]) {
  const output = await runMedusa(["exec", path.join(__dirname, "scripts/alone.ts"), name, ...args], {
    env: {
      DATABASE_URL: store.databaseUrl,
      REDIS_URL: store.redisUrl,
      CLIENTELE_TEST_PAYMENT: "true",
      CLIENTELE_OPTIONS: JSON.stringify(store.redisUrl ? { redisUrl: store.redisUrl } : {}),
    },
  })
  const line = output.split("\n").find((one) => one.startsWith(ANSWER))
  if (!line) throw new Error(`${name} gave no answer:\n${output}`)
  return JSON.parse(line.slice(ANSWER.length))
}

/**
 * Runs a file of `scripts/` with the container of a running store, like one of its scheduled jobs. If only the database is
 * given, the script runs in a process of its own (`medusa exec`), which costs a boot. That process has no workers, so its
 * jobs wait for another process.
 */
export async function runInStore<Name extends keyof Scripts>(
  store: Pick<Store, "output"> | { databaseUrl: string; redisUrl?: string },
  name: Name,
  ...args: Scripts[Name]["args"]
): Promise<Scripts[Name]["answer"]> {
  if (!("output" in store)) return runAlone(store, name, args)
  const errand: Errand = { name, args }
  const answer = await fetch(`http://127.0.0.1:${await doorOf(store)}`, {
    method: "POST",
    body: JSON.stringify(errand),
  })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`${name} failed in the store:\n${text}`)
  return JSON.parse(text)
}
