import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { Answered, Note, Row, Section } from "../components/section"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { AdjustPoints } from "../points/adjust-points"
import { LastEntries } from "../points/last-entries"
import { MergePoints } from "../points/merge-points"
import { type Points, pointsKey } from "../points/points"

/** A customer's points (contract R29): balance, next expiry and newest entries. */
const CustomerPoints = ({ data: { id } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  const answer = useQuery({
    queryKey: [...pointsKey(id), "account"],
    queryFn: () => call("GET /admin/customers/:id/loyalty", { params: { id } }),
  })
  const hasAccount = Boolean(answer.data?.loyalty)
  const actions = hasAccount && (
    <>
      <MergePoints customerId={id} />
      <AdjustPoints customerId={id} />
    </>
  )
  return (
    <Section title={t("clientele.points.title")} actions={actions}>
      <Answered answer={answer}>
        {({ loyalty }) =>
          loyalty ? <Account customerId={id} points={loyalty} /> : <Note>{t("clientele.points.noMailbox")}</Note>
        }
      </Answered>
    </Section>
  )
}

const Account = ({ customerId, points }: { customerId: string; points: Points }) => {
  const { t } = useTranslation()
  const { number, day } = useFormat()
  const { points_balance, points_available, points_held, points_pending, next_expiry } = points
  return (
    <>
      <Row isNumber title={t("clientele.points.balance")}>
        {number(points_balance)}
      </Row>
      <Row isNumber title={t("clientele.points.available")}>
        {number(points_available)}
      </Row>
      {points_held > 0 && (
        <Row isNumber title={t("clientele.points.held")}>
          {number(points_held)}
        </Row>
      )}
      {points_pending > 0 && (
        <Row isNumber title={t("clientele.points.pending")}>
          {number(points_pending)}
        </Row>
      )}
      <Row isNumber title={t("clientele.points.nextExpiry")}>
        {next_expiry
          ? t("clientele.points.nextExpiryValue", { points: number(next_expiry.points), date: day(next_expiry.at) })
          : t("clientele.points.none")}
      </Row>
      <LastEntries customerId={customerId} entries={points.ledger} />
    </>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-points", zone: "customer.details.side" })

export default CustomerPoints
