import chart from "./chart.json"
import check from "./check.json"
import collections from "./collections.json"
import common from "./common.json"
import contacts from "./contacts.json"
import credit from "./credit.json"
import customers from "./customers.json"
import errors from "./errors.json"
import figures from "./figures.json"
import health from "./health.json"
import imports from "./imports.json"
import keys from "./keys.json"
import list from "./list.json"
import loyalty from "./loyalty.json"
import notes from "./notes.json"
import order from "./order.json"
import outbox from "./outbox.json"
import paymentMethods from "./paymentMethods.json"
import photo from "./photo.json"
import points from "./points.json"
import privacy from "./privacy.json"
import profile from "./profile.json"
import setup from "./setup.json"
import timeline from "./timeline.json"
import webhooks from "./webhooks.json"

export default {
  ...common,
  collections,
  chart,
  check,
  contacts,
  credit,
  customers,
  errors,
  figures,
  health,
  imports,
  keys,
  list,
  loyalty,
  notes,
  order,
  outbox,
  paymentMethods,
  photo,
  points,
  privacy,
  profile,
  setup,
  timeline,
  webhooks,
}
