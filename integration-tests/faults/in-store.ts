import path from "node:path"
import { runMedusa } from "../helpers/server-process"

/** What the line that holds a script's answer begins with. */
export const ANSWER = "answer:"

type Scripts = {
  /** Runs the scheduled job of the sweep as Medusa does. */
  sweep: { args: []; answer: { schedule: string } }
  /** Runs the scheduled job of the expiry so many times; what each run emitted. */
  expire: { args: [times: string]; answer: { schedule: string; runs: { name: string; data: unknown }[][] } }
  /** Ends the holds whose time is over. */
  "expire-holds": { args: []; answer: { ended: number } }
  /** Pays an amount of a cart, in major units, with a credit line. */
  "credit-cart": { args: [cartId: string, amount: string]; answer: { amount: number } }
  /** Emits each event (JSON list of `{name, data}`) so many times on Medusa's event bus. */
  emit: { args: [events: string, times: string]; answer: { queued: number } }
  /** Authorises a payment session as a payment webhook does, and emits its capture. */
  authorize: { args: [sessionId: string]; answer: { payment_id: string; queued: number } }
}

/**
 * Runs a file of `scripts/` with the container of a store, in a process of its own beside those that serve it
 * (`medusa exec`). That process has no workers: what it queues waits for another one.
 */
export async function runInStore<Name extends keyof Scripts>(
  store: { databaseUrl: string; redisUrl?: string },
  name: Name,
  ...args: Scripts[Name]["args"]
): Promise<Scripts[Name]["answer"]> {
  const script = path.join(__dirname, "scripts", `${name}.ts`)
  const output = await runMedusa(["exec", script, ...args], {
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
