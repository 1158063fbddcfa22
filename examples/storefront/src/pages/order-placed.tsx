import { useQuery } from "@tanstack/react-query"
import { Link, useParams } from "react-router-dom"
import { money, sdk } from "../medusa"
import { Answered, Card } from "../ui"

export const OrderPlaced = () => {
  const { id = "" } = useParams()
  const answer = useQuery({ queryKey: ["order", id], queryFn: () => sdk.store.order.retrieve(id) })
  return (
    <Answered query={answer}>
      {({ order }) => (
        <Card title={`Thank you for order #${order.display_id}`}>
          <p>
            {money(order.total, order.currency_code)}, and a mail with all of it goes to {order.email}.
          </p>
          <Link to="/account">See your points and invoices</Link>
        </Card>
      )}
    </Answered>
  )
}
