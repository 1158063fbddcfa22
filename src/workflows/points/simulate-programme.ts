import type { MedusaContainer } from "@medusajs/framework/types"
import { decimal } from "../../kernel/money"
import {
  canonicalMailbox,
  currencyTerms,
  decideEarning,
  orderMoney,
  POINTS_MODULE,
  type PointsModuleService,
  type Settings,
} from "../../modules/points"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"
import { leaveOutOrders } from "./leave-out-orders"
import { type LoadedOrder, listOrderFacts } from "./list-order-facts"
import { orderPages } from "./order-pages"
import { proposedSettings, settingLog } from "./proposed-settings"
import type { OrderPages } from "./settle-pages"
import { type Earned, type SimulatedOrder, type Simulation, SimulationTally } from "./simulation"

export type SimulationRequest = {
  /** First and last day of the period in which orders were placed, UTC. */
  from: string
  to: string
  /** Proposed values. The other settings keep their values. */
  settings?: Record<string, unknown> | undefined
  /** Maximum orders, after the order in the cursor. */
  limit: number
  cursor?: string | undefined
  /** Customers whose orders are left out, as if they had none. */
  without?: readonly string[]
  on_progress?: (done: number) => void
}

/** Orders in one round trip. */
const CHUNK = 100
const DAY_MS = 86_400_000

/**
 * Replays the orders of a period under proposed settings and under today's (contract R50), by the rule that awards points.
 * It uses each order's present state, and settings as if they had been in force at its placing. Nothing is written. The
 * proposed programme is on unless `loyalty_points_enabled` is among the proposed values. Today's programme is on or off as
 * it is.
 *
 * @throws `unknown_setting`, or `invalid_request` naming the setting that is not valid
 */
export async function simulateProgramme(container: MedusaContainer, request: SimulationRequest): Promise<Simulation> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const [stored, defaultCurrency] = await Promise.all([points.getSettings(), getDefaultCurrency(container)])
  const proposed = proposedSettings(stored, { loyalty_points_enabled: true, ...request.settings })
  const now = points.clock()
  const today = earning(stored, defaultCurrency, now)
  const then = earning(proposed, defaultCurrency, now)
  const tally = new SimulationTally()
  const choose = await leaveOutOrders(container, request.without ?? [])
  const { pages, nextCursor } = pagesOf(container, request, choose)
  let done = 0
  for await (const page of pages()) {
    for (const order of await listOrderFacts(container, page)) {
      const { facts } = order
      if (!facts.is_draft && !facts.is_canceled) {
        tally.add(simulate(order, today, then))
      }
    }
    done += page.length
    request.on_progress?.(done)
  }
  return { from: request.from, to: request.to, ...tally.result(), next_cursor: nextCursor() }
}

type Earning = (order: LoadedOrder) => Earned

/** The points of an order under settings that were always in force. */
function earning(settings: Settings, defaultCurrency: string, now: Date): Earning {
  const log = settingLog(settings)
  return ({ facts, is_completed, updated_at }) => {
    const order = { ...facts, completed_at: is_completed ? updated_at : null }
    const context = { log, default_currency: defaultCurrency, cause: "simulation", now, earlier: null }
    const decision = decideEarning(order, context)
    const terms = currencyTerms(settings, facts.currency_code, defaultCurrency)
    if (decision.kind === "none" || !terms) {
      return { points: 0, value: decimal(0) }
    }
    return { points: decision.target, value: decimal(decision.target).div(terms.points_per_currency_discount) }
  }
}

function simulate(order: LoadedOrder, today: Earning, proposed: Earning): SimulatedOrder {
  const { facts } = order
  return {
    day: facts.placed_at.toISOString().slice(0, 10),
    currency_code: facts.currency_code,
    mailbox: canonicalMailbox(facts.email),
    revenue: orderMoney(facts).kept,
    today: today(order),
    proposed: proposed(order),
  }
}

function pagesOf(
  container: MedusaContainer,
  { from, to, limit, cursor }: SimulationRequest,
  choose: (pages: OrderPages) => OrderPages,
) {
  const since = new Date(`${from}T00:00:00Z`)
  const until = new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS)
  let next: string | null = null
  async function* pages(): AsyncGenerator<string[]> {
    let left = limit
    let last: string | null = null
    // A page beyond the limit shows whether there are more.
    for await (const page of choose(orderPages(container, since, CHUNK, cursor, until))) {
      if (left === 0) {
        next = last
        return
      }
      const taken = page.slice(0, left)
      yield taken
      left -= taken.length
      last = taken.at(-1) ?? last
      if (taken.length < page.length) {
        next = last
        return
      }
    }
  }
  return { pages, nextCursor: () => next }
}
