import { setTimeout as sleep } from "node:timers/promises"
import type { AccountView } from "../../src/modules/points/types"
import type { OrderExplanation } from "../../src/workflows/points/explain-order"
import type { ReconcileResult } from "../../src/workflows/points/settle-pages"
import type { Api } from "./api"

const DEADLINE_MS = 20_000
/** Pause between two reads, because each read takes processor time from the store. */
const PAUSE_MS = { first: 25, most: 200 }

/** Repeats `read` until `holds` accepts the answer. Returns the last answer in any case, so that a failed test shows it. */
export async function eventually<T>(read: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS
  for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.most)) {
    const answer = await read()
    if (holds(answer) || Date.now() > deadline) {
      return answer
    }
    await sleep(pause)
  }
}

/** An admin user's actions on points, over HTTP. */
export type Loyalty = {
  set: (key: string, value: unknown) => Promise<void>
  account: (customerId: string) => Promise<AccountView>
  /** The points that an order earned, and their calculation. */
  why: (orderId: string) => Promise<OrderExplanation>
  /** The same, after the order has granted exactly this number and nothing is left to post. */
  granted: (orderId: string, points: number) => Promise<OrderExplanation>
  reconcile: (body: object) => Promise<ReconcileResult>
}

export function loyaltyOf(admin: Api): Loyalty {
  const why: Loyalty["why"] = async (orderId) =>
    (await admin.get<{ order_loyalty: OrderExplanation }>(`/admin/orders/${orderId}/loyalty`)).order_loyalty
  return {
    set: async (key, value) => {
      const answer = await admin.send("PUT", `/admin/loyalty/settings/${key}`, { value })
      if (answer.status !== 200) throw new Error(`${key}: ${JSON.stringify(answer.body)}`)
    },
    account: async (customerId) =>
      (await admin.get<{ loyalty: AccountView }>(`/admin/customers/${customerId}/loyalty`)).loyalty,
    why,
    granted: async (orderId, points) => {
      const answer = await eventually(
        () => why(orderId),
        ({ granted, target }) => granted === points && (target ?? 0) === points,
      )
      if (answer.granted !== points || (answer.target ?? 0) !== points) {
        throw new Error(`${orderId} is to have ${points} points: ${JSON.stringify(answer)}`)
      }
      return answer
    },
    reconcile: async (body) =>
      (await admin.post<{ reconciliation: ReconcileResult }>("/admin/loyalty/reconcile", body)).reconciliation,
  }
}
