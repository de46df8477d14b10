export { createAuditModule } from './audit.module.ts';
export { type Act, listActs } from './list-acts.ts';
export { listLeaves } from './list-leaves.ts';
export { checkpointLine } from './log/checkpoints.ts';
export { record, recordAll } from './record.ts';
export { createRefusals } from './refusals.ts';
