import { Label, RadioGroup, Text } from "@medusajs/ui"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import { Field } from "../components/fields"
import { Answered, Given } from "../components/section"
import { call } from "../lib/call"

/** Number of offered customers; more letters find the others. */
const SHOWN = 8

type CustomerPickerProps = { value: string; onChange: (customerId: string) => void }

/** Finds a customer by name, company, email or number, and takes one. */
export const CustomerPicker = ({ value, onChange }: CustomerPickerProps) => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState("")
  const id = useId()
  const q = typed.trim()
  const answer = useQuery({
    queryKey: ["clientele", "customer-search", q],
    queryFn: () => call("GET /admin/customer-profiles", { query: { q, limit: SHOWN } }),
    enabled: q !== "",
    placeholderData: keepPreviousData,
  })
  return (
    <div className="flex flex-col gap-y-3">
      <Field
        name="customer_id"
        label={t("clientele.credit.findBuyer")}
        hint={t("clientele.credit.findBuyerHint")}
        value={typed}
        onChange={setTyped}
        autoComplete="off"
      />
      {q !== "" && (
        <Answered answer={answer}>
          {({ customers }) =>
            customers.length === 0 ? (
              <Text size="small">{t("clientele.credit.noBuyerFound")}</Text>
            ) : (
              <RadioGroup value={value} onValueChange={onChange} aria-label={t("clientele.credit.findBuyer")}>
                {customers.map((customer) => (
                  <div key={customer.id} className="flex items-start gap-x-3">
                    <RadioGroup.Item id={`${id}-${customer.id}`} value={customer.id} className="shrink-0" />
                    <Label htmlFor={`${id}-${customer.id}`} size="small" className="min-w-0 break-words">
                      <Given>{customer.name ?? customer.email ?? customer.id}</Given>
                      {customer.name && customer.email && (
                        <span className="text-ui-fg-subtle block">{customer.email}</span>
                      )}
                    </Label>
                  </div>
                ))}
              </RadioGroup>
            )
          }
        </Answered>
      )}
    </div>
  )
}
