import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Area } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { call } from "../lib/call"
import { type CustomerNote, notesKey } from "./shown-note"

type SaveNoteProps = {
  customerId: string
  /** The one that is changed; without it a note is added. */
  note?: CustomerNote
  onClose?: () => void
}

/** Adds a note by a button, or changes one while it is there. */
export const SaveNote = ({ customerId, note, onClose }: SaveNoteProps) => {
  const { t } = useTranslation()
  const [body, setBody] = useState(note?.body ?? "")
  const save = () =>
    note
      ? call("PATCH /admin/customers/:id/notes/:note_id", {
          params: { id: customerId, note_id: note.id },
          body: { body },
        })
      : call("POST /admin/customers/:id/notes", { params: { id: customerId }, body: { body } })
  const title = t(note ? "clientele.notes.edit" : "clientele.notes.add")
  return (
    <FormDrawer
      title={title}
      {...(note ? {} : { trigger: title })}
      {...(onClose ? { onClose } : {})}
      changes={notesKey(customerId)}
      onOpen={() => setBody(note?.body ?? "")}
      onSave={save}
    >
      <Area
        name="body"
        label={t("clientele.notes.note")}
        hint={t("clientele.notes.hint")}
        rows={8}
        value={body}
        onChange={setBody}
      />
    </FormDrawer>
  )
}
