import { Badge, Table, Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { LINK } from "../components/link"
import { Pagination } from "../components/pagination"
import { Answered, Note } from "../components/section"
import { useFormat } from "../lib/format"
import type { OpenItem } from "./credit"
import { Dispute } from "./dispute"
import { PAGE_OF_ITEMS, useOpenItems } from "./use-open-items"

type OpenItemsProps = { customerId: string; currency: string }

/** The open items, the earliest due date first. */
export const OpenItems = ({ customerId, currency }: OpenItemsProps) => {
  const { t } = useTranslation()
  const [page, setPage] = useState(0)
  const answer = useOpenItems(customerId, page)
  const last = Math.max(0, Math.ceil((answer.data?.count ?? 1) / PAGE_OF_ITEMS) - 1)
  if (page > last && !answer.isPlaceholderData) {
    setPage(last)
  }
  return (
    <Answered answer={answer}>
      {({ receivables, count }) =>
        receivables.length === 0 ? (
          <Note>{t("clientele.credit.noItems")}</Note>
        ) : (
          <div className="overflow-x-auto">
            <Table aria-label={t("clientele.credit.items")}>
              <Table.Header>
                <Table.Row>
                  <Table.HeaderCell>{t("clientele.credit.order")}</Table.HeaderCell>
                  <Table.HeaderCell>{t("clientele.credit.due")}</Table.HeaderCell>
                  <Table.HeaderCell className="text-right">{t("clientele.credit.open")}</Table.HeaderCell>
                  <Table.HeaderCell>
                    <span className="sr-only">{t("clientele.rows.column")}</span>
                  </Table.HeaderCell>
                </Table.Row>
              </Table.Header>
              <Table.Body>
                {receivables.map((item) => (
                  <Item key={item.id} customerId={customerId} item={item} currency={currency} />
                ))}
              </Table.Body>
            </Table>
            <Pagination count={count} size={PAGE_OF_ITEMS} page={page} onPage={setPage} />
          </div>
        )
      }
    </Answered>
  )
}

const Item = ({ customerId, item, currency }: OpenItemsProps & { item: OpenItem }) => {
  const { t } = useTranslation()
  const { money, calendarDay } = useFormat()
  return (
    <Table.Row>
      <Table.Cell>
        {item.order_id ? (
          <Link to={`/orders/${item.order_id}`} className={LINK}>
            {item.po_number ?? t("clientele.credit.order")}
          </Link>
        ) : (
          <Text size="small">{item.note ?? t("clientele.credit.adjustment")}</Text>
        )}
      </Table.Cell>
      <Table.Cell>
        <div className="flex flex-wrap items-center gap-2">
          {item.due_at && <time dateTime={item.due_at}>{calendarDay(item.due_at)}</time>}
          {item.days_overdue > 0 && (
            <Badge size="2xsmall" color="red">
              {t("clientele.credit.days", { count: item.days_overdue })}
            </Badge>
          )}
          {item.disputed && (
            <Badge size="2xsmall" color="orange">
              {t("clientele.credit.disputed")}
            </Badge>
          )}
        </div>
      </Table.Cell>
      <Table.Cell className="text-right tabular-nums">{money(item.open_amount, currency)}</Table.Cell>
      <Table.Cell className="text-right">
        <Dispute
          accountId={customerId}
          receivableId={item.id}
          disputed={item.disputed}
          of={item.po_number ?? item.note ?? money(item.open_amount, currency)}
        />
      </Table.Cell>
    </Table.Row>
  )
}
