import type { DistributedTransactionType } from "@medusajs/framework/orchestration"
import type { IAuthModuleService, ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
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
import { endMemberships, restoreMemberships } from "../shared/credit/end-memberships"
import { getMedusaCustomer } from "../shared/customers/get-medusa-customer"
import { customerEvents } from "../shared/events/customer-events"
import { announcingCustomer } from "./announce-customer"

/**
 * Ends all memberships of the customer and of the customer's account. It is the first step, so that with open amounts
 * nothing else changes.
 */
const endMembershipsStep = createStep(
  "clientele-end-memberships",
  async ({ customer_id, force }: { customer_id: string; force: boolean }, { container }) => {
    const ended = await endMemberships(container, customer_id, force)
    return new StepResponse(undefined, ended)
  },
  async (ended, { container }) => {
    if (ended) {
      await restoreMemberships(container, ended)
    }
  },
)

/**
 * Marks the profile as deleted, so that another customer can have its email and external id. It is the last step, so it
 * needs no undo.
 */
const removeProfileStep = createStep("clientele-remove-profile", async (id: string, { container }) => {
  await container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).softDeleteProfiles([id])
  return new StepResponse(undefined)
})

/**
 * This workflow deletes a customer softly, as Medusa's own route does (also the sign-in of a registered one), and the
 * profile with it (contract R9). Orders, ledgers, contacts and notes stay. The members of the customer's credit account can
 * no longer buy on it.
 *
 * @summary Delete a customer and the profile.
 */
export const deleteCustomerWorkflow = createWorkflow(
  "clientele-delete-customer",
  (input: WorkflowData<{ customer_id: string; can_sign_in: boolean; force: boolean }>) => {
    endMembershipsStep({ customer_id: input.customer_id, force: input.force })
    when("customer-can-sign-in", { input }, ({ input }) => input.can_sign_in).then(() => {
      removeCustomerAccountWorkflow.runAsStep({ input: { customerId: input.customer_id } })
    })
    // Medusa refuses to remove an account without a sign-in, such as an imported one.
    when("customer-cannot-sign-in", { input }, ({ input }) => !input.can_sign_in).then(() => {
      deleteCustomersWorkflow.runAsStep({ input: { ids: [input.customer_id] } })
    })
    removeProfileStep(input.customer_id)
    return new WorkflowResponse(input.customer_id)
  },
)

/**
 * Deletes a customer softly (contract R9).
 *
 * @param force proceeds even if amounts are open on the credit account
 * @throws `not_found`, also for a deleted customer; `credit_balance_open`
 */
export async function deleteCustomer(
  container: MedusaContainer,
  id: string,
  { force }: { force: boolean },
): Promise<{ id: string; deleted_at: Date; transaction: DistributedTransactionType }> {
  await getMedusaCustomer(container, id)
  const input = { customer_id: id, can_sign_in: await canSignIn(container, id), force }
  const { transaction } = await announcingCustomer(container, customerEvents.DELETED, id, () =>
    deleteCustomerWorkflow(container).run({ input }),
  )
  return { id, deleted_at: await readDeletedAt(container, id), transaction }
}

async function canSignIn(container: MedusaContainer, id: string): Promise<boolean> {
  const auth = container.resolve<IAuthModuleService>(Modules.AUTH)
  const identities = await auth.listAuthIdentities({ app_metadata: { customer_id: id } }, { select: ["id"], take: 1 })
  return identities.length > 0
}

async function readDeletedAt(container: MedusaContainer, id: string): Promise<Date> {
  const customers = container.resolve<ICustomerModuleService>(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ id }, { select: ["id", "deleted_at"], withDeleted: true })
  return new Date(customer?.deleted_at ?? Date.now())
}
