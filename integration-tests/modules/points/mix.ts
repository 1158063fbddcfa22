import type PointsModuleService from "../../../src/modules/points/service"
import { settle, settlement } from "./store"

/** What a client of the mix did and the server acknowledged. */
export type MixResult = { done: number; refused: number; broken: number }

const REFUSALS = new Set([
  "insufficient_points",
  "hold_expired",
  "hold_conflict",
  "cart_changed",
  "completion_in_progress",
])

/**
 * One client of a busy shop: awards, batches, reversals, adjustments, holds, redemptions, expiry, over few accounts so
 * that clients meet.
 *
 * @param rounds how many operations it does
 */
export async function runClient(points: PointsModuleService, client: number, rounds: number): Promise<MixResult> {
  const result: MixResult = { done: 0, refused: 0, broken: 0 }
  const mailbox = (n: number) => `mix-${n % 5}@example.com`
  const holds: string[] = []
  for (let round = 0; round < rounds; round++) {
    // One stride comes to a hold's redemption before its release, the other to its release first.
    const pick = (client * 7 + round * (client % 2 === 0 ? 13 : 11)) % 8
    try {
      await operate(points, pick, { client, round, mailbox, holds })
      result.done += 1
    } catch (error) {
      if (REFUSALS.has(String((error as { code?: string }).code))) {
        result.refused += 1
      } else {
        result.broken += 1
      }
    }
  }
  return result
}

type Turn = { client: number; round: number; mailbox: (n: number) => string; holds: string[] }

async function operate(points: PointsModuleService, pick: number, turn: Turn): Promise<unknown> {
  const { client, round, mailbox, holds } = turn
  const owner = mailbox(client + round)
  switch (pick) {
    case 0:
      return settle(points, { order_id: `order_${round}`, mailbox: mailbox(round), target: 50 + client })
    case 1:
      return settle(points, { order_id: `order_${round - 1}`, mailbox: mailbox(round - 1), target: client * 2 })
    case 2: {
      const { fencing_token } = await points.drawReading([])
      // In an order of its own for each client, so that clients would lock accounts in different orders.
      const orders = Array.from({ length: 10 }, (_, i) => ((i * 3 + client) % 10) + round * 10)
      return points.settle(
        orders.map((n) => settlement({ order_id: `order_b${n}`, mailbox: mailbox(n), target: 10 + (client % 3) })),
        fencing_token,
        false,
      )
    }
    case 3:
      return points.adjust({ mailbox: owner, points: 40, stated_reason: "goodwill", actor_id: "user_1" })
    case 4:
      return points.adjust({ mailbox: owner, points: -25, stated_reason: "correction", actor_id: "user_1" })
    case 5: {
      const { id } = await points.placeHold({
        mailbox: owner,
        cart_id: `cart_${client}_${round}`,
        points: 30,
        currency_code: "usd",
        points_per_currency_discount: 100,
        expires_at: new Date(Date.now() + 3_600_000),
      })
      return holds.push(id)
    }
    case 6: {
      const id = holds.pop()
      return id ? points.postHold(id, `order_r_${client}_${round}`, 20) : undefined
    }
    default: {
      const id = holds.pop()
      return id ? points.endHold(id, "released", "shopper") : points.expireDue("0", 100)
    }
  }
}
