import { StatusBadge } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import type { Import } from "./import-kinds"

const COLOURS = {
  staging: "grey",
  ready: "blue",
  applying: "orange",
  applied: "green",
  canceled: "grey",
  reversing: "orange",
  reversed: "grey",
} as const

export const ImportState = ({ status }: Pick<Import, "status">) => {
  const { t } = useTranslation()
  return <StatusBadge color={COLOURS[status]}>{t(`clientele.imports.status.${status}`)}</StatusBadge>
}
