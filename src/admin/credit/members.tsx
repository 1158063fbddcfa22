import { Text } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import { LINK } from "../components/link"
import { RowActions } from "../components/row-actions"
import { Answered, Given, Note } from "../components/section"
import { useChange } from "../components/use-change"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { useCustomerNames } from "../lib/use-customer-names"
import { type CreditMember, creditKey } from "./credit"
import { SaveMember } from "./save-member"

type MembersProps = { customerId: string; currency: string }

/** The buyers of an account and their spending limits. */
export const Members = ({ customerId, currency }: MembersProps) => {
  const { t } = useTranslation()
  const [edited, setEdited] = useState<CreditMember | null>(null)
  const answer = useQuery({
    queryKey: [...creditKey(customerId), "members"],
    queryFn: () => call("GET /admin/customers/:id/credit/members", { params: { id: customerId } }),
  })
  const names = useCustomerNames((answer.data?.members ?? []).map(({ customer_id }) => customer_id))
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-3">
        <Text size="small" leading="compact" weight="plus">
          {t("clientele.credit.members")}
        </Text>
        <SaveMember customerId={customerId} currency={currency} />
      </div>
      <Answered answer={answer}>
        {({ members }) =>
          members.length === 0 ? (
            <Note>{t("clientele.credit.noBuyers")}</Note>
          ) : (
            <ul className="divide-y" aria-label={t("clientele.credit.members")}>
              {members.map((member) => (
                <Line
                  key={member.customer_id}
                  customerId={customerId}
                  currency={currency}
                  member={member}
                  buyer={names.get(member.customer_id)}
                  onEdit={() => setEdited(member)}
                />
              ))}
            </ul>
          )
        }
      </Answered>
      {edited && (
        <SaveMember
          key={edited.customer_id}
          customerId={customerId}
          currency={currency}
          member={edited}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  )
}

type LineProps = MembersProps & {
  member: CreditMember
  buyer: { name: string; email: string | null } | undefined
  onEdit: () => void
}

const Line = ({ customerId, currency, member, buyer, onEdit }: LineProps) => {
  const { t } = useTranslation()
  const { money } = useFormat()
  const confirm = useConfirm()
  const { customer_id, spending_limit, spending_period } = member
  const name = buyer?.name ?? customer_id
  const removal = useChange(
    () =>
      call("DELETE /admin/customers/:id/credit/members/:member_id", {
        params: { id: customerId, member_id: customer_id },
      }),
    creditKey(customerId),
  )
  const remove = async () => {
    const question = {
      title: t("clientele.credit.removeBuyer"),
      text: t("clientele.credit.removeBuyerText", { name }),
      confirm: t("clientele.form.remove"),
    }
    if (await confirm(question)) {
      removal.run(undefined)
    }
  }
  const actions = [
    { label: t("clientele.credit.editBuyer"), onClick: onEdit },
    { label: t("clientele.form.remove"), onClick: () => void remove() },
  ]
  return (
    <li className="flex items-start justify-between gap-4 px-6 py-3">
      <div className="min-w-0">
        <Text as="div" size="small" leading="compact" className="break-words">
          <Link to={`/customers/${customer_id}`} className={LINK}>
            <Given>{name}</Given>
          </Link>
        </Text>
        {buyer?.email && buyer.email !== name && (
          <Text size="xsmall" className="text-ui-fg-muted break-words">
            {buyer.email}
          </Text>
        )}
      </div>
      <div className="flex shrink-0 items-center gap-2">
        <Text size="small" leading="compact" className="text-right tabular-nums">
          {spending_limit === null || spending_period === null
            ? t("clientele.credit.noSpendingLimit")
            : t(`clientele.credit.spends.${spending_period}`, { amount: money(spending_limit, currency) })}
        </Text>
        <RowActions of={name} actions={actions} />
      </div>
    </li>
  )
}
