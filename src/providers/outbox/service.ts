import type { Logger, ProviderSendNotificationDTO, ProviderSendNotificationResultsDTO } from "@medusajs/framework/types"
import { AbstractNotificationProviderService } from "@medusajs/framework/utils"
import { clienteleError } from "../../kernel/errors"
import { appendToOutbox, isOutboxAllowed, markConfigured } from "./file"

/**
 * An email provider for development that sends nothing: the admin's page `/app/outbox`, `npx clientele outbox` and
 * `GET /admin/clientele/outbox` show what it was given.
 */
export class OutboxProviderService extends AbstractNotificationProviderService {
  static override identifier = "clientele-outbox"
  readonly #logger: Pick<Logger, "info">

  /**
   * Medusa calls it while it boots, in every process that has the provider.
   *
   * @throws `invalid_option` in production, which stops the boot
   */
  static override validateOptions(): void {
    if (!isOutboxAllowed()) {
      throw clienteleError(
        "invalid_option",
        "medusa-plugin-clientele/providers/outbox is for development. Register an email provider in medusa-config.ts.",
      )
    }
    markConfigured()
  }

  constructor({ logger }: { logger: Pick<Logger, "info"> }) {
    super()
    this.#logger = logger
  }

  override async send(mail: ProviderSendNotificationDTO): Promise<ProviderSendNotificationResultsDTO> {
    await appendToOutbox({
      to: mail.to,
      template: mail.template ?? null,
      subject: mail.content?.subject ?? "",
      text: mail.content?.text ?? "",
      html: mail.content?.html ?? "",
      at: new Date().toISOString(),
    })
    this.#logger.info(
      "The outbox kept a mail and did not send it. To read it, open /outbox in the dashboard or run `npx clientele outbox`.",
    )
    return {}
  }
}
