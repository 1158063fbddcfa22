import { Adjustments } from "@medusajs/icons"
import { DropdownMenu, IconButton, Input, Select } from "@medusajs/ui"
import { useTranslation } from "react-i18next"

/** A filter with a few values, or a day. */
export type ListFilter = { id: string; label: string; options?: readonly { value: string; label: string }[] }

/** Radix's select has no empty value. */
const ALL = "*"

type FilterProps = { filter: ListFilter; value: string; onChange: (value: string) => void }

export const FilterField = ({ filter, value, onChange }: FilterProps) => {
  const { t } = useTranslation()
  if (!filter.options) {
    return (
      // biome-ignore lint/a11y/noLabelWithoutControl: the field is inside; biome does not know Medusa's Input.
      <label className="text-ui-fg-subtle txt-compact-small flex items-center gap-x-2">
        {filter.label}
        <Input size="small" type="date" value={value} onChange={(event) => onChange(event.target.value)} />
      </label>
    )
  }
  return (
    <Select size="small" value={value || ALL} onValueChange={(chosen) => onChange(chosen === ALL ? "" : chosen)}>
      <Select.Trigger aria-label={filter.label} className="w-auto gap-x-1">
        <span className="text-ui-fg-subtle">{filter.label}:</span> <Select.Value />
      </Select.Trigger>
      <Select.Content>
        <Select.Item value={ALL}>{t("clientele.list.any")}</Select.Item>
        {filter.options.map((option) => (
          <Select.Item key={option.value} value={option.value}>
            {option.label}
          </Select.Item>
        ))}
      </Select.Content>
    </Select>
  )
}

type ColumnsMenuProps = {
  columns: readonly { id: string; title: string }[]
  shown: readonly string[]
  onChange: (ids: string[]) => void
}

/** Which columns a list shows. */
export const ColumnsMenu = ({ columns, shown, onChange }: ColumnsMenuProps) => {
  const { t } = useTranslation()
  const toggle = (id: string) =>
    onChange(columns.map((one) => one.id).filter((one) => (one === id ? !shown.includes(one) : shown.includes(one))))
  return (
    <DropdownMenu>
      <DropdownMenu.Trigger asChild>
        <IconButton size="small" aria-label={t("clientele.list.columns")}>
          <Adjustments />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="end">
        {columns.map(({ id, title }) => (
          <DropdownMenu.CheckboxItem
            key={id}
            checked={shown.includes(id)}
            onCheckedChange={() => toggle(id)}
            onSelect={(event) => event.preventDefault()}
          >
            {title}
          </DropdownMenu.CheckboxItem>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}
