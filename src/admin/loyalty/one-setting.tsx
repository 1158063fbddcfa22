import { Hint, Input, Label, Select, Switch, Text } from "@medusajs/ui"
import { type ReactNode, useId } from "react"
import { useTranslation } from "react-i18next"
import { CurrencyRates } from "./currency-rates"
import type { Settings } from "./loyalty"
import type { SettingField } from "./setting-fields"

type OneSettingProps = {
  field: SettingField
  value: unknown
  problem: string | undefined
  onChange: (value: unknown) => void
}

/** A setting with its explanation and the store's error message. */
export const OneSetting = ({ field, value, problem, onChange }: OneSettingProps) => {
  const { t } = useTranslation()
  const id = useId()
  const hint = `${id}-hint`
  return (
    <div className="grid gap-2 md:grid-cols-2 md:gap-x-6">
      <div className="flex flex-col gap-y-1">
        <Label size="small" weight="plus" htmlFor={field.kind === "rates" ? undefined : id}>
          {t(`clientele.loyalty.setting.${field.key}.name`)}
        </Label>
        <Hint id={hint}>{t(`clientele.loyalty.setting.${field.key}.hint`)}</Hint>
      </div>
      <div className="flex flex-col gap-y-1">
        <Entry field={field} id={id} hint={hint} value={value} onChange={onChange} />
        {problem && (
          <Text size="small" className="text-ui-fg-error" role="alert">
            {problem}
          </Text>
        )}
      </div>
    </div>
  )
}

type EntryProps = {
  field: SettingField
  id: string
  hint: string
  value: unknown
  onChange: (value: unknown) => void
}

const Entry = ({ field, id, hint, value, onChange }: EntryProps): ReactNode => {
  const { t } = useTranslation()
  switch (field.kind) {
    case "switch":
      return <Switch id={id} aria-describedby={hint} checked={value === true} onCheckedChange={onChange} />
    case "choice":
      return (
        <Select value={String(value)} onValueChange={onChange}>
          <Select.Trigger id={id} aria-describedby={hint}>
            <Select.Value />
          </Select.Trigger>
          <Select.Content>
            {field.options.map((option) => (
              <Select.Item key={option} value={option}>
                {t(`clientele.loyalty.setting.${field.key}.${option}`)}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      )
    case "rates":
      return <CurrencyRates value={value as Settings["loyalty_currency_rates"]} onChange={onChange} />
    default:
      return (
        <Input
          id={id}
          aria-describedby={hint}
          inputMode="decimal"
          className="text-right tabular-nums"
          value={value === null ? "" : String(value)}
          placeholder={field.optional ? t("clientele.loyalty.never") : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )
  }
}
