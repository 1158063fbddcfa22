import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { LINK } from "../components/link"
import type { ListColumn } from "../components/list/list-table"
import { Given, None } from "../components/section"
import { useFormat } from "../lib/format"
import type { Webhook } from "./use-webhook"
import { WebhookState } from "./webhook-state"

export function useWebhookColumns(): readonly ListColumn<Webhook>[] {
  const { t } = useTranslation()
  const { day } = useFormat()
  return useMemo(
    () => [
      {
        id: "url",
        title: t("clientele.webhooks.url"),
        cell: ({ id, url }) => (
          <Link to={`/settings/webhooks/${id}`} className={LINK}>
            {url}
          </Link>
        ),
      },
      { id: "state", title: t("clientele.webhooks.state"), cell: (one) => <WebhookState webhook={one} /> },
      { id: "events", title: t("clientele.webhooks.events"), cell: ({ events }) => events.join(", ") },
      {
        id: "description",
        title: t("clientele.webhooks.description"),
        cell: ({ description }) => (description ? <Given>{description}</Given> : <None />),
      },
      {
        id: "created_at",
        title: t("clientele.webhooks.createdAt"),
        cell: ({ created_at }) => day(created_at),
        isExtra: true,
      },
    ],
    [t, day],
  )
}
