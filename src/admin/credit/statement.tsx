import { Button, Drawer, Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { DrawerHeader } from "../components/drawer-header"
import { Field } from "../components/fields"
import { FileButton } from "../components/file-button"
import { download, fetchFile } from "../lib/download-file"

const TYPES = { html: "text/html", csv: "text/csv", json: "application/octet-stream" } as const

/** An account's statement of a period, to print or to keep (contract R28). */
export const Statement = ({ accountId, name }: { accountId: string; name: string }) => {
  const { t } = useTranslation()
  const [period, setPeriod] = useState({ from: "", to: "" })
  const file = (format: keyof typeof TYPES) => {
    const { from, to } = period
    const query = { format, ...(from ? { from } : {}), ...(to ? { to } : {}) }
    return fetchFile(`/admin/customers/${encodeURIComponent(accountId)}/credit/statement`, query, TYPES[format])
  }
  const print = async () => {
    window.open(URL.createObjectURL(await file("html")), "_blank", "noopener")
  }
  return (
    <Drawer onOpenChange={() => setPeriod({ from: "", to: "" })}>
      <Drawer.Trigger asChild>
        <Button size="small" variant="transparent">
          {t("clientele.collections.statement")}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content aria-describedby={undefined}>
        <DrawerHeader>{t("clientele.collections.statementOf", { name })}</DrawerHeader>
        <Drawer.Body className="flex flex-1 flex-col gap-y-6 overflow-auto">
          <Text size="small">{t("clientele.collections.statementHint")}</Text>
          <Field
            label={t("clientele.collections.from")}
            type="date"
            value={period.from}
            onChange={(from) => setPeriod({ ...period, from })}
          />
          <Field
            label={t("clientele.collections.to")}
            type="date"
            value={period.to}
            onChange={(to) => setPeriod({ ...period, to })}
          />
        </Drawer.Body>
        <Drawer.Footer>
          <FileButton label={t("clientele.collections.print")} onFetch={print} />
          <FileButton label="CSV" onFetch={async () => download(await file("csv"), "statement.csv")} />
          <FileButton label="JSON" onFetch={async () => download(await file("json"), "statement.json")} />
        </Drawer.Footer>
      </Drawer.Content>
    </Drawer>
  )
}
