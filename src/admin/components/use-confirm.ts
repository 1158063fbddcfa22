import { usePrompt } from "@medusajs/ui"
import { useTranslation } from "react-i18next"

type Question = { title: string; text: string; confirm: string; isDanger?: boolean }

/** Asks before something is done. */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const prompt = usePrompt()
  const { t } = useTranslation()
  return ({ title, text, confirm, isDanger = true }) =>
    prompt({
      title,
      description: text,
      confirmText: confirm,
      cancelText: t("clientele.form.cancel"),
      variant: isDanger ? "danger" : "confirmation",
    })
}
