import { Container, clx, Heading, Input } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"
import { useNavigate } from "react-router-dom"
import { useLatest } from "../../lib/use-latest"
import { Failed } from "../section"
import { type ListColumn, ListTable } from "./list-table"
import { ColumnsMenu, FilterField, type ListFilter } from "./list-tools"
import { Pager } from "./pager"
import { useSavedColumns } from "./saved-columns"
import type { List } from "./use-list"

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
  const { answer, place } = list
  const change = useLatest(list.change)
  const navigate = useNavigate()
  const open = useLatest((row: Row) => to && navigate(to(row)))
  if (answer.error) {
    return <Failed error={answer.error} retry={() => void answer.refetch()} />
  }
  return (
    <>
      <div
        aria-busy={answer.isPending || answer.isPlaceholderData}
        className={clx(answer.isPlaceholderData && "opacity-60")}
      >
        <ListTable
          // The columns wait for the user's choice, so that no column appears and disappears.
          rows={shown && answer.data?.rows}
          columns={columns}
          shown={(shown ?? []).join()}
          order={place.order}
          change={change}
          open={to && open}
          nothing={list.isNarrowed ? t("clientele.list.notFound") : empty}
          hint={list.isNarrowed ? t("clientele.list.notFoundHint") : undefined}
        />
      </div>
      <Pager list={list} />
    </>
  )
}
