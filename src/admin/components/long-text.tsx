import { Button, Text } from "@medusajs/ui"
import { type ReactNode, useState } from "react"
import { useTranslation } from "react-i18next"

/** More than this is folded: about six lines of a card. */
const FOLDED = { characters: 400, lines: 6 }

/** Whether a text takes more than about six lines of a card. */
export const isLongText = (text: string): boolean =>
  text.length > FOLDED.characters || text.split("\n").length > FOLDED.lines

type FoldedProps = {
  isLong: boolean
  className?: string
  /** `auto` for a text that has one direction. */
  dir?: "auto"
  children: ReactNode
}

/** A part of a card whose text users wrote. If it is long it is folded, and a button unfolds it. */
export const Folded = ({ isLong, className = "", dir, children }: FoldedProps) => {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="flex min-w-0 flex-col items-start gap-y-1">
      <Text
        as="div"
        size="small"
        dir={dir}
        className={`w-full break-words ${className} ${isLong && !isOpen ? "line-clamp-6" : ""}`}
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

/** A text that users wrote, folded if it is long. */
export const LongText = ({ className = "", children }: { className?: string; children: string }) => (
  <Folded isLong={isLongText(children)} className={`whitespace-pre-wrap ${className}`} dir="auto">
    {children}
  </Folded>
)
