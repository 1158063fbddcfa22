import { Copy, Text } from "@medusajs/ui"
import { useTranslation } from "react-i18next"

/** Lines for a file, with a button that copies them. */
export const ConfigLines = ({ file, lines }: { file: string; lines: string }) => {
  const { t } = useTranslation()
  return (
    <div className="bg-ui-bg-subtle rounded-lg border">
      <div className="flex items-center justify-between gap-x-4 border-b px-3 py-2">
        <Text size="xsmall" weight="plus">
          {file}
        </Text>
        <Copy content={lines} className="text-ui-fg-subtle">
          <Text size="xsmall" weight="plus" as="span">
            {t("clientele.setup.copy")}
          </Text>
        </Copy>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <pre className="txt-compact-xsmall overflow-x-auto p-3 font-mono" tabIndex={0}>
        {lines}
      </pre>
    </div>
  )
}
