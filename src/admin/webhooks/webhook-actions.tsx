import { toast } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { useNavigate } from "react-router-dom"
import { RowActions } from "../components/row-actions"
import { useChange } from "../components/use-change"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"
import { type Webhook, webhooksKey } from "./use-webhook"

type WebhookActionsProps = { webhook: Webhook; onSecret: (secret: string) => void; onRecover: () => void }

/** The actions of an endpoint. Actions that end or hide something ask first. */
export const WebhookActions = ({ webhook, onSecret, onRecover }: WebhookActionsProps) => {
  const { t } = useTranslation()
  const confirm = useConfirm()
  const navigate = useNavigate()
  const params = { id: webhook.id }
  const test = useChange(async () => {
    await call("POST /admin/webhooks/:id/test", { params })
    toast.success(t("clientele.webhooks.testSent"))
  }, webhooksKey)
  const toggle = useChange(
    () => call("PATCH /admin/webhooks/:id", { params, body: { is_active: !webhook.is_active } }),
    webhooksKey,
  )
  const rotation = useChange(
    async () => onSecret((await call("POST /admin/webhooks/:id/rotate-secret", { params })).secret),
    webhooksKey,
  )
  const removal = useChange(async () => {
    await call("DELETE /admin/webhooks/:id", { params })
    navigate("/settings/webhooks")
  }, webhooksKey)
  const ask = async (what: "rotate" | "remove" | "switchOff", run: () => void) => {
    const question = {
      title: t(`clientele.webhooks.${what}`),
      text: t(`clientele.webhooks.${what}Text`),
      confirm: t(`clientele.webhooks.${what}`),
      isDanger: what !== "switchOff",
    }
    if (await confirm(question)) {
      run()
    }
  }
  const actions = [
    { label: t("clientele.webhooks.test"), onClick: () => test.run(undefined) },
    { label: t("clientele.webhooks.recover"), onClick: onRecover },
    webhook.is_active
      ? { label: t("clientele.webhooks.switchOff"), onClick: () => void ask("switchOff", () => toggle.run(undefined)) }
      : { label: t("clientele.webhooks.switchOn"), onClick: () => toggle.run(undefined) },
    { label: t("clientele.webhooks.rotate"), onClick: () => void ask("rotate", () => rotation.run(undefined)) },
    { label: t("clientele.webhooks.remove"), onClick: () => void ask("remove", () => removal.run(undefined)) },
  ]
  return <RowActions of={webhook.url} actions={actions} />
}
