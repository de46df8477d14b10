/** For tests of what stands beside. */
export { findOpenLines } from './my-campaigns.ts';
