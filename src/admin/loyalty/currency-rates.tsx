import { Trash } from "@medusajs/icons"
import { Button, IconButton, Input, Label } from "@medusajs/ui"
import { useId, useState } from "react"
import { useTranslation } from "react-i18next"
import type { Settings } from "./loyalty"

type Rates = Settings["loyalty_currency_rates"]

const FIELDS = [
  "points_per_currency_unit",
  "points_per_currency_discount",
  "min_order_subtotal_to_earn",
  "min_checkout_total",
] as const

type Row = { key: number; code: string } & Record<(typeof FIELDS)[number], string>

const rowOf = (key: number, code: string, rate: Partial<Rates[string]>): Row => ({
  key,
  code,
  points_per_currency_unit: String(rate.points_per_currency_unit ?? ""),
  points_per_currency_discount: String(rate.points_per_currency_discount ?? ""),
  min_order_subtotal_to_earn: String(rate.min_order_subtotal_to_earn ?? 0),
  min_checkout_total: String(rate.min_checkout_total ?? 0),
})

/** A text that is not a number goes to the store unchanged, and the store's message names the problem. */
const numberOf = (text: string) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text)

const ratesOf = (rows: readonly Row[]) =>
  Object.fromEntries(
    rows.map((row) => [
      row.code.trim().toLowerCase(),
      Object.fromEntries(FIELDS.map((field) => [field, numberOf(row[field])])),
    ]),
  )

/** Rates of currencies beside the store's default one. */
export const CurrencyRates = ({ value, onChange }: { value: Rates; onChange: (value: unknown) => void }) => {
  const { t } = useTranslation()
  const [rows, setRows] = useState(() => Object.entries(value).map(([code, rate], i) => rowOf(i, code, rate)))
  const change = (next: Row[]) => {
    setRows(next)
    onChange(ratesOf(next))
  }
  return (
    <div className="flex flex-col items-start gap-y-4">
      {rows.map((row) => (
        <div key={row.key} className="flex w-full items-end gap-x-2">
          <div className="grid flex-1 grid-cols-2 gap-2">
            <RateField
              label={t("clientele.loyalty.currencyCode")}
              value={row.code}
              onChange={(code) => change(rows.map((one) => (one.key === row.key ? { ...one, code } : one)))}
            />
            {FIELDS.map((field) => (
              <RateField
                key={field}
                label={t(`clientele.loyalty.rate.${field}`)}
                value={row[field]}
                onChange={(text) => change(rows.map((one) => (one.key === row.key ? { ...one, [field]: text } : one)))}
              />
            ))}
          </div>
          <IconButton
            size="small"
            variant="transparent"
            type="button"
            aria-label={t("clientele.loyalty.removeCurrency", { code: row.code.toUpperCase() })}
            onClick={() => change(rows.filter(({ key }) => key !== row.key))}
          >
            <Trash />
          </IconButton>
        </div>
      ))}
      <Button
        size="small"
        variant="secondary"
        type="button"
        onClick={() => change([...rows, rowOf(Math.max(0, ...rows.map(({ key }) => key)) + 1, "", {})])}
      >
        {t("clientele.loyalty.addCurrency")}
      </Button>
    </div>
  )
}

const RateField = ({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) => {
  const id = useId()
  return (
    <div className="flex flex-col justify-end gap-y-1">
      <Label size="xsmall" htmlFor={id}>
        {label}
      </Label>
      <Input id={id} size="small" value={value} onChange={(event) => onChange(event.target.value)} />
    </div>
  )
}
