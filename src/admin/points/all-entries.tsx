import { Button, Drawer } from "@medusajs/ui"
import { useInfiniteQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { DrawerHeader } from "../components/drawer-header"
import { Answered } from "../components/section"
import { call } from "../lib/call"
import { useUserNames } from "../lib/use-user-names"
import { EntryLine } from "./entry-line"
import { pointsKey } from "./points"

const SIZE = 50

/** The whole ledger of a customer, in a drawer that reads on where the last page ended. */
export const AllEntries = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <Drawer open={isOpen} onOpenChange={setOpen}>
      <Drawer.Trigger asChild>
        <Button size="small" variant="transparent">
          {t("clientele.points.allEntries")}
        </Button>
      </Drawer.Trigger>
      <Drawer.Content aria-describedby={undefined}>
        <DrawerHeader>{t("clientele.points.allEntries")}</DrawerHeader>
        <Drawer.Body className="flex-1 overflow-auto" tabIndex={0}>
          {isOpen && <Entries customerId={customerId} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer>
  )
}

const Entries = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const answer = useInfiniteQuery({
    queryKey: [...pointsKey(customerId), "entries"],
    queryFn: ({ pageParam }) =>
      call("GET /admin/customers/:id/loyalty/entries", {
        params: { id: customerId },
        query: { limit: SIZE, ...(pageParam ? { cursor: pageParam } : {}) },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
  })
  const entries = (answer.data?.pages ?? []).flatMap((page) => page.entries)
  const names = useUserNames(entries.map(({ actor_id }) => actor_id))
  return (
    <Answered answer={answer}>
      {() => (
        <div className="flex flex-col gap-y-4">
          <ul className="flex flex-col gap-y-3">
            {entries.map((entry) => (
              <EntryLine key={entry.id} entry={entry} author={names.get(entry.actor_id ?? "")} />
            ))}
          </ul>
          {answer.hasNextPage && (
            <Button
              size="small"
              variant="secondary"
              isLoading={answer.isFetchingNextPage}
              onClick={() => void answer.fetchNextPage()}
            >
              {t("clientele.rows.more")}
            </Button>
          )}
        </div>
      )}
    </Answered>
  )
}
