import {
  createWorkflow,
  type ReturnWorkflow,
  type StepFunction,
  type WorkflowData,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

/** Creates a workflow with a single step. Input, result and compensation are those of the step (contract R70). */
export function oneStepWorkflow<Input, Result>(
  id: string,
  step: StepFunction<Input, Result>,
): ReturnWorkflow<Input, Result, []> {
  return createWorkflow(id, (input: WorkflowData<Input>) => new WorkflowResponse(step(input) as WorkflowData<Result>))
}
