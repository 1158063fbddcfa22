import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"
import { useTranslation } from "react-i18next"
import { Section } from "../components/section"
import { PaymentMethodList } from "../payment-methods/payment-method-list"

/** A customer's saved payment methods (contract R17). */
const CustomerPaymentMethods = ({ data: { id } }: DetailWidgetProps<AdminCustomer>) => {
  const { t } = useTranslation()
  return (
    <Section title={t("clientele.paymentMethods.title")}>
      <PaymentMethodList customerId={id} />
    </Section>
  )
}

export const config = defineWidgetConfig({ id: "clientele-customer-payment-methods", zone: "customer.details.side" })

export default CustomerPaymentMethods
