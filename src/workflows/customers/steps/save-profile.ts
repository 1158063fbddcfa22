import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import {
  CUSTOMER_PROFILE_MODULE,
  type CustomerProfileModuleService,
  type ProfileChange,
} from "../../../modules/customer_profile"

type Input = { customer_id: string; change: ProfileChange }

/**
 * Writes the profile. It comes first of all: its unique indexes decide which of several requests may have an email or an
 * external id, before anything else is made (CONTRACT R6, R8).
 */
export const saveProfileStep = createStep(
  "clientele-save-profile",
  async ({ customer_id, change }: Input, { container }) => {
    const profiles = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const { before, after } = await profiles.saveProfile(customer_id, change)
    return new StepResponse(after, { customer_id, before })
  },
  async (done, { container }) => {
    if (done) {
      await container
        .resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
        .putBack(done.customer_id, done.before)
    }
  },
)
