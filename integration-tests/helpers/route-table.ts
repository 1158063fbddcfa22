import fs from "node:fs"
import path from "node:path"

const API = path.join(__dirname, "../../src/api")

/** A route of the plugin: its path in the form of middlewares (`/admin/customers/:id/notes`). */
export type Route = { method: string; path: string }

/** All routes, read from their files, so that every test over the table includes a new route. */
export function routeTable(dir = API, route = ""): Route[] {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry): Route[] => {
    const place = path.join(dir, entry.name)
    if (entry.isDirectory()) return routeTable(place, `${route}/${entry.name.replace(/^\[(.+)\]$/, ":$1")}`)
    if (entry.name !== "route.ts") return []
    const verbs = fs
      .readFileSync(place, "utf8")
      .matchAll(/export (?:async function|const) (GET|POST|PUT|PATCH|DELETE)\b/g)
    return [...verbs].map(([, verb]) => ({ method: String(verb), path: route }))
  })
}

/** A path with a value for each parameter. */
export const withIds = (route: string) => route.replace(/:\w+/g, "unknown")
