import chart from "./chart.json"
import common from "./common.json"
import credit from "./credit.json"
import customers from "./customers.json"
import list from "./list.json"
import order from "./order.json"
import points from "./points.json"

export default { ...common, chart, credit, customers, list, order, points }
