export { type AxisAnswerSaid, AxisError, type AxisErrorCode, type AxisErrorDetail } from './errors.ts';
export { type NationalSettings, nationalClient } from './national/client.ts';
export {
  type ReplayStore,
  type SignInput,
  signHeaders,
  type VerifyCode,
  type VerifyOptions,
  type VerifyResult,
  verifyHeaders,
} from './national/signature.ts';
export { type ProvincialSettings, provincialClient } from './provincial/client.ts';
export type * from './types.ts';
export type { AxisRequest, AxisResponse, AxisTransport } from './wire/transport.ts';
