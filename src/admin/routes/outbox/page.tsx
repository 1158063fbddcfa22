import { FetchError } from "@medusajs/js-sdk"
import { Button, Container, Copy, Heading, Text } from "@medusajs/ui"
import { useQuery } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import type { OutboxMail } from "../../../types"
import { Failed, Note } from "../../components/section"
import { call } from "../../lib/call"
import { useFormat } from "../../lib/format"

/** New mails show within this time, without a click. */
const REFRESH_MS = 3000

/**
 * `/app/outbox`: the mails that the development outbox kept instead of sending them. It has no entry in the menu, because the entry
 * would also show in production, where this page only says that the outbox is for development.
 */
const OutboxPage = () => {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery({
    queryKey: ["clientele", "outbox"],
    queryFn: () => call("GET /admin/clientele/outbox"),
    refetchInterval: ({ state }) => (state.error ? false : REFRESH_MS),
    retry: false,
  })
  return (
    <Container className="divide-y p-0" data-clientele="card">
      <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
        <div className="min-w-0">
          <Heading>{t("clientele.outbox.title")}</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {t("clientele.outbox.hint")}
          </Text>
        </div>
        {data && (
          <Button size="small" variant="secondary" onClick={() => void refetch()}>
            {t("clientele.outbox.refresh")}
          </Button>
        )}
      </div>
      {!data && !error && <Note>{t("clientele.state.loading")}</Note>}
      {error && <NotRead error={error} retry={() => void refetch()} />}
      {data?.mails.map((mail) => (
        <Mail key={`${mail.at} ${mail.to} ${mail.text}`} mail={mail} />
      ))}
      {data?.mails.length === 0 && (
        <Note>{t(data.configured ? "clientele.outbox.none" : "clientele.outbox.notConfigured")}</Note>
      )}
    </Container>
  )
}

/** In production the store has no such route: 404. */
const NotRead = ({ error, retry }: { error: Error; retry: () => void }) => {
  const { t } = useTranslation()
  return error instanceof FetchError && error.status === 404 ? (
    <Note>{t("clientele.outbox.notHere")}</Note>
  ) : (
    <Failed error={error} retry={retry} />
  )
}

const Mail = ({ mail }: { mail: OutboxMail }) => {
  const { t } = useTranslation()
  const { moment } = useFormat()
  const code = /\b\d{6}\b/.exec(mail.text)?.[0]
  return (
    <article className="flex flex-col gap-y-2 px-6 py-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <Text weight="plus" className="min-w-0 break-words">
          {mail.subject}
        </Text>
        <Text size="small" className="text-ui-fg-muted shrink-0">
          <time dateTime={mail.at}>{moment(mail.at)}</time>
        </Text>
      </div>
      <Text size="small" className="text-ui-fg-subtle break-words">
        {t("clientele.outbox.to", { address: mail.to })}
      </Text>
      <div className="flex items-start justify-between gap-x-4">
        <Text size="small" className="min-w-0 whitespace-pre-line break-words">
          {mail.text}
        </Text>
        {code && (
          <Copy content={code} className="text-ui-fg-muted shrink-0">
            <Text size="small" weight="plus" as="span">
              {t("clientele.outbox.copy", { code })}
            </Text>
          </Copy>
        )}
      </div>
    </article>
  )
}

export default OutboxPage
