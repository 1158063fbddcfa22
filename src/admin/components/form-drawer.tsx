import { Button, Drawer, Text, toast } from "@medusajs/ui"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, type ReactNode, useMemo, useRef, useState } from "react"
import { useTranslation } from "react-i18next"
import { DrawerHeader } from "./drawer-header"
import { FormProblems, splitProblems } from "./form-problems"
import { openerOf } from "./opener"
import { readAgain } from "./read-again"

type FormDrawerProps = {
  title: string
  /** The button that opens the form. A form without a button is open as long as it is mounted, and `onClose` unmounts it. */
  trigger?: string
  /** Sends the form. The drawer shows an error that it throws, beside the field that the error names. */
  onSave: () => Promise<unknown>
  /** Asks the user before sending; `false` cancels. */
  ask?: () => Promise<boolean>
  /** Queries that are read again afterwards. */
  changes: readonly string[]
  /** Empties the form for the next time. */
  onOpen?: () => void
  onClose?: () => void
  /** The button that sends; "Save" where left out. */
  save?: string
  /** For what cannot be undone. */
  isDanger?: boolean
  /** Whether there is nothing to send yet. */
  isDisabled?: boolean
  children: ReactNode
}

/** The keyboard begins at the first field, not at the button that closes. */
function focusFirstField(event: Event): void {
  const field = (event.currentTarget as HTMLElement).querySelector<HTMLElement>("input, textarea, [role=combobox]")
  if (field) {
    event.preventDefault()
    field.focus()
  }
}

/**
 * A drawer that holds a form. It sends once: while a request runs, and after it succeeded, the button does
 * nothing (M74).
 */
export const FormDrawer = (props: FormDrawerProps) => {
  const { title, trigger, onSave, ask, changes, onOpen, onClose, save, isDanger, isDisabled, children } = props
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(trigger === undefined)
  // A state would be seen by the second click of two too late.
  const sent = useRef(false)
  const shown = useRef(new Set<string>())
  const opener = useRef(useMemo(openerOf, []))
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: onSave,
    onSuccess: async () => {
      await readAgain(queries, changes)
      toast.success(t("clientele.form.saved"))
      setOpen(false)
      onClose?.()
    },
    onError: () => {
      sent.current = false
    },
  })
  const open = (next: boolean) => {
    if (next) {
      reset()
      sent.current = false
      onOpen?.()
    } else {
      onClose?.()
    }
    setOpen(next)
  }
  const send = async (event: FormEvent) => {
    event.preventDefault()
    // The drawer may be within another form, by React's tree.
    event.stopPropagation()
    if (sent.current) {
      return
    }
    sent.current = true
    if (ask && !(await ask())) {
      sent.current = false
      return
    }
    mutate()
  }
  const { of, other } = useMemo(() => splitProblems(error?.message ?? ""), [error])
  const problems = useMemo(() => ({ of, shown: shown.current }), [of])
  const hidden = [...of].filter(([field]) => !shown.current.has(field)).map(([field, text]) => `${field}: ${text}`)
  const message = [...hidden, ...other].join("; ")
  return (
    <Drawer open={isOpen} onOpenChange={open}>
      {trigger !== undefined && (
        <Drawer.Trigger asChild>
          <Button size="small" variant="secondary">
            {trigger}
          </Button>
        </Drawer.Trigger>
      )}
      <Drawer.Content
        aria-describedby={undefined}
        onOpenAutoFocus={focusFirstField}
        onCloseAutoFocus={(event) => {
          // A drawer without a button of its own would leave the focus nowhere.
          if (trigger === undefined && opener.current?.isConnected) {
            event.preventDefault()
            opener.current.focus()
          }
        }}
      >
        <form className="flex h-full flex-col overflow-hidden" onSubmit={(event) => void send(event)} noValidate>
          <DrawerHeader>{title}</DrawerHeader>
          <Drawer.Body className="flex flex-1 flex-col gap-y-6 overflow-auto">
            <FormProblems.Provider value={problems}>{children}</FormProblems.Provider>
            {error && message && (
              <Text size="small" className="text-ui-fg-error break-words" role="alert">
                {message}
              </Text>
            )}
          </Drawer.Body>
          <Drawer.Footer>
            <Drawer.Close asChild>
              <Button size="small" variant="secondary" type="button">
                {t("clientele.form.cancel")}
              </Button>
            </Drawer.Close>
            <Button
              size="small"
              type="submit"
              variant={isDanger ? "danger" : "primary"}
              isLoading={isPending}
              disabled={isDisabled}
            >
              {save ?? t("clientele.form.save")}
            </Button>
          </Drawer.Footer>
        </form>
      </Drawer.Content>
    </Drawer>
  )
}
