export { createAuditModule } from './audit.module.ts';
export { type Act, listActs } from './list-acts.ts';
export { printedCheckpoint } from './log/checkpoints.ts';
export { proveLeaves, settleLog } from './log/prove-leaves.ts';
export { record, recordAll } from './record.ts';
export { createRefusals } from './refusals.ts';
