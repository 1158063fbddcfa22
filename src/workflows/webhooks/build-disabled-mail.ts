import { escapeHtml } from "../../kernel/html"

export type DisabledFacts = { id: string; url: string; code: "gone" | "failing" }

const REASONS = {
  gone: "The receiver answered 410 Gone.",
  failing: "Every attempt to deliver a message has failed for five days.",
} as const

/** The mail about an endpoint that was disabled: subject, text and the same as HTML. */
export function buildDisabledMail({ id, url, code }: DisabledFacts) {
  const paragraphs = [
    `Webhooks to ${url} are disabled. ${REASONS[code]}`,
    `Fix the receiver, enable the endpoint ${id}, and send the missed messages. Messages are kept for 30 days.`,
  ]
  return {
    subject: `Webhook endpoint disabled: ${new URL(url).hostname}`,
    text: `${paragraphs.join("\n\n")}\n`,
    html: paragraphs.map((one) => `<p>${escapeHtml(one)}</p>`).join("\n"),
  }
}
