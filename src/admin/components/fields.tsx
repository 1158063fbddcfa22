import { Hint, Input, Label, Select, Switch, Textarea } from "@medusajs/ui"
import { type ReactNode, useId } from "react"
import { useProblem } from "./form-problems"

type Common = {
  label: string
  hint?: string
  /** The field's name in the API, by which the store's refusals name it. */
  name?: string
}

type Parts = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined }

/** A label, its input, and below it the store's error message for this field, or else a hint. */
const Labelled = ({ label, hint, name, children }: Common & { children: (parts: Parts) => ReactNode }) => {
  const id = useId()
  const problem = useProblem(name)
  const hasNote = Boolean(problem ?? hint)
  return (
    <div className="flex flex-col gap-y-2">
      <Label size="small" weight="plus" htmlFor={id}>
        {label}
      </Label>
      {children({
        id,
        "aria-describedby": hasNote ? `${id}-note` : undefined,
        "aria-invalid": problem ? true : undefined,
      })}
      {problem ? (
        <Hint id={`${id}-note`} variant="error" role="alert">
          {`${label}: ${problem}`}
        </Hint>
      ) : (
        hint && <Hint id={`${id}-note`}>{hint}</Hint>
      )}
    </div>
  )
}

type FieldProps = Common & {
  value: string
  onChange: (value: string) => void
  type?: "text" | "date" | "email" | "tel" | "url"
  inputMode?: "decimal" | "numeric" | "text"
  autoComplete?: "off"
}

export const Field = ({ value, onChange, type = "text", inputMode = "text", autoComplete, ...common }: FieldProps) => (
  <Labelled {...common}>
    {(parts) => (
      <Input
        {...parts}
        type={type}
        dir={type === "text" ? "auto" : undefined}
        inputMode={type === "text" ? inputMode : undefined}
        autoComplete={autoComplete}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Labelled>
)

type AreaProps = Common & { value: string; onChange: (value: string) => void; rows?: number }

/** A text of several lines. */
export const Area = ({ value, onChange, rows = 4, ...common }: AreaProps) => (
  <Labelled {...common}>
    {(parts) => (
      <Textarea {...parts} dir="auto" rows={rows} value={value} onChange={(event) => onChange(event.target.value)} />
    )}
  </Labelled>
)

type ChoiceProps<Value extends string> = Common & {
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => void
}

/** One of few. */
export function Choice<Value extends string>({ value, options, onChange, ...common }: ChoiceProps<Value>) {
  return (
    <Labelled {...common}>
      {(parts) => (
        <Select value={value} onValueChange={(next) => onChange(next as Value)}>
          <Select.Trigger {...parts}>
            <Select.Value />
          </Select.Trigger>
          <Select.Content>
            {options.map((option) => (
              <Select.Item key={option.value} value={option.value}>
                {option.label}
              </Select.Item>
            ))}
          </Select.Content>
        </Select>
      )}
    </Labelled>
  )
}

type ToggleProps = { label: string; hint?: string; value: boolean; onChange: (value: boolean) => void }

/** Yes or no. */
export const Toggle = ({ label, hint, value, onChange }: ToggleProps) => {
  const id = useId()
  return (
    <div className="flex items-start gap-x-3">
      <Switch
        id={id}
        checked={value}
        onCheckedChange={onChange}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="shrink-0"
      />
      <div className="flex flex-col gap-y-1">
        <Label size="small" weight="plus" htmlFor={id}>
          {label}
        </Label>
        {hint && <Hint id={`${id}-hint`}>{hint}</Hint>}
      </div>
    </div>
  )
}
