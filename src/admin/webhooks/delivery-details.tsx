import { Button, Drawer, Heading, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { DrawerHeader } from "../components/drawer-header"
import { Note, Row } from "../components/section"
import { useFormat } from "../lib/format"
import type { Delivery } from "./use-webhook"

/** A request's body, with its lines as people read it. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}

const Pre = ({ children }: { children: string }) => (
  <pre className="bg-ui-bg-subtle txt-compact-small mx-6 mb-4 whitespace-pre-wrap break-words rounded-md p-3 font-mono">
    {children}
  </pre>
)

/** A delivery's request, and every attempt with its answer. */
export const DeliveryDetails = ({ delivery }: { delivery: Delivery }) => {
  const { t } = useTranslation()
  const { moment, number } = useFormat()
  return (
    <Drawer>
      <Drawer.Trigger asChild>
        <Button
          size="small"
          variant="transparent"
          aria-label={t("clientele.webhooks.detailsOf", { id: delivery.message_id })}
        >
          {t("clientele.webhooks.details")}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content aria-describedby={undefined}>
        <DrawerHeader>{delivery.event}</DrawerHeader>
        <Drawer.Body className="overflow-auto p-0">
          <Row title="webhook-id">
            <span className="break-all">{delivery.message_id}</span>
          </Row>
          <Row title={t("clientele.webhooks.subject")}>
            <span className="break-all">{delivery.subject}</span>
          </Row>
          <Row isNumber title={t("clientele.webhooks.sequence")}>
            {number(delivery.sequence)}
          </Row>
          {delivery.status === "pending" && (
            <Row title={t("clientele.webhooks.nextAttempt")}>
              {delivery.next_attempt_at ? moment(delivery.next_attempt_at) : t("clientele.webhooks.waitsForEarlier")}
            </Row>
          )}
          <Heading level="h3" className="px-6 py-3">
            {t("clientele.webhooks.request")}
          </Heading>
          <Pre>{readable(delivery.body)}</Pre>
          <Heading level="h3" className="px-6 py-3">
            {t("clientele.webhooks.attempts")}
          </Heading>
          {delivery.log.length === 0 && <Note>{t("clientele.webhooks.noAttempt")}</Note>}
          <ol className="divide-y">
            {delivery.log.map((attempt) => (
              <li key={String(attempt.attempted_at)} className="flex flex-col gap-y-1 px-6 py-3">
                <Text size="small" weight="plus">
                  <time dateTime={String(attempt.attempted_at)}>{moment(attempt.attempted_at)}</time>
                  {" · "}
                  {attempt.response_status ?? t("clientele.webhooks.noAnswer")}
                  {" · "}
                  {t("clientele.webhooks.milliseconds", { ms: number(attempt.duration_ms) })}
                </Text>
                {attempt.error_code && (
                  <Text size="small" className="text-ui-fg-error">
                    {t(`clientele.webhooks.error.${attempt.error_code}`)}
                  </Text>
                )}
                {attempt.response_excerpt && (
                  <Text size="small" className="text-ui-fg-subtle whitespace-pre-wrap break-words font-mono">
                    {attempt.response_excerpt}
                  </Text>
                )}
              </li>
            ))}
          </ol>
        </Drawer.Body>
      </Drawer.Content>
    </Drawer>
  )
}
