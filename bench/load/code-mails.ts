import fs from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import type { OutboxMail } from "../../src/providers/outbox/file"

const LOOK_MS = 20
const DEADLINE_MS = 30_000

/** Waits for the codes of mailboxes in a store's outbox file. */
export class CodeMails {
  #codes = new Map<string, string>()
  #read = 0
  #ended = false
  readonly #looking: Promise<void>

  constructor(private readonly file: string) {
    this.#looking = this.#look()
  }

  async #look(): Promise<void> {
    while (!this.#ended) {
      await sleep(LOOK_MS)
      const size = fs.statSync(this.file, { throwIfNoEntry: false })?.size ?? 0
      // The store shortens a large file by dropping the oldest mails. A smaller file is therefore a new one.
      if (size < this.#read) this.#read = 0
      if (size > this.#read) this.#take(size)
    }
  }

  /** Reads the complete lines up to `size`. */
  #take(size: number): void {
    const part = Buffer.alloc(size - this.#read)
    const handle = fs.openSync(this.file, "r")
    const length = fs.readSync(handle, part, 0, part.length, this.#read)
    fs.closeSync(handle)
    const end = part.subarray(0, length).lastIndexOf("\n") + 1
    this.#read += end
    for (const line of part.toString("utf8", 0, end).split("\n").filter(Boolean)) {
      const { to, text } = JSON.parse(line) as OutboxMail
      const code = /\b\d{6}\b/.exec(text)?.[0]
      if (code) this.#codes.set(to, code)
    }
  }

  async codeFor(mailbox: string): Promise<string> {
    for (const end = Date.now() + DEADLINE_MS; Date.now() < end; await sleep(LOOK_MS)) {
      const code = this.#codes.get(mailbox)
      if (code) return code
    }
    throw new Error(`no code came to ${mailbox} within ${DEADLINE_MS / 1000} s`)
  }

  async close(): Promise<void> {
    this.#ended = true
    await this.#looking
    fs.rmSync(this.file, { force: true })
  }
}
