import { Table } from "@medusajs/ui"
import { useTranslation } from "react-i18next"

type PaginationProps = {
  count: number
  size: number
  /** From 0. */
  page: number
  onPage: (page: number) => void
}

/** Goes through the pages of a list; nothing where there is one page only. */
export const Pagination = ({ count, size, page, onPage }: PaginationProps) => {
  const { t } = useTranslation()
  const pages = Math.ceil(count / size)
  if (pages <= 1) {
    return null
  }
  return (
    <Table.Pagination
      count={count}
      pageSize={size}
      pageIndex={page}
      pageCount={pages}
      canPreviousPage={page > 0}
      canNextPage={page < pages - 1}
      previousPage={() => onPage(page - 1)}
      nextPage={() => onPage(page + 1)}
      translations={{
        of: t("clientele.rows.of"),
        results: t("clientele.rows.results"),
        pages: t("clientele.rows.pages"),
        prev: t("clientele.rows.previous"),
        next: t("clientele.rows.next"),
      }}
    />
  )
}
