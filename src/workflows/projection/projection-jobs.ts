import { z } from "@medusajs/framework/zod"
import { defineJob } from "../../modules/job_queue"
import { findOrdersOfFulfillment } from "../shared/orders/orders-of-fulfillment"
import { findOrdersOfPayments } from "../shared/orders/orders-of-payments"
import { projectOrders } from "./project-orders"

declare module "../../modules/job_queue/types" {
  interface JobPayloads {
    /** Reads orders and computes the figures of their customers again. */
    "customers.project_orders": { order_ids: string[] }
    /** The same for the order of a payment, if there is one yet. */
    "customers.project_payment": { payment_id: string }
    /** The same for the order of a fulfilment. */
    "customers.project_fulfillment": { fulfillment_id: string }
  }
}

const id = z.string().min(1).max(100)

/** Maximum orders in one job. */
const MAX_ORDERS = 100

export const projectOrdersJob = defineJob({
  name: "customers.project_orders",
  queue: "projections",
  schema: z.strictObject({ order_ids: z.array(id).min(1).max(MAX_ORDERS) }),
  handler: async ({ order_ids }, { container }) => projectOrders(container, order_ids),
})

export const projectPaymentJob = defineJob({
  name: "customers.project_payment",
  queue: "projections",
  schema: z.strictObject({ payment_id: id }),
  handler: async ({ payment_id }, { container }) => {
    await projectOrders(container, await findOrdersOfPayments(container, [payment_id]))
  },
})

export const projectFulfillmentJob = defineJob({
  name: "customers.project_fulfillment",
  queue: "projections",
  schema: z.strictObject({ fulfillment_id: id }),
  handler: async ({ fulfillment_id }, { container }) => {
    await projectOrders(container, await findOrdersOfFulfillment(container, fulfillment_id))
  },
})
