import { createDataTableColumnHelper, DataTable, useDataTable } from "@medusajs/ui"
import { type MouseEvent, memo, type ReactNode, useMemo } from "react"

export type ListColumn<Row> = {
  /** Its name in `order`, where it is sortable. */
  id: string
  title: string
  cell: (row: Row) => ReactNode
  isSortable?: boolean
  isNumber?: boolean
  /** Shown only by those who choose it. */
  isExtra?: boolean
  /** Buttons: nothing that a tooltip repeats. */
  hasControls?: boolean
}

type ListTableProps<Row> = {
  /** Undefined while the first page loads. */
  rows: Row[] | undefined
  columns: readonly ListColumn<Row>[]
  /** Ids of columns, with commas between them. */
  shown: string
  order: string
  change: (changes: Record<string, string>) => void
  open: ((row: Row) => void) | undefined
  nothing: string
  hint: string | undefined
}

const NO_ROWS: never[] = []

/**
 * The table renders its hundreds of cells only for other rows, columns or another order: not for each key of a search, nor for the
 * change of the URL that follows.
 */
export const ListTable = memo(function ListTable<Row extends { id: string }>(props: ListTableProps<Row>) {
  const { rows, columns, shown, order, change, open, nothing, hint } = props
  const table = useDataTable<Row>({
    data: rows ?? NO_ROWS,
    columns: useColumns(columns, shown),
    getRowId: ({ id }) => id,
    isLoading: rows === undefined,
    sorting: {
      state: order === "" ? null : { id: order.replace("-", ""), desc: order.startsWith("-") },
      onSortingChange: (by) => change({ order: by ? `${by.desc ? "-" : ""}${by.id}` : "" }),
    },
    ...(open ? { onRowClick: (event, row) => isOnRow(event) && open(row) } : {}),
  })
  const state = { heading: nothing, ...(hint ? { description: hint } : {}) }
  return (
    <DataTable instance={table}>
      <DataTable.Table emptyState={{ empty: state, filtered: state }} />
    </DataTable>
  )
}) as <Row extends { id: string }>(props: ListTableProps<Row>) => ReactNode

/** Links and buttons of a row do what they do, also in a drawer that one opens; a selected text is being copied. */
const isOnRow = (event: MouseEvent<HTMLElement>) =>
  event.currentTarget.contains(event.target as HTMLElement) &&
  !(event.target as HTMLElement).closest("a, button") &&
  !window.getSelection()?.toString()

const nameIfCut = ({ currentTarget: cell }: MouseEvent<HTMLElement>) => {
  cell.title = cell.scrollWidth > cell.clientWidth ? (cell.textContent ?? "") : ""
}

/**
 * A text that ends in an ellipsis where it is too long; the pointer shows all of it. Medusa's tooltip for a cell is a dozen components, so
 * a page of rows takes several times as long with it.
 */
const Cut = ({ children }: { children: ReactNode }) => (
  // biome-ignore lint/a11y/noStaticElementInteractions: the pointer changes nothing, and a screen reader reads the whole text
  <div className="truncate" onMouseEnter={nameIfCut}>
    {children}
  </div>
)

/** `min-w-0` lets a long name end in an ellipsis, with its whole text in a tooltip, rather than push the amounts away. */
const LONGEST = 280

function useColumns<Row>(columns: readonly ListColumn<Row>[], shown: string) {
  return useMemo(() => {
    const helper = createDataTableColumnHelper<Row>()
    const ids = shown.split(",")
    return columns
      .filter(({ id }) => ids.includes(id))
      .map(({ id, title, cell, isSortable = false, isNumber = false, hasControls = false }) =>
        helper.accessor((row: Row) => row, {
          id,
          header: () => title,
          cell: ({ row }) => {
            const shown = cell(row.original)
            if (hasControls) {
              return shown
            }
            return isNumber ? <span className="tabular-nums">{shown}</span> : <Cut>{shown}</Cut>
          },
          enableSorting: isSortable,
          truncateTooltip: false,
          maxSize: LONGEST,
          ...(isNumber ? { align: "right" as const } : {}),
        }),
      )
  }, [columns, shown])
}
