import type { TimestampAuthority } from '@congvu/pki';
import type { Services } from '../../platform/context.ts';

/** What the module asks of others above or beside it. */
export interface EvidencePorts {
  /** Undefined when no time authority is trusted: archives then have no timestamp. */
  timestampAuthorityFor?(services: Services): Promise<TimestampAuthority | undefined>;
}
