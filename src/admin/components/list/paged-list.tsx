import { Container, clx, createDataTableColumnHelper, DataTable, Heading, Input, useDataTable } from "@medusajs/ui"
import { type MouseEvent, type ReactNode, useMemo } from "react"
import { useTranslation } from "react-i18next"
import { useNavigate } from "react-router-dom"
import { Failed } from "../section"
import { ColumnsMenu, FilterField, type ListFilter } from "./list-tools"
import { Pager } from "./pager"
import { useSavedColumns } from "./saved-columns"
import type { List } from "./use-list"

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

type PagedListProps<Row extends { id: string }> = {
  /** Of the columns that a user chooses, for this list alone. */
  name: string
  title: string
  /** "h1" where the list is the page. */
  level?: "h1" | "h2"
  list: List<Row>
  columns: readonly ListColumn<Row>[]
  /** What the search field is called; no search without it. */
  search?: string
  filters?: readonly ListFilter[]
  actions?: ReactNode
  /** The text for an empty list without filters. */
  empty: string
  /** The page of a row. A cell has a link to it, too: a row takes no keyboard. */
  to?: (row: Row) => string
}

/** A list as Medusa's own pages show one: search, filters and columns above, a table, the pages below. */
export function PagedList<Row extends { id: string }>(props: PagedListProps<Row>) {
  const { name, title, level = "h1", list, columns, search, filters = [], actions } = props
  const usual = columns.filter((one) => !one.isExtra).map((one) => one.id)
  const saved = useSavedColumns(name, usual)
  return (
    <Container className="divide-y overflow-hidden p-0" data-clientele="list">
      <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
        <Heading level={level}>{title}</Heading>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      <div className="flex flex-wrap items-center gap-2 px-6 py-4">
        {search && (
          <div className="w-full md:w-80">
            <Input
              size="small"
              // Not "search": the picture in Medusa's has no text for a screen reader.
              role="searchbox"
              aria-label={search}
              placeholder={search}
              value={list.text}
              onChange={(event) => list.type(event.target.value)}
            />
          </div>
        )}
        {filters.map((filter) => (
          <FilterField
            key={filter.id}
            filter={filter}
            value={list.place.filters[filter.id] ?? ""}
            onChange={(value) => list.change({ [filter.id]: value })}
          />
        ))}
        <div className="ms-auto">
          <ColumnsMenu columns={columns} shown={saved.columns ?? usual} onChange={saved.choose} />
        </div>
      </div>
      <ListRows {...props} shown={saved.columns} />
    </Container>
  )
}

function ListRows<Row extends { id: string }>({
  list,
  columns,
  empty,
  to,
  shown,
}: PagedListProps<Row> & { shown: readonly string[] | undefined }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { answer, place, change } = list
  const table = useDataTable<Row>({
    // The columns wait for the user's choice, so that no column appears and disappears.
    data: (shown && answer.data?.rows) ?? [],
    columns: useColumns(columns, shown),
    getRowId: ({ id }) => id,
    isLoading: answer.isPending || shown === undefined,
    sorting: {
      state: place.order === "" ? null : { id: place.order.replace("-", ""), desc: place.order.startsWith("-") },
      onSortingChange: (by) => change({ order: by ? `${by.desc ? "-" : ""}${by.id}` : "" }),
    },
    ...(to ? { onRowClick: (event, row) => isOnRow(event) && navigate(to(row)) } : {}),
  })
  if (answer.error) {
    return <Failed error={answer.error} retry={() => void answer.refetch()} />
  }
  const nothing = list.isNarrowed
    ? { heading: t("clientele.list.notFound"), description: t("clientele.list.notFoundHint") }
    : { heading: empty }
  return (
    <>
      <div
        aria-busy={answer.isPending || answer.isPlaceholderData}
        className={clx(answer.isPlaceholderData && "opacity-60")}
      >
        <DataTable instance={table}>
          <DataTable.Table emptyState={{ empty: nothing, filtered: nothing }} />
        </DataTable>
      </div>
      <Pager list={list} />
    </>
  )
}

/** Links and buttons of a row do what they do, also in a drawer that one opens; a selected text is being copied. */
const isOnRow = (event: MouseEvent<HTMLElement>) =>
  event.currentTarget.contains(event.target as HTMLElement) &&
  !(event.target as HTMLElement).closest("a, button") &&
  !window.getSelection()?.toString()

/** `min-w-0` lets a long name end in an ellipsis, with its whole text in a tooltip, rather than push the amounts away. */
const LONGEST = 280

function useColumns<Row>(columns: readonly ListColumn<Row>[], shown: readonly string[] | undefined) {
  return useMemo(() => {
    const helper = createDataTableColumnHelper<Row>()
    return columns
      .filter(({ id }) => shown?.includes(id))
      .map(({ id, title, cell, isSortable = false, isNumber = false, hasControls = false }) =>
        helper.accessor((row: Row) => row, {
          id,
          header: () => title,
          cell: ({ row }) =>
            isNumber ? <span className="tabular-nums">{cell(row.original)}</span> : cell(row.original),
          enableSorting: isSortable,
          truncateTooltip: !hasControls,
          maxSize: LONGEST,
          ...(isNumber ? { align: "right" as const } : {}),
        }),
      )
  }, [columns, shown])
}
