import { defineRouteConfig } from "@medusajs/admin-sdk"
import { CreditCard } from "@medusajs/icons"
import { Heading } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { Answered, Note } from "../../components/section"
import { ExposureOfCurrency } from "../../credit/exposure-of-currency"
import { call } from "../../lib/call"

/** `/app/credit`: what all customers owe on account, by currency (contract R28). */
const CreditPage = () => {
  const { t } = useTranslation()
  const answer = useQuery({
    queryKey: ["clientele", "credit", "overview"],
    queryFn: async () => {
      const [{ exposure }, { aging }] = await Promise.all([
        call("GET /admin/credit/exposure"),
        call("GET /admin/credit/aging", { query: { limit: 1 } }),
      ])
      return { exposure, aged: aging.by_currency ?? [aging] }
    },
  })
  return (
    <div className="flex flex-col gap-y-3">
      <Heading className="px-6 pt-4">{t("clientele.collections.title")}</Heading>
      <Answered answer={answer}>
        {({ exposure, aged }) =>
          exposure.length === 0 ? (
            <Note>{t("clientele.collections.noAccounts")}</Note>
          ) : (
            exposure.map((one) => (
              <ExposureOfCurrency
                key={one.currency_code}
                exposure={one}
                aged={aged.find(({ currency_code }) => currency_code === one.currency_code)}
              />
            ))
          )
        }
      </Answered>
    </div>
  )
}

export const config = defineRouteConfig({
  label: "clientele.collections.title",
  translationNs: "translation",
  icon: CreditCard,
})

export default CreditPage
