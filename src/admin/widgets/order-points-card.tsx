import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/framework/types"
import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { Answered, Section } from "../components/section"
import { call } from "../lib/call"
import { concernsPoints } from "../points/concerns-points"
import { PointsOfOrder } from "../points/points-of-order"

/** The points that an order earned and redeemed (contract R66). Orders without points do not show this card. */
const OrderPointsCard = ({ data: { id, currency_code } }: DetailWidgetProps<AdminOrder>) => {
  const { t } = useTranslation()
  const answer = useQuery({
    queryKey: ["clientele", "order-points", id],
    queryFn: () => call("GET /admin/orders/:id/loyalty", { params: { id } }),
  })
  if (answer.data ? !concernsPoints(answer.data.order_loyalty) : !answer.error) {
    return null
  }
  return (
    <Section title={t("clientele.points.title")}>
      <Answered answer={answer}>
        {({ order_loyalty }) => <PointsOfOrder points={order_loyalty} currency={currency_code} />}
      </Answered>
    </Section>
  )
}

export const config = defineWidgetConfig({ id: "clientele-order-points", zone: "order.details.side" })

export default OrderPointsCard
