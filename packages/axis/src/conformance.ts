export { CONFORMANCE } from './conformance/set.ts';
export type * from './conformance/types.ts';
