import { useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { creditKey } from "./credit"
import { orderCreditKey } from "./order-on-terms"

const empty = () => ({ amount: "", reason: "", method: "", reference: "", dated_on: "", key: crypto.randomUUID() })

type RecordRefundProps = {
  accountId: string
  currency: string
  /** The order whose payments are paid back; without it, unapplied cash. */
  orderId?: string
  /** The most that can be paid back, where the page knows it. */
  most?: number
}

/** Records money that the store paid back. One key for each opened form, so that a repeated request counts once. */
export const RecordRefund = ({ accountId, currency, orderId, most }: RecordRefundProps) => {
  const { t } = useTranslation()
  const { money } = useFormat()
  const queries = useQueryClient()
  const [form, setForm] = useState(empty)
  const save = async () => {
    await call("POST /admin/customers/:id/credit/refunds", {
      params: { id: accountId },
      body: {
        amount: form.amount,
        reason: form.reason,
        order_id: orderId ?? null,
        method: form.method || null,
        reference: form.reference || null,
        dated_on: form.dated_on || null,
        idempotency_key: form.key,
      },
    })
    if (orderId) {
      // Medusa's own cards of this page show the payments.
      await queries.invalidateQueries({ queryKey: ["orders"] })
    }
  }
  const unapplied = most === undefined ? "" : money(most, currency)
  const hint = orderId ? t("clientele.credit.refundOrderHint") : t("clientele.credit.refundHint", { amount: unapplied })
  return (
    <FormDrawer
      title={t("clientele.credit.refund")}
      trigger={t("clientele.credit.refund")}
      changes={orderId ? orderCreditKey(orderId) : creditKey(accountId)}
      onOpen={() => setForm(empty())}
      onSave={save}
    >
      <Field
        name="amount"
        label={`${t("clientele.credit.amount")} (${currency.toUpperCase()})`}
        hint={hint}
        value={form.amount}
        onChange={(amount) => setForm({ ...form, amount })}
        inputMode="decimal"
      />
      <Field
        name="reason"
        label={t("clientele.credit.refundReason")}
        value={form.reason}
        onChange={(reason) => setForm({ ...form, reason })}
      />
      <Field
        name="dated_on"
        label={t("clientele.credit.refundDate")}
        type="date"
        value={form.dated_on}
        onChange={(dated_on) => setForm({ ...form, dated_on })}
      />
      <Field
        name="method"
        label={t("clientele.credit.method")}
        value={form.method}
        onChange={(method) => setForm({ ...form, method })}
      />
      <Field
        name="reference"
        label={t("clientele.credit.reference")}
        value={form.reference}
        onChange={(reference) => setForm({ ...form, reference })}
      />
    </FormDrawer>
  )
}
