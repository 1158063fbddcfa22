import { FetchError } from "@medusajs/js-sdk"
import { Button, Container, Copy, Heading, Text } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import type { Outbox, OutboxMail } from "../../../types"
import { sdk } from "../../lib/sdk"

/** New mails show within this time, without a click. */
const REFRESH_MS = 3000

/**
 * `/app/outbox`: the mails that the development outbox kept instead of sending them. It has no entry in the menu, which
 * would be the same in production, where this page only says that it is for development.
 */
const OutboxPage = () => {
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: ["clientele", "outbox"],
    queryFn: () => sdk.client.fetch<Outbox>("/admin/clientele/outbox"),
    refetchInterval: ({ state }) => (state.error ? false : REFRESH_MS),
    retry: false,
  })
  return (
    <Container className="divide-y p-0">
      <div className="flex items-center justify-between px-6 py-4">
        <div>
          <Heading>Outbox</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            Mails that were kept and not sent, for development.
          </Text>
        </div>
        {data && (
          <Button size="small" variant="secondary" onClick={() => void refetch()}>
            Refresh
          </Button>
        )}
      </div>
      {isLoading && <Note>Loading…</Note>}
      {error && <Note>{explain(error)}</Note>}
      {data?.mails.map((mail) => (
        <Mail key={`${mail.at} ${mail.to} ${mail.text}`} mail={mail} />
      ))}
      {data?.mails.length === 0 && <Note>{data.configured ? "No mails so far." : NOT_CONFIGURED}</Note>}
    </Container>
  )
}

const NOT_CONFIGURED =
  "The outbox is not the email provider of this store. Register medusa-plugin-clientele/providers/outbox with the " +
  "notification module in medusa-config."

// In production the server says with its 404 what to do instead.
function explain(error: Error): string {
  return error instanceof FetchError && error.status === 404
    ? error.message
    : `The mails cannot be read: ${error.message}`
}

const Note = ({ children }: { children: string }) => (
  <Text size="small" className="text-ui-fg-subtle px-6 py-4">
    {children}
  </Text>
)

const Mail = ({ mail }: { mail: OutboxMail }) => {
  const code = /\b\d{6}\b/.exec(mail.text)?.[0]
  return (
    <article className="flex flex-col gap-y-2 px-6 py-4">
      <div className="flex items-baseline justify-between gap-x-4">
        <Text weight="plus">{mail.subject}</Text>
        <Text size="small" className="text-ui-fg-muted shrink-0">
          <time dateTime={mail.at}>{new Date(mail.at).toLocaleString()}</time>
        </Text>
      </div>
      <Text size="small" className="text-ui-fg-subtle">
        to {mail.to}
      </Text>
      <div className="flex items-start justify-between gap-x-4">
        <Text size="small" className="whitespace-pre-line break-words">
          {mail.text}
        </Text>
        {code && (
          <Copy content={code} className="text-ui-fg-muted shrink-0">
            <Text size="small" weight="plus" as="span">
              Copy {code}
            </Text>
          </Copy>
        )}
      </div>
    </article>
  )
}

export default OutboxPage
