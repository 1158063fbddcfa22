import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { decorate } from "../../src/kernel/decorate"
import { POINTS_MODULE } from "../../src/modules/points"
import { pointsOfOrders } from "../../src/workflows/redemption/deduct-points"
import { decorateOrders, type OrderParticipant } from "../../src/workflows/shared/orders/decorate-orders"

type Input = { email: string; currency_code: string; items: { adjustments: { code: string; amount: number }[] }[] }

const hold = (name: string) => ({
  id: `phold_${name}`,
  mailbox: `${name}@example.com`,
  currency_code: "usd",
  points: 500,
  points_per_currency_discount: 100,
  proof_id: null,
})
const input = (name: string): Input => ({
  email: `${name}@example.com`,
  currency_code: "usd",
  items: [{ adjustments: [{ code: `phold_${name}`, amount: 5 }] }],
})

// Medusa reads new orders back by their ids, which have no order within a millisecond. This test always gives the wrong order.
// Guards: the loop over `inputs` in insertEach, which makes one order at a time; the outer loop over ledgers in changeLedgers.
it("R45: of several orders that are made at once each pays with its own points, and the next ledger follows after all of them", async () => {
  let made = 0
  const posted: [string, string][] = []
  const orders = {
    createOrders: async (data: Input | Input[]) => {
      const rows = [data].flat().map(({ email }) => ({ id: `order_${++made}`, email }))
      return Array.isArray(data) ? rows.reverse() : rows[0]
    },
    deleteOrders: async () => {},
    baseRepository_: {
      transaction: (work: (manager: object) => unknown) => work({ getTransactionContext: () => ({}) }),
    },
  }
  const holds = [hold("ann"), hold("ben")]
  const services: Record<string, object> = {
    [Modules.ORDER]: orders,
    [Modules.EVENT_BUS]: { emit: async () => {} },
    [ContainerRegistrationKeys.LOGGER]: { warn: () => {} },
    [POINTS_MODULE]: {
      listPostedHolds: async () => [],
      listHolds: async (ids: string[]) => holds.filter(({ id }) => ids.includes(id)),
      postHold: async (id: string, orderId: string) => {
        posted.push([id, orderId])
        return { account_id: "1", version: 1, points: -500, balance_after: 0 }
      },
    },
  }
  const container = { resolve: (key: string) => services[key] } as unknown as MedusaContainer
  const next: OrderParticipant = {
    findPart: async () => ({ inserted: async ({ email }, orderId) => void posted.push([String(email), orderId]) }),
    takeBack: async () => {},
  }
  const wrappers = decorateOrders(orders as never, [pointsOfOrders(container), next])
  decorate(orders as object, "order-ledgers", wrappers as object)
  const answer = await orders.createOrders([input("ann"), input("ben")])
  expect(answer).toEqual([
    { id: "order_1", email: "ann@example.com" },
    { id: "order_2", email: "ben@example.com" },
  ])
  expect(posted).toEqual([
    ["phold_ann", "order_1"],
    ["phold_ben", "order_2"],
    ["ann@example.com", "order_1"],
    ["ben@example.com", "order_2"],
  ])
  expect(await orders.createOrders(input("ann"))).toEqual({ id: "order_3", email: "ann@example.com" })
})
