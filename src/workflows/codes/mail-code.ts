import type { INotificationModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { withDeadline } from "../../kernel/deadline"
import { count } from "../../kernel/metrics"
import { decimal, minorUnitDigits } from "../../kernel/money"
import type { CodeMail, CodeMailFacts } from "../../kernel/options"
import { type Challenge, ONE_TIME_CODE_MODULE, type OneTimeCodeModuleService } from "../../modules/one_time_code"
import { currencyTerms, POINTS_MODULE, type PointsModuleService } from "../../modules/points"
import { getDefaultCurrency } from "../shared/medusa/get-default-currency"
import { buildCodeMail } from "./build-code-mail"

/** Time limit of a provider, so that it does not block the queue's few workers forever. */
const MAILER_MS = 30_000

/**
 * Mails the code of a challenge, in the worker (contract R42): unless the mailbox has no points account and its signed-in
 * owner did not ask, or the code has expired meanwhile (contract M23). Safe to run again: a sent mail is not sent twice,
 * and a run after a failure mails the same code.
 *
 * @param mailerMs time limit of the email provider, in milliseconds
 * @throws errors of the email provider, also if there is none or it does not answer
 */
export async function mailCode(
  container: MedusaContainer,
  challengeId: string,
  mailerMs: number = MAILER_MS,
): Promise<void> {
  const codes = container.resolve<OneTimeCodeModuleService>(ONE_TIME_CODE_MODULE)
  const challenge = await codes.findChallenge(challengeId)
  if (!challenge || challenge.mail_outcome) {
    return
  }
  const account = await container.resolve<PointsModuleService>(POINTS_MODULE).findAccount(challenge.mailbox)
  if (!account && !challenge.by_owner) {
    return codes.noteMail(challenge.id, "not_needed")
  }
  const about = await describe(container, challenge, account?.points_available ?? 0)
  const left = challenge.expires_at.getTime() - codes.clock().getTime()
  if (left <= 0) {
    return codes.noteMail(challenge.id, "expired")
  }
  const facts = {
    ...about,
    code: await codes.makeCode(challenge),
    minutes: Math.ceil(left / 60_000),
    expires_at: challenge.expires_at,
  }
  const mail = (codes.mail.build ?? buildCodeMail)(facts)
  const sent = withDeadline(
    mailerMs,
    "the email provider",
    send(container, challenge.mailbox, codes.mail.template, mail, facts),
  )
  await counted(sent)
  await codes.noteMail(challenge.id, "sent")
}

/** Counts a mail by its outcome. */
async function counted(sent: Promise<void>): Promise<void> {
  let result = "failed"
  try {
    await sent
    result = "sent"
  } finally {
    count("clientele.codes.mails", { result })
  }
}

/** The code is in `content` only, because Medusa stores all other fields of a notification (contract M33). */
async function send(
  container: MedusaContainer,
  to: string,
  template: string,
  content: CodeMail,
  { code: _code, ...data }: CodeMailFacts,
): Promise<void> {
  await container
    .resolve<INotificationModuleService>(Modules.NOTIFICATION)
    .createNotifications({ to, channel: "email", template, content, data, trigger_type: "clientele.one_time_code" })
}

type Worth = Pick<CodeMailFacts, "store" | "points" | "worth" | "currency_code">

async function describe(container: MedusaContainer, challenge: Challenge, points: number): Promise<Worth> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const [stores, carts, defaultCurrency, settings] = await Promise.all([
    query.graph({ entity: "store", fields: ["name"] }),
    challenge.cart_id
      ? query.graph({ entity: "cart", fields: ["currency_code"], filters: { id: challenge.cart_id } })
      : { data: [] },
    getDefaultCurrency(container),
    container.resolve<PointsModuleService>(POINTS_MODULE).getSettings(),
  ])
  const currency = carts.data[0]?.currency_code ?? defaultCurrency
  const rate = currencyTerms(settings, currency, defaultCurrency)?.points_per_currency_discount
  const digits = minorUnitDigits(currency)
  const worth = rate ? decimal(points).div(rate).decimalPlaces(digits, 1).toFixed(digits) : null
  return { store: stores.data[0]?.name ?? "the store", points, worth, currency_code: currency.toUpperCase() }
}
