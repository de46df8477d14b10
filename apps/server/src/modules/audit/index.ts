export { listLeaves } from './list-leaves.ts';
export { record, recordAll } from './record.ts';
