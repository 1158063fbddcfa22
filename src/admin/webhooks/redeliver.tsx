import { Button, toast } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useChange } from "../components/use-change"
import { call } from "../lib/call"
import { type Delivery, deliveriesKey } from "./use-webhook"

/** Sends a message again, in any state. */
export const Redeliver = ({ delivery }: { delivery: Delivery }) => {
  const { t } = useTranslation()
  const { run, isPending } = useChange(async () => {
    await call("POST /admin/webhooks/deliveries/:id/redeliver", { params: { id: delivery.id } })
    toast.success(t("clientele.webhooks.redelivered"))
  }, deliveriesKey(delivery.endpoint_id))
  return (
    <Button size="small" variant="secondary" isLoading={isPending} onClick={() => run(undefined)}>
      {t("clientele.webhooks.redeliver")}
    </Button>
  )
}
