import { type Cart, useCartChange } from "../cart"
import { COUNTRY, money, sdk } from "../medusa"
import { useCustomer } from "../session"
import { Card, Field, Form } from "../ui"

/** Email address, postal address, and the cheapest shipping option. */
async function deliver(cart: Cart, values: Record<string, string>): Promise<void> {
  const { email, ...address } = values
  const where = { ...address, country_code: COUNTRY }
  await sdk.store.cart.update(cart.id, { email, shipping_address: where, billing_address: where })
  const { shipping_options } = await sdk.store.fulfillment.listCartOptions({ cart_id: cart.id })
  const [cheapest] = shipping_options.sort((one, other) => one.amount - other.amount)
  if (!cheapest) throw new Error("This shop does not ship to that address.")
  await sdk.store.cart.addShippingMethod(cart.id, { option_id: cheapest.id })
}

export const Delivery = ({ cart }: { cart: Cart }) => {
  const { data: customer } = useCustomer()
  const save = useCartChange((values: Record<string, string>) => deliver(cart, values))
  const address = cart.shipping_address
  const [shipping] = cart.shipping_methods ?? []
  return (
    <Card title="1. Delivery">
      <Form
        key={customer?.id ?? "guest"}
        label={shipping ? "Change" : "Continue"}
        isBusy={save.isPending}
        error={save.error}
        onSend={save.mutateAsync}
      >
        <Field
          label="Email address"
          name="email"
          type="email"
          autoComplete="email"
          value={cart.email ?? customer?.email ?? ""}
        />
        <div className="pair">
          <Field label="First name" name="first_name" autoComplete="given-name" value={address?.first_name ?? ""} />
          <Field label="Last name" name="last_name" autoComplete="family-name" value={address?.last_name ?? ""} />
        </div>
        <Field label="Street" name="address_1" autoComplete="address-line1" value={address?.address_1 ?? ""} />
        <div className="pair">
          <Field label="Postal code" name="postal_code" autoComplete="postal-code" value={address?.postal_code ?? ""} />
          <Field label="City" name="city" autoComplete="address-level2" value={address?.city ?? ""} />
        </div>
      </Form>
      {shipping && (
        <p className="hint" role="status">
          {shipping.name}, {money(shipping.amount, cart.currency_code)}
        </p>
      )}
    </Card>
  )
}
