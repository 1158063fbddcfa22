import { StatusBadge } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import type { ListColumn } from "../components/list/list-table"
import { None } from "../components/section"
import { useFormat } from "../lib/format"
import { DeliveryDetails } from "./delivery-details"
import { Redeliver } from "./redeliver"
import type { Delivery } from "./use-webhook"

const COLOURS = { pending: "orange", delivered: "green", failed: "red" } as const

export function useDeliveryColumns(): readonly ListColumn<Delivery>[] {
  const { t } = useTranslation()
  const { moment, number } = useFormat()
  return useMemo(
    () => [
      { id: "occurred_at", title: t("clientele.webhooks.occurredAt"), cell: ({ occurred_at }) => moment(occurred_at) },
      { id: "event", title: t("clientele.webhooks.event"), cell: ({ event }) => event },
      { id: "subject", title: t("clientele.webhooks.subject"), cell: ({ subject }) => subject, isExtra: true },
      {
        id: "sequence",
        title: t("clientele.webhooks.sequence"),
        cell: ({ sequence }) => number(sequence),
        isNumber: true,
        isExtra: true,
      },
      {
        id: "status",
        title: t("clientele.webhooks.state"),
        cell: ({ status }) => (
          <StatusBadge color={COLOURS[status]}>{t(`clientele.webhooks.status.${status}`)}</StatusBadge>
        ),
      },
      {
        id: "attempts",
        title: t("clientele.webhooks.attempts"),
        cell: ({ attempts }) => number(attempts),
        isNumber: true,
      },
      {
        id: "answer",
        title: t("clientele.webhooks.answer"),
        cell: ({ log }) => log.at(-1)?.response_status ?? <None />,
        isNumber: true,
      },
      {
        id: "actions",
        title: t("clientele.rows.column"),
        cell: (one) => (
          <span className="flex items-center gap-x-2">
            <DeliveryDetails delivery={one} />
            <Redeliver delivery={one} />
          </span>
        ),
        hasControls: true,
      },
    ],
    [t, moment, number],
  )
}
