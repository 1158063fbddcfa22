import { SingleBar } from "cli-progress"

export type Progress = {
  /** @param done total number done so far */
  update: (done: number) => void
  stop: () => void
}

const STEP_PERCENT = 10

/** A moving bar on a terminal; elsewhere a line for about every tenth. */
export class Bar implements Progress {
  readonly #stream: NodeJS.WriteStream
  readonly #total: number
  readonly #what: string
  readonly #bar: SingleBar | undefined
  #shown = 0

  constructor(stream: NodeJS.WriteStream, total: number, what: string) {
    this.#stream = stream
    this.#total = total
    this.#what = what
    if (stream.isTTY) {
      const format = `{bar} {percentage} % | {value} of {total} ${what}`
      this.#bar = new SingleBar({ stream, format, clearOnComplete: true, hideCursor: true })
      this.#bar.start(total, 0)
    }
  }

  update(done: number): void {
    if (this.#bar) {
      // New orders can raise the number above the total at the start.
      this.#bar.setTotal(Math.max(this.#total, done))
      this.#bar.update(done)
      return
    }
    const percent = this.#total > 0 ? Math.min(100, Math.floor((done * 100) / this.#total)) : 100
    if (percent >= this.#shown + STEP_PERCENT) {
      this.#shown = percent - (percent % STEP_PERCENT)
      this.#stream.write(`${percent} % | ${done} of ${Math.max(this.#total, done)} ${this.#what}\n`)
    }
  }

  stop(): void {
    this.#bar?.stop()
  }
}
