import { Text } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import type { ClienteleRoutes } from "../../types"
import { Pagination } from "../components/pagination"
import { Answered, Note } from "../components/section"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { providerName } from "./provider-name"

type Method = ClienteleRoutes["GET /admin/customers/:id/payment-methods"]["response"]["payment_methods"][number]

const SIZE = 5

/** A customer's saved payment methods, newest first, and the providers that did not answer. */
export const PaymentMethodList = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const [page, setPage] = useState(0)
  const answer = useQuery({
    queryKey: ["clientele", "payment-methods", customerId, page],
    queryFn: () =>
      call("GET /admin/customers/:id/payment-methods", {
        params: { id: customerId },
        query: { limit: SIZE, offset: page * SIZE },
      }),
  })
  return (
    <Answered answer={answer}>
      {({ payment_methods, count, failed_providers }) => (
        <>
          {failed_providers.length > 0 && (
            <Note>
              {t("clientele.paymentMethods.failed", { providers: failed_providers.map(providerName).join(", ") })}
            </Note>
          )}
          {count === 0 && failed_providers.length === 0 && <Note>{t("clientele.paymentMethods.none")}</Note>}
          <ul className="divide-y">
            {payment_methods.map((method) => (
              <Line key={`${method.provider_id} ${method.id}`} method={method} />
            ))}
          </ul>
          <Pagination count={count} size={SIZE} page={page} onPage={setPage} />
        </>
      )}
    </Answered>
  )
}

const Line = ({ method: { type, details, provider_id, created_at } }: { method: Method }) => {
  const { t } = useTranslation()
  const { day } = useFormat()
  const { brand, bank_name, last4, exp_month, exp_year } = details
  const name = String(brand ?? bank_name ?? type ?? t("clientele.paymentMethods.one"))
  const expiry = exp_month && exp_year ? `${String(exp_month).padStart(2, "0")}/${exp_year}` : null
  return (
    <li className="flex items-start justify-between gap-4 px-6 py-3">
      <div className="min-w-0">
        <Text size="small" leading="compact" weight="plus" className="break-words capitalize">
          {name}
          {last4 && <span className="tabular-nums"> •••• {last4}</span>}
        </Text>
        <Text size="xsmall" className="text-ui-fg-muted break-words">
          {providerName(provider_id)}
          {created_at && (
            <>
              {" · "}
              <time dateTime={created_at}>{day(created_at)}</time>
            </>
          )}
        </Text>
      </div>
      {expiry && (
        <Text size="small" leading="compact" className="tabular-nums">
          {t("clientele.paymentMethods.expires", { expiry })}
        </Text>
      )}
    </li>
  )
}
