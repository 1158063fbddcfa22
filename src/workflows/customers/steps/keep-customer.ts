import type { ICustomerModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { MedusaFields } from "../plan-change"

type Input = { customer_id: string; change: MedusaFields }

/**
 * Remembers what a change is going to overwrite. Medusa's own step takes a change back incompletely: it knows nothing of
 * the company's name, and merges the old metadata into the new instead of putting it back.
 */
export const keepCustomerStep = createStep(
  "clientele-keep-customer",
  async ({ customer_id, change }: Input, { container }) => {
    const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
    const before = await customers.retrieveCustomer(customer_id)
    const fields = Object.keys(change) as (keyof MedusaFields)[]
    return new StepResponse(undefined, {
      customer_id,
      before: Object.fromEntries(fields.map((field) => [field, before[field] ?? null])) as MedusaFields,
    })
  },
  async (done, { container }) => {
    if (!done || Object.keys(done.before).length === 0) {
      return
    }
    const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
    const { metadata, ...fields } = done.before
    if (metadata !== undefined) {
      // Merging is what an update does with metadata, so it is emptied first.
      await customers.updateCustomers(done.customer_id, { metadata: null })
    }
    await customers.updateCustomers(done.customer_id, { ...fields, ...(metadata ? { metadata } : {}) } as object)
  },
)
