import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/framework/types"
import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { Answered, Section } from "../components/section"
import { CreditOfOrder } from "../credit/credit-of-order"
import { orderCreditKey } from "../credit/order-on-terms"
import { call } from "../lib/call"

/** The receivable of an order on terms, or the reason why it waits (contract R24, R24a, R66). Other orders do not show this card. */
const OrderCreditCard = ({ data: { id } }: DetailWidgetProps<AdminOrder>) => {
  const { t } = useTranslation()
  const answer = useQuery({
    queryKey: orderCreditKey(id),
    queryFn: () => call("GET /admin/orders/:id/credit", { params: { id } }),
  })
  if (answer.data ? answer.data.order_credit === null : !answer.error) {
    return null
  }
  return (
    <Section title={t("clientele.credit.title")}>
      <Answered answer={answer}>
        {({ order_credit }) => order_credit && <CreditOfOrder credit={order_credit} />}
      </Answered>
    </Section>
  )
}

export const config = defineWidgetConfig({ id: "clientele-order-credit", zone: "order.details.side" })

export default OrderCreditCard
