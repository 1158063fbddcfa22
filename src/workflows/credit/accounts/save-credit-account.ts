import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { CREDIT_MODULE, type CreditAccount, type CreditModuleService } from "../../../modules/credit"
import { getMedusaCustomer } from "../../shared/customers/get-medusa-customer"
import { announceTerms } from "../../shared/events/credit-events"
import { givenId, parse } from "../../shared/input/parse"
import { getDefaultCurrency } from "../../shared/medusa/get-default-currency"
import { oneStepWorkflow } from "../../shared/medusa/one-step-workflow"
import { saveCreditAccount } from "./account-input"

const input = z.strictObject({
  customer_id: givenId,
  account: saveCreditAccount,
  /** The actor: an admin user's or a secret key's id, or a name of the host's own. */
  actor_id: givenId.nullish(),
})

export type SaveCreditAccountWorkflowInput = z.input<typeof input>

const saveCreditAccountStep = createStep(
  "clientele-save-credit-account",
  async (given: SaveCreditAccountWorkflowInput, { container }) => {
    const { customer_id, account, actor_id } = parse(input, given, "input")
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    // An existing account can change even if its customer is deleted. A deleted customer gets no new account.
    const [present] = await credit.listAccounts([customer_id])
    await getMedusaCustomer(container, customer_id, present !== undefined)
    const saved = await credit.saveTerms(customer_id, account, await getDefaultCurrency(container), actor_id ?? null)
    await announceTerms(container, saved)
    return new StepResponse<CreditAccount, object>(saved.after, { customer_id, saved })
  },
  async (done, { container }) => {
    if (done) {
      const { customer_id, saved } = done as {
        customer_id: string
        saved: Parameters<CreditModuleService["undoTerms"]>[1]
      }
      await container.resolve<CreditModuleService>(CREDIT_MODULE).undoTerms(customer_id, saved)
      await announceTerms(container, saved)
    }
  },
)

/**
 * This workflow sets a customer's credit: limit, terms, holds and tolerances (contract R22). The first call creates the
 * account, and its customer a member. Omitted fields stay. If a later step of your workflow fails, the changed fields have
 * their earlier values again.
 *
 * Errors: `not_found`, `currency_mismatch`, `invalid_request` naming the field.
 *
 * @example
 * const { result: account } = await saveCreditAccountWorkflow(container).run({
 *   input: {
 *     customer_id: "cus_123",
 *     account: { credit_limit: "5000", payment_terms: "net_30" },
 *     actor_id: "user_123",
 *   },
 * })
 *
 * @summary Set a customer's credit limit and terms.
 */
export const saveCreditAccountWorkflow = oneStepWorkflow("clientele-save-credit-account", saveCreditAccountStep)
