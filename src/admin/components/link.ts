/** How a link looks within a text. The dashboard's blue has too little contrast for text of this size (WCAG 1.4.3). */
export const LINK = "min-w-0 text-ui-fg-base hover:text-ui-fg-subtle break-words underline underline-offset-2"
