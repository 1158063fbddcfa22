import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { z } from "@medusajs/framework/zod"
import { endMemberships } from "../shared/credit/end-memberships"
import { parse, text } from "../shared/input/parse"
import { oneStepWorkflow } from "../shared/medusa/one-step-workflow"
import { anonymizePerson, previewAnonymize } from "./export-and-anonymize"
import type { Counts } from "./personal-data"

/** Strict, because a misspelt `dry_run` must not anonymise a person. */
const anonymizeInput = z.strictObject({
  id: text(200),
  dry_run: z.boolean().default(false),
  /** Anonymises even if amounts are open on the customer's credit account. */
  force: z.boolean().default(false),
})

export type AnonymizeCustomerProfileWorkflowInput = z.input<typeof anonymizeInput>

export type Anonymized = { anonymized: boolean; problems: string[]; dry_run?: true; would_remove?: Counts }

const anonymizeStep = createStep(
  "clientele-anonymize-customer-profile",
  async (input: AnonymizeCustomerProfileWorkflowInput, { container }): Promise<StepResponse<Anonymized>> => {
    const { id, dry_run, force } = parse(anonymizeInput, input, "input")
    if (dry_run) {
      const would_remove = await previewAnonymize(container, id)
      return new StepResponse({ anonymized: false, problems: [], dry_run, would_remove })
    }
    // The first step, because it can refuse: a merchant with open amounts needs to know the debtor.
    await endMemberships(container, id, force)
    const problems = await anonymizePerson(container, id)
    return new StepResponse({ anonymized: problems.length === 0, problems })
  },
)

/**
 * This workflow anonymises a customer: it removes the identifying data from all stored data (contract R18). Amounts, dates and orders
 * stay. If `anonymized` is false, `problems` lists the parts that failed: fix them, then run it again.
 *
 * With `dry_run` it changes nothing, and `would_remove` counts what would go.
 *
 * It cannot be undone, because nothing is kept for that. Make it the last step of your workflow. The customer is no longer
 * a member of a credit account, and the customer's own account has no buyers.
 *
 * Errors: `not_found`; `credit_balance_open` without `force`.
 *
 * @example
 * const { result } = await anonymizeCustomerProfileWorkflow(container).run({
 *   input: { id: "cus_123" },
 * })
 *
 * @summary Anonymise a customer.
 */
export const anonymizeCustomerProfileWorkflow = oneStepWorkflow("clientele-anonymize-customer-profile", anonymizeStep)
