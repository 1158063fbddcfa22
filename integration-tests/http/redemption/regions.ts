/** Tax in the price, beside it and none, and two, no and three decimals. */
export const REGIONS = [
  { currency: "usd", country: "us", taxRate: 0, taxInclusive: false },
  { currency: "eur", country: "de", taxRate: 19, taxInclusive: true },
  { currency: "gbp", country: "gb", taxRate: 20, taxInclusive: false },
  { currency: "jpy", country: "jp", taxRate: 10, taxInclusive: false },
  { currency: "kwd", country: "kw", taxRate: 0, taxInclusive: false },
]
