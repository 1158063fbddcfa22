import chart from "./chart.json"
import common from "./common.json"
import credit from "./credit.json"
import points from "./points.json"

export default { ...common, chart, credit, points }
