import { EllipsisHorizontal } from "@medusajs/icons"
import { DropdownMenu, IconButton } from "@medusajs/ui"
import { useTranslation } from "react-i18next"

type RowActionsProps = {
  /** What the actions are for, such as a person's name. */
  of: string
  actions: readonly { label: string; onClick: () => void }[]
}

/** What can be done with a row, in a menu, as in the dashboard's own lists. */
export const RowActions = ({ of, actions }: RowActionsProps) => {
  const { t } = useTranslation()
  return (
    <DropdownMenu modal={false}>
      <DropdownMenu.Trigger asChild>
        <IconButton
          size="small"
          variant="transparent"
          className="shrink-0"
          aria-label={t("clientele.rows.actions", { of })}
        >
          <EllipsisHorizontal />
        </IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content align="end">
        {actions.map(({ label, onClick }) => (
          <DropdownMenu.Item key={label} onClick={onClick}>
            {label}
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  )
}
