import { Text } from "@medusajs/ui"
import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { type Approval, orderCreditKey } from "./order-on-terms"

/**
 * Approves or rejects an order that waits. An order is decided once, so a repeated request changes nothing; the amount that was on
 * the screen goes along, so that an order that was edited meanwhile is not approved unseen.
 */
export const DecideOrder = ({ approval }: { approval: Approval }) => {
  const { t } = useTranslation()
  const { money } = useFormat()
  const queries = useQueryClient()
  const [reason, setReason] = useState("")
  const { order_id: id, amount, shortfall, currency_code } = approval
  const decided = async (answer: Promise<unknown>) => {
    await answer
    // Medusa's own cards of this page show the payment, or that the order is canceled.
    await queries.invalidateQueries({ queryKey: ["orders"] })
    // The list of waiting orders, and what the account owes.
    await queries.invalidateQueries({ queryKey: ["clientele", "credit"] })
  }
  const approve = () => decided(call("POST /admin/credit/approvals/:id/approve", { params: { id }, body: { amount } }))
  const reject = () => {
    const body = reason.trim() === "" ? {} : { reason }
    return decided(call("POST /admin/credit/approvals/:id/reject", { params: { id }, body }))
  }
  const costs = { amount: money(amount, currency_code), shortfall: money(shortfall, currency_code) }
  return (
    <>
      <FormDrawer
        title={t("clientele.order.approve")}
        trigger={t("clientele.order.approve")}
        save={t("clientele.order.approve")}
        changes={orderCreditKey(id)}
        onOpen={() => undefined}
        onSave={approve}
      >
        <Text size="small">{t("clientele.order.approveHint", costs)}</Text>
      </FormDrawer>
      <FormDrawer
        title={t("clientele.order.reject")}
        trigger={t("clientele.order.reject")}
        save={t("clientele.order.reject")}
        changes={orderCreditKey(id)}
        onOpen={() => setReason("")}
        onSave={reject}
      >
        <Text size="small">{t("clientele.order.rejectHint")}</Text>
        <Field
          label={t("clientele.order.rejectReason")}
          hint={t("clientele.order.rejectReasonHint")}
          value={reason}
          onChange={setReason}
        />
      </FormDrawer>
    </>
  )
}
