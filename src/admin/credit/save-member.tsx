import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Choice, Field } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { type CreditMember, creditKey } from "./credit"
import { CustomerPicker } from "./customer-picker"

const PERIODS = ["day", "week", "month", "quarter"] as const

const formOf = (member?: CreditMember) => ({
  customer_id: member?.customer_id ?? "",
  spending_limit: member?.spending_limit == null ? "" : String(member.spending_limit),
  spending_period: member?.spending_period ?? ("month" as const),
})

type SaveMemberProps = {
  customerId: string
  currency: string
  /** The one whose limit is changed; without it a buyer is added. */
  member?: CreditMember
  onClose?: () => void
}

/** Adds a buyer to this account, or changes the spending limit of a buyer. */
export const SaveMember = ({ customerId, currency, member, onClose }: SaveMemberProps) => {
  const { t } = useTranslation()
  const [form, setForm] = useState(() => formOf(member))
  const { customer_id, spending_limit, spending_period } = form
  const save = () =>
    call("POST /admin/customers/:id/credit/members", {
      params: { id: customerId },
      body: {
        customer_id,
        spending_limit: spending_limit || null,
        spending_period: spending_limit ? spending_period : null,
      },
    })
  const title = t(member ? "clientele.credit.editBuyer" : "clientele.credit.addBuyer")
  return (
    <FormDrawer
      title={title}
      {...(member ? {} : { trigger: title })}
      {...(onClose ? { onClose } : {})}
      changes={creditKey(customerId)}
      isDisabled={customer_id === ""}
      onOpen={() => setForm(formOf(member))}
      onSave={save}
    >
      {!member && <CustomerPicker value={customer_id} onChange={(id) => setForm({ ...form, customer_id: id })} />}
      <Field
        name="spending_limit"
        label={`${t("clientele.credit.spendingLimit")} (${currency.toUpperCase()})`}
        hint={t("clientele.credit.spendingLimitHint")}
        value={spending_limit}
        onChange={(limit) => setForm({ ...form, spending_limit: limit })}
        inputMode="decimal"
      />
      <Choice
        name="spending_period"
        label={t("clientele.credit.spendingPeriod")}
        value={spending_period}
        options={PERIODS.map((value) => ({ value, label: t(`clientele.credit.periods.${value}`) }))}
        onChange={(period) => setForm({ ...form, spending_period: period })}
      />
    </FormDrawer>
  )
}
