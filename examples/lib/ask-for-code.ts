import { createInterface } from "node:readline/promises"

/** Asks the person at the terminal for the code of the mail. */
export async function askForCode(): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return (await terminal.question("The code in the mail: ")).trim()
  } finally {
    terminal.close()
  }
}
