import { FetchError } from "@medusajs/js-sdk"
import { Button, Container, Heading, Skeleton, Text } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"

type SectionProps = { title: string; actions?: ReactNode; children: ReactNode }

/** A card as the dashboard's own pages have them. */
export const Section = ({ title, actions, children }: SectionProps) => (
  <Container className="divide-y p-0" data-clientele="card">
    <div className="flex flex-wrap items-center justify-between gap-2 px-6 py-4">
      <Heading level="h2">{title}</Heading>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
    {children}
  </Container>
)

type RowProps = {
  title: string
  /** Numbers stand under each other, at the right. */
  isNumber?: boolean
  children: ReactNode
}

/** A name and its value. */
export const Row = ({ title, isNumber = false, children }: RowProps) => (
  <div className="text-ui-fg-subtle grid grid-cols-2 items-center gap-4 px-6 py-3">
    <Text size="small" leading="compact" weight="plus">
      {title}
    </Text>
    <Text
      as="div"
      size="small"
      leading="compact"
      className={`min-w-0 text-pretty break-words ${isNumber ? "text-right tabular-nums" : ""}`}
    >
      {children}
    </Text>
  </div>
)

export const Note = ({ children }: { children: ReactNode }) => (
  <Text size="small" className="text-ui-fg-subtle px-6 py-4">
    {children}
  </Text>
)

type AnsweredProps<Data> = {
  answer: { data: Data | undefined; error: Error | null; refetch: () => unknown }
  children: (data: Data) => ReactNode
}

/** The reason why data cannot be shown, with a button to try again. Without the permission there is no button (contract M73). */
export const Failed = ({ error, retry }: { error: Error; retry: () => void }) => {
  const { t } = useTranslation()
  const isForbidden = error instanceof FetchError && error.status === 403
  return (
    <div className="flex items-center justify-between gap-4 px-6 py-4" role="alert">
      <Text size="small" className="text-ui-fg-error">
        {t("clientele.state.failed", { message: error.message })}
      </Text>
      {!isForbidden && (
        <Button size="small" variant="secondary" className="shrink-0" onClick={retry}>
          {t("clientele.state.retry")}
        </Button>
      )}
    </div>
  )
}

/** Shows the answer of a call: a skeleton while it loads, and the error with a button to try again if it failed. */
export function Answered<Data>({ answer, children }: AnsweredProps<Data>) {
  const { t } = useTranslation()
  if (answer.data !== undefined) {
    return <>{children(answer.data)}</>
  }
  if (answer.error) {
    return <Failed error={answer.error} retry={() => void answer.refetch()} />
  }
  return (
    <div className="flex flex-col gap-3 px-6 py-4" role="status" aria-label={t("clientele.state.loading")}>
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="h-4 w-1/2" />
      <Skeleton className="h-4 w-3/5" />
    </div>
  )
}

/** A text that users wrote, left to right or right to left. */
export const Given = ({ children }: { children: string }) => <bdi className="break-words">{children}</bdi>

/** A missing figure or fact, with the reason. */
export const None = ({ why }: { why?: string | undefined }) => (
  <span className="text-ui-fg-muted">–{why && <span className="ml-1 text-xs">{why}</span>}</span>
)
