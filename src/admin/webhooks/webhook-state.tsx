import { StatusBadge } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Webhook } from "./use-webhook"

/** Whether an endpoint receives messages, and if not, the reason. */
export const WebhookState = ({ webhook }: { webhook: Webhook }) => {
  const { t } = useTranslation()
  if (webhook.disabled_because) {
    return <StatusBadge color="red">{t(`clientele.webhooks.disabled.${webhook.disabled_because}`)}</StatusBadge>
  }
  if (!webhook.is_active) {
    return <StatusBadge color="grey">{t("clientele.webhooks.switchedOff")}</StatusBadge>
  }
  return webhook.failing_since ? (
    <StatusBadge color="orange">{t("clientele.webhooks.failing")}</StatusBadge>
  ) : (
    <StatusBadge color="green">{t("clientele.webhooks.active")}</StatusBadge>
  )
}
