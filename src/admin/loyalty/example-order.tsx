import { Input, Label, Text } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useId, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { splitProblems } from "../components/form-problems"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { useDebounced } from "../lib/use-debounced"
import { loyaltyKey } from "./loyalty"
import type { Draft } from "./setting-fields"

/** The points and the price of an example order under the typed settings, as the store computes them. */
export const ExampleOrder = ({ changes }: { changes: Draft }) => {
  const { t, i18n } = useTranslation()
  const { number, money } = useFormat()
  const id = useId()
  const [amount, setAmount] = useState("120")
  const asked = useDebounced(JSON.stringify({ amount: Number(amount), settings: changes }))
  const { data, error } = useQuery({
    queryKey: [...loyaltyKey, "example", asked],
    queryFn: () => call("POST /admin/loyalty/example", { body: JSON.parse(asked) }),
    placeholderData: (before) => before,
    retry: false,
  })
  // A refusal leaves no data, and the label still names the currency.
  const last = useRef(data?.example)
  last.current = data?.example ?? last.current
  const example = last.current
  const nameOf = (field: string) => {
    const key = `clientele.loyalty.setting.${field}.name`
    return i18n.exists(key) ? `${t(key)}: ` : ""
  }
  const refusal = (message: string) => {
    const { of, other } = splitProblems(message)
    return [...[...of].map(([field, sentence]) => nameOf(field) + sentence), ...other].join("; ")
  }
  return (
    <div className="bg-ui-bg-subtle flex flex-col gap-y-2 px-6 py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Label size="small" weight="plus" htmlFor={id}>
          {t("clientele.loyalty.exampleOf", { currency: example?.currency_code.toUpperCase() ?? "" })}
        </Label>
        <Input
          id={id}
          size="small"
          className="w-32 text-right tabular-nums"
          inputMode="decimal"
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
        />
      </div>
      <div aria-live="polite" className="min-h-10">
        {error ? (
          <Text size="small" className="text-ui-fg-error">
            {refusal(error.message)}
          </Text>
        ) : (
          example && (
            <Text size="small">
              {t(example.max_points > 0 ? "clientele.loyalty.example" : "clientele.loyalty.exampleNone", {
                amount: money(Number(example.amount), example.currency_code),
                earned: number(example.earned_points),
                points: number(example.max_points),
                discount: money(Number(example.max_discount), example.currency_code),
              })}
            </Text>
          )
        )}
      </div>
    </div>
  )
}
