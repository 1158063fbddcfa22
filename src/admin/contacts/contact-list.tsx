import { Badge, Text } from "@medusajs/ui"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { LINK } from "../components/link"
import { Pagination } from "../components/pagination"
import { RowActions } from "../components/row-actions"
import { Answered, Given, Note } from "../components/section"
import { useChange } from "../components/use-change"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"
import { SaveContact } from "./save-contact"
import { type Contact, contactsKey } from "./shown-contact"

const SIZE = 10

/** A customer's contacts in pages, the primary one first. */
export const ContactList = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const [page, setPage] = useState(0)
  const [edited, setEdited] = useState<Contact | null>(null)
  const answer = useQuery({
    queryKey: [...contactsKey(customerId), page],
    queryFn: () =>
      call("GET /admin/customers/:id/contacts", {
        params: { id: customerId },
        query: { limit: SIZE, offset: page * SIZE },
      }),
    placeholderData: keepPreviousData,
  })
  const lastPage = Math.max(0, Math.ceil((answer.data?.count ?? 1) / SIZE) - 1)
  if (page > lastPage && !answer.isPlaceholderData) {
    setPage(lastPage)
  }
  return (
    <>
      <Answered answer={answer}>
        {({ contacts, count }) => (
          <>
            {count === 0 && <Note>{t("clientele.contacts.none")}</Note>}
            <ul className="divide-y">
              {contacts.map((contact) => (
                <Line key={contact.id} customerId={customerId} contact={contact} onEdit={() => setEdited(contact)} />
              ))}
            </ul>
            <Pagination count={count} size={SIZE} page={page} onPage={setPage} />
          </>
        )}
      </Answered>
      {edited && (
        <SaveContact key={edited.id} customerId={customerId} contact={edited} onClose={() => setEdited(null)} />
      )}
    </>
  )
}

type LineProps = { customerId: string; contact: Contact; onEdit: () => void }

const Line = ({ customerId, contact, onEdit }: LineProps) => {
  const { t } = useTranslation()
  const confirm = useConfirm()
  const params = { id: customerId, contact_id: contact.id }
  const promotion = useChange(
    () => call("PATCH /admin/customers/:id/contacts/:contact_id", { params, body: { is_primary: true } }),
    contactsKey(customerId),
  )
  const removal = useChange(
    () => call("DELETE /admin/customers/:id/contacts/:contact_id", { params }),
    contactsKey(customerId),
  )
  const remove = async () => {
    const question = {
      title: t("clientele.contacts.remove"),
      text: t("clientele.contacts.removeText", { name: contact.name }),
      confirm: t("clientele.form.remove"),
    }
    if (await confirm(question)) {
      removal.run(undefined)
    }
  }
  const actions = [
    { label: t("clientele.form.edit"), onClick: onEdit },
    ...(contact.is_primary
      ? []
      : [{ label: t("clientele.contacts.promote"), onClick: () => promotion.run(undefined) }]),
    { label: t("clientele.form.remove"), onClick: () => void remove() },
  ]
  return (
    <li className="flex items-start justify-between gap-4 px-6 py-3">
      <div className="flex min-w-0 flex-col gap-y-1">
        <div className="flex flex-wrap items-center gap-2">
          <Text as="div" size="small" leading="compact" weight="plus" className="min-w-0 break-words">
            <Given>{contact.name}</Given>
          </Text>
          {contact.is_primary && (
            <Badge size="2xsmall" color="green">
              {t("clientele.contacts.isPrimary")}
            </Badge>
          )}
        </div>
        {contact.title && (
          <Text as="div" size="small" leading="compact" className="text-ui-fg-subtle break-words">
            <Given>{contact.title}</Given>
          </Text>
        )}
        <Reached contact={contact} />
      </div>
      <RowActions of={contact.name} actions={actions} />
    </li>
  )
}

/** How a contact is reached. */
const Reached = ({ contact: { email, phone, phone_original } }: { contact: Contact }) => (
  <Text as="div" size="small" leading="compact" className="flex flex-wrap gap-x-4 gap-y-1">
    {email && (
      <a href={`mailto:${email}`} className={LINK}>
        {email}
      </a>
    )}
    {phone && (
      <a href={`tel:${phone}`} className={LINK}>
        {phone_original ?? phone}
      </a>
    )}
  </Text>
)
