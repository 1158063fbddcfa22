import { useMutation, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { type Cart, pointsDiscount, useCartChange } from "../cart"
import { type Answer, call, count, money } from "../medusa"
import { Answered, Button, Card, Field, Form, Refusal } from "../ui"

type Preview = Answer<"POST /store/loyalty/preview">["preview"]
type Config = Answer<"GET /store/loyalty/config">["config"]

/** The shopper verifies the mailbox with a code. The token stays in memory, because it is as valuable as the code. */
const ProveMailbox = ({ cart, onProven }: { cart: Cart; onProven: (token: string) => void }) => {
  const email = cart.email ?? ""
  const ask = useMutation({
    mutationFn: () => call("POST /store/loyalty/redemption/send-otp", { body: { email, cart_id: cart.id } }),
  })
  const verify = useMutation({
    mutationFn: ({ code = "" }: Record<string, string>) =>
      call("POST /store/loyalty/redemption/verify-otp", {
        body: { email, code: code.trim(), challenge_id: ask.data?.challenge_id },
      }),
    onSuccess: ({ redemption_token }) => onProven(redemption_token),
  })
  if (!ask.data) {
    return (
      <>
        <p>
          If {email} has points, you can pay a part of this order with them. We send a code to be sure that it is you.
        </p>
        <Refusal error={ask.error} />
        <Button isBusy={ask.isPending} onPress={ask.mutateAsync}>
          Send me a code
        </Button>
      </>
    )
  }
  return (
    <>
      <p role="status">If this address has points, a code is on its way to {email}.</p>
      <Form label="Use this code" isBusy={verify.isPending} error={verify.error} onSend={verify.mutateAsync}>
        <Field label="Code" name="code" autoComplete="one-time-code" inputMode="numeric" />
      </Form>
      <Button isQuiet isBusy={ask.isPending} onPress={ask.mutateAsync}>
        Send another code
      </Button>
    </>
  )
}

const REASONS: Partial<Record<Preview["reasons"][number], string>> = {
  below_minimum_total: "This order is too small to be paid with points.",
  insufficient_points: "You do not have enough points yet.",
  test_customer: "These points are for tests.",
  email_changed_recently: "Your email address was changed within the last day. Ask for a code instead.",
}

/** Points can be removed without a code, also those of an email address that the shopper has changed since. */
const UseNone = ({ cart, onGone }: { cart: Cart; onGone?: () => void }) => {
  const take = useCartChange(() =>
    call("DELETE /store/carts/:id/loyalty-redemption", { params: { id: cart.id } }).then(onGone),
  )
  if (pointsDiscount(cart) === 0) return null
  return (
    <>
      <Refusal error={take.error} />
      <Button isQuiet isBusy={take.isPending} onPress={() => take.mutateAsync(undefined)}>
        Use none
      </Button>
    </>
  )
}

type SliderProps = { cart: Cart; config: Config; preview: Preview; token: string | undefined }

/** Shows the store's answer, never the requested number. */
const Slider = ({ cart, config, preview, token }: SliderProps) => {
  const most = preview.max_points ?? 0
  const least = Math.min(config.min_points_to_redeem, most)
  const [wanted, setWanted] = useState(most)
  const proof = token === undefined ? {} : { token }
  const where = { params: { id: cart.id } }
  const apply = useCartChange((points: number) =>
    call("POST /store/carts/:id/loyalty-redemption", { ...where, body: { points, ...proof } }),
  )
  const discount = pointsDiscount(cart)
  const isBusy = apply.isPending
  const used = apply.data?.loyalty_redemption
  return (
    <>
      <p>
        You have {count(preview.points_balance ?? 0)} points. This order takes up to {count(most)}
        {preview.max_discount && `, worth ${money(preview.max_discount, preview.currency_code)}`}.
      </p>
      <label className="slider">
        <span>
          Points to use: <strong>{count(wanted)}</strong>
        </span>
        <input
          type="range"
          min={least}
          max={most}
          value={wanted}
          disabled={isBusy}
          onChange={(event) => setWanted(Number(event.target.value))}
        />
      </label>
      {discount > 0 && (
        <p role="status">
          {used ? `${count(used.points)} points take ` : "Your points take "}
          {money(discount, cart.currency_code)} off.
        </p>
      )}
      <Refusal error={apply.error} />
      <Button isBusy={isBusy} onPress={() => apply.mutateAsync(wanted)}>
        {discount > 0 ? "Change" : "Use these points"}
      </Button>
      <UseNone cart={cart} onGone={apply.reset} />
    </>
  )
}

const Offer = ({ cart, config }: { cart: Cart; config: Config }) => {
  const [token, setToken] = useState<string>()
  const goods = (cart.items ?? []).map(({ id, quantity }) => `${id} ${quantity}`)
  const answer = useQuery({
    queryKey: ["preview", cart.id, cart.email, goods, Boolean(token)],
    queryFn: () =>
      call("POST /store/loyalty/preview", {
        body: { email: cart.email ?? "", cart_id: cart.id, ...(token === undefined ? {} : { token }) },
      }),
  })
  return (
    <Answered query={answer}>
      {({ preview }) => {
        if (preview.proof_required) {
          return (
            <>
              <ProveMailbox cart={cart} onProven={setToken} />
              <UseNone cart={cart} />
            </>
          )
        }
        if ((preview.max_points ?? 0) > 0) {
          return <Slider cart={cart} config={config} preview={preview} token={token} />
        }
        const reason = preview.reasons.map((code) => REASONS[code]).find(Boolean)
        return (
          <>
            <p>{reason ?? "There are no points to use on this order."}</p>
            <UseNone cart={cart} />
          </>
        )
      }}
    </Answered>
  )
}

/** Offers points if the shop redeems them in the cart's currency. */
export const PayWithPoints = ({ cart }: { cart: Cart }) => {
  const { data } = useQuery({ queryKey: ["loyalty-config"], queryFn: () => call("GET /store/loyalty/config") })
  if (!data?.config.enabled || !data.config.currencies[cart.currency_code]) return null
  return (
    <Card title="2. Points">
      <Offer cart={cart} config={data.config} />
    </Card>
  )
}
