import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { LINK } from "../components/link"
import type { ListColumn } from "../components/list/list-table"
import { Given } from "../components/section"
import { useFormat } from "../lib/format"
import type { Import } from "./import-kinds"
import { ImportState } from "./import-state"

/** Rows with problems come first to the eye where there are any. */
export const importPage = ({ id, refused, kept }: Import) =>
  `/settings/imports/${id}${refused + kept > 0 ? "?problems=true" : ""}`

export function useImportColumns(): readonly ListColumn<Import>[] {
  const { t } = useTranslation()
  const { number, moment } = useFormat()
  return useMemo(
    () => [
      {
        id: "file",
        title: t("clientele.imports.file"),
        cell: (one) => (
          <Link to={importPage(one)} className={LINK}>
            <Given>{one.file_name ?? t("clientele.imports.nameless")}</Given>
          </Link>
        ),
      },
      { id: "kind", title: t("clientele.imports.kind"), cell: ({ kind }) => t(`clientele.imports.kinds.${kind}.name`) },
      { id: "status", title: t("clientele.imports.state"), cell: ({ status }) => <ImportState status={status} /> },
      { id: "rows", title: t("clientele.imports.rows"), cell: ({ rows }) => number(rows), isNumber: true },
      { id: "refused", title: t("clientele.imports.refused"), cell: ({ refused }) => number(refused), isNumber: true },
      { id: "applied", title: t("clientele.imports.applied"), cell: ({ applied }) => number(applied), isNumber: true },
      { id: "uploaded", title: t("clientele.imports.uploaded"), cell: ({ created_at }) => moment(created_at) },
    ],
    [t, number, moment],
  )
}
