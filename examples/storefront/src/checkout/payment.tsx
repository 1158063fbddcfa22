import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { useNavigate } from "react-router-dom"
import { type Cart, cartKey, forgetCart } from "../cart"
import { type Answer, call, money, sdk } from "../medusa"
import { useCustomer } from "../session"
import { Answered, Card, Field, Form } from "../ui"

/** The plugin's payment provider for orders on account. */
const TERMS = "pp_credit_terms"
/** Names of the payment methods. A shop writes its own list, with its card provider's form. */
const NAMES: Record<string, string> = {
  pp_card_demo: "By card (a demo card, always accepted)",
  pp_system_default: "By invoice, paid to the shop's bank account",
  [TERMS]: "On account",
}

type Eligibility = Answer<"GET /store/carts/:id/credit-eligibility">

const REASONS: Partial<Record<Eligibility["reasons"][number], string>> = {
  not_a_member: "Only for buyers of a company that has an account with us. Sign in first.",
  credit_limit_exceeded: "This order goes beyond your company's credit limit.",
  member_limit_exceeded: "This order goes beyond what you may spend.",
  credit_on_hold: "Your company's account is on hold. Please call us.",
  credit_overdue: "Invoices are overdue. Please call us.",
  currency_mismatch: "Your company's account is in another currency.",
  test_customer: "This account is for tests.",
}

const Terms = ({ eligibility, currency }: { eligibility: Eligibility; currency: string }) => {
  const [reason] = eligibility.reasons
  const missing = eligibility.shortfall ? ` ${money(eligibility.shortfall, currency)} are missing.` : ""
  const said = reason ? (REASONS[reason] ?? "This order cannot be bought on account.") : ""
  return (
    <span className="hint">
      {eligibility.available !== null && `${money(eligibility.available, currency)} available. `}
      {said}
      {missing}
      {eligibility.requires_approval && " The shop has to approve it."}
    </span>
  )
}

/** Points and coupons pay for everything. Card providers refuse a payment session over 0. */
const isFree = (cart: Cart) => cart.total <= 0

async function pay(cart: Cart, provider: string, poNumber: string): Promise<string> {
  if (provider === TERMS && poNumber) {
    await sdk.store.cart.update(cart.id, { metadata: { po_number: poNumber } })
  }
  // The session is created right before the completion, because each change of the price deletes the earlier session.
  if (!isFree(cart)) {
    await sdk.store.payment.initiatePaymentSession(cart, { provider_id: provider })
  }
  const done = await sdk.store.cart.complete(cart.id)
  if (done.type !== "order") throw new Error(done.error.message)
  return done.order.id
}

function usePaymentMethods(cart: Cart) {
  const { data: customer } = useCustomer()
  return useQuery({
    queryKey: ["payment-methods", cart.region_id, cart.total, customer?.id],
    queryFn: async () => {
      const [{ payment_providers }, eligibility] = await Promise.all([
        sdk.store.payment.listPaymentProviders({ region_id: cart.region_id ?? "" }),
        call("GET /store/carts/:id/credit-eligibility", { params: { id: cart.id } }),
      ])
      const providers = Object.keys(NAMES).filter((name) => payment_providers.some(({ id }) => id === name))
      return { providers, eligibility }
    },
  })
}

export const Payment = ({ cart }: { cart: Cart }) => {
  const [chosen, choose] = useState<string>()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const methods = usePaymentMethods(cart)
  const order = useMutation({
    mutationFn: ({ po_number = "" }: Record<string, string>) => pay(cart, chosen ?? "", po_number),
    onSuccess: (id) => {
      forgetCart()
      navigate(`/orders/${id}`)
      return queries.resetQueries()
    },
    // The refusal may have changed the cart: its points may be gone, or its price may differ.
    onError: () => queries.invalidateQueries({ queryKey: cartKey }),
  })
  return (
    <Card title="3. Payment">
      <Answered query={methods}>
        {({ providers, eligibility }) => (
          <Form
            label={`Buy for ${money(cart.total, cart.currency_code)}`}
            isBusy={order.isPending}
            error={order.error}
            onSend={order.mutateAsync}
          >
            {!isFree(cart) && (
              <fieldset>
                <legend>How do you want to pay?</legend>
                {providers.map((id) => (
                  <label key={id} className="choice">
                    <input
                      type="radio"
                      name="provider"
                      required
                      checked={chosen === id}
                      disabled={id === TERMS && !eligibility.eligible}
                      onChange={() => choose(id)}
                    />
                    <span>
                      {NAMES[id]}
                      {id === TERMS && <Terms eligibility={eligibility} currency={cart.currency_code} />}
                    </span>
                  </label>
                ))}
              </fieldset>
            )}
            {chosen === TERMS && !isFree(cart) && (
              <Field label="Your purchase order number" name="po_number" required={false} />
            )}
          </Form>
        )}
      </Answered>
    </Card>
  )
}
