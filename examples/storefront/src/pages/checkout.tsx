import { type Cart, pointsDiscount, useCart } from "../cart"
import { Delivery } from "../checkout/delivery"
import { PayWithPoints } from "../checkout/pay-with-points"
import { Payment } from "../checkout/payment"
import { money } from "../medusa"
import { Answered, Card } from "../ui"

const Totals = ({ cart }: { cart: Cart }) => {
  const points = pointsDiscount(cart)
  const others = cart.discount_total - points
  const lines: [string, number][] = [
    ["Goods", cart.item_subtotal],
    ["Shipping", cart.shipping_subtotal],
    ...(others > 0 ? [["Discount", -others] as [string, number]] : []),
    ...(points > 0 ? [["Paid with points", -points] as [string, number]] : []),
    ["Tax", cart.tax_total],
  ]
  return (
    <dl className="totals">
      {lines.map(([name, amount]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{money(amount, cart.currency_code)}</dd>
        </div>
      ))}
      <div className="total">
        <dt>To pay</dt>
        <dd>{money(cart.total, cart.currency_code)}</dd>
      </div>
    </dl>
  )
}

/** Points come before the payment, because a new price makes Medusa delete the payment session. */
export const Checkout = () => (
  <Answered query={useCart()}>
    {(cart) => {
      if (!cart) return <p>Your cart is empty.</p>
      const isDelivered = Boolean(cart.email && cart.shipping_address?.address_1 && cart.shipping_methods?.length)
      return (
        <>
          <h1>Checkout</h1>
          <div className="columns">
            <div>
              <Delivery cart={cart} />
              {isDelivered && <PayWithPoints key={cart.email} cart={cart} />}
              {isDelivered && <Payment cart={cart} />}
            </div>
            <Card title="Your order">
              <ul className="goods">
                {(cart.items ?? []).map(({ id, product_title, quantity }) => (
                  <li key={id}>
                    {quantity} × {product_title}
                  </li>
                ))}
              </ul>
              <Totals cart={cart} />
            </Card>
          </div>
        </>
      )
    }}
  </Answered>
)
