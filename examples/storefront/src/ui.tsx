import { type FormEvent, type ReactNode, useId, useRef } from "react"
import { messageOf } from "./medusa"

export const Card = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="card">
    <h2>{title}</h2>
    {children}
  </section>
)

export const Refusal = ({ error }: { error: unknown }) =>
  error ? (
    <p className="refusal" role="alert">
      {messageOf(error)}
    </p>
  ) : null

type FieldProps = {
  label: string
  name: string
  type?: string
  value?: string
  required?: boolean
  autoComplete?: string
  inputMode?: "numeric"
}

export const Field = ({ label, name, type = "text", value, required = true, ...rest }: FieldProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} name={name} type={type} defaultValue={value} required={required} {...rest} />
    </div>
  )
}

/** Runs one action at a time: a second click before the button is disabled does nothing. The calling component shows errors. */
function useOnce<Input>(work: (input: Input) => Promise<unknown>) {
  const isUnderWay = useRef(false)
  return async (input: Input) => {
    if (isUnderWay.current) return
    isUnderWay.current = true
    await work(input).catch(() => undefined)
    isUnderWay.current = false
  }
}

type FormProps = {
  label: string
  isBusy: boolean
  error: unknown
  onSend: (values: Record<string, string>) => Promise<unknown>
  children: ReactNode
}

export const Form = ({ label, isBusy, error, onSend, children }: FormProps) => {
  const sendOnce = useOnce(onSend)
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const values = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)] as const)
    void sendOnce(Object.fromEntries(values))
  }
  return (
    <form onSubmit={send}>
      {children}
      <Refusal error={error} />
      <button type="submit" disabled={isBusy}>
        {isBusy ? "One moment…" : label}
      </button>
    </form>
  )
}

type ButtonProps = {
  label?: string
  isQuiet?: boolean
  isBusy: boolean
  onPress: () => Promise<unknown>
  children: ReactNode
}

export const Button = ({ label, isQuiet = false, isBusy, onPress, children }: ButtonProps) => {
  const press = useOnce(onPress)
  return (
    <button
      type="button"
      className={isQuiet ? "plain" : undefined}
      aria-label={label}
      disabled={isBusy}
      onClick={() => void press(undefined)}
    >
      {children}
    </button>
  )
}

/** Shows the answer of a query, or the reason why it failed. */
export function Answered<Data>({
  query,
  children,
}: {
  query: { data: Data | undefined; error: unknown; isPending: boolean }
  children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return <>{children(query.data)}</>
  return query.error ? <Refusal error={query.error} /> : <p role="status">Loading…</p>
}
