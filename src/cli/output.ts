import { Bar, type Progress } from "./progress"

/** How a command ends. */
export const EXIT = {
  fine: 0,
  /** The command found problems: figures that disagree, differences, dead jobs. */
  differences: 1,
  wrong_usage: 2,
  /** The command could not run: no database, no tables. */
  failed: 3,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Maximum part of Medusa's suppressed log that is kept in case Medusa ends the process. */
const LOG_TAIL = 4000

/**
 * The two streams of the process, reserved for the command. Medusa logs to standard output while it boots, but people and
 * scripts read the command's answer there. Other output goes to standard error with `verbose`, else nowhere.
 */
export class Output {
  readonly #out = process.stdout.write.bind(process.stdout)
  readonly #err = process.stderr.write.bind(process.stderr)
  #silenced = ""
  verbose = false

  constructor() {
    const divert = (text: string | Uint8Array): boolean => {
      if (this.verbose) {
        return this.#err(text)
      }
      this.#silenced = (this.#silenced + text.toString()).slice(-LOG_TAIL)
      return true
    }
    process.stdout.write = divert
    process.stderr.write = divert
    // `clientele … | head` closes the pipe. The reader has ended, so the command ends, too.
    process.stdout.on("error", () => process.exit(EXIT.fine))
  }

  /** The answer: standard output. */
  print(text = ""): void {
    this.#out(`${text}\n`)
  }

  json(value: unknown): void {
    this.print(JSON.stringify(value, null, 2))
  }

  /** Errors and progress: standard error. */
  say(text: string): void {
    this.#err(`${text}\n`)
  }

  /** Medusa's last suppressed log lines. */
  get silenced(): string {
    return this.#silenced
  }

  /** @param total the estimated total number */
  startProgress(total: number, what: string): Progress {
    const terminal = Object.create(process.stderr, { write: { value: this.#err } }) as NodeJS.WriteStream
    return new Bar(terminal, total, what)
  }

  /** Ends the process after all output is written. */
  async exit(code: ExitCode): Promise<never> {
    await new Promise<void>((resolve) => this.#out("", () => resolve()))
    process.exit(code)
  }
}
