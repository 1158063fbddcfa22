import type { ICustomerModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { MedusaFields } from "../plan-change"

type Input = { customer_id: string; change: Omit<MedusaFields, "metadata"> }

/**
 * Stores the values that a change will overwrite. Medusa's own step undoes a change incompletely, without the company's
 * name.
 */
export const rememberCustomerStep = createStep(
  "clientele-remember-customer",
  async ({ customer_id, change }: Input, { container }) => {
    const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
    const before = await customers.retrieveCustomer(customer_id)
    const fields = Object.keys(change) as (keyof Input["change"])[]
    return new StepResponse(undefined, {
      customer_id,
      before: Object.fromEntries(fields.map((field) => [field, before[field] ?? null])),
    })
  },
  async (done, { container }) => {
    if (done && Object.keys(done.before).length > 0) {
      const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
      await customers.updateCustomers(done.customer_id, done.before as object)
    }
  },
)
