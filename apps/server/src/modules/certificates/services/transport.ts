import { createHash } from 'node:crypto';
import type { HttpTransport } from '@congvu/pki';
import type { Config } from '../../../platform/config.ts';
import type { Services } from '../../../platform/context.ts';
import { type ClientTls, createOutbound, hostOf } from '../../../platform/outbound.ts';
import { DEMO_HOST, demoTransport } from '../demo/demo-authority.ts';

/** One door for each set of addresses, so that its connections stay open between two letters. */
const doors = new WeakMap<Config, Map<string, HttpTransport>>();

function doorFor(config: Config, hosts: string[], tls: ReadonlyMap<string, ClientTls>): HttpTransport {
  const known = doors.get(config) ?? new Map<string, HttpTransport>();
  doors.set(config, known);
  const secrets = [...tls].map(([host, { cert, key, ca }]) => [host, cert, key, ca ?? '']);
  const name = createHash('sha256')
    .update(JSON.stringify([hosts, secrets]))
    .digest('hex');
  const found = known.get(name);
  if (found !== undefined) {
    return found;
  }
  const allowLoopback = config.demo || config.loopbackServices;
  const made = createOutbound({ allowHosts: hosts, tls, allowLoopback });
  known.set(name, made);
  return made;
}

/** To these configured addresses and nowhere else; the demo's own authority is asked inside this process. */
export function transportTo(
  services: Pick<Services, 'db' | 'config' | 'clock'>,
  urls: readonly string[],
  tls: ReadonlyMap<string, ClientTls> = new Map(),
): HttpTransport {
  const hosts = [...new Set(urls.flatMap((url) => hostOf(url) ?? []))].sort();
  const outside = doorFor(services.config, hosts, tls);
  const demo = services.config.demo ? demoTransport(services) : undefined;
  return (request) =>
    demo !== undefined && hostOf(request.url) === `${DEMO_HOST}:80` ? demo(request) : outside(request);
}
