import { useCallback, useEffect, useRef, useState } from "react"
import { useLocation, useSearchParams } from "react-router-dom"
import { useLatest } from "../../lib/use-latest"

/** Search requests while the user types: at most one in this time. The first key and the last text are always sent. */
const TYPING_MS = 80

/** The state of a list. The URL has it, so going back, reloading and sharing a link show the same rows. */
export type ListPlace = {
  q: string
  /** A column, with `-` before it for descending; `""` for the list's own order. */
  order: string
  /** By the filter's id; those that filter nothing are left out. */
  filters: Record<string, string>
  /** Rows before this page. */
  offset: number
  cursor: string | undefined
}

/** With other values of some of the URL's parameters; an empty one goes. All but turning a page begins the list again. */
function changed(prefix: string, changes: Record<string, string>): URLSearchParams {
  const after = new URLSearchParams(window.location.search)
  for (const [name, value] of Object.entries({ from: "", cursor: "", ...changes })) {
    if (value === "") {
      after.delete(prefix + name)
    } else {
      after.set(prefix + name, value)
    }
  }
  return after
}

/** The place that a URL's parameters describe. */
function placeOf(params: URLSearchParams, filterIds: readonly string[], prefix: string): ListPlace {
  const read = (name: string) => params.get(prefix + name) ?? ""
  return {
    q: read("q"),
    order: read("order"),
    filters: Object.fromEntries(filterIds.flatMap((id) => (read(id) === "" ? [] : [[id, read(id)]]))),
    offset: Math.max(0, Number.parseInt(read("from"), 10) || 0),
    cursor: read("cursor") || undefined,
  }
}

/**
 * A list's place in the URL.
 *
 * A typed text changes the URL without the router. Through the router, each key matched the routes again and rendered the whole dashboard
 * before its request began (ADR 0080). The router reads the URL at its next navigation, for example after the browser's Back button.
 *
 * @param filterIds names of the filters, as the route has them
 * @param prefix of the URL's parameters, where a page has several lists
 * @param begin reads the list at the place of a typed text, before anything is rendered
 */
export function useListPlace(filterIds: readonly string[], prefix: string, begin: (place: ListPlace) => void) {
  const [params, setParams] = useSearchParams()
  const { key } = useLocation()
  /** The parameters since a text was typed, until the router goes on from `key`. */
  const [typed, setTyped] = useState<{ key: string; params: URLSearchParams }>()
  const current = typed?.key === key ? typed.params : params
  const place = placeOf(current, filterIds, prefix)
  const beginReading = useLatest(begin)
  const change = useCallback(
    (changes: Record<string, string>) => setParams(changed(prefix, changes)),
    [setParams, prefix],
  )
  const search = useCallback(
    (q: string) => {
      const after = changed(prefix, { q })
      beginReading(placeOf(after, filterIds, prefix))
      const url = new URL(window.location.href)
      url.search = String(after)
      setTyped({ key, params: after })
      try {
        window.history.replaceState(window.history.state, "", url)
      } catch {
        // Safari refuses more than 100 changes in ten seconds, for example by a held key. The next text is in the URL again.
      }
    },
    [key, prefix, filterIds, beginReading],
  )
  const [text, type] = useTyping(place.q, key, search)
  return { place, change, text, type }
}

/**
 * The text of a search field, which is sent as it is typed: the first key at once, then at most one request in 80 ms, so that a fast
 * store answers at once and a slow store is not flooded.
 *
 * @param sent what the URL has
 * @param key of the router's place; where it changes by going back, the field shows what is sent there
 */
function useTyping(sent: string, key: string, search: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(sent)
  const last = useRef({ text: sent, at: 0, key })
  const timer = useRef<ReturnType<typeof setTimeout>>()
  const send = useLatest(search)
  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (key !== last.current.key && sent !== last.current.text) {
      clearTimeout(timer.current)
      last.current = { text: sent, at: 0, key }
      setText(sent)
    }
    last.current.key = key
  }, [sent, key])
  const type = useCallback(
    (typed: string) => {
      const sendNow = () => {
        last.current = { ...last.current, text: typed, at: Date.now() }
        send(typed)
      }
      setText(typed)
      clearTimeout(timer.current)
      const wait = last.current.at + TYPING_MS - Date.now()
      if (wait > 0) {
        timer.current = setTimeout(sendNow, wait)
      } else {
        sendNow()
      }
    },
    [send],
  )
  return [text, type]
}
