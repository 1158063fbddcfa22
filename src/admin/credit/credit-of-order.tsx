import { Badge, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { Note, Row } from "../components/section"
import { useFormat } from "../lib/format"
import { DecideOrder } from "./decide-order"
import type { OrderCredit } from "./order-on-terms"
import { RecordRefund } from "./record-refund"

/** The receivable of an order on terms and its payments, or the reason why the order waits. */
export const CreditOfOrder = ({ credit }: { credit: OrderCredit }) => {
  const { t } = useTranslation()
  return (
    <>
      <Row title={t("clientele.order.account")}>
        <Link to={`/customers/${credit.account_id}`} className="text-ui-fg-base break-words underline">
          {credit.account_name ?? t("clientele.order.customer")}
        </Link>
      </Row>
      {credit.approval && <Waiting credit={credit} approval={credit.approval} />}
      {credit.receivable && <Owed credit={credit} receivable={credit.receivable} />}
      {!credit.approval && !credit.receivable && <Note>{t(`clientele.order.status.${credit.status}`)}</Note>}
    </>
  )
}

type WaitingProps = { credit: OrderCredit; approval: NonNullable<OrderCredit["approval"]> }

const Waiting = ({ credit, approval }: WaitingProps) => {
  const { t } = useTranslation()
  const format = useFormat()
  const money = (value: number) => format.money(value, credit.currency_code)
  return (
    <>
      <Row title={t("clientele.order.waitsFor")}>{t(`clientele.order.obstacle.${approval.code ?? "unknown"}`)}</Row>
      <Row isNumber title={t("clientele.order.costs")}>
        {money(approval.amount)}
      </Row>
      <Row isNumber title={t("clientele.credit.limit")}>
        {credit.credit_limit === null ? t("clientele.credit.termsNone") : money(credit.credit_limit)}
      </Row>
      <Row isNumber title={t("clientele.credit.balance")}>
        {money(credit.current_balance)}
      </Row>
      <Row isNumber title={t("clientele.order.shortfall")}>
        {money(approval.shortfall)}
      </Row>
      <div className="flex flex-wrap gap-2 px-6 py-4">
        <DecideOrder approval={approval} />
      </div>
    </>
  )
}

type OwedProps = { credit: OrderCredit; receivable: NonNullable<OrderCredit["receivable"]> }

const Owed = ({ credit: { order_id, account_id, currency_code, payments }, receivable }: OwedProps) => {
  const { t } = useTranslation()
  const { money, calendarDay } = useFormat()
  const { amount, open_amount, due_at, days_overdue, po_number, disputed } = receivable
  return (
    <>
      <Row isNumber title={t("clientele.order.charged")}>
        {money(amount, currency_code)}
      </Row>
      <Row isNumber title={t("clientele.credit.open")}>
        {money(open_amount, currency_code)}
      </Row>
      <Row title={t("clientele.credit.due")}>
        <div className="flex flex-wrap items-center gap-2">
          {due_at ? <time dateTime={due_at}>{calendarDay(due_at)}</time> : t("clientele.order.dueLater")}
          {days_overdue > 0 && (
            <Badge size="2xsmall" color="red">
              {t("clientele.credit.days", { count: days_overdue })}
            </Badge>
          )}
          {disputed && (
            <Badge size="2xsmall" color="orange">
              {t("clientele.order.disputed")}
            </Badge>
          )}
        </div>
      </Row>
      {po_number && (
        <Row title={t("clientele.order.poNumber")}>
          <span className="break-words">{po_number}</span>
        </Row>
      )}
      {payments.length > 0 && (
        <>
          <Payments payments={payments} currency={currency_code} />
          <div className="flex flex-wrap gap-2 px-6 py-4">
            <RecordRefund accountId={account_id} currency={currency_code} orderId={order_id} />
          </div>
        </>
      )}
    </>
  )
}

type PaymentsProps = { payments: OrderCredit["payments"]; currency: string }

const Payments = ({ payments, currency }: PaymentsProps) => {
  const { t } = useTranslation()
  const { money, day, calendarDay } = useFormat()
  return (
    <div className="flex flex-col gap-y-3 px-6 py-4">
      <Text size="small" leading="compact" weight="plus">
        {t("clientele.order.payments")}
      </Text>
      <ul className="flex flex-col gap-y-3">
        {payments.map(({ entry_id, type, amount, dated_on, created_at, method, reference }) => (
          <li key={entry_id} className="flex items-start justify-between gap-4">
            <div className="min-w-0">
              <Text size="small" leading="compact">
                {t(`clientele.order.payment.${type}`)}
              </Text>
              <Text size="xsmall" className="text-ui-fg-muted break-words">
                {[dated_on ? calendarDay(dated_on) : day(created_at), method, reference].filter(Boolean).join(" · ")}
              </Text>
            </div>
            <Text size="small" leading="compact" weight="plus" className="tabular-nums">
              {money(amount, currency)}
            </Text>
          </li>
        ))}
      </ul>
    </div>
  )
}
