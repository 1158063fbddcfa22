import { createHash } from "node:crypto"
import { constants } from "node:fs"
import { mkdir, open, readFile, stat, writeFile } from "node:fs/promises"
import os from "node:os"
import path from "node:path"

/** A mail that was not sent but kept, with its codes: for development only. */
export type OutboxMail = {
  to: string
  template: string | null
  subject: string
  text: string
  html: string
  at: string
}

/** The outbox as the admin sees it. `configured`: whether it is this store's email provider. Newest mail first. */
export type Outbox = { configured: boolean; mails: OutboxMail[] }

const SHOWN = 50
const MAX_BYTES = 1_000_000

/** What to tell people whose store has another email provider, or none. */
export const HOW_TO_CONFIGURE =
  'To keep mails here, register { resolve: "medusa-plugin-clientele/providers/outbox", id: "outbox", options: { channels: ["email"] } } ' +
  "as a provider of Medusa's notification module in medusa-config."

/** What to tell people in production. */
export const NOT_IN_PRODUCTION =
  "The outbox is for development. With NODE_ENV=production, the store's own email provider sends the mails."

// On the global object, as a file can be loaded twice.
const key = Symbol.for("medusa-plugin-clientele.outbox")
type Holder = { [key]?: boolean }

/** Remembers that this process has the outbox as its email provider. */
export function markConfigured(): void {
  ;(globalThis as Holder)[key] = true
}

/** Whether this store's medusa-config names the outbox as an email provider. */
export function isConfigured(): boolean {
  return (globalThis as Holder)[key] === true
}

/** Never in production, whatever is configured. */
export function isOutboxAllowed(): boolean {
  return process.env["NODE_ENV"] !== "production"
}

/**
 * A file of this user, one for each store: its processes (Medusa's worker modes) share it, and no database sees a code.
 * `CLIENTELE_OUTBOX` names another one.
 */
function outboxFile(): string {
  const store = createHash("sha256")
    .update(`${process.cwd()}\0${process.env["DATABASE_URL"] ?? ""}`)
    .digest("hex")
  const directory = path.join(os.tmpdir(), `clientele-outbox-${os.userInfo().uid}`)
  return process.env["CLIENTELE_OUTBOX"] ?? path.join(directory, `${store.slice(0, 16)}.jsonl`)
}

/** Adds a mail. The oldest go when the file has grown to 1 MB. */
export async function appendToOutbox(mail: OutboxMail): Promise<void> {
  const file = outboxFile()
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  if ((await sizeOf(file)) > MAX_BYTES) {
    const kept = (await readOutbox()).reverse()
    await writeFile(file, kept.map((one) => `${JSON.stringify(one)}\n`).join(""), { mode: 0o600 })
  }
  // Not through a symbolic link of another user.
  const flags = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW
  const handle = await open(file, flags, 0o600)
  try {
    await handle.write(`${JSON.stringify(mail)}\n`)
  } finally {
    await handle.close()
  }
}

/** The newest mails, newest first. @param limit how many at most */
export async function readOutbox(limit = SHOWN): Promise<OutboxMail[]> {
  const text = await readFile(outboxFile(), "utf8").catch(() => "")
  const lines = text.split("\n").filter((line) => line !== "")
  return lines
    .slice(-limit)
    .reverse()
    .map((line) => JSON.parse(line) as OutboxMail)
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}
