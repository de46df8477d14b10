/** For tests of what stands beside. */
export { listProposals } from './list-proposals.ts';
