import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Lease } from "../../src/modules/checkout"
import { JOB_QUEUE_MODULE } from "../../src/modules/job_queue"
import { ONE_TIME_CODE_MODULE } from "../../src/modules/one_time_code"
import { POINTS_MODULE } from "../../src/modules/points"
import { checkRedemption } from "../../src/workflows/checkout/ensure-redemption"
import { getHealth } from "../../src/workflows/setup/get-health"
import { applyUnderLease } from "../../src/workflows/shared/redemption/apply-redemption"
import { getReadiness, markDecorated, markProblem } from "../../src/workflows/shared/redemption/readiness"

// This process has decorated no module, like a store with an incompatible release of Medusa.
const container = {
  resolve: (key: string) => {
    throw new Error(`${key} was asked for, before the binding was looked at`)
  },
} as unknown as MedusaContainer

// Guard: the first `if` of applyUnderLease. Without it, the hold would give a discount without deducting points.
it("R44, ADR 0001: while the plugin is not bound to Medusa's modules no hold is made", async () => {
  expect(getReadiness()).toMatchObject({ orders: false, promotions: false, bound: false })
  const applying = applyUnderLease(container, { cart_id: "cart_1" } as Lease, {
    cart_id: "cart_1",
    mailbox: "a@example.com",
    points: 100,
    proof_id: null,
  })
  await expect(applying).rejects.toMatchObject({ code: "not_bound" })
})

// Guard: `getReadiness` in checkRedemption. The cart got its points before a restart, and the binding failed after it.
it("R45, ADR 0001: while the Order module is not bound a cart that carries points is not completed", async () => {
  const services: Record<string, unknown> = {
    [POINTS_MODULE]: { listHoldsOfCarts: async () => [{ id: "phold_1", cart_id: "cart_1", status: "held" }] },
    [ContainerRegistrationKeys.QUERY]: { graph: async () => ({ data: [{ id: "cart_1" }] }) },
  }
  const store = { resolve: (key: string) => services[key] } as unknown as MedusaContainer
  await expect(checkRedemption(store, "cart_1")).rejects.toMatchObject({ code: "not_bound" })
})

// Guards: `bound` in `healthy` and in `redemption` of getHealth (workflows/setup/get-health.ts); both parts of `bound` in
// getReadiness.
it("ADR 0001: health says that points cannot be redeemed and why, until both modules are decorated", async () => {
  const now = new Date()
  const services: Record<string, unknown> = {
    [POINTS_MODULE]: {
      clock: () => now,
      getWatermark: async () => ({ reached_at: now, now }),
      listFailures: async () => [],
      listDisagreements: async () => [],
      listRefusals: async () => [],
      getSettings: async () => ({ loyalty_points_enabled: true }),
    },
    [ONE_TIME_CODE_MODULE]: { countUnsent: async () => 0, hasSecret: true },
    [ContainerRegistrationKeys.QUERY]: {
      graph: async () => ({ data: [{ supported_currencies: [{ currency_code: "usd", is_default: true }] }] }),
    },
    [ContainerRegistrationKeys.PG_CONNECTION]: { raw: async () => ({ rows: [{ present: true }] }) },
    [JOB_QUEUE_MODULE]: { health: async () => ({ reachable: true, queues: [] }) },
  }
  // Everything else is healthy.
  const store = { resolve: (key: string) => services[key] } as unknown as MedusaContainer
  const seen = async () => {
    const { healthy, redemption } = await getHealth(store)
    return { healthy, bound: redemption.bound, message: redemption.message }
  }
  const unbound = { healthy: false, bound: false }
  expect(await seen()).toEqual({ ...unbound, message: expect.stringMatching(/cannot be redeemed.*\(not started\)/) })
  markProblem("orders.createOrders is not a function")
  expect(await seen()).toEqual({ ...unbound, message: expect.stringContaining("createOrders is not a function") })
  markDecorated("orders")
  expect(await seen()).toMatchObject(unbound)
  markDecorated("promotions")
  expect(await seen()).toMatchObject(unbound)
  markDecorated("edits")
  expect(await seen()).toEqual({ healthy: true, bound: true, message: "Points can be redeemed." })
})
