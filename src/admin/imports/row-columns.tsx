import { StatusBadge } from "@medusajs/ui"
import { useMemo } from "react"
import { useTranslation } from "react-i18next"
import type { ClienteleRoutes } from "../../types"
import type { ListColumn } from "../components/list/list-table"
import { Given, None } from "../components/section"
import { useFormat } from "../lib/format"
import { refusalSentence } from "../lib/refusal-sentence"
import { IMPORT_KINDS, type ImportKind } from "./import-kinds"

type Answer = ClienteleRoutes["GET /admin/clientele/imports/:id/rows"]["response"]
type ImportRow = Extract<Answer, { rows: unknown }>["rows"][number]
export type ShownRow = ImportRow & { id: string }

const COLOURS = {
  staged: "blue",
  refused: "red",
  unchanged: "grey",
  applied: "green",
  reversed: "grey",
  kept: "orange",
} as const

export function useRowColumns(kind: ImportKind): readonly ListColumn<ShownRow>[] {
  const { t, i18n } = useTranslation()
  const { number } = useFormat()
  return useMemo(
    () => [
      { id: "line", title: t("clientele.imports.line"), cell: ({ line }) => number(line), isNumber: true },
      {
        id: "state",
        title: t("clientele.imports.state"),
        cell: ({ state }) => (
          <StatusBadge color={COLOURS[state]}>{t(`clientele.imports.rowState.${state}`)}</StatusBadge>
        ),
      },
      ...IMPORT_KINDS[kind].columns.map(
        ({ id, isNumber = false }): ListColumn<ShownRow> => ({
          id: `cell.${id}`,
          title: id,
          cell: ({ cells }) => (cells?.[id] ? <Given>{cells[id]}</Given> : <None />),
          isNumber,
        }),
      ),
      {
        id: "problems",
        title: t("clientele.imports.problems"),
        cell: ({ problems }) => (
          <ul className="min-w-64 whitespace-normal py-1">
            {problems.map(({ column, message }) => (
              <li key={`${column} ${message}`}>
                {column && <span className="font-mono">{column}: </span>}
                {refusalSentence(i18n, undefined, message)}
              </li>
            ))}
          </ul>
        ),
        hasControls: true,
      },
    ],
    [t, i18n, number, kind],
  )
}
