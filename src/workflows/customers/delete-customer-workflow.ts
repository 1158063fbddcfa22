import {
  createStep,
  createWorkflow,
  StepResponse,
  type WorkflowData,
  WorkflowResponse,
  when,
} from "@medusajs/framework/workflows-sdk"
import { deleteCustomersWorkflow, removeCustomerAccountWorkflow } from "@medusajs/medusa/core-flows"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"

/** Marks the profile as deleted, so that another customer may have its email and external id. The last step: nothing follows. */
const removeProfileStep = createStep("clientele-remove-profile", async (id: string, { container }) => {
  await container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).softDeleteProfiles([id])
  return new StepResponse(undefined)
})

/**
 * This workflow deletes a customer softly, as Medusa's own route does (also the sign-in of a registered one), and the profile
 * with it (CONTRACT R9). Orders, ledgers, contacts and notes stay.
 *
 * @summary Delete a customer and the profile.
 */
export const deleteCustomerWorkflow = createWorkflow(
  "clientele-delete-customer",
  (input: WorkflowData<{ customer_id: string; can_sign_in: boolean }>) => {
    when("customer-can-sign-in", { input }, ({ input }) => input.can_sign_in).then(() => {
      removeCustomerAccountWorkflow.runAsStep({ input: { customerId: input.customer_id } })
    })
    // Medusa refuses to remove an account that it has no sign-in of, such as one that was imported.
    when("customer-cannot-sign-in", { input }, ({ input }) => !input.can_sign_in).then(() => {
      deleteCustomersWorkflow.runAsStep({ input: { ids: [input.customer_id] } })
    })
    removeProfileStep(input.customer_id)
    return new WorkflowResponse(input.customer_id)
  },
)
