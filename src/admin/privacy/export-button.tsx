import { Button, toast } from "@medusajs/ui"
import { useMutation } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { sdk } from "../lib/sdk"

/** Saves everything that is held on a customer as a file. */
export const ExportButton = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const { mutate, isPending } = useMutation({
    mutationFn: () => download(customerId),
    onError: (error) => toast.error(error.message),
  })
  return (
    <Button size="small" variant="secondary" isLoading={isPending} onClick={() => isPending || mutate()}>
      {t("clientele.privacy.export")}
    </Button>
  )
}

/** The answer is saved as it comes: a customer's ledger can have any length. */
async function download(customerId: string): Promise<void> {
  const path = `/admin/customers/${encodeURIComponent(customerId)}/export`
  const answer = await sdk.client.fetch<Response>(path, { headers: { accept: "*/*" } })
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement("a")
  link.href = url
  link.download = `${customerId}.json`
  link.click()
  URL.revokeObjectURL(url)
}
