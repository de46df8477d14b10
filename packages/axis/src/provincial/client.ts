import { AxisError } from '../errors.ts';
import type { AxisTiming, ProvincialAxis } from '../types.ts';
import type { AxisTransport } from '../wire/transport.ts';

export interface ProvincialSettings {
  endpoint: string;
  username: string;
  password: string;
  applicationCode: string;
  systemId: string;
  secretKey: string;
  transport: AxisTransport;
  now: () => Date;
  /** What updateStatus calls "done": one axis says `done`, one client sends `03`. */
  doneValue?: string;
  retries?: number;
  timing?: AxisTiming;
  allowPlainHttp?: boolean;
  random?: () => number;
}

export function provincialClient(_settings: ProvincialSettings): ProvincialAxis {
  throw new AxisError('axis.unsupported', 'Kết nối trục cấp tỉnh chưa sẵn sàng trong bản này.', { final: true });
}
