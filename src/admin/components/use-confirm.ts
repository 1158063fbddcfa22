import { usePrompt } from "@medusajs/ui"
import { useTranslation } from "react-i18next"
import { openerOf } from "./opener"

type Question = { title: string; text: string; confirm: string; isDanger?: boolean }

/** The second click of a double click comes within this time, as desktops count it. */
const DOUBLE_CLICK_MS = 500

/**
 * Asks before something is done. Afterwards the focus is back at the opener: Medusa's prompt leaves it nowhere. The prompt is gone after
 * the first click, so the second click of two would press what lies below it, such as a link. It is dropped (contract M74).
 */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const prompt = usePrompt()
  const { t } = useTranslation()
  return async ({ title, text, confirm, isDanger = true }) => {
    const opener = openerOf()
    const isConfirmed = await prompt({
      title,
      description: text,
      confirmText: confirm,
      cancelText: t("clientele.form.cancel"),
      variant: isDanger ? "danger" : "confirmation",
    })
    dropSecondClick()
    // The prompt's own timer, which moves the focus, is older.
    setTimeout(() => opener?.isConnected && opener.focus())
    return isConfirmed
  }
}

function dropSecondClick(): void {
  const drop = (event: MouseEvent) => {
    if (event.detail > 1) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  document.addEventListener("click", drop, { capture: true })
  setTimeout(() => document.removeEventListener("click", drop, { capture: true }), DOUBLE_CLICK_MS)
}
