import { Text } from "@medusajs/ui"
import { keepPreviousData, useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { useTranslation } from "react-i18next"
import { LongText } from "../components/long-text"
import { Pagination } from "../components/pagination"
import { RowActions } from "../components/row-actions"
import { Answered, Note } from "../components/section"
import { useChange } from "../components/use-change"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"
import { useFormat } from "../lib/format"
import { useUserNames } from "../lib/use-user-names"
import { SaveNote } from "./save-note"
import { type CustomerNote, notesKey } from "./shown-note"

const SIZE = 5

/** A customer's notes in pages, newest first. */
export const NoteList = ({ customerId }: { customerId: string }) => {
  const { t } = useTranslation()
  const [page, setPage] = useState(0)
  const [edited, setEdited] = useState<CustomerNote | null>(null)
  const answer = useQuery({
    queryKey: [...notesKey(customerId), page],
    queryFn: () =>
      call("GET /admin/customers/:id/notes", {
        params: { id: customerId },
        query: { limit: SIZE, offset: page * SIZE },
      }),
    placeholderData: keepPreviousData,
  })
  const authors = useUserNames((answer.data?.notes ?? []).map(({ author_id }) => author_id))
  const lastPage = Math.max(0, Math.ceil((answer.data?.count ?? 1) / SIZE) - 1)
  if (page > lastPage && !answer.isPlaceholderData) {
    setPage(lastPage)
  }
  return (
    <>
      <Answered answer={answer}>
        {({ notes, count }) => (
          <>
            {count === 0 && <Note>{t("clientele.notes.none")}</Note>}
            <ul className="divide-y">
              {notes.map((note) => (
                <Line
                  key={note.id}
                  customerId={customerId}
                  note={note}
                  author={authors.get(note.author_id ?? "")}
                  onEdit={() => setEdited(note)}
                />
              ))}
            </ul>
            <Pagination count={count} size={SIZE} page={page} onPage={setPage} />
          </>
        )}
      </Answered>
      {edited && <SaveNote key={edited.id} customerId={customerId} note={edited} onClose={() => setEdited(null)} />}
    </>
  )
}

type LineProps = { customerId: string; note: CustomerNote; author: string | undefined; onEdit: () => void }

const Line = ({ customerId, note, author, onEdit }: LineProps) => {
  const { t } = useTranslation()
  const { moment } = useFormat()
  const confirm = useConfirm()
  const removal = useChange(
    () => call("DELETE /admin/customers/:id/notes/:note_id", { params: { id: customerId, note_id: note.id } }),
    notesKey(customerId),
  )
  const remove = async () => {
    const question = {
      title: t("clientele.notes.remove"),
      text: t("clientele.notes.removeText"),
      confirm: t("clientele.form.remove"),
    }
    if (await confirm(question)) {
      removal.run(undefined)
    }
  }
  const actions = [
    { label: t("clientele.form.edit"), onClick: onEdit },
    { label: t("clientele.form.remove"), onClick: () => void remove() },
  ]
  const when = moment(note.created_at)
  return (
    <li className="flex items-start justify-between gap-4 px-6 py-3">
      <div className="flex min-w-0 flex-1 flex-col gap-y-1">
        <LongText>{note.body}</LongText>
        <Text size="xsmall" className="text-ui-fg-muted">
          <time dateTime={note.created_at}>{when}</time>
          {author && ` · ${author}`}
          {note.updated_at !== note.created_at && ` · ${t("clientele.notes.changed")}`}
        </Text>
      </div>
      <RowActions of={t("clientele.notes.of", { when })} actions={actions} />
    </li>
  )
}
