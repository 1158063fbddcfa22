import { useState } from "react"
import { useTranslation } from "react-i18next"
import { Area } from "../components/fields"
import { FormDrawer } from "../components/form-drawer"
import { RowActions } from "../components/row-actions"
import { useChange } from "../components/use-change"
import { useConfirm } from "../components/use-confirm"
import { call } from "../lib/call"

/** Of all lists that show open items: those of one account and those of all. */
const CHANGES = ["clientele", "credit"] as const

type DisputeProps = { accountId: string; receivableId: string; disputed: boolean; of: string }

/** Marks an open item as disputed, so that it is not chased, or ends that (contract R28). */
export const Dispute = ({ accountId, receivableId, disputed, of }: DisputeProps) => {
  const { t } = useTranslation()
  const confirm = useConfirm()
  const [isOpen, setOpen] = useState(false)
  const [reason, setReason] = useState("")
  const params = { id: accountId, receivable_id: receivableId }
  const end = useChange(
    () => call("DELETE /admin/customers/:id/credit/receivables/:receivable_id/dispute", { params }),
    CHANGES,
  )
  const ask = async () => {
    const question = {
      title: t("clientele.credit.endDispute"),
      text: t("clientele.credit.endDisputeText"),
      confirm: t("clientele.credit.endDispute"),
      isDanger: false,
    }
    if (await confirm(question)) {
      end.run(undefined)
    }
  }
  const open = () => {
    setReason("")
    setOpen(true)
  }
  const action = disputed
    ? { label: t("clientele.credit.endDispute"), onClick: () => void ask() }
    : { label: t("clientele.credit.dispute"), onClick: open }
  return (
    <>
      <RowActions of={of} actions={[action]} />
      {isOpen && (
        <FormDrawer
          title={t("clientele.credit.dispute")}
          changes={CHANGES}
          onClose={() => setOpen(false)}
          onSave={() =>
            call("POST /admin/customers/:id/credit/receivables/:receivable_id/dispute", { params, body: { reason } })
          }
        >
          <Area
            name="reason"
            label={t("clientele.credit.disputeReason")}
            hint={t("clientele.credit.disputeHint")}
            value={reason}
            onChange={setReason}
          />
        </FormDrawer>
      )}
    </>
  )
}
