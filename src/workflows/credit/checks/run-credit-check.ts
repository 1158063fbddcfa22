import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import {
  CREDIT_CHECK_MODULE,
  type CreditCheck,
  type CreditCheckModuleService,
  type CreditSnapshot,
  type CreditSubject,
} from "../../../modules/credit_check"
import { CUSTOMER_PROFILE_MODULE, type CustomerProfileModuleService } from "../../../modules/customer_profile"
import { isAnonymousEmail } from "../../shared/customers/anonymous-email"
import { getMedusaCustomer } from "../../shared/customers/get-medusa-customer"
import { creditEvents } from "../../shared/events/credit-events"
import { emit } from "../../shared/events/emit"
import { givenId, parse } from "../../shared/input/parse"
import { getDefaultCurrency } from "../../shared/medusa/get-default-currency"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"

const runCheckInput = z.strictObject({
  customer_id: givenId,
  /** Id of a provider; without one the option `creditCheck.defaultProvider`. */
  provider: z.string().min(1).max(40).optional(),
  /** The actor: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id: givenId.nullish(),
})

export type RunCreditCheckWorkflowInput = z.input<typeof runCheckInput>

const runCheckStep = createStep(
  "clientele-run-credit-check",
  async (input: RunCreditCheckWorkflowInput, { container }) => {
    const { actor_id = null, ...asked } = parse(runCheckInput, input, "input")
    return new StepResponse(await runCreditCheck(container, { ...asked, actor_id }))
  },
)

/**
 * Requests a check of a customer from a provider, stores it and emits its event.
 *
 * @param provider without one the option `creditCheck.defaultProvider`
 * @param actor_id `null` for an automatic check
 * @throws `not_found`, `invalid_request` for an unknown provider
 */
export async function runCreditCheck(
  container: MedusaContainer,
  { customer_id, provider, actor_id }: { customer_id: string; provider?: string | undefined; actor_id: string | null },
): Promise<CreditCheck> {
  const subject = await readSubject(container, customer_id)
  const snapshot = await readSnapshotOrEmpty(container, customer_id)
  const checks = container.resolve<CreditCheckModuleService>(CREDIT_CHECK_MODULE)
  const check = await checks.runCheck({ subject, snapshot, provider, actor_id })
  const data = { check_id: check.id, customer_id, status: check.status, customer_ids: [customer_id] }
  await emit(container, [{ name: creditEvents.CHECK_RUN, data }])
  // The provider takes seconds, and the customer can have been anonymised meanwhile.
  if (!isAnonymousEmail((await getMedusaCustomer(container, customer_id, true)).email)) {
    return check
  }
  await checks.anonymizeChecks(customer_id)
  return checks.getCheck(customer_id, check.id)
}

/**
 * This workflow runs a credit check by a provider and stores the result (contract R25). If the provider fails, the check
 * has the status `error`. It sets no limit. The history is append-only, so a check stays if a later step of your workflow
 * fails.
 *
 * Errors: `not_found`, `invalid_request` for an unknown provider.
 *
 * @example
 * const { result: check } = await runCreditCheckWorkflow(container).run({
 *   input: { customer_id: "cus_123", actor_id: "user_123" },
 * })
 *
 * @summary Run a credit check.
 */
export const runCreditCheckWorkflow = oneStepWorkflow("clientele-run-credit-check", runCheckStep)

async function readSubject(container: MedusaContainer, id: string): Promise<CreditSubject & { customer_id: string }> {
  const customer = await getMedusaCustomer(container, id)
  const [profile] = await container.resolve<CustomerProfileModuleService>(CUSTOMER_PROFILE_MODULE).listProfiles([id])
  return {
    customer_id: id,
    external_id: profile?.external_id ?? null,
    company_name: customer.company_name ?? null,
    first_name: customer.first_name ?? null,
    last_name: customer.last_name ?? null,
    email: customer.email || null,
    phone: customer.phone ?? null,
    tax_id: profile?.tax_id ?? null,
    website: profile?.website ?? null,
  }
}

/** A customer without an account owes nothing and has bought nothing on account. */
async function readSnapshotOrEmpty(container: MedusaContainer, customerId: string): Promise<CreditSnapshot> {
  const snapshot = await container.resolve<CreditModuleService>(CREDIT_MODULE).findSnapshot(customerId)
  return (
    snapshot ?? {
      as_of: new Date().toISOString(),
      currency_code: ((await getDefaultCurrency(container)) || "usd").toLowerCase(),
      credit_limit: null,
      balance: "0",
      held: "0",
      tenure_days: null,
      paid: [],
      overdue: [],
      charges: { count: 0, amount: "0" },
      reversed_payments: 0,
    }
  )
}
