import type { Command } from "commander"
import {
  HOW_TO_CONFIGURE,
  isConfigured,
  isOutboxAllowed,
  NOT_IN_PRODUCTION,
  type OutboxMail,
  readOutbox,
} from "../../providers/outbox/file"
import { parseLimit } from "../arguments"
import { EXIT } from "../output"
import { Problem } from "../problems"
import type { Run } from "../run"
import { moment } from "../table"

/** Mails shown by default: the number that fits on a screen. */
const SHOWN = 5

const EXAMPLES = `
The outbox keeps mails instead of sending them, where medusa-config names it as the email provider. Newest first.

Examples:
  $ npx clientele outbox --limit 1
  $ npx clientele outbox --json | jq -r '.mails[0].text'`

type Options = { limit: number; json?: boolean }

export function addOutbox(program: Command, run: Run): void {
  program
    .command("outbox")
    .description("shows the last mails of the development outbox, with their codes")
    .option("--limit <number>", "number of mails", parseLimit, SHOWN)
    .option("--json", "as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: Options) => {
      if (!isOutboxAllowed()) {
        throw new Problem(NOT_IN_PRODUCTION)
      }
      return run(async (_container, out) => {
        if (!isConfigured()) {
          throw new Problem(`The outbox is not the email provider of this store. ${HOW_TO_CONFIGURE}`)
        }
        const mails = await readOutbox(options.limit)
        if (options.json) {
          out.json({ mails })
        } else {
          out.print(mails.length === 0 ? "No mails so far." : mails.map(describe).join("\n\n"))
        }
        return EXIT.fine
      })
    })
}

function describe({ at, to, subject, text }: OutboxMail): string {
  const head = `${moment(at)}  ${printable(to)}  ${printable(subject)}`
  const lines = text.trimEnd().split("\n")
  return [head, ...lines.map((line) => (line === "" ? "" : `  ${printable(line)}`))].join("\n")
}

// A mail's text must not move the cursor.
const printable = (text: string) => text.replace(/\p{Cc}+/gu, " ")
