import {
  createHook,
  createStep,
  createWorkflow,
  StepResponse,
  transform,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import type { z } from "@medusajs/framework/zod"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../modules/customer_profile"
import { customerEvents } from "../shared/events/customer-events"
import type { AdditionalData } from "../shared/input/additional-data"
import { parse } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { emitTakenBack } from "./announce-contacts"
import { announcingCustomer } from "./announce-customer"
import { changeCustomerWorkflow } from "./change-customer-workflow"
import { createCustomerWorkflow } from "./create-customer-workflow"
import { createCustomer } from "./create-or-adopt"
import { customerBodies } from "./customer-bodies"
import type { CustomerInput } from "./customer-input"
import { deleteCustomer, deleteCustomerWorkflow } from "./delete-customer"
import { LiveTransaction } from "./live-transaction"
import { EDITABLE, pick } from "./own-profile"
import { ownProfileBodies } from "./own-profile-bodies"
import { updateCustomer } from "./update-customer"

export type CreateCustomerProfileWorkflowInput = {
  customer: z.input<typeof customerBodies.usual.create>
  /** The actor: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id?: string | null
  /** `false` creates a test customer, which only test keys see (contract R61). */
  livemode?: boolean
  additional_data?: AdditionalData
}

export type UpdateCustomerProfileWorkflowInput = {
  id: string
  customer: z.input<typeof customerBodies.usual.change>
  /** The actor of changed credit terms: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id?: string | null
  additional_data?: AdditionalData
}

export type UpdateOwnProfileWorkflowInput = {
  /** The signed-in customer. */
  id: string
  customer: z.input<typeof ownProfileBodies.usual>
  additional_data?: AdditionalData
}

export type DeleteCustomerProfileWorkflowInput = {
  id: string
  /** Deletes the customer even if a credit balance is open. */
  force?: boolean
}

/** The hook's input: the request after normalisation, with parsed phone numbers. */
export type CustomerValidateInput = {
  /** `null` for a customer who does not exist yet, even if an account or a guest may be adopted. */
  id: string | null
  customer: CustomerInput
  additional_data?: AdditionalData
}

const BODIES = {
  create: { usual: customerBodies.usual.create, strict: customerBodies.strict.create },
  change: { usual: customerBodies.usual.change, strict: customerBodies.strict.change },
  own: ownProfileBodies,
}

/** Parses a customer's body with the lengths that the shop has chosen (contract R4). */
const readCustomerStep = createStep(
  "clientele-read-customer",
  async ({ kind, customer }: { kind: keyof typeof BODIES; customer: unknown }, { container }) => {
    const { rules } = container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE)
    const read: CustomerInput = parse(BODIES[kind][rules.strictLengths ? "strict" : "usual"], customer, "customer")
    return new StepResponse(kind === "own" ? pick(read, EDITABLE) : read)
  },
)

type CustomerGiven = { id?: string; customer: unknown; additional_data?: AdditionalData }

/**
 * Parses the customer of an input, and runs the host's hook `customerValidate` before anything is written (contract R70).
 */
function readAndValidate(kind: keyof typeof BODIES, input: WorkflowData<CustomerGiven>) {
  const given = transform({ input }, ({ input }) => ({ kind, customer: input.customer }))
  const customer = readCustomerStep(given)
  const validated = transform(
    { input, customer },
    ({ input, customer }): CustomerValidateInput => ({
      id: input.id ?? null,
      customer,
      additional_data: input.additional_data,
    }),
  )
  return { customer, customerValidate: createHook("customerValidate", validated) }
}

const createProfileStep = createStep(
  "clientele-create-profile",
  async (
    { customer, actor_id, livemode }: { customer: CustomerInput; actor_id?: string | null; livemode?: boolean },
    { container },
  ) => {
    const input = livemode === undefined ? customer : { ...customer, livemode }
    const { transaction, contacts, ...made } = await createCustomer(container, input, actor_id ?? null)
    return new StepResponse(made, { ...made, live: new LiveTransaction({ transaction, contacts }) })
  },
  async (done, { container }) => {
    if (done) {
      const { id, adopted, live } = done
      const { transaction, contacts } = LiveTransaction.of(live)
      await announcingCustomer(container, adopted ? customerEvents.UPDATED : customerEvents.DELETED, id, () =>
        (adopted ? changeCustomerWorkflow : createCustomerWorkflow)(container).cancel({ transaction, container }),
      )
      await emitTakenBack(container, id, contacts)
    }
  },
)

const updateProfileStep = createStep(
  "clientele-update-profile",
  async (
    { id, customer, actor_id }: { id: string; customer: CustomerInput; actor_id?: string | null },
    { container },
  ) => {
    const { transaction, contacts } = await updateCustomer(container, id, customer, actor_id ?? null)
    return new StepResponse({ id }, { id, live: new LiveTransaction({ transaction, contacts }) })
  },
  async (done, { container }) => {
    if (done) {
      const { id, live } = done
      const { transaction, contacts } = LiveTransaction.of(live)
      await announcingCustomer(container, customerEvents.UPDATED, id, () =>
        changeCustomerWorkflow(container).cancel({ transaction, container }),
      )
      await emitTakenBack(container, id, contacts)
    }
  },
)

const deleteProfileStep = createStep(
  "clientele-delete-profile",
  async ({ id, force }: DeleteCustomerProfileWorkflowInput, { container }) => {
    const { transaction, ...deleted } = await deleteCustomer(container, id, { force: force ?? false })
    return new StepResponse(deleted, { id, live: new LiveTransaction({ transaction }) })
  },
  // Medusa's own compensation restores the customer, and with it the profile (R9).
  async (done, { container }) => {
    if (done) {
      const { id, live } = done
      const { transaction } = LiveTransaction.of(live)
      await announcingCustomer(container, customerEvents.UPDATED, id, () =>
        deleteCustomerWorkflow(container).cancel({ transaction, container }),
      )
    }
  },
)

/**
 * This workflow creates a customer with profile, addresses, contacts and terms of credit, or adopts the account, else the
 * guest, with that email (contract R1). The hook `customerValidate` runs before anything is written. If a later step of
 * your workflow fails, a created customer is deleted, and an adopted one is as before.
 *
 * Errors: `invalid_request` naming the field, `metadata_too_large`, `address_limit`, and what the hook throws.
 *
 * @example
 * const { result } = await createCustomerProfileWorkflow(container).run({
 *   input: { customer: { name: "Ann Lee", email: "ann@example.com", phone: "+49 30 901820" } },
 * })
 *
 * @summary Create a customer profile.
 */
export const createCustomerProfileWorkflow = createWorkflow(
  "clientele-create-customer-profile",
  (input: WorkflowData<CreateCustomerProfileWorkflowInput>) => {
    const { customer, customerValidate } = readAndValidate("create", input)
    const made = createProfileStep({ customer, actor_id: input.actor_id, livemode: input.livemode })
    return new WorkflowResponse(made, { hooks: [customerValidate] })
  },
)

/**
 * This workflow changes the given fields of a customer (contract R7); `null` clears a field. The hook `customerValidate`
 * runs before anything is written. If a later step of your workflow fails, the changed fields have their earlier values
 * again.
 *
 * Errors: `not_found`, `invalid_request` naming the field, `metadata_too_large`, `address_limit`, and what the hook throws.
 *
 * @example
 * await updateCustomerProfileWorkflow(container).run({
 *   input: { id: "cus_123", customer: { company_name: "Acme", credit_limit: "500" } },
 * })
 *
 * @summary Change a customer profile.
 */
export const updateCustomerProfileWorkflow = createWorkflow(
  "clientele-update-customer-profile",
  (input: WorkflowData<UpdateCustomerProfileWorkflowInput>) => {
    const { customer, customerValidate } = readAndValidate("change", input)
    return new WorkflowResponse(updateProfileStep({ id: input.id, customer, actor_id: input.actor_id }), {
      hooks: [customerValidate],
    })
  },
)

/**
 * This workflow changes the shopper's own profile (contract R19): names, telephone numbers, website. It has the hook
 * `customerValidate` and is undone like `updateCustomerProfileWorkflow`.
 *
 * Errors: `not_found`, `invalid_request` naming the field, and what the hook throws.
 *
 * @example
 * await updateOwnProfileWorkflow(container).run({
 *   input: { id: "cus_123", customer: { phone: "030 901820", country_code: "de" } },
 * })
 *
 * @summary Change a shopper's own profile.
 */
export const updateOwnProfileWorkflow = createWorkflow(
  "clientele-update-own-profile",
  (input: WorkflowData<UpdateOwnProfileWorkflowInput>) => {
    const { customer, customerValidate } = readAndValidate("own", input)
    return new WorkflowResponse(updateProfileStep({ id: input.id, customer }), { hooks: [customerValidate] })
  },
)

/**
 * This workflow deletes a customer softly, with profile and sign-in (contract R9). Orders, ledgers, contacts and notes
 * stay. If a later step of your workflow fails, the customer and the profile are restored.
 *
 * Errors: `not_found`, also for a deleted customer; `credit_balance_open` without `force`.
 *
 * @example
 * const { result } = await deleteCustomerProfileWorkflow(container).run({
 *   input: { id: "cus_123" },
 * })
 *
 * @summary Delete a customer profile.
 */
export const deleteCustomerProfileWorkflow = oneStepWorkflow("clientele-delete-customer-profile", deleteProfileStep)
