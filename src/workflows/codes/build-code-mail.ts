import { escapeHtml } from "../../kernel/html"
import type { CodeMail, CodeMailFacts } from "../../kernel/options"

/**
 * The mail with a one-time code, unless the store's option `mail.build` writes it. The subject has no code, because locked
 * screens and logs of mail servers show it.
 */
export function buildCodeMail(facts: CodeMailFacts): CodeMail {
  const until = `${facts.expires_at.toISOString().slice(11, 16)} UTC`
  const good = `It is valid for ${facts.minutes} ${facts.minutes === 1 ? "minute" : "minutes"}, until ${until}.`
  const lines = [
    `Your code is ${facts.code}.`,
    `Enter it at ${facts.store} ${purpose(facts)}. ${good}`,
    "If you did not request a code, ignore this mail. Do not share the code.",
  ]
  return {
    subject: `Your code for ${facts.store}`,
    text: `${lines.join("\n\n")}\n`,
    html: lines.map((line) => `<p>${escapeHtml(line)}</p>`).join("\n"),
  }
}

function purpose({ points, worth, currency_code }: CodeMailFacts): string {
  if (points === 0) {
    return "to see your points"
  }
  return `to use your ${points} points${worth === null ? "" : `, worth ${worth} ${currency_code}`}`
}
