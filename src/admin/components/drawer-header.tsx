import { Drawer } from "@medusajs/ui"
import type { ReactNode } from "react"
import { useTranslation } from "react-i18next"

/** The head of a drawer. In Medusa's, the button that closes has only a picture, so a screen reader could not name it. */
export const DrawerHeader = ({ children }: { children: ReactNode }) => {
  const { t } = useTranslation()
  const name = (header: HTMLElement | null) =>
    header?.querySelector("button")?.setAttribute("aria-label", t("clientele.form.close"))
  return (
    <Drawer.Header ref={name}>
      <Drawer.Title className="break-words">{children}</Drawer.Title>
    </Drawer.Header>
  )
}
