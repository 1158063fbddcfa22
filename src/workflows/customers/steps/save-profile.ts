import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import {
  CUSTOMER_PROFILE_MODULE,
  type CustomerProfileModuleService,
  type ProfileChange,
} from "../../../modules/customer_profile"

type Input = { customer_id: string; change: ProfileChange; adopting?: boolean }

/**
 * Writes the profile before all other data, because its unique indexes and its row decide which of several requests gets an
 * email, an external id or a guest (contract R1, R6, R8).
 */
export const saveProfileStep = createStep(
  "clientele-save-profile",
  async ({ customer_id, change, adopting = false }: Input, { container }) => {
    const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const saved = await profiles.saveProfile(customer_id, change, { adopting })
    return new StepResponse(saved.after, { customer_id, saved })
  },
  async (done, { container }) => {
    if (done) {
      await container
        .resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
        .undoSave(done.customer_id, done.saved)
    }
  },
)
