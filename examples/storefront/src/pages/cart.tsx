import { Link } from "react-router-dom"
import { type Cart, useCart, useCartChange } from "../cart"
import { money, sdk } from "../medusa"
import { Answered, Button, Card, Refusal } from "../ui"

const Lines = ({ cart }: { cart: Cart }) => {
  const change = useCartChange<{ id: string; quantity: number }, unknown>(({ id, quantity }) =>
    quantity > 0
      ? sdk.store.cart.updateLineItem(cart.id, id, { quantity })
      : sdk.store.cart.deleteLineItem(cart.id, id),
  )
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">Product</th>
            <th scope="col">Quantity</th>
            <th scope="col" className="amount">
              Price
            </th>
          </tr>
        </thead>
        <tbody>
          {(cart.items ?? []).map(({ id, product_title, quantity, unit_price }) => (
            <tr key={id}>
              <td>{product_title}</td>
              <td>
                <Button
                  isQuiet
                  label={`One ${product_title} fewer`}
                  isBusy={change.isPending}
                  onPress={() => change.mutateAsync({ id, quantity: quantity - 1 })}
                >
                  −
                </Button>{" "}
                {quantity}{" "}
                <Button
                  isQuiet
                  label={`One more ${product_title}`}
                  isBusy={change.isPending}
                  onPress={() => change.mutateAsync({ id, quantity: quantity + 1 })}
                >
                  +
                </Button>
              </td>
              <td className="amount">{money(unit_price * quantity, cart.currency_code)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Refusal error={change.error} />
    </>
  )
}

export const CartPage = () => (
  <Answered query={useCart()}>
    {(cart) =>
      cart && (cart.items ?? []).length > 0 ? (
        <Card title="Your cart">
          <Lines cart={cart} />
          <p className="sum">
            Goods <strong>{money(cart.item_subtotal, cart.currency_code)}</strong>
          </p>
          <Link to="/checkout" className="button">
            To the checkout
          </Link>
        </Card>
      ) : (
        <Card title="Your cart">
          <p>Your cart is empty.</p>
          <Link to="/">Have a look around</Link>
        </Card>
      )
    }
  </Answered>
)
