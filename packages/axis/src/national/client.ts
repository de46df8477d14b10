import { AxisError } from '../errors.ts';
import type { AxisTiming, NationalAxis } from '../types.ts';
import type { AxisTransport } from '../wire/transport.ts';

export interface NationalSettings {
  /** `https://truc.example.gov.vn`; the calls are appended. */
  endpoint: string;
  systemId: string;
  secret: string;
  transport: AxisTransport;
  now: () => Date;
  /** Attempts beyond the first, where safe. 3. */
  retries?: number;
  timing?: AxisTiming;
  /** The link is closed (TSLCD) and an administrator confirmed it. */
  allowPlainHttp?: boolean;
  /** How sendEdoc wraps the file: `raw` as it is, `sdk` byte for byte as the Java SDK does, `multipart` part `file_doc`. */
  sendForm?: 'raw' | 'sdk' | 'multipart';
  /** How fromDate and toDate are written (the axis' documents do not say): `yyyy/MM/dd HH:mm:ss` unless told. */
  dateForm?: 'yyyy/MM/dd HH:mm:ss' | 'yyyy/MM/dd' | 'dd/MM/yyyy';
  /** Draws the chance in waiting times; for tests. */
  random?: () => number;
}

export function nationalClient(_settings: NationalSettings): NationalAxis {
  throw new AxisError('axis.unsupported', 'Kết nối trục quốc gia chưa sẵn sàng trong bản này.', { final: true });
}
