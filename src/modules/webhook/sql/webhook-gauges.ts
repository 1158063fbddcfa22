import { glance, type Pool } from "../../../kernel/database"
import type { GaugeReading } from "../../../kernel/instruments"

type Row = { outbox: string; overdue: string }

/** The lag of fan-out and deliveries, in seconds. */
export async function readWebhookGauges(db: Pool): Promise<GaugeReading[]> {
  const [row] = await glance<Row>(
    db,
    `select
      coalesce((select extract(epoch from clock_timestamp() - occurred_at) from clientele_webhook_message
        where sequence is null order by position limit 1), 0)::text as outbox,
      coalesce((select extract(epoch from clock_timestamp() - min(next_at)) from clientele_webhook_delivery
        where status = 'pending' and next_at <= clock_timestamp()), 0)::text as overdue`,
  )
  return [
    { gauge: "clientele.webhooks.outbox_age", value: Math.max(0, Number(row?.outbox)) },
    { gauge: "clientele.webhooks.overdue_age", value: Math.max(0, Number(row?.overdue)) },
  ]
}
