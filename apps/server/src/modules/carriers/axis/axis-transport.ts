import { createHash } from 'node:crypto';
import type { AxisTransport } from '@congvu/axis';
import type { Config } from '../../../platform/config.ts';
import { hostOf } from '../../../platform/outbound.ts';
import { createOutboundStream, type StreamTransport } from '../../../platform/outbound-stream.ts';

/** One door a place and trust, so that its lines stay open between two messages. */
const doors = new WeakMap<Config, Map<string, StreamTransport>>();

/** To the host of this address and nowhere else; `ca` replaces the public authorities there. */
export function axisTransport(config: Config, endpoint: string, ca: string): AxisTransport {
  const host = hostOf(endpoint) ?? '';
  const known = doors.get(config) ?? new Map<string, StreamTransport>();
  doors.set(config, known);
  const name = createHash('sha256')
    .update(JSON.stringify([host, ca]))
    .digest('hex');
  const door =
    known.get(name) ??
    createOutboundStream({
      allowHosts: [host],
      allowLoopback: config.demo || config.loopbackServices,
      tls: new Map(ca === '' ? [] : [[host, { ca }]]),
    });
  known.set(name, door);
  return door;
}
