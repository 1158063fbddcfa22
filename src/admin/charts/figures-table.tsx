import { Button, Table } from "@medusajs/ui"
import { type ReactNode, useId, useState } from "react"
import { useTranslation } from "react-i18next"

type FiguresTableProps = {
  /** What the table shows, for screen readers. */
  label: string
  /** Heads of the columns, the rows' own name first. */
  heads: readonly string[]
  rows: readonly { key: string; name: ReactNode; values: readonly string[] }[]
}

/** A chart's numbers as a table, which a button shows and hides. */
export const FiguresTable = ({ label, heads, rows }: FiguresTableProps) => {
  const { t } = useTranslation()
  const [isShown, setShown] = useState(false)
  const id = useId()
  return (
    <div className="flex flex-col items-start gap-y-2">
      <Button
        size="small"
        variant="transparent"
        aria-expanded={isShown}
        aria-controls={id}
        onClick={() => setShown(!isShown)}
      >
        {t(isShown ? "clientele.chart.hideTable" : "clientele.chart.showTable")}
      </Button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <section id={id} hidden={!isShown} aria-label={label} tabIndex={0} className="max-h-96 w-full overflow-auto">
        <Table>
          <Table.Header>
            <Table.Row>
              {heads.map((head, column) => (
                <Table.HeaderCell key={head} className={column > 0 ? "text-right" : undefined}>
                  {head}
                </Table.HeaderCell>
              ))}
            </Table.Row>
          </Table.Header>
          <Table.Body>
            {rows.map(({ key, name, values }) => (
              <Table.Row key={key}>
                <Table.Cell className="whitespace-nowrap">{name}</Table.Cell>
                {values.map((value, column) => (
                  <Table.Cell key={heads[column + 1]} className="whitespace-nowrap text-right tabular-nums">
                    {value}
                  </Table.Cell>
                ))}
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </section>
    </div>
  )
}
