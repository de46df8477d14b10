export type { CheckResult, CheckVerdict } from './conformance/bench.ts';
export { checkEndpoint, ENDPOINT_CHECKS } from './conformance/endpoint-checks.ts';
export type { EndpointTarget, SystemAccess } from './conformance/raw-ask.ts';
export { checkReceiver, type ReceiverTarget } from './conformance/receiver-checks.ts';
export { CONFORMANCE } from './conformance/set.ts';
export type * from './conformance/types.ts';
