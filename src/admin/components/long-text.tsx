import { Button, Text } from "@medusajs/ui"
import { useState } from "react"
import { useTranslation } from "react-i18next"

/** More than this is folded: about six lines of a card. */
const FOLDED = { characters: 400, lines: 6 }

/** A text that users wrote. A long text is folded, and a button unfolds it. */
export const LongText = ({ children }: { children: string }) => {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const isLong = children.length > FOLDED.characters || children.split("\n").length > FOLDED.lines
  return (
    <div className="flex min-w-0 flex-col items-start gap-y-1">
      <Text
        as="div"
        size="small"
        dir="auto"
        className={`w-full whitespace-pre-wrap break-words ${isLong && !isOpen ? "line-clamp-6" : ""}`}
      >
        {children}
      </Text>
      {isLong && (
        <Button size="small" variant="transparent" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {t(isOpen ? "clientele.rows.less" : "clientele.rows.whole")}
        </Button>
      )}
    </div>
  )
}
