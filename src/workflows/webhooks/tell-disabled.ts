import type { INotificationModuleService, IUserModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { withDeadline } from "../../kernel/deadline"
import { errorLabel } from "../../kernel/error-text"
import { WEBHOOK_MODULE, type WebhookModuleService } from "../../modules/webhook"
import { emit } from "../shared/events/emit"
import { webhookEvents } from "../shared/events/webhook-events"
import { buildDisabledMail } from "./build-disabled-mail"

/** Time limit of a provider. */
const MAILER_MS = 30_000

const TEMPLATE = "clientele-webhook-disabled"

type Notice = Awaited<ReturnType<WebhookModuleService["claimNotices"]>>[number]

/**
 * Reports disabled endpoints by event and mail (contract R63), each once. A later sweep repeats a failed mail with its
 * event, also after a worker died.
 */
export async function tellDisabled(container: MedusaContainer): Promise<void> {
  const webhooks = container.resolve<WebhookModuleService>(WEBHOOK_MODULE)
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  for (const notice of await webhooks.claimNotices()) {
    const code = notice.disabled_because ?? "failing"
    logger.warn(
      `clientele: webhook endpoint ${notice.id} is disabled (${code}). Fix the receiver, enable the endpoint, and recover the missed messages.`,
    )
    await emit(container, [{ name: webhookEvents.ENDPOINT_DISABLED, data: { endpoint_id: notice.id, code } }])
    try {
      await withDeadline(MAILER_MS, "the email provider", mail(container, notice))
      await webhooks.endNotice(notice.id)
    } catch (error) {
      // The error's text can contain the address.
      logger.error(`clientele: the mail about webhook endpoint ${notice.id} was not sent (${errorLabel(error)})`)
    }
  }
}

/** Sends nothing without a recipient: neither the option `webhooks.alertEmail` nor an admin user. */
async function mail(container: MedusaContainer, notice: Notice): Promise<void> {
  const { alertEmail } = container.resolve<WebhookModuleService>(WEBHOOK_MODULE)
  const to = alertEmail ?? (await emailOfUser(container, notice.created_by))
  if (!to) {
    return
  }
  const facts = { id: notice.id, url: notice.url, code: notice.disabled_because ?? "failing" }
  await container.resolve<INotificationModuleService>(Modules.NOTIFICATION).createNotifications({
    to,
    channel: "email",
    template: TEMPLATE,
    content: buildDisabledMail(facts),
    data: facts,
    trigger_type: webhookEvents.ENDPOINT_DISABLED,
  })
}

async function emailOfUser(container: MedusaContainer, userId: string | null): Promise<string | undefined> {
  if (userId === null) {
    return undefined
  }
  const [user] = await container.resolve<IUserModuleService>(Modules.USER).listUsers({ id: [userId] })
  return user?.email
}
