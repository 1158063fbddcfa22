import { Input, Table, Text } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Link } from "react-router-dom"
import type { ClienteleRoutes } from "../../types"
import { LINK } from "../components/link"
import { Pagination } from "../components/pagination"
import { Answered, Note, Section } from "../components/section"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { useDebounced } from "../lib/use-debounced"
import { loyaltyKey } from "./loyalty"

type Account = ClienteleRoutes["GET /admin/loyalty/accounts"]["response"]["accounts"][number]

const PAGE = 20

/** The points accounts by email address, with a search by the start of the address or by name. */
export const Accounts = () => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState("")
  const [page, setPage] = useState(0)
  const q = useDebounced(typed.trim())
  const search = q.length >= 2 ? q : ""
  const answer = useQuery({
    queryKey: [...loyaltyKey, "accounts", search, page],
    queryFn: () =>
      call("GET /admin/loyalty/accounts", {
        query: { limit: PAGE, offset: page * PAGE, ...(search ? { q: search } : {}) },
      }),
    placeholderData: (before) => before,
  })
  const searchBox = (
    <Input
      role="searchbox"
      size="small"
      className="w-64 max-w-full"
      aria-label={t("clientele.loyalty.searchAccounts")}
      placeholder={t("clientele.loyalty.searchAccounts")}
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value)
        setPage(0)
      }}
    />
  )
  return (
    <Section title={t("clientele.loyalty.accounts")} actions={searchBox}>
      <Answered answer={answer}>
        {({ accounts, count }) =>
          accounts.length === 0 ? (
            <Note>{t(search ? "clientele.loyalty.noneFound" : "clientele.loyalty.noAccounts")}</Note>
          ) : (
            <>
              <Rows accounts={accounts} />
              <Pagination count={count} size={PAGE} page={page} onPage={setPage} />
            </>
          )
        }
      </Answered>
    </Section>
  )
}

const Rows = ({ accounts }: { accounts: Account[] }) => {
  const { t } = useTranslation()
  const { number, day } = useFormat()
  const numbers = ["balance", "held", "lifetimeEarned", "lifetimeRedeemed"] as const
  return (
    <div className="overflow-x-auto">
      <Table aria-label={t("clientele.loyalty.accounts")}>
        <Table.Header>
          <Table.Row>
            <Table.HeaderCell>{t("clientele.loyalty.customer")}</Table.HeaderCell>
            {numbers.map((name) => (
              <Table.HeaderCell key={name} className="whitespace-nowrap text-right">
                {t(`clientele.loyalty.${name}`)}
              </Table.HeaderCell>
            ))}
            <Table.HeaderCell className="whitespace-nowrap text-right">
              {t("clientele.loyalty.lastChange")}
            </Table.HeaderCell>
          </Table.Row>
        </Table.Header>
        <Table.Body>
          {accounts.map((account, i) => (
            <Table.Row key={account.email ?? `anonymised ${i}`}>
              <Table.Cell className="py-2">
                <Owner account={account} />
              </Table.Cell>
              {[account.balance, account.held, account.lifetime_earned, account.lifetime_redeemed].map(
                (value, column) => (
                  <Table.Cell key={numbers[column]} className="text-right tabular-nums">
                    {number(value)}
                  </Table.Cell>
                ),
              )}
              <Table.Cell className="whitespace-nowrap text-right">{day(account.updated_at)}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </div>
  )
}

/** The registered customer before guests of the same address. */
const Owner = ({ account: { email, customers } }: { account: Account }) => {
  const { t } = useTranslation()
  const customer = customers.find(({ has_account }) => has_account) ?? customers[0]
  if (email === null) {
    return <Text size="small">{t("clientele.loyalty.anonymised")}</Text>
  }
  const address = <bdi className="break-all">{email}</bdi>
  if (!customer) {
    return (
      <Text size="small" as="div">
        {address}
      </Text>
    )
  }
  return (
    <div className="flex min-w-40 max-w-72 flex-col break-words">
      <Link to={`/customers/${customer.id}`} className={`${LINK} txt-compact-small-plus`}>
        <bdi>{customer.name ?? email}</bdi>
      </Link>
      {customer.name && (
        <Text size="xsmall" as="div" className="text-ui-fg-subtle">
          {address}
        </Text>
      )}
    </div>
  )
}
