import { Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import type { Metadata } from "../../../modules/customer_profile"
import { type CustomerModule, changeMetadata } from "../metadata-under-lock"

type Input = { customer_id: string; change?: Metadata | null | undefined }

/**
 * Changes metadata under the customer's lock (contract R7). It is undone key by key, so later changes by other requests
 * stay. Medusa's own step would overwrite them.
 */
export const changeMetadataStep = createStep(
  "clientele-change-metadata",
  async ({ customer_id, change }: Input, { container }) => {
    if (change === undefined) {
      return new StepResponse(undefined)
    }
    const undo = await changeMetadata(container, customer_id, change)
    return new StepResponse(undefined, { customer_id, undo })
  },
  async (done, { container }) => {
    if (done && Object.keys(done.undo).length > 0) {
      await container
        .resolve<CustomerModule>(Modules.CUSTOMER)
        .updateCustomers(done.customer_id, { metadata: done.undo })
    }
  },
)
