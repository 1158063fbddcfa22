/** The element that opens a dialog without a button of its own: for a menu item, the button of its menu. */
export function openerOf(): HTMLElement | null {
  const { activeElement } = document
  const menuButton = activeElement?.closest("[role=menu]")?.getAttribute("aria-labelledby")
  return menuButton ? document.getElementById(menuButton) : (activeElement as HTMLElement | null)
}
