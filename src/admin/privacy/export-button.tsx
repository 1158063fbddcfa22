import { Button, toast } from "@medusajs/ui"
import { useMutation } from "@tanstack/react-query"
import { useTranslation } from "react-i18next"
import { download, fetchFile } from "../lib/download-file"

/** Saves everything that is held on a customer as a file. */
export const ExportButton = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const { mutate, isPending } = useMutation({
    mutationFn: () => save(customerId),
    onError: (error) => toast.error(error.message),
  })
  return (
    <Button size="small" variant="secondary" isLoading={isPending} onClick={() => isPending || mutate()}>
      {t("clientele.privacy.export")}
    </Button>
  )
}

async function save(customerId: string): Promise<void> {
  const path = `/admin/customers/${encodeURIComponent(customerId)}/export`
  download(await fetchFile(path, {}, "*/*"), `${customerId}.json`)
}
