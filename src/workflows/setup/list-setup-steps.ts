import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Database, rows } from "../../kernel/database"
import { JOB_QUEUE_MODULE, type JobQueueModuleService } from "../../modules/job_queue"
import { ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"
import { getReadiness } from "../shared/redemption/readiness"

/** One step of the way from installing the plugin to the first redeemed point. */
export type SetupStep = {
  step: "currency" | "programme" | "email_provider" | "code_secret" | "queue" | "binding"
  done: boolean
  /** The state of the step, and what to do if it is missing. */
  message: string
}

const step = (name: SetupStep["step"], done: boolean, there: string, missing: string): SetupStep => ({
  step: name,
  done,
  message: done ? there : missing,
})

/**
 * The requirements of earning and redeeming points and their states, in the order of the set-up. It shows missing steps
 * before anything fails. Reads only.
 */
export async function listSetupSteps(container: MedusaContainer): Promise<SetupStep[]> {
  const points = container.resolve<PointsModuleService>(POINTS_MODULE)
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const [currency, settings, hasProvider, queue] = await Promise.all([
    getDefaultCurrency(container),
    points.getSettings(),
    hasEmailProvider(container),
    container.resolve<JobQueueModuleService>(JOB_QUEUE_MODULE).health(),
  ])
  const { bound, problem } = getReadiness()
  return [
    step(
      "currency",
      currency !== "",
      `The store's default currency is ${currency.toUpperCase()}. The main rates apply to it.`,
      "The store has no default currency. Choose one in the dashboard: Settings, Store.",
    ),
    step(
      "programme",
      settings.loyalty_points_enabled,
      "The programme is on: orders earn points.",
      "The programme is off, so orders earn nothing. Run `npx clientele settings loyalty_points_enabled true`.",
    ),
    step(
      "email_provider",
      hasProvider,
      "An email provider is registered; it mails one-time codes.",
      "No email provider is registered, so no one-time code can be mailed. Add one for the channel `email` to Medusa's " +
        "notification module; docs/install.md has the lines.",
    ),
    step(
      "code_secret",
      codes.hasSecret,
      "The option codeSecret is set.",
      "The option codeSecret is not set. Codes are valid in one process only, and production does not start. Set it to " +
        "the output of `openssl rand -hex 32`, the same for every process.",
    ),
    step(
      "queue",
      queue.reachable,
      "The job queue answers.",
      "The job queue does not answer. Check redisUrl. For a queue in PostgreSQL, run `npx medusa db:migrate`.",
    ),
    step(
      "binding",
      bound,
      "The plugin has decorated Medusa's Order and Promotion modules.",
      `The plugin could not decorate Medusa's modules, so points cannot be redeemed (${problem ?? "not started"}).`,
    ),
  ]
}

/** Medusa's notification module has no method that lists its providers, so they are read from its table. */
export async function hasEmailProvider(container: MedusaContainer): Promise<boolean> {
  const db = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  const [table] = await rows<{ present: boolean }>(
    db,
    "select to_regclass('notification_provider') is not null as present",
  )
  if (!table?.present) {
    return false
  }
  const found = await rows(
    db,
    "select 1 from notification_provider where is_enabled and 'email' = any (channels) limit 1",
  )
  return found.length > 0
}
