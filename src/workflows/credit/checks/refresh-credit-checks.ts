import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { errorLabel } from "../../../kernel/error-text"
import { hasCode } from "../../../kernel/errors"
import { decimal } from "../../../kernel/money"
import { CREDIT_MODULE, type CreditModuleService } from "../../../modules/credit"
import { CREDIT_CHECK_MODULE, type CreditCheckModuleService } from "../../../modules/credit_check"
import { runCreditCheck } from "./run-credit-check"

/** Maximum customers of one provider in a run. */
const MOST = 200

/** Consecutive failures after which a provider is skipped for the rest of the run. */
const MOST_FAILURES = 3

/** A run begins no further check after this time. */
const RUN_MS = 10 * 60_000

export type RefreshedChecks = {
  /** Checks that were made. */
  made: number
  /** Checks with the status `error`, and customers for whom no check could be made. */
  failed: number
}

/**
 * Repeats expired checks of customers with a limit, by the providers of `creditCheck.refresh` (contract R28, ADR 0056). It
 * sets no limit. Providers run in parallel, so a slow or failing one does not delay the others. Safe to run in several
 * processes at once.
 */
export async function refreshCreditChecks(container: MedusaContainer): Promise<RefreshedChecks> {
  const checks = container.resolve<CreditCheckModuleService>(CREDIT_CHECK_MODULE)
  const done = await Promise.all(checks.refreshed.map((provider) => refreshProvider(container, provider)))
  return done.reduce((sum, one) => ({ made: sum.made + one.made, failed: sum.failed + one.failed }), {
    made: 0,
    failed: 0,
  })
}

async function refreshProvider(container: MedusaContainer, provider: string): Promise<RefreshedChecks> {
  const checks = container.resolve<CreditCheckModuleService>(CREDIT_CHECK_MODULE)
  const end = Date.now() + RUN_MS
  const done: Refreshed[] = []
  const isFailing = () => {
    const last = done.filter((one) => one !== "deferred").slice(-MOST_FAILURES)
    return last.length === MOST_FAILURES && last.every((one) => FAILED.has(one))
  }
  while (done.length < MOST && !isFailing() && Date.now() < end) {
    const customerId = await checks.takeExpired(provider)
    if (customerId === null) {
      break
    }
    done.push(await refreshCheck(container, customerId, provider))
  }
  return {
    made: done.filter((one) => one === "made" || one === "error").length,
    failed: done.filter((one) => FAILED.has(one)).length,
  }
}

/** `error`: a check was made, and the provider failed. `failed`: none was made. */
type Refreshed = "made" | "error" | "failed" | "deferred"
const FAILED: ReadonlySet<Refreshed> = new Set(["error", "failed"] as const)

async function refreshCheck(container: MedusaContainer, customer_id: string, provider: string): Promise<Refreshed> {
  try {
    if (!(await hasLimit(container, customer_id))) {
      return await defer(container, customer_id, provider)
    }
    const { status } = await runCreditCheck(container, { customer_id, provider, actor_id: null })
    return status === "error" ? "error" : "made"
  } catch (error) {
    if (hasCode(error, "not_found")) {
      return defer(container, customer_id, provider)
    }
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(
      `clientele: the credit check of ${customer_id} by ${provider} could not run again: ${errorLabel(error)}`,
    )
    return "failed"
  }
}

/** A deleted customer, or one without credit, is checked again later. */
async function defer(container: MedusaContainer, customerId: string, provider: string): Promise<"deferred"> {
  await container.resolve<CreditCheckModuleService>(CREDIT_CHECK_MODULE).deferExpired(customerId, provider)
  return "deferred"
}

async function hasLimit(container: MedusaContainer, customerId: string): Promise<boolean> {
  const [account] = await container.resolve<CreditModuleService>(CREDIT_MODULE).listAccounts([customerId])
  return decimal(account?.credit_limit).gt(0)
}
