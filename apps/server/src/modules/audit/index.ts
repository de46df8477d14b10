export { createAuditModule } from './audit.module.ts';
export { listLeaves } from './list-leaves.ts';
export { type LatestCheckpoint, latestCheckpoint } from './log/checkpoints.ts';
export type { AuditPorts } from './ports.ts';
export { record, recordAll } from './record.ts';
export { createRefusals } from './refusals.ts';
