import { Button, Code, Copy, FocusModal, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"

/** The secret of an endpoint. The store shows it once, so the dialog stays until the user closes it. */
export const NewSecret = ({ secret, onClose }: { secret: string; onClose: () => void }) => {
  const { t } = useTranslation()
  return (
    <FocusModal open>
      <FocusModal.Content
        aria-describedby={undefined}
        className="inset-x-auto inset-y-auto left-1/2 top-1/2 w-[calc(100%-2rem)] max-w-xl -translate-x-1/2 -translate-y-1/2"
        onEscapeKeyDown={(event) => event.preventDefault()}
      >
        <div className="flex flex-col gap-y-4 px-6 py-4">
          <FocusModal.Title>{t("clientele.webhooks.secret")}</FocusModal.Title>
          <Text size="small" className="text-ui-fg-subtle">
            {t("clientele.webhooks.secretHint")}
          </Text>
          <div className="flex items-center gap-x-2">
            <Code className="min-w-0 break-all">{secret}</Code>
            <Copy content={secret} aria-label={t("clientele.webhooks.copySecret")} />
          </div>
          <div className="flex justify-end">
            <Button size="small" onClick={onClose}>
              {t("clientele.webhooks.secretKept")}
            </Button>
          </div>
        </div>
      </FocusModal.Content>
    </FocusModal>
  )
}
