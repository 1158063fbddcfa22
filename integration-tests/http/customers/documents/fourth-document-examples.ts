import { type Field, MOMENT } from "./shop"

// The examples of the fourth document, and what becomes of each of their fields.
const BLVD = { line1: "456 Customer Blvd", city: "Customer City", state: "NY", postal_code: "10001", country: "US" }

/** What the document's first customer is made from. */
export const XYZ = {
  name: "Customer XYZ",
  email: "orders@customerxyz.com",
  phone: "+1-555-0456",
  fax: "+1-555-0457",
  website: "https://customerxyz.com",
  tax_id: "98-7654321",
  billing_address: { ...BLVD, line2: "Floor 3" },
  shipping_address: BLVD,
  contacts: [
    {
      name: "Alice Johnson",
      title: "Procurement Manager",
      email: "alice.johnson@customerxyz.com",
      phone: "+1-555-0458",
      is_primary: true,
    },
  ],
  payment_terms: "net_15",
  currency: "USD",
  credit_limit: 10000.0,
  discount_rate: 5.0,
  preferred_shipping: "UPS_GROUND",
  customer_since: "2023-06-15T00:00:00Z",
  is_active: true,
  is_business: true,
  notes: "High-value customer with consistent orders",
}

export const LISTED: Field[] = [
  ["id", "id", expect.stringMatching(/^cus_/)],
  ["name", "name", "Customer XYZ"],
  ["email", "email", "orders@customerxyz.com"],
  ["phone", "phone", "+15550456"],
  ["website", "website", "https://customerxyz.com"],
  ["billing_address.line1", "billing_address.address_1", "456 Customer Blvd"],
  ["billing_address.line2", "billing_address.address_2", "Floor 3"],
  ["billing_address.city", "billing_address.city", "Customer City"],
  ["billing_address.state", "billing_address.province", "NY"],
  ["billing_address.postal_code", "billing_address.postal_code", "10001"],
  ["billing_address.country", "billing_address.country_code", "us"],
  ["shipping_address.line1", "shipping_address.address_1", "456 Customer Blvd"],
  ["shipping_address.city", "shipping_address.city", "Customer City"],
  ["shipping_address.state", "shipping_address.province", "NY"],
  ["shipping_address.postal_code", "shipping_address.postal_code", "10001"],
  ["shipping_address.country", "shipping_address.country_code", "us"],
  ["payment_terms", "payment_terms", "net_15"],
  ["credit_limit", "credit_limit", 10000],
  ["current_balance", "current_balance", 0],
  ["customer_since", "customer_since", "2023-06-15T00:00:00.000Z"],
  ["is_active", "is_active", true],
  ["created_at", "created_at", MOMENT],
  ["updated_at", "updated_at", MOMENT],
]

export const SINGLE: Field[] = [
  ["fax", "fax", "+15550457"],
  ["tax_id", "tax_id", "98-7654321"],
  ["contacts.id", "contacts.0.id", expect.stringMatching(/^cont_/)],
  ["contacts.name", "contacts.0.name", "Alice Johnson"],
  ["contacts.title", "contacts.0.title", "Procurement Manager"],
  ["contacts.email", "contacts.0.email", "alice.johnson@customerxyz.com"],
  ["contacts.phone", "contacts.0.phone", "+15550458"],
  ["contacts.is_primary", "contacts.0.is_primary", true],
  ["currency", "currency_code", "usd"],
  ["discount_rate", "discount_rate", 5],
  ["preferred_shipping", "preferred_shipping", "UPS_GROUND"],
  ["lifetime_value", "lifetime_value", 90],
  ["total_orders", "total_orders", 3],
  ["notes", "notes", "High-value customer with consistent orders"],
]

export const QUERIES: [query: string, found: number][] = [
  ["is_active=true", 1],
  ["is_active=false", 0],
  ["search=orders@customerxyz", 1],
  ["search=customer%20xyz&page=1&limit=20", 1],
  ["search=nobody", 0],
]

export const NEW = {
  name: "New Customer Corp",
  email: "orders@newcustomer.com",
  phone: "+1-555-0999",
  website: "https://newcustomer.com",
  tax_id: "12-9876543",
  billing_address: {
    line1: "123 New Customer St",
    city: "Business City",
    state: "CA",
    postal_code: "90210",
    country: "US",
  },
  shipping_address: {
    line1: "456 Warehouse Ave",
    city: "Distribution City",
    state: "CA",
    postal_code: "90211",
    country: "US",
  },
  contacts: [
    {
      name: "Bob Wilson",
      title: "Operations Manager",
      email: "bob.wilson@newcustomer.com",
      phone: "+1-555-1000",
      is_primary: true,
    },
  ],
  payment_terms: "net_30",
  currency: "USD",
  credit_limit: 5000.0,
  discount_rate: 2.5,
  preferred_shipping: "FEDEX_GROUND",
}

export const ORDER: Field[] = [
  ["id", "id", expect.stringMatching(/^order_/)],
  ["order_number", "order_number", expect.stringMatching(/^\d+$/)],
  ["status", "fulfillment_status", "delivered"],
  ["order_date", "order_date", MOMENT],
  ["ship_date", "ship_date", MOMENT],
  ["delivery_date", "delivery_date", MOMENT],
  ["total_amount", "total_amount", 45],
  ["items_count", "items_count", 2],
  ["shipping_address.line1", "shipping_address.address_1", "2 Side Street"],
  ["shipping_address.city", "shipping_address.city", "Town"],
  ["shipping_address.state", "shipping_address.province", null],
  ["shipping_address.postal_code", "shipping_address.postal_code", "10001"],
]

export const ANALYTICS: Field[] = [
  ["customer.id", "customer.id", expect.stringMatching(/^cus_/)],
  ["customer.name", "customer.name", "Customer XYZ"],
  ["overview.lifetime_value", "overview.lifetime_value", 90],
  ["overview.total_orders", "overview.total_orders", 3],
  ["overview.avg_order_value", "overview.avg_order_value", 38.33],
  ["overview.last_order_date", "overview.last_order_date", MOMENT],
  ["overview.customer_since", "overview.customer_since", "2023-06-15T00:00:00.000Z"],
  ["overview.days_since_last_order", "overview.days_since_last_order", 0],
  ["financial_summary.total_revenue", "financial_summary.total_revenue", 115],
  ["financial_summary.current_balance", "financial_summary.current_balance", 0],
  ["financial_summary.credit_limit", "financial_summary.credit_limit", 10000],
  ["financial_summary.credit_utilization", "financial_summary.credit_utilization", 0],
  ["financial_summary.avg_payment_days", "financial_summary.avg_payment_days", 0],
  ["order_history.month", "order_history.0.month", expect.stringMatching(/^\d{4}-\d\d$/)],
  ["order_history.orders", "order_history.0.orders", 3],
  ["order_history.revenue", "order_history.0.revenue", 115],
  ["order_history.avg_order_value", "order_history.0.avg_order_value", 38.33],
  ["top_products.product_id", "top_products.0.product_id", expect.stringMatching(/^prod_/)],
  ["top_products.product_name", "top_products.0.product_name", "shirt"],
  ["top_products.quantity_ordered", "top_products.0.quantity_ordered", 5],
  ["top_products.revenue", "top_products.0.revenue", 100],
  ["customer_segment", "customer_segment", "new"],
  ["risk_score", "risk_score", "low"],
]
