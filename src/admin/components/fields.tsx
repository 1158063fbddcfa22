import { Button, Hint, Input, Label, Select, Switch, Text, Textarea } from "@medusajs/ui"
import { type ReactNode, useId, useRef } from "react"
import { useTranslation } from "react-i18next"
import { useProblem } from "./form-problems"

type Common = {
  label: string
  hint?: string
  /** The field's name in the API, by which the store's refusals name it. */
  name?: string
}

type Parts = { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined }

type LabelledProps = Common & { value: unknown; children: (parts: Parts) => ReactNode }

/** A label, its input, and below it the store's error message for this field, or else a hint. */
const Labelled = ({ label, hint, name, value, children }: LabelledProps) => {
  const id = useId()
  const problem = useProblem(name, value)
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
  <Labelled {...common} value={value}>
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
  <Labelled {...common} value={value}>
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
    <Labelled {...common} value={value}>
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

type FileFieldProps = Common & { file: File | undefined; onChange: (file: File) => void; accept: string }

/** A file. The browser's own field speaks the browser's language, so a button stands for it. */
export const FileField = ({ file, onChange, accept, ...common }: FileFieldProps) => {
  const { t } = useTranslation()
  const input = useRef<HTMLInputElement>(null)
  return (
    <Labelled {...common} value={file}>
      {({ id, "aria-describedby": describedBy }) => (
        <div className="flex items-center gap-x-3">
          <input
            ref={input}
            type="file"
            accept={accept}
            className="hidden"
            onChange={({ target }) => {
              const [chosen] = target.files ?? []
              // The same file can be chosen again after it was corrected.
              target.value = ""
              if (chosen) {
                onChange(chosen)
              }
            }}
          />
          <Button
            id={id}
            aria-describedby={describedBy}
            type="button"
            size="small"
            variant="secondary"
            className="shrink-0"
            onClick={() => input.current?.click()}
          >
            {t("clientele.form.chooseFile")}
          </Button>
          <Text size="small" className="min-w-0 break-words">
            {file ? <bdi>{file.name}</bdi> : t("clientele.form.noFile")}
          </Text>
        </div>
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
