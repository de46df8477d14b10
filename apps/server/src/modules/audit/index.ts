export { type ListedLeaf, listLeaves } from './list-leaves.ts';
export { record, recordAll } from './record.ts';
