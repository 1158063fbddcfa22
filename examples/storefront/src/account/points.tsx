import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { type Answer, call, count, dayOf } from "../medusa"
import { Answered, Button, Card, Field, Form, Refusal } from "../ui"

type Loyalty = NonNullable<Answer<"GET /store/customers/me/loyalty">["loyalty"]>

const REASONS: Record<string, string> = {
  order: "Earned with an order",
  order_change: "An order was changed",
  refund_reversal: "Taken back after a refund",
  redemption: "Spent on an order",
  redeem_return: "Given back",
  expiry: "Expired",
  manual: "Changed by the shop",
  import: "Brought along",
  merge: "From another address of yours",
}

/** Points belong to a mailbox: the account shows them once its mailbox is verified. */
const Prove = ({ email }: { email: string }) => {
  const queries = useQueryClient()
  const ask = useMutation({
    mutationFn: () => call("POST /store/loyalty/redemption/send-otp", { body: { email } }),
  })
  const verify = useMutation({
    mutationFn: ({ code = "" }: Record<string, string>) =>
      call("POST /store/loyalty/redemption/verify-otp", {
        body: { email, code: code.trim(), challenge_id: ask.data?.challenge_id },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["points"] }),
  })
  return ask.data ? (
    <Form label="Show my points" isBusy={verify.isPending} error={verify.error} onSend={verify.mutateAsync}>
      <Field label={`Code from the mail to ${email}`} name="code" autoComplete="one-time-code" inputMode="numeric" />
    </Form>
  ) : (
    <>
      <p>To see your points, show once that {email} is yours.</p>
      <Refusal error={ask.error} />
      <Button isBusy={ask.isPending} onPress={ask.mutateAsync}>
        Send me a code
      </Button>
    </>
  )
}

const Ledger = ({ loyalty }: { loyalty: Loyalty }) => (
  <>
    <p className="big">{count(loyalty.points_balance)} points</p>
    {loyalty.points_pending > 0 && <p className="hint">{count(loyalty.points_pending)} of them can be used later.</p>}
    {loyalty.next_expiry && (
      <p className="hint">
        {count(loyalty.next_expiry.points)} expire on {dayOf(loyalty.next_expiry.at)}.
      </p>
    )}
    <table>
      <tbody>
        {loyalty.ledger.slice(0, 10).map((entry) => (
          <tr key={entry.id}>
            <td>{dayOf(entry.created_at)}</td>
            <td>{REASONS[entry.reason] ?? entry.reason}</td>
            <td className="amount">{entry.points > 0 ? `+${count(entry.points)}` : count(entry.points)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </>
)

export const Points = ({ email }: { email: string }) => {
  const answer = useQuery({ queryKey: ["points"], queryFn: () => call("GET /store/customers/me/loyalty") })
  return (
    <Card title="Your points">
      <Answered query={answer}>
        {({ loyalty }) => (loyalty ? <Ledger loyalty={loyalty} /> : <Prove email={email} />)}
      </Answered>
    </Card>
  )
}
