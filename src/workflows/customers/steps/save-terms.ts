import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CREDIT_MODULE, type CreditModuleService, type Terms } from "../../../modules/credit"
import { announceTerms } from "../../shared/events/credit-events"

type Input = { customer_id: string; terms: Terms; default_currency: string; actor_id: string | null }

/** Writes limit, terms and currency to the credit account. Does nothing if none are named (contract R2, R22). */
export const saveTermsStep = createStep(
  "clientele-save-terms",
  async ({ customer_id, terms, default_currency, actor_id }: Input, { container }) => {
    if (Object.values(terms).every((value) => value === undefined)) {
      return new StepResponse(undefined)
    }
    const credit = container.resolve<CreditModuleService>(CREDIT_MODULE)
    const saved = await credit.saveTerms(customer_id, terms, default_currency, actor_id)
    await announceTerms(container, saved)
    return new StepResponse(undefined, { customer_id, saved })
  },
  async (done, { container }) => {
    if (done) {
      await container.resolve<CreditModuleService>(CREDIT_MODULE).undoTerms(done.customer_id, done.saved)
      await announceTerms(container, done.saved)
    }
  },
)
