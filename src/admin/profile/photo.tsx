import { Button, toast } from "@medusajs/ui"
import { type ChangeEvent, useRef } from "react"
import { useTranslation } from "react-i18next"
import { Note } from "../components/section"
import { useChange } from "../components/use-change"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"
import { type Profile, profileKey } from "./profile"

/** A customer's photo, with buttons to choose another and to remove it. */
export const Photo = ({ profile }: { profile: Profile }) => {
  const { t } = useTranslation()
  const confirm = useConfirm()
  const input = useRef<HTMLInputElement>(null)
  const params = { id: profile.id }
  const upload = useChange(async (file: File) => {
    const body = new FormData()
    body.append("photo", file)
    await call("POST /admin/customers/:id/photo", { params, body })
    toast.success(t("clientele.form.saved"))
  }, profileKey(profile.id))
  const removal = useChange(() => call("DELETE /admin/customers/:id/photo", { params }), profileKey(profile.id))
  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? []
    // The same file can be chosen again after a refusal.
    target.value = ""
    if (file) {
      upload.run(file)
    }
  }
  const remove = async () => {
    const question = {
      title: t("clientele.photo.remove"),
      text: t("clientele.photo.removeText"),
      confirm: t("clientele.form.remove"),
    }
    if (await confirm(question)) {
      removal.run(undefined)
    }
  }
  return (
    <>
      {profile.photo_url ? (
        <div className="flex justify-center px-6 py-4">
          <img
            src={profile.photo_url}
            alt={t("clientele.photo.of", { name: profile.name ?? profile.email ?? "" })}
            className="shadow-borders-base max-h-48 max-w-full rounded-lg object-contain"
          />
        </div>
      ) : (
        <Note>{t("clientele.photo.none")}</Note>
      )}
      <div className="flex flex-wrap justify-end gap-2 px-6 py-4">
        <input
          ref={input}
          type="file"
          accept="image/jpeg,image/png"
          className="hidden"
          aria-label={t("clientele.photo.choose")}
          onChange={choose}
        />
        {profile.photo_url && (
          <Button size="small" variant="secondary" isLoading={removal.isPending} onClick={() => void remove()}>
            {t("clientele.form.remove")}
          </Button>
        )}
        <Button size="small" variant="secondary" isLoading={upload.isPending} onClick={() => input.current?.click()}>
          {t("clientele.photo.choose")}
        </Button>
      </div>
    </>
  )
}
