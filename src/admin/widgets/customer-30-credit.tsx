import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { StatusBadge } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { Answered, Note, Row, Section } from "../components/section"
import { type Credit, creditKey } from "../credit/credit"
import { CreditCheck } from "../credit/credit-check"
import { EditTerms } from "../credit/edit-terms"
import { ExposureBar } from "../credit/exposure-bar"
import { Members } from "../credit/members"
import { OpenItems } from "../credit/open-items"
import { RecordPayment } from "../credit/record-payment"
import { RecordRefund } from "../credit/record-refund"
import { useTerms } from "../credit/use-terms"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"

/** A customer's credit limit, balance and open items (contract R22 to R24, R29). */
const CustomerCredit = ({ data: { id } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  const answer = useQuery({
    queryKey: [...creditKey(id), "account"],
    queryFn: () => call("GET /admin/customers/:id/credit", { params: { id } }),
  })
  const credit = answer.data?.credit
  const actions = answer.data && (
    <>
      {credit && <RecordPayment customerId={id} currency={credit.currency_code} allocation={credit.allocation} />}
      {credit && credit.unapplied > 0 && (
        <RecordRefund accountId={id} currency={credit.currency_code} most={credit.unapplied} />
      )}
      <EditTerms customerId={id} credit={credit ?? null} />
    </>
  )
  return (
    <Section title={t("clientele.credit.title")} actions={actions}>
      <Answered answer={answer}>
        {() => (
          <>
            {credit ? <Account customerId={id} credit={credit} /> : <Note>{t("clientele.credit.none")}</Note>}
            <CreditCheck customerId={id} />
          </>
        )}
      </Answered>
    </Section>
  )
}

const Account = ({ customerId, credit }: { customerId: string; credit: Credit }) => {
  const { t } = useTranslation()
  const format = useFormat()
  const terms = useTerms()
  const money = (value: number) => format.money(value, credit.currency_code)
  return (
    <>
      <ExposureBar credit={credit} />
      <Row isNumber title={t("clientele.credit.balance")}>
        {money(credit.current_balance)}
      </Row>
      <Row isNumber title={t("clientele.credit.overdue")}>
        {money(credit.overdue_amount)}
      </Row>
      {credit.held > 0 && (
        <Row isNumber title={t("clientele.credit.held")}>
          {money(credit.held)}
        </Row>
      )}
      {credit.unapplied > 0 && (
        <Row isNumber title={t("clientele.credit.unapplied")}>
          {money(credit.unapplied)}
        </Row>
      )}
      <Row title={t("clientele.credit.terms")}>{terms(credit.payment_terms)}</Row>
      <Row title={t("clientele.credit.onHold")}>
        {credit.on_hold === "none" ? (
          t("clientele.credit.hold.none")
        ) : (
          <StatusBadge color="red">{t(`clientele.credit.hold.${credit.on_hold}`)}</StatusBadge>
        )}
      </Row>
      <OpenItems customerId={customerId} currency={credit.currency_code} />
      <Members customerId={customerId} currency={credit.currency_code} />
    </>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-credit", zone: "customer.details" })

export default CustomerCredit
