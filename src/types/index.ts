export type { ErrorCode } from "../kernel/errors"
export type { PluginOptions } from "../kernel/options"
export type { AccountView, Entry, RollForwardRow } from "../modules/points/types"
export type { PointsReport } from "../workflows/points/report"
