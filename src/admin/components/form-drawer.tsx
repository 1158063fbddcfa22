import { Button, Drawer, Hint, Input, Label, Text, toast } from "@medusajs/ui"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, type ReactNode, useId, useState } from "react"
import { useTranslation } from "react-i18next"

type FormDrawerProps = {
  title: string
  trigger: string
  /** The button that sends; "Save" where left out. */
  save?: string
  /** Sends what the form has. What it throws is shown in the drawer. */
  onSave: () => Promise<unknown>
  /** Queries that are read again afterwards. */
  changes: readonly string[]
  /** Empties the form for the next time. */
  onOpen: () => void
  children: ReactNode
}

/** A button with a drawer that holds a form. It sends once: while a request is under way the button does nothing. */
export const FormDrawer = ({ title, trigger, save, onSave, changes, onOpen, children }: FormDrawerProps) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: onSave,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [...changes] })
      toast.success(t("clientele.form.saved"))
      setOpen(false)
    },
  })
  const open = (next: boolean) => {
    if (next) {
      reset()
      onOpen()
    }
    setOpen(next)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isPending) {
      mutate()
    }
  }
  return (
    <Drawer open={isOpen} onOpenChange={open}>
      <Drawer.Trigger asChild>
        <Button size="small" variant="secondary">
          {trigger}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content aria-describedby={undefined}>
        <form className="flex h-full flex-col overflow-hidden" onSubmit={submit} noValidate>
          <Drawer.Header>
            <Drawer.Title>{title}</Drawer.Title>
          </Drawer.Header>
          <Drawer.Body className="flex flex-1 flex-col gap-y-6 overflow-auto">
            {children}
            {error && (
              <Text size="small" className="text-ui-fg-error" role="alert">
                {error.message}
              </Text>
            )}
          </Drawer.Body>
          <Drawer.Footer>
            <Drawer.Close asChild>
              <Button size="small" variant="secondary" type="button">
                {t("clientele.form.cancel")}
              </Button>
            </Drawer.Close>
            <Button size="small" type="submit" isLoading={isPending}>
              {save ?? t("clientele.form.save")}
            </Button>
          </Drawer.Footer>
        </form>
      </Drawer.Content>
    </Drawer>
  )
}

type FieldProps = {
  label: string
  hint?: string
  value: string
  onChange: (value: string) => void
  type?: "text" | "date"
  inputMode?: "decimal" | "numeric" | "text"
}

export const Field = ({ label, hint, value, onChange, type = "text", inputMode = "text" }: FieldProps) => {
  const id = useId()
  return (
    <div className="flex flex-col gap-y-2">
      <Label size="small" weight="plus" htmlFor={id}>
        {label}
      </Label>
      <Input
        id={id}
        type={type}
        inputMode={inputMode}
        value={value}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint && <Hint id={`${id}-hint`}>{hint}</Hint>}
    </div>
  )
}
