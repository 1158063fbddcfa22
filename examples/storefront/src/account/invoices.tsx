import { useQuery } from "@tanstack/react-query"
import { type Answer, calendarDay, call, money } from "../medusa"
import { Answered, Card } from "../ui"

type Receivable = Answer<"GET /store/customers/me/credit/receivables">["receivables"][number]

const Open = ({ items, currency }: { items: Receivable[]; currency: string }) => (
  <table>
    <thead>
      <tr>
        <th scope="col">Order</th>
        <th scope="col">Due</th>
        <th scope="col" className="amount">
          Open
        </th>
      </tr>
    </thead>
    <tbody>
      {items.map(({ id, po_number, due_at, open_amount }) => (
        <tr key={id}>
          <td>{po_number ?? "Order on account"}</td>
          <td>{due_at ? calendarDay(due_at) : "—"}</td>
          <td className="amount">{money(open_amount, currency)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

/** Only for buyers of a company with an account; other customers do not see it. */
export const Invoices = () => {
  const credit = useQuery({ queryKey: ["credit"], queryFn: () => call("GET /store/customers/me/credit") })
  const account = credit.data?.credit
  const items = useQuery({
    queryKey: ["receivables"],
    enabled: Boolean(account),
    queryFn: () => call("GET /store/customers/me/credit/receivables", { query: { status: "open", limit: 50 } }),
  })
  if (!account) return null
  const { currency_code: currency, current_balance, available, overdue_amount } = account
  return (
    <Card title="On account">
      <p className="big">{money(current_balance, currency)} owed</p>
      <p className="hint">
        {money(available, currency)} available
        {overdue_amount > 0 && `, ${money(overdue_amount, currency)} overdue`}
      </p>
      <Answered query={items}>{({ receivables }) => <Open items={receivables} currency={currency} />}</Answered>
    </Card>
  )
}
