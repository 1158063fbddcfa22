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

const SHOWN = 50
const MAX_BYTES = 1_000_000

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
  // Not through a link that somebody else has put there.
  const flags = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | constants.O_NOFOLLOW
  const handle = await open(file, flags, 0o600)
  try {
    await handle.write(`${JSON.stringify(mail)}\n`)
  } finally {
    await handle.close()
  }
}

/** The newest mails, at most 50, newest first. */
export async function readOutbox(): Promise<OutboxMail[]> {
  const text = await readFile(outboxFile(), "utf8").catch(() => "")
  const lines = text.split("\n").filter((line) => line !== "")
  return lines
    .slice(-SHOWN)
    .reverse()
    .map((line) => JSON.parse(line) as OutboxMail)
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  )
}
