import { setTimeout as sleep } from "node:timers/promises"
import { container } from "@medusajs/framework"
import { ContainerRegistrationKeys, Module, Modules } from "@medusajs/framework/utils"
import { CREDIT_MODULE } from "../../../src/modules/credit"
import { POINTS_MODULE } from "../../../src/modules/points"
import { getReadiness } from "../../../src/workflows/shared/redemption/readiness"
import { type FaultPoint, reach } from "./point"

type Method = (...args: unknown[]) => Promise<unknown>

/** Adds points before and after a method of a service in the store's container. */
function watch(key: string, method: string, points: { before?: FaultPoint; after?: FaultPoint }): void {
  const owner = container.resolve<Record<string, Method>>(key)
  const original = owner[method]?.bind(owner)
  if (!original) throw new Error(`${key} has no ${method}`)
  owner[method] = async (...args) => {
    if (points.before) await reach(points.before, args[0])
    const result = await original(...args)
    if (points.after) await reach(points.after, args[0])
    return result
  }
}

/** Lets a test stop or fail a completion at the points of point.ts. medusa-config.ts loads it on a test's request. */
class FaultPoints {
  readonly __hooks = {
    onApplicationStart: async (): Promise<void> => {
      // Outside the plugin's own decoration, so that `after` is after the commit.
      while (!getReadiness().bound) await sleep(20)
      watch(Modules.ORDER, "createOrders", { before: "order:before", after: "order:after" })
      watch(Modules.ORDER, "deleteOrders", { before: "undo:before" })
      watch(POINTS_MODULE, "postHold", { before: "post:before", after: "post:after" })
      watch(POINTS_MODULE, "placeHold", { after: "place:after" })
      watch(POINTS_MODULE, "shrinkHold", { before: "shrink:before" })
      watch(CREDIT_MODULE, "placeHold", { before: "credit:before", after: "credit:after" })
      watch(CREDIT_MODULE, "settle", { before: "settle:before", after: "settle:after" })
      watch(Modules.CUSTOMER, "updateCustomers", { after: "customer:after" })
      watch(ContainerRegistrationKeys.LINK, "create", { before: "link:before", after: "link:after" })
      watch(Modules.PAYMENT, "authorizePaymentSession", { before: "authorize:before", after: "authorize:after" })
    },
  }
}

export default Module("fault_points", { service: FaultPoints })
