import { seen } from "../seen"

seen.workflowsLoaded = true
